//! The documents of a term, as numbers in order.
//!
//! A short list is the differences of its numbers. A long one is told chunk by chunk: each
//! covers [`CHUNK`] numbers and is the differences within it, or a set of bits if it has many, and
//! a directory before them says which chunks there are and how long each is. So a query opens the
//! chunks alone that all its lists have, and joins them 64 documents at a time.

use ic_stable_structures::Memory;

use super::pages::{File, Pages};

/// Numbers that a chunk covers.
pub(in crate::search) const CHUNK: u32 = 4_096;
const WORDS: usize = (CHUNK / 64) as usize;
/// A list of more numbers has chunks.
const SHORT: usize = 64;
/// A chunk with as many numbers is a set of bits. It may take more bytes than the differences, and
/// is joined with others in a fraction of the time.
const DENSE: usize = 64;

/// A set of the numbers of one chunk.
pub(in crate::search) type Bits = [u64; WORDS];
pub(in crate::search) const NO_BITS: Bits = [0; WORDS];

/// Appends a number in LEB128.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// How many bytes [`push_number`] appends.
pub(super) fn number_bytes(number: u32) -> usize {
    (32 - (number | 1).leading_zeros() as usize).div_ceil(7)
}

/// Takes a number from the beginning of bytes; 0 at their end.
pub(super) fn take_number(bytes: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0u32, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 || shift > 28 {
            break;
        }
    }
    number
}

fn push_differences(bytes: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    let mut last = 0;
    for number in numbers {
        push_number(bytes, number - last);
        last = number;
    }
}

fn each_of_differences(mut bytes: &[u8], mut visit: impl FnMut(u32)) {
    let mut number = 0u32;
    while !bytes.is_empty() {
        number = number.wrapping_add(take_number(&mut bytes));
        visit(number);
    }
}

/// A list as bytes; the numbers are in order and each stands once.
pub(super) fn encode(numbers: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() + 16);
    if numbers.len() <= SHORT {
        push_differences(&mut bytes, numbers.iter().copied());
        return bytes;
    }
    let (mut directory, mut last) = (Vec::new(), 0);
    for chunk in numbers.chunk_by(|a, b| a / CHUNK == b / CHUNK) {
        let number = chunk[0] / CHUNK;
        let before = bytes.len();
        push_chunk(&mut bytes, chunk);
        push_number(&mut directory, number - last);
        push_number(&mut directory, (bytes.len() - before) as u32);
        last = number;
    }
    let mut list = (directory.len() as u32).to_le_bytes().to_vec();
    list.extend(directory);
    list.extend(bytes);
    list
}

fn push_chunk(bytes: &mut Vec<u8>, chunk: &[u32]) {
    if chunk.len() < DENSE {
        return push_differences(bytes, chunk.iter().map(|number| number % CHUNK));
    }
    let mut bits = NO_BITS;
    chunk.iter().for_each(|number| set(&mut bits, *number));
    bytes.extend(bits.iter().flat_map(|word| word.to_le_bytes()));
}

fn set(bits: &mut Bits, number: u32) {
    let within = number % CHUNK;
    bits[(within / 64) as usize] |= 1 << (within % 64);
}

/// A chunk of a list: its number, where it lies in the file and how long it is.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct Chunk {
    number: u32,
    at: u64,
    length: usize,
}

/// A list as it lies in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lies {
    pub(super) at: u64,
    pub(super) length: usize,
    /// How many numbers it has.
    pub(super) count: usize,
}

/// A list that is open: a short one as a whole, of a long one the directory.
#[derive(Debug)]
pub(in crate::search) enum List {
    Numbers(Vec<u32>),
    Chunks(Vec<Chunk>),
}

impl List {
    pub(super) fn open<M: Memory>(pages: &Pages<M>, file: &File, lies: Lies) -> Self {
        if lies.count <= SHORT {
            let mut numbers = Vec::with_capacity(lies.count);
            let bytes = file.bytes(pages, lies.at, lies.length);
            each_of_differences(&bytes, |number| numbers.push(number));
            return List::Numbers(numbers);
        }
        let mut length = [0; 4];
        file.read(pages, lies.at, &mut length);
        let length = u64::from(u32::from_le_bytes(length));
        let directory = file.bytes(pages, lies.at + 4, length as usize);
        let chunks = chunks(&directory, lies.at + 4 + length);
        List::Chunks(chunks.collect())
    }

