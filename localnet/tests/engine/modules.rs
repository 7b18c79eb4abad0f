//! What can be installed.

use crate::support::*;
use ic_management_canister_types::CanisterInstallMode;
use localnet::engine::ErrorCode;
use std::io::Write;

/// The message with which a module is refused.
fn refusal(wasm: Vec<u8>) -> String {
    let mut net = Net::new();
    let canister = net.create();
    let mode = CanisterInstallMode::Install;
    let reject = net
        .install_code(canister, mode, wasm, Vec::new())
        .unwrap_err();
    assert_eq!(reject.error_code, ErrorCode::CanisterInvalidWasm);
    assert_eq!(net.network.module_hash(canister), None);
    reject.message
}

#[test]
fn bytes_that_are_no_module_are_refused() {
    refusal(b"not a module".to_vec());
    refusal(Vec::new());
    refusal(vec![0x1f, 0x8b, 0, 0]);
}

#[test]
fn a_function_that_the_network_does_not_have_is_named() {
    let wasm = wat::parse_str(r#"(module (import "ic0" "no_such_thing" (func)))"#).unwrap();
    let message = refusal(wasm);
    assert!(message.contains("no_such_thing"), "{message}");
}

#[test]
fn modules_that_change_their_tables_are_refused() {
    let wat = r#"(module (table 1 funcref)
        (func (export "canister_update x") (table.set (i32.const 0) (ref.null func))))"#;
    let message = refusal(wat::parse_str(wat).unwrap());
    assert!(message.contains("tables"), "{message}");
}

#[test]
fn a_method_cannot_be_an_update_and_a_query() {
    let wat = r#"(module (func (export "canister_update x")) (func (export "canister_query x")))"#;
    let message = refusal(wat::parse_str(wat).unwrap());
    assert!(message.contains("Duplicate"), "{message}");
}

#[test]
fn a_compressed_module_runs_and_is_known_by_its_compressed_bytes() {
    use sha2::{Digest, Sha256};
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&state_wasm()).unwrap();
    let compressed = gzip.finish().unwrap();
    let mut net = Net::new();
    let canister = net.install(&compressed);
    assert_eq!(net.words(canister), [0, 0, 0]);
    let hash: [u8; 32] = Sha256::digest(&compressed).into();
    assert_eq!(net.network.module_hash(canister), Some(hash));
}

#[test]
fn metadata_is_public_or_private_as_the_section_says() {
    let wat = r#"(module
        (@custom "icp:public candid:service" "service : {}")
        (@custom "icp:private secret" "x")
        (@custom "other" "y"))"#;
    let mut net = Net::new();
    let canister = net.install_wat(wat);
    let public = net.network.metadata(canister, "candid:service").unwrap();
    assert!(public.public);
    assert_eq!(public.content, b"service : {}");
    let private = net.network.metadata(canister, "secret").unwrap();
    assert!(!private.public);
    assert_eq!(net.network.metadata(canister, "other"), None);
}

#[test]
fn the_start_function_runs_before_init() {
    let wat = r#"(module
        (import "ic0" "msg_reply" (func $reply))
        (import "ic0" "msg_reply_data_append" (func $append (param i32 i32)))
        (memory 1)
        (func $start (i32.store8 (i32.const 0) (i32.const 5)))
        (start $start)
        (func (export "canister_init")
          (i32.store8 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1))))
        (func (export "canister_query get")
          (call $append (i32.const 0) (i32.const 1)) (call $reply)))"#;
    let mut net = Net::new();
    let canister = net.install_wat(wat);
    assert_eq!(net.query(canister, "get", &[]), Ok(vec![6]));
}

/// Every kind of write must be undone: stores of each type, at a page's end too, and bulk
/// operations.
#[test]
fn every_kind_of_write_is_undone_by_a_trap() {
    let stores = [
        "(i32.store offset=4093 (i32.const 0) (i32.const -1))",
        "(i64.store offset=4 (i32.const 8185) (i64.const -1))",
        "(i32.store8 (i32.const 12288) (i32.const -1))",
        "(i32.store16 (i32.const 16383) (i32.const -1))",
        "(i64.store32 (i32.const 20478) (i64.const -1))",
        "(f32.store (i32.const 24575) (f32.const 1))",
        "(f64.store (i32.const 28671) (f64.const 1))",
        "(v128.store (i32.const 32767) (v128.const i64x2 -1 -1))",
        "(v128.store8_lane 3 (i32.const 36864) (v128.const i64x2 -1 -1))",
        "(memory.fill (i32.const 40000) (i32.const 1) (i32.const 10000))",
        "(memory.copy (i32.const 50000) (i32.const 60000) (i32.const 5000))",
        "(memory.init $text (i32.const 65530) (i32.const 0) (i32.const 6))",
    ];
    for store in stores {
        let wat = format!(
            r#"(module
              (import "ic0" "msg_reply" (func $reply))
              (import "ic0" "msg_reply_data_append" (func $append (param i32 i32)))
              (memory 1)
              (data (i32.const 60000) "copied")
              (data $text "passive")
              (func (export "canister_update write") {store} (call $reply))
              (func (export "canister_update write_and_trap") {store} (unreachable))
              (func (export "canister_query heap")
                (call $append (i32.const 0) (i32.const 65536)) (call $reply)))"#
        );
        let mut net = Net::new();
        let canister = net.install_wat(&wat);
        let before = net.query(canister, "heap", &[]).unwrap();
        net.update(canister, "write_and_trap", &[]).unwrap_err();
        assert!(
            net.query(canister, "heap", &[]).unwrap() == before,
            "{store}"
        );
        net.update(canister, "write", &[]).unwrap();
        assert!(
            net.query(canister, "heap", &[]).unwrap() != before,
            "{store}"
        );
        net.update(canister, "write_and_trap", &[]).unwrap_err();
        assert!(
            net.query(canister, "heap", &[]).unwrap() != before,
            "{store}"
        );
    }
}
