//! Whatever is changed between the registry and who checks it is found.

use candid::{CandidType, Decode, Deserialize, Encode};
use serde_bytes::ByteBuf;
use workgroups::http::HttpResponse;
use workgroups::log::value::Value;
use workgroups::standards::icrc3::{DataCertificate, GetBlocksResult};
use workgroups::wire::{GroupReply, MeetingPageReply};

use crate::log::registry::Registry;

/// Changes the reply of one method on the way.
fn changed<R>(
    registry: &Registry,
    wanted: &str,
    change: impl Fn(&mut R),
) -> Result<Vec<String>, String>
where
    R: CandidType + for<'de> Deserialize<'de>,
{
    let mut on_the_way = |method: &str, reply: Vec<u8>| {
        if method != wanted {
            return reply;
        }
        let mut value = Decode!(&reply, R).unwrap();
        change(&mut value);
        Encode!(&value).unwrap()
    };
    registry
        .verify(&mut on_the_way)
        .map_err(|error| format!("{error:#}"))
}

fn finds<T: std::fmt::Debug>(result: Result<T, String>, what: &str) {
    let error = result.expect_err(what);
    assert!(error.contains(what), "{error}");
}

fn with_blocks(registry: &Registry, change: impl Fn(&mut GetBlocksResult)) -> Result<(), String> {
    changed(registry, "icrc3_get_blocks", change).map(|_| ())
}

#[test]
fn an_honest_registry_holds() {
    let registry = Registry::new();
    let told = registry.verify(&mut |_, reply| reply).unwrap();
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[1].contains("5 are sealed"), "{told:#?}");
}

#[test]
fn changed_missing_and_reordered_blocks_are_found() {
    let registry = Registry::new();
    let change_time = |r: &mut GetBlocksResult| {
        if let Value::Map(fields) = &mut r.blocks[7].block {
            let time = fields.iter_mut().find(|(name, _)| name == "ts").unwrap();
            time.1 = Value::Nat(1u8.into());
        }
    };
    finds(
        with_blocks(&registry, change_time),
        "block 8 does not follow",
    );
    let last = |r: &mut GetBlocksResult| {
        let last = r.blocks.len() - 1;
        if let Value::Map(fields) = &mut r.blocks[last].block {
            fields.retain(|(name, _)| name != "ts");
            fields.push(("ts".into(), Value::Nat(1u8.into())));
        }
    };
    finds(
        with_blocks(&registry, last),
        "not the one that the network has signed",
    );
    let swap = |r: &mut GetBlocksResult| {
        let (a, b) = (r.blocks[3].block.clone(), r.blocks[4].block.clone());
        (r.blocks[3].block, r.blocks[4].block) = (b, a);
    };
    finds(with_blocks(&registry, swap), "block 3 does not follow");
    let leave_out = |r: &mut GetBlocksResult| {
        r.blocks.remove(3);
    };
    finds(with_blocks(&registry, leave_out), "block 3 is missing");
    let none = |r: &mut GetBlocksResult| r.blocks.clear();
    finds(with_blocks(&registry, none), "block 0 is missing");
    let no_block = |r: &mut GetBlocksResult| r.blocks[2].block = Value::Map(Vec::new());
    finds(
        with_blocks(&registry, no_block),
        "block 2 is not one of this log",
    );
}

/// Changes a part of a block.
fn part<'b>(block: &'b mut Value, path: &[&str]) -> &'b mut Value {
    let Some((name, rest)) = path.split_first() else {
        return block;
    };
    let Value::Map(fields) = block else {
        panic!("{name} is in no map");
    };
    let (_, inner) = fields.iter_mut().find(|(n, _)| n == name).unwrap();
    part(inner, rest)
}

#[test]
fn a_log_of_which_texts_are_withheld_holds_and_tells_how_many_blocks_that_are() {
    let registry = Registry::new();
    let withheld = registry.withhold();
    let told = registry.verify(&mut |_, reply| reply).unwrap();
    assert!(
        told[1].contains("of 2 some texts are withheld"),
        "{told:#?}"
    );
    let blocks = registry.blocks(0, 1_000_000);
    for position in withheld {
        let shown = format!(
            "{:?}",
            String::from_utf8_lossy(&argument(&blocks[position as usize]))
        );
        assert!(shown.contains("withheld"), "{shown}");
    }
}

/// What a block shows of its argument and of its link request.
fn argument(block: &Value) -> Vec<u8> {
    let call = block.field("tx").unwrap();
    let target = call.field("link").and_then(|link| link.field("target"));
    let parts = [call.field("arg"), target].into_iter().flatten();
    parts
        .flat_map(|part| part.bytes().unwrap().to_vec())
        .collect()
}

