//! Random arguments of every method: what the message shows is what was signed.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::consent::dice::Dice;
use crate::consent::interface::{self, Method};
use crate::consent::reading::{fields, markdown, read};
use crate::consent::values::{Leaf, argument};

/// Variants whose English words are not their names.
const WORDS: [(&str, &str); 9] = [
    ("co_lead", "co-lead (may change everything of the group)"),
    ("lead", "lead (may change everything of the group)"),
    (
        "coordinator",
        "coordinator (may change record, meetings and reports)",
    ),
    ("scribe", "scribe (may change minutes and action items)"),
    ("liaison", "liaison (no rights)"),
    ("emeritus", "emeritus (no rights)"),
    ("location", "place to attend"),
    ("social", "social network"),
    ("other", "other (no rights)"),
];

/// What a message says beside the values of its argument.
const OURS: [&str; 10] = [
    "everybody; the public log keeps it for good, and only an admin can withhold it there later",
    "all texts",
    "none",
    "(empty)",
    "(no date)",
    "now",
    "vacant",
    "as in the series",
    "none: the dates are not computed",
    "none: one date alone",
];

/// Methods that enter something of a person for good, which the message says.
const FOR_GOOD: [&str; 8] = [
    "create_person",
    "update_person",
    "propose_group",
    "support_group",
    "join_group",
    "check_in",
    "give_feedback",
    "publish_minutes",
];

fn quoted(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Text { line, .. } if line.is_empty() => "(empty)".into(),
        Leaf::Text { line, .. } => format!("“{line}”"),
        other => panic!("{other:?} is no text"),
    }
}

/// The contents that a field may have for a leaf, in English; none where no field has it.
fn contents(leaf: &Leaf) -> Vec<String> {
    match leaf {
        Leaf::Same(shown) => vec![shown.clone()],
        Leaf::Record(kind, id) => vec![format!("{id} “{kind} `{id}`”")],
        Leaf::Text { .. } => vec![quoted(leaf)],
        Leaf::Date(known, None) if known.is_empty() => vec!["(no date)".into()],
        Leaf::Date(known, None) => vec![known.clone()],
        Leaf::Date(known, Some(words)) if known.is_empty() => vec![quoted(words)],
        Leaf::Date(known, Some(words)) => vec![format!("{known} {}", quoted(words))],
        Leaf::Word(name) => {
            let plain = name.replace('_', " ");
            let special = WORDS.iter().filter(|(variant, _)| variant == name);
            let special = special.map(|(_, words)| (*words).to_owned());
            special.chain([plain]).collect()
        }
        Leaf::Truth(true) => vec!["yes".into()],
        Leaf::Truth(false) => vec!["no".into()],
        Leaf::Accepts(_) => Vec::new(),
    }
}

/// Whether a leaf is shown alike in all languages.
fn is_of_no_language(leaf: &Leaf) -> bool {
    match leaf {
        Leaf::Date(known, words) => {
            let has_words = words
                .as_ref()
                .is_none_or(|words| quoted(words) != "(empty)");
            has_words
                && known.chars().all(|c| c.is_ascii_digit() || c == '-')
                && !(known.is_empty() && words.is_none())
        }
        Leaf::Word(_) | Leaf::Truth(_) | Leaf::Accepts(_) => false,
        Leaf::Same(_) | Leaf::Record(..) | Leaf::Text { .. } => true,
    }
}

/// Takes what one leaf is shown as from what the message shows.
fn take(shown: &mut Vec<String>, any_of: &[String], what: &dyn std::fmt::Debug) {
    let found = shown.iter().position(|content| any_of.contains(content));
    match found {
        Some(at) => drop(shown.swap_remove(at)),
        None => panic!("{what:?} is not in the message, which has {shown:#?}"),
    }
}

