//! Which pages belong to which file of the index: the table of contents.
//!
//! ```text
//! page 0  "WGI" 1, checksum (4 bytes), bytes of the table (4), its pages (4 each), zeros
//! ```
//! The checksum is over all that follows it in the page that is used, and the table.

use ic_stable_structures::Memory;
use minicbor::{Decode, Encode};

use super::pages::{File, PAGE, Pages};
use super::part::Part;
use crate::base::bytes::sha256;

const MAGIC: [u8; 4] = *b"WGI\x01";
/// Bytes before the pages of the table.
const HEAD: usize = 12;
/// Pages of the table at most.
const MOST_PAGES: usize = (PAGE - HEAD) / 4;

/// What the table tells.
#[derive(Debug, Default, Encode, Decode)]
#[cbor(map)]
pub(super) struct Table {
    /// Pages of the documents that are not in a part yet.
    #[n(0)]
    pub(super) fresh: Runs,
    #[n(1)]
    pub(super) parts: Vec<Files>,
    /// Up to where the index was made anew, as its owner says; none if it is complete.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) made_anew_to: Option<Vec<u8>>,
}

/// Pages in runs: the first, and how many.
type Runs = Vec<(u32, u32)>;

/// The files of a part.
#[derive(Debug, Encode, Decode)]
#[cbor(map)]
pub(super) struct Files {
    #[n(0)]
    documents: Stored,
    #[n(1)]
    dictionary: Stored,
    #[n(2)]
    lists: Stored,
}

#[derive(Debug, Encode, Decode)]
#[cbor(map)]
struct Stored {
    #[n(0)]
    pages: Runs,
    #[n(1)]
    length: u64,
}

impl Stored {
    fn of(file: &File) -> Self {
        Stored {
            pages: runs(file.pages()),
            length: file.length(),
        }
    }

    fn file(&self) -> File {
        File::new(pages_of(&self.pages), self.length)
    }
}

impl Files {
    pub(super) fn of(part: &Part) -> Self {
        Files {
            documents: Stored::of(&part.documents),
            dictionary: Stored::of(&part.dictionary),
            lists: Stored::of(&part.lists),
        }
    }

    pub(super) fn part(&self) -> Part {
        Part {
            documents: self.documents.file(),
            dictionary: self.dictionary.file(),
            lists: self.lists.file(),
            gone: 0,
        }
    }
}

pub(super) fn runs(pages: &[u32]) -> Runs {
    let runs = pages.chunk_by(|a, b| a + 1 == *b);
    runs.map(|run| (run[0], run.len() as u32)).collect()
}

pub(super) fn pages_of(runs: &Runs) -> Vec<u32> {
    let pages = |(first, count): &(u32, u32)| *first..first.saturating_add(*count);
    runs.iter().flat_map(pages).collect()
}

/// Reads the table; none if there is none, or it is damaged. The second is the file in which it
/// lies.
pub(super) fn read(memory: &impl Memory) -> Option<(Table, Vec<u32>)> {
    if memory.size() == 0 {
        return None;
    }
    let mut head = vec![0; PAGE];
    memory.read(0, &mut head);
    let number = |at: usize| head[at..at + 4].try_into().map_or(0, u32::from_le_bytes);
    let length = number(8) as usize;
    let pages = length.div_ceil(PAGE);
    if head[..4] != MAGIC || pages > MOST_PAGES {
        return None;
    }
    let own: Vec<u32> = (0..pages).map(|page| number(HEAD + 4 * page)).collect();
    let end = memory.size() * 65_536;
    let mut bytes = Vec::new();
    for page in &own {
        let at = u64::from(*page) * PAGE as u64;
        if at + PAGE as u64 > end {
            return None;
        }
        let mut piece = vec![0; PAGE];
        memory.read(at, &mut piece);
        bytes.extend(piece);
    }
    bytes.truncate(length);
    let sum = sha256(&[&head[8..HEAD + 4 * pages], &bytes]);
    let table = minicbor::decode(&bytes).ok()?;
    (head[4..8] == sum[..4]).then_some((table, own))
}

/// Writes the table into its file.
///
/// # Panics
/// When stable memory cannot grow, or the table is too long: with some 64 GB of an index.
pub(super) fn write<M: Memory>(pages: &mut Pages<M>, file: &mut File, table: &Table) {
    let mut bytes = Vec::new();
    if minicbor::encode(table, &mut bytes).is_err() {
        unreachable!("a vector takes any bytes");
    }
    file.cut(0);
    file.append(pages, &bytes);
    let own = &file.pages()[..bytes.len().div_ceil(PAGE)];
    assert!(own.len() <= MOST_PAGES, "the index is full");
    let mut head = (bytes.len() as u32).to_le_bytes().to_vec();
    head.extend(own.iter().flat_map(|page| page.to_le_bytes()));
    let sum = sha256(&[&head, &bytes]);
    let first = [&MAGIC[..], &sum[..4], &head].concat();
    pages.memory().write(0, &first);
}
