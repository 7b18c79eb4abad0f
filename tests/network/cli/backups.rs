//! `backup`, `restore`, and `verify` of what they leave.

use std::fs;
use std::path::Path;

use candid::Decode;
use workgroups::domain::{Id, Minutes, Ref, SaveDraft, Section, WithholdPerson};
use workgroups::registry::{BackupBlock, RegistryInfo, RestoreBlocks, Upcoming};
use workgroups::standards::icrc3::GetBlocksArgs;
use workgroups::wire::{PersonReply, RestoreReply, WriteReply};
use workgroups_cli::backup::{Frame, Reader, check};

use crate::cli::registry::{Registry, examples};

const DRAFTED: &str = "Not for the public yet";

/// The examples, and a draft, whose block is sealed.
fn with_a_draft() -> Registry {
    let registry = Registry::with_examples();
    let minutes = Minutes {
        sections: vec![Section {
            heading: "Agenda".into(),
            level: 1,
            speakers: Vec::new(),
            text: DRAFTED.into(),
        }],
        ..Minutes::default()
    };
    let draft = SaveDraft {
        id: 2,
        expected_revision: 0,
        minutes,
    };
    let written: WriteReply = registry.update("save_draft", draft);
    assert!(matches!(written, WriteReply::Ok(_)), "{written:?}");
    registry
}

fn events(registry: &Registry) -> u64 {
    Decode!(&registry.query("about", ()), RegistryInfo)
        .unwrap()
        .events
}

/// What the registry answers: the log, every record, and what comes.
fn answers(registry: &Registry) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut add = |what: String, bytes| all.push((what, bytes));
    let log = GetBlocksArgs {
        start: 0u64.into(),
        length: 1_000_000u64.into(),
    };
    add("log".into(), registry.query("icrc3_get_blocks", vec![log]));
    let info = Decode!(&registry.query("about", ()), RegistryInfo).unwrap();
    add("about".into(), format!("{info:?}").into_bytes());
    for id in 1..=60 as Id {
        for method in [
            "get_group",
            "get_person",
            "get_meeting",
            "get_initiative",
            "get_report",
        ] {
            add(
                format!("{method} {id}"),
                registry.query(method, Ref::id(id)),
            );
        }
        for method in ["get_action_item", "get_series", "get_draft"] {
            add(format!("{method} {id}"), registry.query(method, id));
        }
    }
    let from = Some(1_893_456_000_000_000_000);
    let coming = Upcoming {
        from,
        ..Upcoming::default()
    };
    add("upcoming".into(), registry.query("upcoming", coming));
    all
}

fn blocks(file: &Path) -> (Vec<BackupBlock>, Vec<u8>) {
    let checked = check(file, None, &mut |_| Ok(())).unwrap();
    let (mut reader, mut blocks) = (Reader::open(file).unwrap(), Vec::new());
    while let Some(frame) = reader.frame().unwrap() {
        if let Frame::Block(block) = frame {
            blocks.push(*block);
        }
    }
    (blocks, checked.chain.tip.unwrap().to_vec())
}

#[test]
fn a_restored_registry_answers_as_the_old_one_and_its_log_verifies() {
    let old = with_a_draft();
    let file = old.path("registry.backup");
    let told = old.does(&["backup", &file]);
    assert!(told.contains("the network has signed the last"), "{told}");
    let new = Registry::new();
    let told = new.does(&["restore", &file, "--yes"]);
    assert!(told.contains("with the same hashes"), "{told}");
    for (then, now) in answers(&old).into_iter().zip(answers(&new)) {
        assert!(then == now, "{} differs", then.0);
    }
    let draft = new.query("get_draft", 2u64);
    assert!(String::from_utf8_lossy(&draft).contains(DRAFTED));
    new.does(&["verify"]);
    let again = new.does(&["restore", &file, "--yes"]);
    assert!(again.contains("with the same hashes"), "{again}");
    new.does(&["apply", "-f", &examples()]);
}

#[test]
fn texts_that_are_withheld_are_restored_and_are_still_withheld() {
    let old = with_a_draft();
    let person = Decode!(&old.query("get_person", Ref::id(1)), PersonReply).unwrap();
    let PersonReply::Ok(Some(person)) = person else {
        panic!("there is no first person");
    };
    let name = person.details.name.unwrap_or(person.details.handle);
    let withheld: WriteReply = old.update(
        "withhold_person",
        WithholdPerson {
            id: 1,
            expected_revision: person.meta.revision,
            reason: "they asked for it".into(),
        },
    );
    assert!(matches!(withheld, WriteReply::Ok(_)), "{withheld:?}");
    let file = old.path("registry.backup");
    old.does(&["backup", &file]);
    let new = Registry::new();
    new.does(&["restore", &file, "--yes"]);
    let told = new.does(&["verify"]);
    assert!(told.contains("some texts are withheld"), "{told}");
    let (then, now) = (answers(&old), answers(&new));
    for (then, now) in then.iter().zip(&now) {
        // What stands for a text is made with a secret of each registry.
        assert!(then == now || then.0 == "log", "{} differs", then.0);
    }
    let again = new.path("again.backup");
    new.does(&["backup", &again]);
    assert_eq!(blocks(Path::new(&file)).1, blocks(Path::new(&again)).1);
    let person = now.iter().find(|(what, _)| what == "get_person 1").unwrap();
    assert!(
        !String::from_utf8_lossy(&person.1).contains(&name),
        "{name}"
    );
}