fn check_fields(method: &Method, bytes: &[u8], leaves: &[Leaf]) {
    let (intent, english) = fields(&method.name, bytes, "en");
    let mut shown: Vec<String> = english.iter().map(|(_, content)| content.clone()).collect();
    for leaf in leaves {
        match leaf {
            Leaf::Accepts(accepts) => {
                let word = if *accepts { "Accept " } else { "Refuse " };
                let told = |text: &String| text.starts_with(word);
                assert!(told(&intent) || shown.iter().any(told), "{intent}");
            }
            leaf => take(&mut shown, &contents(leaf), leaf),
        }
    }
    // In a batch, what each operation does is the content of a field that has its number alone.
    let is_intent = |content: &String| {
        let labels = english.iter().filter(|(_, c)| c == content);
        labels.into_iter().any(|(label, _)| label.ends_with('.'))
    };
    shown.retain(|content| !OURS.contains(&content.as_str()) && !is_intent(content));
    assert!(
        shown.is_empty(),
        "{} tells more than its argument: {shown:?}",
        method.name
    );

    let warns = english.iter().any(|(label, _)| label == "Who reads it");
    if FOR_GOOD.contains(&method.name.as_str()) {
        assert!(warns, "{} does not say who reads it", method.name);
    }

    let (_, chinese) = fields(&method.name, bytes, "zh");
    assert_eq!(
        english.len(),
        chinese.len(),
        "the fields of {}",
        method.name
    );
    let mut shown: Vec<String> = chinese.into_iter().map(|(_, content)| content).collect();
    for leaf in leaves.iter().filter(|leaf| is_of_no_language(leaf)) {
        take(&mut shown, &contents(leaf), leaf);
    }
}

/// The texts of others that a message has, each in one of two shapes.
fn texts(leaves: &[Leaf]) -> Vec<[String; 2]> {
    let shapes = |leaf: &Leaf| match leaf {
        Leaf::Text { line, lines } => [line.clone(), format!("{lines}\n")],
        other => panic!("{other:?} is no text"),
    };
    leaves
        .iter()
        .filter_map(|leaf| match leaf {
            Leaf::Text { .. } => Some(shapes(leaf)),
            Leaf::Date(_, Some(words)) => Some(shapes(words)).filter(|[line, _]| !line.is_empty()),
            Leaf::Record(kind, id) => Some([0; 2].map(|_| format!("{kind} `{id}`"))),
            _ => None,
        })
        .collect()
}

fn check_markdown(method: &Method, bytes: &[u8], leaves: &[Leaf]) {
    for language in ["en", "zh"] {
        let mut read = read(&markdown(&method.name, bytes, language));
        for shapes in texts(leaves) {
            take(&mut read.theirs, &shapes, &shapes[0]);
        }
        assert!(
            read.theirs.is_empty(),
            "{} quotes more: {:?}",
            method.name,
            read.theirs
        );
        for leaf in leaves {
            if let Leaf::Same(shown) = leaf {
                assert!(read.ours.contains(shown), "{}: {shown}", method.name);
            }
            if let Leaf::Record(_, id) = leaf {
                assert!(read.ours.contains(&id.to_string()), "{}: {id}", method.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_value_of_an_argument_is_in_the_message_and_nothing_else(seed: u64) {
        let interface = interface::read();
        for method in &interface.updates {
            let argument = argument(&mut Dice(seed), &interface, method);
            check_fields(method, &argument.bytes, &argument.leaves);
            check_markdown(method, &argument.bytes, &argument.leaves);
        }
    }

    #[test]
    fn bytes_that_are_no_argument_get_an_answer(bytes: Vec<u8>, seed: u64) {
        let interface = interface::read();
        let mut dice = Dice(seed);
        for method in &interface.updates {
            let mut damaged = argument(&mut dice, &interface, method).bytes;
            let at = dice.below(damaged.len());
            damaged[at] ^= 1 << dice.below(8);
            for bytes in [&damaged, &bytes] {
                let device = workgroups::standards::types::DeviceSpec::GenericDisplay;
                let request = crate::consent::reading::request(&method.name, bytes, "en", device);
                // Either is right; a panic would not be.
                let _ = workgroups::standards::consent::answer(&request, &crate::consent::reading::name_of);
            }
        }
    }
}

#[test]
fn every_update_of_the_interface_has_a_message_of_its_own() {
    let interface = interface::read();
    assert!(interface.updates.len() >= 43);
    for language in ["en", "zh"] {
        let mut intents = BTreeSet::new();
        for method in &interface.updates {
            let argument = argument(&mut Dice(1), &interface, method);
            let (intent, _) = fields(&method.name, &argument.bytes, language);
            assert!(
                intents.insert(intent.clone()),
                "{intent} is said of two methods"
            );
        }
    }
}
