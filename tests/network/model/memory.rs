//! A memory for many short runs. The store asks for 8 MiB for each of its tables at once; here
//! only those pages exist that something was written to.

use std::cell::RefCell;
use std::rc::Rc;

use ic_stable_structures::Memory;

const PAGE: usize = 65_536;

/// A page, once something was written to it.
type Page = Option<Box<[u8]>>;

/// Pages, in the order of their addresses. Clones are the same memory.
#[derive(Clone, Debug, Default)]
pub struct Sparse(Rc<RefCell<Vec<Page>>>);

/// The pages of a stretch of memory: of each its number, and the part of the page and of the
/// stretch.
fn parts(offset: u64, length: usize) -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset as usize + done;
        let (page, begin, from) = (at / PAGE, at % PAGE, done);
        let count = (PAGE - begin).min(length - done);
        done += count;
        (count > 0).then_some((page, begin, from, count))
    })
}

impl Memory for Sparse {
    fn size(&self) -> u64 {
        self.0.borrow().len() as u64
    }

    fn grow(&self, pages: u64) -> i64 {
        let before = self.size();
        self.0.borrow_mut().resize((before + pages) as usize, None);
        before as i64
    }

    fn read(&self, offset: u64, dst: &mut [u8]) {
        let pages = self.0.borrow();
        for (page, begin, from, count) in parts(offset, dst.len()) {
            let to = &mut dst[from..from + count];
            match &pages[page] {
                Some(bytes) => to.copy_from_slice(&bytes[begin..begin + count]),
                None => to.fill(0),
            }
        }
    }

    fn write(&self, offset: u64, src: &[u8]) {
        let mut pages = self.0.borrow_mut();
        for (page, begin, from, count) in parts(offset, src.len()) {
            let bytes = pages[page].get_or_insert_with(|| vec![0; PAGE].into());
            bytes[begin..begin + count].copy_from_slice(&src[from..from + count]);
        }
    }
}
