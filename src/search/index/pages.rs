//! A memory cut into pages, and files that are made of them. A page that no file has is free.

use std::collections::BTreeSet;

use ic_stable_structures::Memory;

/// Bytes of a page.
pub(super) const PAGE: usize = 16_384;
/// Bytes by which a memory grows.
const STEP: u64 = 65_536;

/// The pages of a memory. The first is never given to a file.
pub(in crate::search) struct Pages<M> {
    memory: M,
    free: BTreeSet<u32>,
    /// The first page that was never taken.
    end: u32,
}

impl<M: Memory> Pages<M> {
    /// The pages of a memory, of which some are taken.
    pub(super) fn new(memory: M, taken: impl Iterator<Item = u32>) -> Self {
        let taken: Vec<u32> = taken.collect();
        let end = taken.iter().max().map_or(1, |last| last + 1);
        let mut is_free = vec![true; end as usize];
        taken
            .iter()
            .for_each(|page| is_free[*page as usize] = false);
        let free = (1..end).filter(|page| is_free[*page as usize]).collect();
        let mut pages = Pages { memory, free, end };
        if pages.memory.size() == 0 {
            pages.reach(PAGE as u64);
        }
        pages
    }

    pub(super) fn memory(&self) -> &M {
        &self.memory
    }

    /// A free page; the memory grows if there is none.
    ///
    /// # Panics
    /// When it cannot grow.
    fn take(&mut self) -> u32 {
        if let Some(page) = self.free.pop_first() {
            return page;
        }
        let page = self.end;
        self.end += 1;
        self.reach(u64::from(self.end) * PAGE as u64);
        page
    }

    fn reach(&mut self, bytes: u64) {
        let missing = bytes.div_ceil(STEP).saturating_sub(self.memory.size());
        if missing > 0 && self.memory.grow(missing) < 0 {
            panic!("stable memory is full");
        }
    }

    /// Makes the pages of a file free.
    pub(super) fn give_back(&mut self, file: File) {
        self.free.extend(file.pages);
    }
}

/// Bytes in pages of a memory.
#[derive(Debug, Default)]
pub(in crate::search) struct File {
    pages: Vec<u32>,
    length: u64,
}

impl File {
    /// The file of some pages with so many bytes.
    pub(super) fn new(pages: Vec<u32>, length: u64) -> Self {
        Self { pages, length }
    }

    pub(super) fn pages(&self) -> &[u32] {
        &self.pages
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Lets it end earlier; its pages stay its own.
    pub(super) fn cut(&mut self, length: u64) {
        self.length = self.length.min(length);
    }

    /// Fills `into` with the bytes at a place; what lies beyond the last page is left as it is.
    pub(super) fn read<M: Memory>(&self, pages: &Pages<M>, at: u64, into: &mut [u8]) {
        let mut done = 0;
        while done < into.len() {
            let Some((place, left)) = self.place(at + done as u64) else {
                return;
            };
            let end = into.len().min(done + left);
            pages.memory.read(place, &mut into[done..end]);
            done = end;
        }
    }

    /// So many bytes at a place.
    pub(super) fn bytes<M: Memory>(&self, pages: &Pages<M>, at: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length.min(self.length.saturating_sub(at) as usize)];
        self.read(pages, at, &mut bytes);
        bytes
    }

    /// Writes over bytes that are there.
    pub(super) fn write<M: Memory>(&self, pages: &Pages<M>, at: u64, bytes: &[u8]) {
        let mut done = 0;
        while done < bytes.len() {
            let Some((place, left)) = self.place(at + done as u64) else {
                return;
            };
            let end = bytes.len().min(done + left);
            pages.memory.write(place, &bytes[done..end]);
            done = end;
        }
    }

    /// Adds bytes at the end.
    pub(super) fn append<M: Memory>(&mut self, pages: &mut Pages<M>, bytes: &[u8]) {
        let end = self.length + bytes.len() as u64;
        while (self.pages.len() * PAGE) as u64 <= end {
            self.pages.push(pages.take());
        }
        self.write(pages, self.length, bytes);
        self.length = end;
    }

    /// Where in the memory a byte lies, and how many of the file follow it there.
    fn place(&self, at: u64) -> Option<(u64, usize)> {
        let page = self.pages.get((at / PAGE as u64) as usize)?;
        let within = (at % PAGE as u64) as usize;
        Some((
            u64::from(*page) * PAGE as u64 + within as u64,
            PAGE - within,
        ))
    }
}
