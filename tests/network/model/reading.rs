//! Whatever can be written can be read: records with any texts and numbers that the checks accept,
//! and after that every page, document, feed and calendar in which they stand.

use candid::types::value::{IDLArgs, IDLField, IDLValue};
use ic_stable_structures::Memory;
use workgroups::domain::*;
use workgroups::registry::Registry;
use workgroups::site::{Place, answer};

use crate::model::cast;
use crate::model::dice::Dice;

/// Texts that are none of the ordinary.
const TEXTS: [&str; 24] = [
    "a",
    "<script>alert(1)</script>",
    "]]> --> <!-- &amp; &#0; \" '",
    "[a](javascript:alert(1)) ![b](data:text/html,x)",
    "BEGIN:VEVENT\nEND:VCALENDAR\n\\n;,:=\"^",
    "```\nnever closed",
    "| a | b |\n|---|\n| c",
    "> > > > > deep\n\n- - - - - deeper",
    "[[[[[[[[[[[[[[[[((((((((((((((((****____****",
    "https://example.org/?a=b&c=<d>",
    "2026-01-01",
    "null",
    "~",
    "%41%00%zz..//",
    "é e\u{301} \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} ไทย עברית العربية",
    "跨链会议，没有空格的一句话。跨链会议，没有空格的一句话。",
    "averyveryveryveryveryveryveryveryverylongwordwithoutanyspaceinitaveryveryveryveryverylongword",
    "# Heading\n## Heading\n1. one\n2. two",
    "line\n\n\n\n\n\nline",
    "Tab\tand\n\ttab",
    "{\"json\": [1, 2, {}]}",
    "---\nyaml: true\n---",
    "&lt;b&gt;<b>not bold",
    "= + - @ | cmd",
];

/// Numbers at the ends of what a field holds, and years that no calendar has.
const NUMBERS: [u64; 8] = [0, 1, 12, 31, 1_969, 2_200, 9_999, 65_535];

const HOST: &str = "aaaaa-aa.icp0.io";
/// How often each record is changed.
const ROUNDS: usize = 6;

/// The same value with some of its texts and numbers replaced.
fn twisted(value: IDLValue, rarity: u64, dice: &mut Dice) -> IDLValue {
    let is_other = dice.one_in(rarity);
    match value {
        IDLValue::Text(_) if is_other => IDLValue::Text(dice.pick(&TEXTS).to_owned()),
        IDLValue::Nat8(_) if is_other => IDLValue::Nat8(dice.pick(&NUMBERS) as u8),
        IDLValue::Nat16(_) if is_other => IDLValue::Nat16(dice.pick(&NUMBERS) as u16),
        IDLValue::Nat32(_) if is_other => IDLValue::Nat32(dice.pick(&NUMBERS) as u32),
        IDLValue::Opt(inner) => match *inner {
            IDLValue::Record(_) | IDLValue::Vec(_) => {
                IDLValue::Opt(Box::new(twisted(*inner, rarity, dice)))
            }
            _ if dice.one_in(4 * rarity) => IDLValue::None,
            inner => IDLValue::Opt(Box::new(twisted(inner, rarity, dice))),
        },
        IDLValue::Vec(values) => IDLValue::Vec(
            values
                .into_iter()
                .map(|v| twisted(v, rarity, dice))
                .collect(),
        ),
        IDLValue::Record(fields) => {
            let field = |IDLField { id, val }| IDLField {
                id,
                val: twisted(val, rarity, dice),
            };
            IDLValue::Record(fields.into_iter().map(field).collect())
        }
        other => other,
    }
}

/// An operation with other texts and numbers; itself where these make none.
fn other(operation: &Operation, rarity: u64, dice: &mut Dice) -> Operation {
    let args = IDLArgs::from_bytes(&operation.argument()).unwrap();
    let args = args
        .args
        .into_iter()
        .map(|value| twisted(value, rarity, dice));
    let bytes = IDLArgs::new(&args.collect::<Vec<_>>()).to_bytes().unwrap();
    Operation::of_call(operation.method(), &bytes).unwrap_or_else(|| operation.clone())
}

