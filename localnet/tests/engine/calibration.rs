//! Instructions, compared with those that a PocketIC server counted for the same module.
//!
//! The module and the figures lie beside the repository, in `../shared/calibration`; where
//! they are not, the test says so and has nothing to compare.

use crate::support::{Net, decoded};
use std::path::Path;

/// Deviation that is allowed, in per cent.
const TOLERANCE: f64 = 1.0;

/// The figures in the README's table: method and instructions.
fn expected(readme: &str) -> Vec<(String, u64)> {
    readme
        .lines()
        .filter_map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let method = cells.next()?;
            let figure = cells.next()?.parse().ok()?;
            Some((method.to_owned(), figure))
        })
        .collect()
}

/// `cargo xtask test` reads from a file which tests could not run, and does not count them as
/// passed; Rust's harness has no word for it.
fn note_skipped(why: &str) {
    use std::io::Write;
    eprintln!("skipped: {why}");
    if let Some(file) = std::env::var_os("WORKGROUPS_SKIPPED_TESTS") {
        let mut file = std::fs::OpenOptions::new().append(true).open(file).unwrap();
        writeln!(file, "{why}").unwrap();
    }
}

#[test]
fn instructions_agree_with_those_of_the_network() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/calibration");
    let (Ok(wasm), Ok(readme)) = (
        std::fs::read(folder.join("calibration.wasm")),
        std::fs::read_to_string(folder.join("README.md")),
    ) else {
        note_skipped("the calibration module is not at hand, so no instructions are compared");
        return;
    };
    let mut net = Net::new();
    let canister = net.install(&wasm);
    let figures = expected(&readme);
    assert!(figures.len() >= 18, "the table has {} rows", figures.len());
    let no_arg = candid::encode_args(()).unwrap();
    let mut worst: f64 = 0.0;
    for (row, network) in figures {
        let reply = if row.starts_with("stable_insert") {
            net.update(canister, "stable_insert", &no_arg)
        } else {
            net.query(canister, &row, &no_arg)
        };
        let counted: u64 = decoded(&reply.unwrap());
        let deviation = (counted as f64 / network as f64 - 1.0) * 100.0;
        println!("{row:20} {network:>12} {counted:>12} {deviation:+7.3} %");
        worst = worst.max(deviation.abs());
    }
    assert!(worst <= TOLERANCE, "a method deviates by {worst:.1} %");
}
