//! Random arguments made from the written interface alone, and what of them a message must show.
//!
//! The types come from the .did file, so that a new field is in the arguments, and looked for in
//! the messages, without a change here.

use candid::types::value::{IDLArgs, IDLField, IDLValue, VariantValue};
use candid::types::{Field, Label, Type, TypeInner};
use candid::{Principal, TypeEnv};

use crate::consent::dice::Dice;
use crate::consent::interface::{Interface, Method};

/// A value of an argument, as a message shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A number, a principal, a time: the same in all languages.
    Same(String),
    /// A record's number, and the kind of the record.
    Record(&'static str, u64),
    /// A text on one line, and as it stands on several.
    Text { line: String, lines: String },
    /// A partly known date: its numbers, in English, and the words of its announcement.
    Date(String, Option<Box<Leaf>>),
    /// The name of a variant in the interface.
    Word(String),
    /// A truth, in English.
    Truth(bool),
    /// A decision, which the wording of the intent tells.
    Accepts(bool),
}

/// An argument and what a message must show of it.
pub struct Argument {
    pub bytes: Vec<u8>,
    pub leaves: Vec<Leaf>,
}

/// What texts are made of, and how each piece is shown on one line. No two pieces join to a
/// piece that is shown otherwise.
const PIECES: [(&str, &str); 34] = [
    ("a", "a"),
    ("word", "word"),
    ("会议", "会议"),
    ("é", "é"),
    (" ", " "),
    ("  ", "  "),
    ("`", "`"),
    ("``", "``"),
    ("```", "```"),
    ("~~~", "~~~"),
    ("**", "**"),
    ("_", "_"),
    ("# ", "# "),
    ("- **Reason:** ", "- **Reason:** "),
    ("\n", "\\u{a}"),
    ("\n\n", "\\u{a}\\u{a}"),
    ("\n- **Group:** 5", "\\u{a}- **Group:** 5"),
    ("\n```\n# Leave", "\\u{a}```\\u{a}# Leave"),
    ("\r", "\\u{d}"),
    ("\t", "\\u{9}"),
    ("\u{0}", "\\u{0}"),
    ("\u{202E}", "\\u{202e}"),
    ("\u{2066}", "\\u{2066}"),
    ("\u{200B}", "\\u{200b}"),
    ("\u{FEFF}", "\\u{feff}"),
    ("\u{2028}", "\\u{2028}"),
    ("\u{E0041}", "\\u{e0041}"),
    ("\\", "\\"),
    ("\\u{202e}", "\\u{5c}u{202e}"),
    ("<b>&amp;", "<b>&amp;"),
    ("![x](https://example.org)", "![x](https://example.org)"),
    ("| a | b |", "| a | b |"),
    ("“", "“"),
    ("”", "”"),
];

/// The kind of a record that is of the same kind as the `record` beside it.
const AS_RECORD: &str = "the same";

/// Fields of `nat64` that name a record, and its kind; `id` depends on the method.
const RECORDS: [(&str, &str); 18] = [
    ("group", "group"),
    ("groups", "group"),
    ("parent", "group"),
    ("person", "person"),
    ("existing", "person"),
    ("meeting", "meeting"),
    ("raised_in", "meeting"),
    ("series", "series"),
    ("alternates_with", "series"),
    ("initiatives", "initiative"),
    ("action_item", "action_item"),
    ("initiative", "initiative"),
    ("report", "report"),
    ("into", "person"),
    ("instead", AS_RECORD),
    ("ids", "none"),
    ("blocks", "none"),
    ("expected_revision", "none"),
];

/// The kind of record that a method's own number names, by the end of the method's name.
const SUBJECTS: [(&str, &str); 27] = [
    ("_person", "person"),
    ("unlink_principal", "person"),
    ("decide_link", "none"),
    ("remove_feedback", "none"),
    ("_action_item", "action_item"),
    ("follow_up", "action_item"),
    ("_initiative", "initiative"),
    ("_report", "report"),
    ("_series", "series"),
    ("_occurrence", "series"),
    ("change_following", "series"),
    ("update_meeting", "meeting"),
    ("save_draft", "meeting"),
    ("publish_minutes", "meeting"),
    ("check_in", "meeting"),
    ("_group", "group"),
    ("set_roles", "group"),
    ("set_lifecycle", "group"),
    ("withdraw_support", "group"),
    ("decide_proposal", "group"),
    ("remove_proposal", "group"),
    ("set_relations", "group"),
    ("set_approval", "group"),
    ("approve_minutes", "meeting"),
    ("set_agenda", "series"),
    ("confirm_change", "proposed_change"),
    ("drop_change", "proposed_change"),
];