    /// The first chunk that has numbers, from one on.
    pub(in crate::search) fn next_chunk(&self, from: u32) -> Option<u32> {
        match self {
            List::Numbers(numbers) => {
                let at = numbers.partition_point(|number| number / CHUNK < from);
                numbers.get(at).map(|number| number / CHUNK)
            }
            List::Chunks(chunks) => {
                let at = chunks.partition_point(|chunk| chunk.number < from);
                chunks.get(at).map(|chunk| chunk.number)
            }
        }
    }

    /// Adds the numbers of a chunk to a set; tells how much was read, in pieces of 64 numbers.
    pub(super) fn add_chunk<M: Memory>(
        &self,
        pages: &Pages<M>,
        file: &File,
        chunk: u32,
        bits: &mut Bits,
    ) -> u32 {
        match self {
            List::Numbers(numbers) => {
                let first = numbers.partition_point(|number| number / CHUNK < chunk);
                let own = numbers[first..].iter();
                own.take_while(|number| *number / CHUNK == chunk)
                    .for_each(|number| set(bits, *number));
                1
            }
            List::Chunks(chunks) => {
                let Ok(at) = chunks.binary_search_by_key(&chunk, |chunk| chunk.number) else {
                    return 1;
                };
                let Chunk { at, length, .. } = chunks[at];
                let mut bytes = [0; WORDS * 8];
                let bytes = &mut bytes[..length.min(WORDS * 8)];
                file.read(pages, at, bytes);
                add_bits(bytes, bits);
                1 + length as u32 / 64
            }
        }
    }
}

fn add_bits(bytes: &[u8], bits: &mut Bits) {
    if bytes.len() < WORDS * 8 {
        return each_of_differences(bytes, |number| set(bits, number));
    }
    let (words, _) = bytes.as_chunks::<8>();
    for (word, more) in bits.iter_mut().zip(words) {
        *word |= u64::from_le_bytes(*more);
    }
}

/// The chunks that a directory tells of; the first lies at a place.
fn chunks(directory: &[u8], at: u64) -> impl Iterator<Item = Chunk> {
    let (mut rest, mut number, mut at) = (directory, 0u32, at);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        number = number.wrapping_add(take_number(&mut rest));
        let length = take_number(&mut rest) as usize;
        let chunk = Chunk { number, at, length };
        at += length as u64;
        Some(chunk)
    })
}

/// Visits all numbers of a list, given as it was encoded.
pub(super) fn each_number(list: &[u8], count: usize, mut visit: impl FnMut(u32)) {
    if count <= SHORT {
        return each_of_differences(list, visit);
    }
    let (length, rest) = list.split_at(list.len().min(4));
    let length = length.try_into().map_or(0, u32::from_le_bytes) as usize;
    let (directory, rest) = rest.split_at(rest.len().min(length));
    for chunk in chunks(directory, 0) {
        let from = rest.len().min(chunk.at as usize);
        let bytes = &rest[from..rest.len().min(from + chunk.length)];
        each_of_chunk(bytes, chunk.number * CHUNK, &mut visit);
    }
}

fn each_of_chunk(bytes: &[u8], first: u32, visit: &mut impl FnMut(u32)) {
    if bytes.len() < WORDS * 8 {
        return each_of_differences(bytes, |number| visit(first + number));
    }
    let mut bits = NO_BITS;
    add_bits(bytes, &mut bits);
    each_bit(&bits, |number| visit(first + number));
}

/// Visits the numbers of a set, in order.
pub(super) fn each_bit(bits: &Bits, mut visit: impl FnMut(u32)) {
    for (at, word) in (0u32..).zip(bits) {
        let mut left = *word;
        while left != 0 {
            visit(at * 64 + left.trailing_zeros());
            left &= left - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{each_number, encode, number_bytes, push_number, take_number};

    proptest! {
        #[test]
        fn a_list_of_any_density_is_read_as_it_was_written(
            steps in prop::collection::vec(
                prop_oneof![1..3u32, 1..200u32, 1..100_000u32], 0..3_000,
            ),
        ) {
            let mut last = 0;
            let numbers: Vec<u32> = steps.iter().map(|step| { last += step; last }).collect();
            let mut read = Vec::new();
            each_number(&encode(&numbers), numbers.len(), |number| read.push(number));
            prop_assert_eq!(read, numbers);
        }

        #[test]
        fn a_number_takes_the_bytes_that_are_reckoned(number in any::<u32>()) {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            prop_assert_eq!(bytes.len(), number_bytes(number));
            prop_assert_eq!(take_number(&mut &bytes[..]), number);
        }
    }
}
