//! What the network charges on a subnet of 13 nodes, in cycles.
//!
//! Source: the documentation of the Internet Computer, "Cycles costs" (reference), as it stood in
//! March 2026. A trillion cycles is one XDR; the same page counts it as 1.35 US dollars.

/// A message from outside that is taken for execution.
pub const INGRESS: u64 = 1_200_000;
/// A byte of such a message.
pub const INGRESS_BYTE: u64 = 2_000;
/// An execution: of an update, of a timer, of an answer. Instructions come on top.
pub const EXECUTION: u64 = 5_000_000;
/// A GiB of memory for a second.
pub const GIB_SECOND: u64 = 127_000;
/// What newer source text of the network's nodes has in its place; and a fee for each second of a
/// canister, whatever it holds. Both are given beside the documented figure until it is changed.
pub const GIB_SECOND_NEWER: u64 = 317_500;
pub const CANISTER_SECOND_NEWER: u64 = 10_000;
/// US dollars of a trillion cycles.
const DOLLARS: f64 = 1.35;

pub const DAY: u64 = 86_400;
pub const YEAR: u64 = 365 * DAY;
const GIB: f64 = 1_073_741_824.0;

/// Cycles of so many bytes of memory for a year.
pub fn storage_year(bytes: u64) -> u64 {
    (bytes as f64 / GIB * GIB_SECOND as f64 * YEAR as f64) as u64
}

/// The same by the newer fees, with that of the canister.
pub fn storage_year_newer(bytes: u64) -> u64 {
    (bytes as f64 / GIB * GIB_SECOND_NEWER as f64 * YEAR as f64) as u64
        + CANISTER_SECOND_NEWER * YEAR
}

pub fn dollars(cycles: u64) -> f64 {
    cycles as f64 / 1e12 * DOLLARS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gib_takes_four_trillion_cycles_a_year() {
        assert_eq!(storage_year(1 << 30), 4_005_072_000_000);
        assert_eq!(
            storage_year_newer(1 << 30),
            10_012_680_000_000 + 315_360_000_000
        );
    }
}