/// What changes each record that stands, with what it says now.
fn updates<M: Memory>(registry: &Registry<M>) -> Vec<Operation> {
    let store = registry.store();
    let mut all = vec![Operation::set_profile(SetProfile {
        expected_revision: registry.registry_info().meta.revision,
        profile: registry.registry_info().profile,
    })];
    macro_rules! each {
        ($kind:ident: $record:ident => $($operation:expr),*) => {
            for id in 1..=store.made(Kind::$kind) {
                let Some($record) = store.get::<each!(@ $kind)>(id) else {
                    continue;
                };
                all.extend([$($operation),*]);
            }
        };
        (@ group) => { Group };
        (@ person) => { Person };
        (@ meeting) => { Meeting };
        (@ action_item) => { ActionItem };
        (@ initiative) => { Initiative };
        (@ report) => { Report };
        (@ series) => { SeriesRecord };
    }
    macro_rules! update {
        ($operation:ident, $update:ident, $record:expr) => {
            Operation::$operation($update {
                id: $record.id,
                expected_revision: $record.meta.revision,
                details: $record.details.clone(),
            })
        };
    }
    each!(group: g => update!(update_group, UpdateGroup, g), Operation::set_roles(SetRoles {
        id: g.id,
        expected_revision: g.meta.revision,
        roles: g.roles.clone(),
    }), Operation::set_lifecycle(SetLifecycle {
        id: g.id,
        expected_revision: g.meta.revision,
        lifecycle: g.lifecycle.clone(),
    }));
    each!(person: p => update!(update_person, UpdatePerson, p));
    each!(meeting: m => update!(update_meeting, UpdateMeeting, m), publication(&m));
    each!(action_item: a => update!(update_action_item, UpdateActionItem, a));
    each!(initiative: i => update!(update_initiative, UpdateInitiative, i));
    each!(report: r => update!(update_report, UpdateReport, r));
    each!(series: s => Operation::update_series(UpdateSeries {
        id: s.id,
        expected_revision: s.meta.revision,
        groups: s.groups.clone(),
        tags: s.tags.clone(),
        details: s.series.details.clone(),
        drops: None,
    }));
    all
}

/// Minutes that say something everywhere.
fn publication(meeting: &Meeting) -> Operation {
    let minutes = Minutes {
        sections: vec![Section {
            heading: "Heading".into(),
            level: 1,
            text: "Text".into(),
            speakers: Vec::new(),
        }],
        decisions: vec![Decision {
            text: "Decided".into(),
            by: Vec::new(),
        }],
        ..Minutes::default()
    };
    Operation::publish_minutes(PublishMinutes {
        id: meeting.id,
        expected_revision: meeting.meta.revision,
        minutes: meeting.minutes.clone().unwrap_or(minutes),
    })
}

/// Gives the records other texts and numbers, as many as are accepted; how many were.
fn twist<M: Memory>(registry: &mut Registry<M>, now: Nanos, dice: &mut Dice) -> usize {
    let mut accepted = 0;
    for round in 0..ROUNDS {
        for operation in updates(registry) {
            // Few changes are accepted more often, and many go further.
            let rarity = [3, 10, 30][round % 3];
            let operation = other(&operation, rarity, dice);
            let done = registry.execute(&cast::founder(), now, operation);
            accepted += usize::from(done.is_ok());
        }
    }
    accepted
}

/// The addresses of a sort of records, below its folder.
const FORMS: [(Kind, &str, &[&str]); 6] = [
    (
        Kind::group,
        "groups",
        &[
            "",
            "/history",
            "/history/1",
            "/as-of",
            "/next",
            ".json",
            "/next.json",
            "/calendar.ics",
            "/feed.xml",
            "/attention.xml",
            "/meetings.json",
            "/series.json",
        ],
    ),
    (
        Kind::person,
        "people",
        &["", "/history", ".json", "/calendar.ics"],
    ),
    (
        Kind::meeting,
        "meetings",
        &["", "/history", "/history/1", "/as-of", ".json", ".md"],
    ),
    (Kind::initiative, "initiatives", &["", "/history"]),
    (Kind::report, "reports", &["", "/history", ".json", ".md"]),
    (Kind::series, "series", &["", "/history"]),
];

