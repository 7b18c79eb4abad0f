//! The interface that is written down, comments included, is the one that the code has.

use std::path::Path;

#[test]
fn the_written_interface_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("candid/workgroups.did");
    let written = std::fs::read_to_string(&path).expect("candid/workgroups.did can be read");
    assert_eq!(
        written,
        workgroups::interface(),
        "candid/workgroups.did is not what the code offers; `cargo xtask interface` writes it anew"
    );
}

#[test]
fn the_interface_is_the_same_however_often_it_is_asked_for() {
    let first = workgroups::interface();
    candid::encode_one(workgroups::domain::Limits::default()).expect("limits have a Candid form");
    assert_eq!(workgroups::interface(), first);
}
