//! A small generator of random choices from a seed, so that a failure can be repeated.

use std::time::{SystemTime, UNIX_EPOCH};

/// SplitMix64 (Steele, Lea and Flood, 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let range = (high - low + 1).unsigned_abs();
        low + i64::try_from(self.next() % range).unwrap_or(0)
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: i64) -> bool {
        self.between(1, n) == 1
    }

    pub fn choose<T: Copy>(&mut self, list: &[T]) -> T {
        let last = i64::try_from(list.len()).unwrap_or(1) - 1;
        list[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }

    /// From one to `most` elements, comma-separated.
    pub fn list(&mut self, most: i64, mut element: impl FnMut(&mut Random) -> String) -> String {
        let count = self.between(1, most);
        let elements: Vec<String> = (0..count).map(|_| element(self)).collect();
        elements.join(",")
    }
}

/// The seed of a run that is to differ from the last one: `CALENDAR_SEED`, or the time.
pub fn fresh_seed() -> u64 {
    let asked = std::env::var("CALENDAR_SEED").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or_else(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    })
}