const LISTS: [&str; 17] = [
    "/",
    "/groups",
    "/proposals",
    "/meetings",
    "/people",
    "/reports",
    "/roadmap",
    "/calendar",
    "/changes",
    "/attention",
    "/search",
    "/calendar.ics",
    "/feed.xml",
    "/attention.xml",
    "/groups.json",
    "/people.json",
    "/meetings.json",
];

/// The name of a record in its addresses.
fn name<M: Memory>(registry: &Registry<M>, kind: Kind, id: Id) -> Option<String> {
    let named = Ref::id(id);
    Some(match kind {
        Kind::group => {
            let group = registry.get_group(&named)?;
            // A proposal that was refused gives its name free.
            let open = |p: &Proposal| p.decision.is_none();
            let has_name = group.was_accepted() || group.proposal.as_ref().is_some_and(open);
            has_name.then_some(group.details.slug)?
        }
        Kind::person => registry.get_person(&named)?.details.handle,
        Kind::meeting => registry.get_meeting(&named)?.details.slug,
        Kind::initiative => registry.get_initiative(&named)?.details.slug,
        Kind::report => registry.get_report(&named)?.details.slug,
        _ => registry.get_series(id).map(|_| id.to_string())?,
    })
}

/// Reads everything that there is of all records, in both languages.
fn read_everything<M: Memory>(registry: &Registry<M>, now: Nanos) -> usize {
    let mut paths: Vec<String> = LISTS.map(str::to_owned).to_vec();
    for (kind, folder, forms) in FORMS {
        for id in 1..=registry.store().made(kind) {
            let Some(name) = name(registry, kind, id) else {
                continue;
            };
            paths.extend(forms.iter().map(|form| format!("/{folder}/{name}{form}")));
            // Whose time is not known is in no calendar; then its page leads to none.
            let calendar = format!("/meetings/{name}.ics");
            if kind == Kind::meeting
                && page(registry, now, &format!("/meetings/{name}")).contains(&calendar)
            {
                paths.push(calendar);
            }
        }
    }
    for path in &paths {
        read(registry, now, path);
        if !path
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains('.'))
        {
            read(registry, now, format!("/zh{path}").trim_end_matches('/'));
        }
    }
    paths.len()
}

fn page<M: Memory>(registry: &Registry<M>, now: Nanos, path: &str) -> String {
    let place = Place { host: HOST, now };
    String::from_utf8(answer(registry, &place, path, &[]).body).unwrap()
}

/// Reads what stands at an address, and looks whether it is whole.
fn read<M: Memory>(registry: &Registry<M>, now: Nanos, path: &str) {
    let place = Place { host: HOST, now };
    let answer = answer(registry, &place, path, &[]);
    // Merged and withdrawn records lead elsewhere or say that they are gone; what a series begins
    // with, the state of a date, may be from before it was kept.
    match answer.status {
        200 => {}
        301 | 308 | 410 => return,
        other => panic!("{path} answers {other}"),
    }
    let text = String::from_utf8(answer.body).unwrap();
    match path.rsplit('.').next() {
        Some("json") => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
        Some("ics") => {
            assert!(text.starts_with("BEGIN:VCALENDAR\r\n"), "{path}: {text}");
            assert!(text.ends_with("END:VCALENDAR\r\n"), "{path}: {text}");
            assert!(text.lines().all(|line| line.len() <= 75), "{path}: {text}");
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
        Some("xml") => assert!(text.trim_end().ends_with("</feed>"), "{path}: {text}"),
        Some("md") => assert!(!text.is_empty(), "{path}"),
        _ => {
            assert!(text.ends_with("</html>"), "{path}: {text}");
            for bad in ["<script>alert", "href=\"javascript:", "src=\"data:"] {
                assert!(!text.contains(bad), "{path} has {bad}");
            }
        }
    }
}

/// A registry after a random run, whose records get whatever is accepted, can be read.
pub fn whatever_is_written_is_read<M: Memory>(registry: &mut Registry<M>, now: Nanos, seed: u64) {
    let written = twist(registry, now, &mut Dice::new(seed));
    let read = read_everything(registry, now);
    assert!(
        written > 0 && read > LISTS.len(),
        "{written} written, {read} read"
    );
}