struct Maker<'a> {
    dice: &'a mut Dice,
    types: &'a TypeEnv,
    method: String,
    leaves: Vec<Leaf>,
}

/// A random argument of a method.
pub fn argument(dice: &mut Dice, interface: &Interface, method: &Method) -> Argument {
    let mut maker = Maker {
        dice,
        types: &interface.types,
        method: method.name.clone(),
        leaves: Vec::new(),
    };
    let value = maker.value(&method.argument, "id");
    let types = [method.argument.clone()];
    let arguments = IDLArgs::new(&[value]);
    Argument {
        bytes: arguments
            .to_bytes_with_types(&interface.types, &types)
            .unwrap(),
        leaves: maker.leaves,
    }
}

impl Maker<'_> {
    /// Tells the kind of the records that are of the kind of the `record` beside them, among the
    /// leaves of one Candid record, which begin at `first`.
    fn tell_kinds(&mut self, first: usize) {
        let leaves = &mut self.leaves[first..];
        let known = leaves.iter().find_map(|leaf| match leaf {
            Leaf::Record(kind, _) if *kind != AS_RECORD => Some(*kind),
            _ => None,
        });
        for leaf in leaves {
            if let (Leaf::Record(kind, _), Some(known)) = (leaf, known)
                && *kind == AS_RECORD
            {
                *kind = known;
            }
        }
    }

    /// A value of a type, in a field of a name.
    fn value(&mut self, of: &Type, field: &str) -> IDLValue {
        match of.as_ref() {
            TypeInner::Var(name) => match name.to_string().as_str() {
                "LocalDateTime" => self.local(),
                "PartialDate" => self.date(),
                "ApplyBatch" => self.batch(),
                "AdminChange" => self.change(),
                _ => {
                    let of = self.types.find_type(name).unwrap().clone();
                    self.value(&of, field)
                }
            },
            TypeInner::Opt(_) if self.dice.below(3) == 0 => IDLValue::None,
            TypeInner::Opt(of) => IDLValue::Opt(Box::new(self.value(of, field))),
            TypeInner::Vec(of) => {
                let count = self.dice.below(3);
                IDLValue::Vec((0..count).map(|_| self.value(of, field)).collect())
            }
            TypeInner::Record(fields) => IDLValue::Record(self.fields(fields)),
            TypeInner::Variant(fields) => {
                let at = self.dice.below(fields.len());
                self.variant(fields, at)
            }
            _ => self.leaf(of, field),
        }
    }

    fn fields(&mut self, fields: &[Field]) -> Vec<IDLField> {
        let first = self.leaves.len();
        let value = |field: &Field| IDLField {
            id: (*field.id).clone(),
            val: self.value(&field.ty, &field.id.to_string()),
        };
        let made = fields.iter().map(value).collect();
        self.tell_kinds(first);
        made
    }

    fn variant(&mut self, fields: &[Field], at: usize) -> IDLValue {
        let Field { id, ty } = &fields[at];
        let val = match ty.as_ref() {
            TypeInner::Null => {
                self.leaves.push(Leaf::Word(id.to_string()));
                IDLValue::Null
            }
            _ => self.value(ty, &id.to_string()),
        };
        let field = IDLField {
            id: (**id).clone(),
            val,
        };
        IDLValue::Variant(VariantValue(Box::new(field), at as u64))
    }

    fn leaf(&mut self, of: &Type, field: &str) -> IDLValue {
        match of.as_ref() {
            TypeInner::Bool => {
                let truth = self.dice.below(2) == 0;
                self.leaves.push(match field {
                    "accept" => Leaf::Accepts(truth),
                    _ => Leaf::Truth(truth),
                });
                IDLValue::Bool(truth)
            }
            TypeInner::Text => IDLValue::Text(self.text()),
            TypeInner::Principal => {
                let bytes = self.dice.number().to_be_bytes();
                let principal = Principal::from_slice(&bytes);
                self.leaves.push(Leaf::Same(principal.to_string()));
                IDLValue::Principal(principal)
            }
            TypeInner::Nat8 => IDLValue::Nat8(self.plain(u8::MAX.into()) as u8),
            TypeInner::Nat16 => IDLValue::Nat16(self.plain(u16::MAX.into()) as u16),
            TypeInner::Nat32 => IDLValue::Nat32(self.plain(u32::MAX.into()) as u32),
            TypeInner::Nat64 if field == "start" => {
                let at = self.dice.number();
                self.leaves.push(Leaf::Same(instant(at)));
                IDLValue::Nat64(at)
            }
            TypeInner::Nat64 => IDLValue::Nat64(self.number(field)),
            TypeInner::Int64 => {
                let at = (self.dice.number() % 250_000_000_000) as i64;
                self.leaves.push(Leaf::Same(second(at, "Z")));
                IDLValue::Int64(at)
            }
            other => panic!("arguments have no {other:?}"),
        }
    }

    fn plain(&mut self, most: u64) -> u64 {
        let number = self.dice.number() & most;
        self.leaves.push(Leaf::Same(number.to_string()));
        number
    }

    /// A number, which may be that of a record.
    fn number(&mut self, field: &str) -> u64 {
        let kind = match field {
            "id" => {
                let ends = |(end, _): &&(&str, &str)| self.method.ends_with(end);
                SUBJECTS.iter().find(ends).map(|(_, kind)| *kind)
            }
            _ => {
                let named = |(name, _): &&(&str, &str)| *name == field;
                RECORDS.iter().find(named).map(|(_, kind)| *kind)
            }
        };
        let number = self.dice.number();
        self.leaves.push(match kind {
            None => panic!("what is {field} of {}?", self.method),
            Some("none") => Leaf::Same(number.to_string()),
            Some(kind) => Leaf::Record(kind, number),
        });
        number
    }

    /// A text of any pieces; it is shown.
    fn text(&mut self) -> String {
        let (text, leaf) = self.unshown_text();
        if !text.is_empty() {
            self.leaves.push(leaf);
        }
        text
    }

    fn unshown_text(&mut self) -> (String, Leaf) {
        let (mut text, mut line, mut lines) = (String::new(), String::new(), String::new());
        for _ in 0..self.dice.below(7) {
            let (piece, shown) = self.dice.pick(&PIECES);
            text.push_str(piece);
            line.push_str(shown);
            lines.push_str(&shown.replace("\\u{a}", "\n"));
        }
        if self.dice.below(2) == 0 {
            // So that most texts differ from all others.
            let mark = format!("{:x}", self.dice.number());
            for all in [&mut text, &mut line, &mut lines] {
                all.push_str(&mark);
            }
        }
        (text, Leaf::Text { line, lines })
    }

    fn small(&mut self, most: usize) -> u8 {
        self.dice.below(most + 1) as u8
    }

    fn local(&mut self) -> IDLValue {
        let year = self.dice.number() as u16;
        let [month, day, hour, minute] = [13, 32, 25, 61].map(|most| self.small(most));
        let shown = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}");
        self.leaves.push(Leaf::Same(shown));
        record(vec![
            ("year", IDLValue::Nat16(year)),
            ("month", IDLValue::Nat8(month)),
            ("day", IDLValue::Nat8(day)),
            ("hour", IDLValue::Nat8(hour)),
            ("minute", IDLValue::Nat8(minute)),
        ])
    }

    fn date(&mut self) -> IDLValue {
        let known = [0; 3].map(|_| self.dice.below(2) == 0);
        let (year, month, day) = (self.dice.number() as u16, self.small(13), self.small(32));
        let text = (self.dice.below(2) == 0).then(|| self.unshown_text());
        let shown = match known {
            [true, true, true] => format!("{year:04}-{month:02}-{day:02}"),
            [true, true, false] => format!("{year:04}-{month:02}"),
            [true, false, false] => format!("{year:04}"),
            [true, false, true] => format!("year {year}, day {day}"),
            [false, true, true] => format!("month {month}, day {day}"),
            [false, true, false] => format!("month {month}"),
            [false, false, true] => format!("day {day}"),
            [false, false, false] => String::new(),
        };
        let words = text.as_ref().map(|(_, leaf)| Box::new(leaf.clone()));
        self.leaves.push(Leaf::Date(shown, words));
        let maybe = |known: bool, value| match known {
            true => IDLValue::Opt(Box::new(value)),
            false => IDLValue::None,
        };
        record(vec![
            ("year", maybe(known[0], IDLValue::Nat16(year))),
            ("month", maybe(known[1], IDLValue::Nat8(month))),
            ("day", maybe(known[2], IDLValue::Nat8(day))),
            (
                "text",
                text.map_or(IDLValue::None, |(text, _)| {
                    IDLValue::Opt(Box::new(IDLValue::Text(text)))
                }),
            ),
        ])
    }

    /// A change that is the argument of another method.
    fn change(&mut self) -> IDLValue {
        let of = self.types.find_type("AdminChange").unwrap().clone();
        let TypeInner::Variant(fields) = of.as_ref() else {
            panic!("a change is a variant");
        };
        let at = self.dice.below(fields.len());
        let Field { id, ty } = &fields[at];
        let method = std::mem::replace(&mut self.method, id.to_string());
        let val = self.value(ty, "id");
        self.method = method;
        let id = (**id).clone();
        IDLValue::Variant(VariantValue(Box::new(IDLField { id, val }), at as u64))
    }

    /// Some operations; the number in each is that of the operation's own method.
    fn batch(&mut self) -> IDLValue {
        let of = self.types.find_type("Operation").unwrap().clone();
        let TypeInner::Variant(fields) = of.as_ref() else {
            panic!("an operation is a variant");
        };
        let count = self.dice.below(4);
        let operations: Vec<IDLValue> = (0..count)
            .map(|_| {
                let at = self.dice.below(fields.len());
                let Field { id, ty } = &fields[at];
                self.method = id.to_string();
                let val = self.value(ty, "id");
                let id = (**id).clone();
                IDLValue::Variant(VariantValue(Box::new(IDLField { id, val }), at as u64))
            })
            .collect();
        self.leaves.push(Leaf::Same(count.to_string()));
        let mark = match self.dice.below(3) {
            0 => IDLValue::None,
            _ => IDLValue::Opt(Box::new(self.mark())),
        };
        record(vec![
            ("operations", IDLValue::Vec(operations)),
            ("request_id", mark),
        ])
    }

    /// The mark of a request, which is shown in hexadecimal digits.
    fn mark(&mut self) -> IDLValue {
        let bytes = self.dice.number().to_be_bytes();
        let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.leaves.push(Leaf::Same(digits.concat()));
        IDLValue::Vec(bytes.into_iter().map(IDLValue::Nat8).collect())
    }
}

