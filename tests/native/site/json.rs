//! JSON answers, against the published schemas and against the interface.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use candid_parser::IDLProg;
use candid_parser::syntax::{Dec, IDLType, PrimType};
use workgroups::site::is_instant;

use crate::site::community::Community;
use workgroups_test_support::programs as tools;

/// The schema that an address answers by.
fn schema(path: &str) -> &'static str {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts[..] {
        ["groups.json"] | ["groups", "after", _] => "groups",
        ["people.json"] | ["people", "after", _] => "people",
        ["meetings.json"] | ["meetings", "after", _] => "meetings",
        ["reports.json"] | ["reports", "after", _] => "reports",
        ["groups", _, "next.json"] => "next",
        ["groups", _, "series.json"] => "series",
        ["groups", _, "meetings.json"] | ["groups", _, "meetings", ..] => "meetings",
        ["groups", _] => "group",
        ["people", _] => "person",
        ["meetings", _] => "meeting",
        ["reports", _] => "report",
        _ => panic!("{path} has no schema"),
    }
}

#[test]
fn every_json_answer_is_valid_by_its_schema() {
    let community = Community::examples();
    let mut answers = Vec::new();
    let mut used = BTreeSet::new();
    for path in community
        .addresses()
        .iter()
        .filter(|path| path.ends_with(".json"))
    {
        let json: serde_json::Value = serde_json::from_str(&community.reads(path)).unwrap();
        used.insert(schema(path));
        answers.push(serde_json::json!({"path": path, "schema": schema(path), "answer": json}));
    }
    let known: BTreeSet<&str> = workgroups::site::DOCUMENTS.iter().map(|d| d.name).collect();
    assert_eq!(used, known, "each schema is used by an answer");
    let file = tools::scratch().join("site-answers.json");
    fs::write(&file, serde_json::to_string(&answers).unwrap()).unwrap();
    let Some(python) = tools::python("native/site/site-validators.txt") else {
        return;
    };
    let printed = tools::run(
        Command::new(python)
            .arg(tools::of_tests("native/site/validate.py"))
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema"))
            .arg(&file),
    );
    assert_eq!(
        printed.trim(),
        format!("{} answers are valid", answers.len())
    );
}

#[test]
fn a_list_goes_on_page_by_page() {
    let mut community = Community::empty();
    for n in 0..250 {
        community.does(crate::site::texts::group(
            &format!("g{n:03}"),
            &format!("Group {n:03}"),
        ));
    }
    let (mut path, mut slugs, mut pages) = (Some("/groups.json".to_owned()), Vec::new(), 0);
    while let Some(here) = path {
        let json: serde_json::Value = serde_json::from_str(&community.reads(&here)).unwrap();
        pages += 1;
        let items = json["items"].as_array().unwrap();
        slugs.extend(items.iter().map(|g| g["slug"].as_str().unwrap().to_owned()));
        path = json["next"].as_str().map(str::to_owned);
    }
    assert_eq!(pages, 3);
    assert_eq!(
        slugs,
        (0..250).map(|n| format!("g{n:03}")).collect::<Vec<_>>()
    );
}

#[test]
fn the_names_behind_the_numbers_are_told() {
    let community = Community::examples();
    let path = community
        .addresses()
        .into_iter()
        .find(|path| path.starts_with("/meetings/") && path.ends_with(".json"))
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(&community.reads(&path)).unwrap();
    let id = &json["details"]["groups"][0];
    let groups = json["names"]["groups"].as_array().unwrap();
    let named = groups.iter().find(|group| &group["id"] == id).unwrap();
    let group = community.group(named["slug"].as_str().unwrap());
    assert_eq!(named["name"], group.details.name.as_str());
    assert_eq!(
        community.asks(named["path"].as_str().unwrap(), &[]).status,
        200
    );
}

/// Fields of 64 bits that are numbers and no instants.
const NUMBERS: [&str; 47] = [
    // How many blocks `restore_blocks` has brought in.
    "Ok",
    "action_item",
    "alternates_with",
    "amount",
    "blocks",
    "check_in",
    "current_revision",
    "event",
    "events",
    "existing",
    "expected_revision",
    "first",
    "group",
    "groups",
    "hours_of_notice",
    "id",
    "ids",
    "initiative",
    "initiatives",
    "instead",
    "into",
    "join_group",
    "leave_group",
    "length",
    "limit",
    "meeting",
    "meetings",
    "memberships",
    "newer",
    "next",
    "numbers",
    "older",
    "parent",
    "people",
    "person",
    "position",
    "predecessor",
    "raised_in",
    "replaces",
    "report",
    "reports",
    "revision",
    "series",
    "successor",
    "support_group",
    "supporters",
    "withdraw_support",
];

#[test]
fn every_field_of_64_bits_is_known_to_be_an_instant_or_a_number() {
    let interface: IDLProg = workgroups::interface().parse().unwrap();
    let mut fields = BTreeSet::new();
    for dec in &interface.decs {
        if let Dec::TypD(binding) = dec {
            collect("", &binding.typ, &mut fields);
        }
    }
    assert!(fields.contains("created_at") && fields.contains("revision"));
    for field in &fields {
        let number = NUMBERS.contains(&field.as_str());
        assert!(
            is_instant(field) != number,
            "{field} is to be either an instant or a number"
        );
    }
    for number in NUMBERS {
        assert!(fields.contains(number), "no field {number} is left");
    }
}

fn collect(field: &str, ty: &IDLType, fields: &mut BTreeSet<String>) {
    match ty {
        IDLType::PrimT(PrimType::Nat64 | PrimType::Int64) => drop(fields.insert(field.to_owned())),
        IDLType::OptT(ty) | IDLType::VecT(ty) => collect(field, ty, fields),
        IDLType::RecordT(parts) | IDLType::VariantT(parts) => {
            for part in parts {
                collect(&part.label.to_string(), &part.typ, fields);
            }
        }
        _ => {}
    }
}