#[test]
fn what_is_withheld_without_a_block_that_says_so_is_found() {
    let registry = Registry::new();
    let [meeting, _] = registry.withhold()[..] else {
        panic!("not two blocks are withheld");
    };
    let at = meeting as usize;
    // The title that was there, and another than what stands for it.
    let of_another = |r: &mut GetBlocksResult| {
        *part(&mut r.blocks[at].block, &["tx", "withheld", "by"]) = Value::Nat(3u8.into());
    };
    finds(
        with_blocks(&registry, of_another),
        "is not what the log says",
    );
    let wrong_hash = |r: &mut GetBlocksResult| {
        *part(&mut r.blocks[at].block, &["tx", "withheld", "arg"]) = Value::blob([7; 32]);
    };
    finds(with_blocks(&registry, wrong_hash), "does not follow");
    let open = |r: &mut GetBlocksResult| {
        let Value::Map(call) = part(&mut r.blocks[at].block, &["tx"]) else {
            panic!("no call");
        };
        call.retain(|(name, _)| name != "withheld");
    };
    finds(with_blocks(&registry, open), "does not follow");
    // A block that was shown whole, shown as if something of it was withheld.
    let whole = at - 1;
    let pretended = |r: &mut GetBlocksResult| {
        let block = &mut r.blocks[whole].block;
        let hash = Value::blob(part(block, &["tx", "arg"]).hash());
        let Value::Map(call) = part(block, &["tx"]) else {
            panic!("no call");
        };
        let by = ("by".to_owned(), Value::Nat((whole as u64 + 1).into()));
        call.push((
            "withheld".into(),
            Value::Map(vec![by, ("arg".into(), hash)]),
        ));
    };
    finds(
        with_blocks(&registry, pretended),
        "is not what the log says",
    );
}

#[test]
fn a_forged_certificate_is_found() {
    let registry = Registry::new();
    let tip = |change: &dyn Fn(&mut DataCertificate)| {
        let change = |tip: &mut Option<DataCertificate>| change(tip.as_mut().unwrap());
        changed(&registry, "icrc3_get_tip_certificate", change)
    };
    let flip_last = |bytes: &mut ByteBuf| *bytes.last_mut().unwrap() ^= 1;
    finds(tip(&|t| flip_last(&mut t.certificate)), "certificate");
    finds(
        tip(&|t| t.certificate = ByteBuf::from(b"forged".to_vec())),
        "cannot be read",
    );
    // The last byte of the tree is one of the position or of the hash.
    finds(
        tip(&|t| flip_last(&mut t.hash_tree)),
        "not the one that is certified",
    );
    finds(tip(&|t| t.hash_tree.clear()), "cannot be read");
    let mut other = registry.checked();
    other.root_key = ic_agent_key(other.root_key);
    let mut source = |method: &str, arguments| registry.query(method, arguments);
    let result = workgroups_cli::verify::verify(&mut source, &other, &mut |_| ());
    finds(
        result.map_err(|e| format!("{e:#}")),
        "the certificate does not hold",
    );
}

/// Another key of the same form.
fn ic_agent_key(mut key: Vec<u8>) -> Vec<u8> {
    let middle = key.len() / 2;
    key[middle] ^= 1;
    key
}

#[test]
fn a_stale_certificate_is_found() {
    let registry = Registry::new();
    let mut later = registry.checked();
    later.now += 600_000_000_000;
    let mut source = |method: &str, arguments| registry.query(method, arguments);
    let result = workgroups_cli::verify::verify(&mut source, &later, &mut |_| ());
    finds(
        result.map_err(|e| format!("{e:#}")),
        "the certificate does not hold",
    );
}

#[test]
fn another_canister_s_log_is_not_this_one_s() {
    let registry = Registry::new();
    let mut other = registry.checked();
    other.canister = candid::Principal::from_slice(&[0, 0, 0, 0, 0, 0x10, 0, 9, 1, 1]);
    let mut source = |method: &str, arguments| registry.query(method, arguments);
    let result = workgroups_cli::verify::verify(&mut source, &other, &mut |_| ());
    assert!(result.is_err());
}

#[test]
fn records_lists_and_pages_that_disagree_with_the_log_are_found() {
    let registry = Registry::new();
    let group = changed(&registry, "get_group", |reply: &mut GroupReply| {
        if let GroupReply::Ok(Some(group)) = reply {
            group.details.name.push('!');
        }
    });
    finds(group, "group 1 is not what follows from the log");
    let hidden = changed(
        &registry,
        "get_meeting",
        |reply: &mut workgroups::wire::MeetingReply| {
            *reply = workgroups::wire::MeetingReply::Ok(None);
        },
    );
    finds(hidden, "meeting 1 is not what follows from the log");
    let list = changed(
        &registry,
        "list_meetings",
        |reply: &mut MeetingPageReply| {
            if let MeetingPageReply::Ok(page) = reply {
                page.items.pop();
            }
        },
    );
    finds(list, "is not what follows from the log");
    let page = changed(&registry, "http_request", |response: &mut HttpResponse| {
        response.body.push(b' ');
    });
    finds(page, "the page /groups.json");
}