#[test]
fn a_backup_that_was_broken_off_is_gone_on_with() {
    let registry = with_a_draft();
    let file = registry.path("registry.backup");
    registry.does(&["backup", &file]);
    let whole = fs::read(&file).unwrap();
    for part in [whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..part]).unwrap();
        let (code, complaint) = registry.fails(&["verify", "--backup", &file]);
        assert!(
            code == 7 && complaint.contains("workgroups backup"),
            "{complaint}"
        );
        registry.does(&["backup", &file]);
        let told = registry.does(&["verify", "--backup", &file]);
        assert!(told.contains("hang together"), "{told}");
    }
    let again = registry.does(&["backup", &file]);
    assert!(again.contains(", 0 of them new"), "{again}");
}

#[test]
fn a_backup_of_a_stranger_tells_nothing_sealed_and_is_not_restored() {
    let old = with_a_draft();
    let file = old.path("registry.backup");
    let told = old.does(&["backup", &file, "--identity", "anonymous"]);
    assert!(told.contains("without what they were made of"), "{told}");
    assert!(!String::from_utf8_lossy(&fs::read(&file).unwrap()).contains(DRAFTED));
    let new = Registry::new();
    let (code, complaint) = new.fails(&["restore", &file, "--yes"]);
    assert!(code == 6 && complaint.contains("controller"), "{complaint}");
    let (code, complaint) = old.fails(&["restore", &file, "--yes"]);
    assert!(code != 0, "{complaint}");
}

#[test]
fn a_changed_missing_or_swapped_block_is_refused_and_the_canister_stays_empty() {
    let old = with_a_draft();
    let file = old.path("registry.backup");
    old.does(&["backup", &file]);
    let (blocks, tip) = blocks(file.as_ref());
    let new = Registry::new();
    let send = |blocks: Vec<BackupBlock>| -> RestoreReply {
        let order = RestoreBlocks {
            first: 0,
            length: blocks.len() as u64,
            blocks,
            tip: tip.clone().into(),
        };
        new.update("restore_blocks", order)
    };
    let last = blocks.len() - 1;
    type Change = fn(&mut Vec<BackupBlock>, usize);
    let changes: [(&str, Change); 5] = [
        ("changed", |blocks, last| {
            blocks[last].block = blocks[0].block.clone()
        }),
        ("missing", |blocks, _| drop(blocks.remove(3))),
        ("swapped", |blocks, _| blocks.swap(3, 4)),
        ("cut off", |blocks, last| blocks.truncate(last)),
        ("unsealed", |blocks, last| blocks[last].sealed = None),
    ];
    for (what, change) in changes {
        let mut changed = blocks.clone();
        change(&mut changed, last);
        let reply = send(changed);
        assert!(matches!(reply, RestoreReply::Err(_)), "{what}: {reply:?}");
        assert_eq!(events(&new), 0, "{what}");
    }
    let damaged = fs::read(&file).unwrap();
    for at in [100, damaged.len() / 2, damaged.len() - 10] {
        let mut damaged = damaged.clone();
        damaged[at] ^= 1;
        let path = new.file("damaged.backup", damaged);
        let (code, complaint) = new.fails(&["restore", &path, "--yes"]);
        assert!(code == 6 || code == 7, "{complaint}");
        assert_eq!(events(&new), 0);
    }
    assert!(matches!(send(blocks), RestoreReply::Ok(_)));
}

#[test]
fn a_watcher_checks_only_what_is_new() {
    let registry = Registry::with_examples();
    let file = registry.path("since.toml");
    let first = registry.does(&["verify", "--since", &file]);
    assert!(!first.starts_with("0 new"), "{first}");
    let again = registry.does(&["verify", "--since", &file]);
    assert!(again.starts_with("0 new blocks"), "{again}");
    let group = "groups: [{ slug: x, name: X, kind: team, lifecycle: [{ state: active }] }]\n";
    let group = registry.file("x.yaml", group);
    registry.does(&["apply", "-f", &group]);
    let one = registry.does(&["verify", "--since", &file]);
    assert!(one.starts_with("1 new blocks"), "{one}");
    let text = fs::read_to_string(&file).unwrap();
    let other = text.replace("hash = \"", "hash = \"00");
    fs::write(&file, other).unwrap();
    registry.does(&[
        "apply",
        "-f",
        &registry.file("y.yaml", "people: [{ handle: y }]\n"),
    ]);
    let (code, complaint) = registry.fails(&["verify", "--since", &file]);
    assert!(
        code == 7 && complaint.contains("does not follow"),
        "{complaint}"
    );
}
