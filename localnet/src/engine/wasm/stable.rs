//! A canister's stable memory: cheap to roll back, whatever its size.

use crate::engine::limits::{STABLE_PAGES, WASM_PAGE_BYTES};

/// What the network counts as one dirty page.
const PAGE: usize = 4096;
/// Memory is allocated in Wasm pages, when they are first written.
const WASM_PAGE: usize = WASM_PAGE_BYTES as usize;
const PAGES_PER_WASM_PAGE: usize = WASM_PAGE / PAGE;

/// Stable memory. Writes since the last [`commit`](Self::commit) can be undone.
#[derive(Debug, Default)]
pub struct StableMemory {
    /// `None` is a page of zeros.
    pages: Vec<Option<Box<[u8]>>>,
    /// Which 4 KiB pages have been written since the last commit.
    dirty: Vec<bool>,
    /// The number and the former content of those pages. `None`: it was zeros that no
    /// memory was allocated for.
    undo: Vec<(usize, Option<Box<[u8]>>)>,
    /// Number of Wasm pages at the last commit.
    committed_pages: usize,
}

/// An access beyond the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds;

impl StableMemory {
    /// Memory with this content, rounded up to whole Wasm pages.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let pages: Vec<_> = bytes
            .chunks(WASM_PAGE)
            .map(|chunk| {
                chunk.iter().any(|byte| *byte != 0).then(|| {
                    let mut page = vec![0; WASM_PAGE].into_boxed_slice();
                    page[..chunk.len()].copy_from_slice(chunk);
                    page
                })
            })
            .collect();
        Self {
            committed_pages: pages.len(),
            dirty: vec![false; pages.len() * PAGES_PER_WASM_PAGE],
            pages,
            undo: Vec::new(),
        }
    }

    /// The whole content.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.pages.len() * WASM_PAGE];
        for (page, to) in self.pages.iter().zip(bytes.chunks_mut(WASM_PAGE)) {
            if let Some(page) = page {
                to.copy_from_slice(page);
            }
        }
        bytes
    }

    /// The size in Wasm pages.
    pub fn size(&self) -> u64 {
        self.pages.len() as u64
    }

    /// The size in bytes.
    pub fn size_bytes(&self) -> u64 {
        self.size() * WASM_PAGE_BYTES
    }

    /// Adds Wasm pages and returns the size before, or `None` when that is too much.
    pub fn grow(&mut self, pages: u64) -> Option<u64> {
        let before = self.size();
        let after = before.checked_add(pages).filter(|n| *n <= STABLE_PAGES)?;
        self.pages.resize_with(after as usize, || None);
        self.dirty
            .resize(self.pages.len() * PAGES_PER_WASM_PAGE, false);
        Some(before)
    }

    /// Reads bytes.
    pub fn read(&self, offset: u64, to: &mut [u8]) -> Result<(), OutOfBounds> {
        self.check(offset, to.len())?;
        let mut at = offset as usize;
        let mut to = to;
        while !to.is_empty() {
            let within = at % WASM_PAGE;
            let (part, rest) = to.split_at_mut(to.len().min(WASM_PAGE - within));
            match &self.pages[at / WASM_PAGE] {
                Some(page) => part.copy_from_slice(&page[within..within + part.len()]),
                None => part.fill(0),
            }
            at += part.len();
            to = rest;
        }
        Ok(())
    }

    /// The number of 4 KiB pages in a range that have not been written since the last
    /// commit: what a write there is charged for. Nothing beyond the end counts.
    pub fn clean_pages(&self, offset: u64, len: u64) -> u64 {
        if len == 0 {
            return 0;
        }
        let first = offset as usize / PAGE;
        let last = offset.saturating_add(len - 1) as usize / PAGE;
        let pages = self
            .dirty
            .get(first..=last.min(self.dirty.len().saturating_sub(1)));
        pages.map_or(0, |pages| {
            pages.iter().filter(|dirty| !**dirty).count() as u64
        })
    }

    /// Writes bytes.
    pub fn write(&mut self, offset: u64, from: &[u8]) -> Result<(), OutOfBounds> {
        self.check(offset, from.len())?;
        let mut at = offset as usize;
        let mut from = from;
        while !from.is_empty() {
            let within = at % PAGE;
            let (part, rest) = from.split_at(from.len().min(PAGE - within));
            self.write_in_page(at, part);
            at += part.len();
            from = rest;
        }
        Ok(())
    }

    /// Writes bytes that lie in one 4 KiB page, and remembers what was there.
    fn write_in_page(&mut self, at: usize, part: &[u8]) {
        let slot = &mut self.pages[at / WASM_PAGE];
        if !std::mem::replace(&mut self.dirty[at / PAGE], true) {
            let start = at % WASM_PAGE / PAGE * PAGE;
            let former = slot.as_ref().map(|page| page[start..start + PAGE].into());
            self.undo.push((at / PAGE, former));
        }
        let page = slot.get_or_insert_with(|| vec![0; WASM_PAGE].into_boxed_slice());
        page[at % WASM_PAGE..at % WASM_PAGE + part.len()].copy_from_slice(part);
    }

    fn check(&self, offset: u64, len: usize) -> Result<(), OutOfBounds> {
        match offset.checked_add(len as u64) {
            Some(end) if end <= self.size_bytes() => Ok(()),
            _ => Err(OutOfBounds),
        }
    }

    /// Keeps all writes.
    pub fn commit(&mut self) {
        for (page, _) in self.undo.drain(..) {
            self.dirty[page] = false;
        }
        self.committed_pages = self.pages.len();
    }

    /// Undoes all writes and growth since the last commit.
    pub fn rollback(&mut self) {
        for (page, content) in self.undo.drain(..) {
            self.dirty[page] = false;
            let at = page * PAGE;
            let Some(Some(to)) = self.pages.get_mut(at / WASM_PAGE) else {
                continue;
            };
            let to = &mut to[at % WASM_PAGE..at % WASM_PAGE + PAGE];
            match content {
                Some(content) => to.copy_from_slice(&content),
                None => to.fill(0),
            }
        }
        self.pages.truncate(self.committed_pages);
        self.dirty
            .truncate(self.committed_pages * PAGES_PER_WASM_PAGE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rollback_restores_content_and_size() {
        let mut memory = StableMemory::from_bytes(&[7; 10]);
        memory.commit();
        assert_eq!(memory.grow(1), Some(1));
        memory.write(5, &[1; 70_000]).unwrap();
        memory.rollback();
        assert_eq!(memory.size(), 1);
        let mut bytes = [9; 12];
        memory.read(0, &mut bytes).unwrap();
        assert_eq!(bytes, [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0]);
    }

    #[test]
    fn a_commit_keeps_what_was_written() {
        let mut memory = StableMemory::default();
        memory.grow(2).unwrap();
        memory.write(65_530, b"across the page").unwrap();
        memory.commit();
        memory.rollback();
        let mut bytes = [0; 15];
        memory.read(65_530, &mut bytes).unwrap();
        assert_eq!(&bytes, b"across the page");
    }

    #[test]
    fn an_access_beyond_the_end_is_refused() {
        let mut memory = StableMemory::default();
        memory.grow(1).unwrap();
        assert_eq!(memory.write(65_535, &[1, 2]), Err(OutOfBounds));
        assert_eq!(memory.read(u64::MAX, &mut [0]), Err(OutOfBounds));
        assert_eq!(memory.grow(STABLE_PAGES), None);
    }

    #[test]
    fn a_page_counts_as_dirty_once() {
        let mut memory = StableMemory::default();
        memory.grow(1).unwrap();
        assert_eq!(memory.clean_pages(4_090, 10), 2);
        memory.write(4_090, &[1; 10]).unwrap();
        assert_eq!(memory.clean_pages(4_090, 10), 0);
        assert_eq!(memory.clean_pages(0, 12_289), 2);
        assert_eq!(memory.clean_pages(0, u64::MAX), 14);
        memory.commit();
        assert_eq!(memory.clean_pages(0, 1), 1);
    }
}