/// A record; its fields are put in the order that Candid asks for.
fn record(fields: Vec<(&str, IDLValue)>) -> IDLValue {
    let mut fields: Vec<IDLField> = fields
        .into_iter()
        .map(|(name, val)| IDLField {
            id: Label::Named(name.into()),
            val,
        })
        .collect();
    fields.sort_by_key(|field| field.id.get_id());
    IDLValue::Record(fields)
}

/// Nanoseconds since 1970 as a time in UTC, computed without any library of dates.
fn instant(at: u64) -> String {
    let fraction = match at % 1_000_000_000 {
        0 => String::new(),
        rest => format!(".{}", format!("{rest:09}").trim_end_matches('0')),
    };
    second((at / 1_000_000_000) as i64, &format!("{fraction}Z"))
}

/// Seconds since 1970 likewise: years are counted off one by one.
fn second(at: i64, end: &str) -> String {
    let (mut day, rest) = (at / 86_400, at % 86_400);
    let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let mut year = 1970;
    while day >= 365 + i64::from(leap(year)) {
        day -= 365 + i64::from(leap(year));
        year += 1;
    }
    let february = 28 + i64::from(leap(year));
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while day >= months[month] {
        day -= months[month];
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let date = format!("{year:04}-{:02}-{:02}", month + 1, day + 1);
    format!("{date}T{hour:02}:{minute:02}:{second:02}{end}")
}
