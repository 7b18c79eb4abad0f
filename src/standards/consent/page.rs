//! The message while it is written: its language, its bounds, and what a device can show.

use std::collections::BTreeMap;

use super::text::{code_block, code_span, quoted};
use super::time;
use super::words;
use crate::domain::calendar::local::{LocalDateTime, UnixSeconds};
use crate::domain::{Id, Kind, Nanos, PartialDate};
use crate::standards::types::{ConsentMessage, ConsentValue, DeviceSpec, FieldsDisplay};

/// Bytes of a message at most, what holds its fields together included. Far below the 2 MiB that
/// an update may answer, and above the largest record that the limits allow.
pub const MESSAGE_BYTES: usize = 1_500_000;
/// Records whose names are looked up for one message. Beyond it a record's number stands alone:
/// a long list of numbers must not cost a long list of reads.
const NAMES: usize = 50;
/// Bytes that a field of the plain form takes in Candid beside its texts.
const FIELD_BYTES: usize = 16;

/// The languages that messages come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Chinese,
}

impl Language {
    /// The language for a tag (BCP 47): Chinese for "zh" and what is below it, English otherwise.
    pub fn of_tag(tag: &str) -> Language {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        match first.eq_ignore_ascii_case("zh") {
            true => Language::Chinese,
            false => Language::English,
        }
    }

    /// The tag of the language.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }
}

/// Words of ours in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Phrase {
    pub fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }
}

/// What an operation does: in a few words, and as a sentence whose `{0}`, `{1}` … stand for its
/// first values.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    pub intent: Phrase,
    /// None where the few words say it all.
    pub sentence: Option<Phrase>,
}

/// A table of phrases: a name, English, Chinese.
macro_rules! phrases {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub static $name: $crate::standards::consent::page::Phrase =
            $crate::standards::consent::page::Phrase { en: $en, zh: $zh };)*
    };
}
pub(super) use phrases;

/// A table of actions: a name, the few words, and the sentence; `ALL` has them all.
macro_rules! actions {
    ($($name:ident: $en:literal, $zh:literal $(=> $long_en:literal, $long_zh:literal)?;)*) => {
        $(static $name: $crate::standards::consent::page::Action =
            $crate::standards::consent::page::Action {
            intent: $crate::standards::consent::page::Phrase { en: $en, zh: $zh },
            sentence: $crate::standards::consent::page::actions!(@ $($long_en, $long_zh)?),
        };)*

        #[cfg(test)]
        pub static ALL: &[&$crate::standards::consent::page::Action] = &[$(&$name),*];
    };
    (@) => { None };
    (@ $en:literal, $zh:literal) => {
        Some($crate::standards::consent::page::Phrase { en: $en, zh: $zh })
    };
}
pub(super) use actions;

/// A value on one line: words and numbers of ours, then perhaps a text of somebody else's. There
/// is never more than one such text, and nothing comes after it.
#[derive(Clone, Debug, Default)]
pub struct Line {
    ours: String,
    theirs: Option<String>,
}

impl Line {
    /// Words or numbers of ours. They must not come from an argument's text.
    pub fn ours(words: impl ToString) -> Line {
        Line {
            ours: words.to_string(),
            theirs: None,
        }
    }

    /// A text of somebody else's.
    pub fn theirs(text: &str) -> Line {
        Line {
            ours: String::new(),
            theirs: Some(text.into()),
        }
    }

    fn and_theirs(mut self, text: Option<String>) -> Line {
        self.theirs = text;
        self
    }

    fn joined(&self, theirs: impl Fn(&str) -> String) -> String {
        match &self.theirs {
            None => self.ours.clone(),
            Some(text) if self.ours.is_empty() => theirs(text),
            Some(text) => format!("{} {}", self.ours, theirs(text)),
        }
    }

    fn bytes(&self) -> usize {
        self.ours.len() + self.theirs.as_ref().map_or(0, String::len)
    }
}

/// What the names of records are asked of.
pub type NameOf<'a> = &'a dyn Fn(Kind, Id) -> Option<String>;

enum Form {
    Markdown(String),
    Fields(FieldsDisplay),
}

/// The message while it is written.
pub struct Page<'a> {
    language: Language,
    /// Minutes east of UTC, if the person told them.
    offset: Option<i16>,
    name_of: NameOf<'a>,
    names: BTreeMap<(Kind, Id), Option<String>>,
    form: Form,
    bytes: usize,
    /// The labels of the items that the next field is in.
    within: Vec<String>,
    /// Fields written so far.
    fields: usize,
    /// What stands for a value that is absent; none when absent values are left out.
    absent: Option<&'static Phrase>,
    /// Whether the message tells an instant.
    timed: bool,
}

impl<'a> Page<'a> {
    pub fn new(
        language: Language,
        offset: Option<i16>,
        device: DeviceSpec,
        name_of: NameOf<'a>,
    ) -> Self {
        let form = match device {
            DeviceSpec::GenericDisplay => Form::Markdown(String::new()),
            DeviceSpec::FieldsDisplay => Form::Fields(FieldsDisplay {
                intent: String::new(),
                fields: Vec::new(),
            }),
        };
        Page {
            language,
            offset: offset.filter(|minutes| time::is_offset(*minutes)),
            name_of,
            names: BTreeMap::new(),
            form,
            bytes: 0,
            within: Vec::new(),
            fields: 0,
            absent: None,
            timed: false,
        }
    }

    /// The message; none when it would be longer than [`MESSAGE_BYTES`].
    pub fn done(self) -> Option<(ConsentMessage, Option<i16>)> {
        let offset = self.timed.then_some(self.offset.unwrap_or(0));
        let message = match self.form {
            _ if self.bytes > MESSAGE_BYTES => return None,
            Form::Markdown(text) => ConsentMessage::GenericDisplayMessage(text),
            Form::Fields(fields) => ConsentMessage::FieldsDisplayMessage(fields),
        };
        Some((message, offset))
    }

    fn say(&self, phrase: &Phrase) -> &'static str {
        phrase.in_language(self.language)
    }

    /// Whether there is room for so many bytes. Once there was none, nothing more is written: the
    /// message is not given.
    fn fits(&mut self, bytes: usize) -> bool {
        let fits = self.bytes.saturating_add(bytes) <= MESSAGE_BYTES;
        if !fits {
            self.bytes = usize::MAX;
        }
        fits
    }

    /// Counts bytes if there is room for them.
    fn takes(&mut self, bytes: usize) -> bool {
        let fits = self.fits(bytes);
        if fits {
            self.bytes += bytes;
        }
        fits
    }

    // What is done.

    /// Begins the message of an operation. `values` are its first values, for which the sentence
    /// has places; a device of fields shows them as fields. `absent` stands for values that are
    /// null: an operation that replaces a record removes them.
    pub fn begin(
        &mut self,
        action: &Action,
        values: Vec<(&'static Phrase, Line)>,
        absent: Option<&'static Phrase>,
    ) {
        self.absent = absent;
        let intent = self.say(&action.intent);
        let number = self.within.first().cloned();
        match &mut self.form {
            Form::Markdown(_) => {
                let head = match number {
                    None => format!("# {intent}\n\n"),
                    Some(number) => format!("\n## {number} {intent}\n\n"),
                };
                let sentence = self.sentence(action, &values);
                self.write(head + &sentence);
            }
            Form::Fields(message) => {
                match number {
                    None => message.intent = intent.into(),
                    Some(_) => self.field_of("", intent.into()),
                }
                for (label, line) in values {
                    self.line(label, line);
                }
            }
        }
    }

    /// The sentence with its values. What a value says is never looked at for further places.
    fn sentence(&self, action: &Action, values: &[(&'static Phrase, Line)]) -> String {
        let Some(sentence) = &action.sentence else {
            return String::new();
        };
        let mut text = String::new();
        let mut parts = self.say(sentence).split('{');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (place, rest) = part.split_once('}').unwrap_or_default();
            let value = place.parse().ok().and_then(|at: usize| values.get(at));
            if let Some((_, line)) = value {
                text.push_str(&line.joined(code_span));
            }
            text.push_str(rest);
        }
        text + "\n\n"
    }

    /// Begins a message of several operations.
    pub fn begin_batch(&mut self, action: &Action, count: usize) {
        let count = vec![(&words::OPERATIONS, Line::ours(count))];
        self.begin(action, count, None);
    }

    /// Writes one operation of several, the number from 1.
    pub fn numbered(&mut self, number: usize, write: impl FnOnce(&mut Self)) {
        self.within.push(format!("{number}."));
        write(self);
        self.within.pop();
    }

    // Fields.

    /// A field.
    pub fn line(&mut self, label: &'static Phrase, line: Line) {
        let label = self.say(label);
        self.labelled(label, line);
    }

    /// Tells that what is written is public, and stays so.
    pub fn public(&mut self) {
        let words = self.word(&words::FOR_GOOD);
        self.line(&words::PUBLIC, words);
    }

    /// A text of somebody else's; one that is empty is told as such.
    pub fn text(&mut self, label: &'static Phrase, text: &str) {
        let line = self.line_of(text);
        self.line(label, line);
    }

    /// A text as a line; one that is empty is told as such.
    pub fn line_of(&self, text: &str) -> Line {
        match text.is_empty() {
            true => self.word(&words::EMPTY),
            false => Line::theirs(text),
        }
    }

    /// A value that may be absent.
    pub fn option(&mut self, label: &'static Phrase, line: Option<Line>) {
        let absent = self.absent.map(|phrase| self.word(phrase));
        if let Some(line) = line.or(absent) {
            self.line(label, line);
        }
    }

    pub fn maybe_text(&mut self, label: &'static Phrase, text: &Option<String>) {
        let line = text.as_ref().map(|text| self.line_of(text));
        self.option(label, line);
    }

    pub fn maybe_number<T: ToString>(&mut self, label: &'static Phrase, number: Option<T>) {
        self.option(label, number.map(Line::ours));
    }

    pub fn maybe_date(&mut self, label: &'static Phrase, date: &Option<PartialDate>) {
        let line = date.as_ref().map(|date| self.date(date));
        self.option(label, line);
    }

    pub fn maybe_record(&mut self, label: &'static Phrase, kind: Kind, id: Option<Id>) {
        let line = id.map(|id| self.record(kind, id));
        self.option(label, line);
    }

    /// Each text of a list.
    pub fn texts(&mut self, label: &'static Phrase, texts: &[String]) {
        self.each(label, texts, |page, label, text| {
            let line = page.line_of(text);
            page.labelled(label, line);
        });
    }

    /// Each record of a list of numbers.
    pub fn records(&mut self, label: &'static Phrase, kind: Kind, ids: &[Id]) {
        self.each(label, ids, |page, label, id| {
            let line = page.record(kind, *id);
            page.labelled(label, line);
        });
    }

    /// Each item of a list, with its own fields below it.
    pub fn items<T>(&mut self, label: &'static Phrase, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.each(label, items, |page, label, item| {
            page.group_of_fields(label, |page| write(page, item));
        });
    }

    /// Some fields below a label; what is absent among them is left out.
    fn group_of_fields(&mut self, label: &str, write: impl FnOnce(&mut Self)) {
        let absent = self.absent.take();
        if let Form::Markdown(_) = self.form {
            let head = format!("{}- **{label}:**\n", self.indent());
            self.write(head);
        }
        self.within.push(label.into());
        let before = self.fields;
        write(self);
        if self.fields == before {
            let empty = self.say(&words::EMPTY);
            self.labelled(self.say(&words::CONTENT), Line::ours(empty));
        }
        self.within.pop();
        self.absent = absent;
    }

    fn each<T>(&mut self, label: &'static Phrase, list: &[T], write: impl Fn(&mut Self, &str, &T)) {
        if list.is_empty() {
            return self.option(label, None);
        }
        let (name, count) = (self.say(label), list.len());
        for (i, item) in list.iter().enumerate() {
            if self.bytes > MESSAGE_BYTES {
                return;
            }
            write(self, &format!("{name} [{}/{count}]", i + 1), item);
        }
    }

    /// Writes fields among which `absent` stands for those that are null.
    pub fn with_absent(&mut self, absent: Option<&'static Phrase>, write: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.absent, absent);
        write(self);
        self.absent = before;
    }

    fn labelled(&mut self, label: &str, line: Line) {
        self.fields += 1;
        // Before it is copied and escaped.
        if !self.fits(line.bytes()) {
            return;
        }
        match &self.form {
            Form::Markdown(_) => {
                let indent = self.indent();
                let block = line.ours.is_empty()
                    && line.theirs.as_ref().is_some_and(|text| text.contains('\n'));
                let value = match (&line.theirs, block) {
                    (Some(text), true) => code_block(text, &format!("{indent}  ")),
                    _ => format!(" {}\n", line.joined(code_span)),
                };
                self.write(format!("{indent}- **{label}:**{value}"));
            }
            Form::Fields(_) => self.field_of(label, line.joined(quoted)),
        }
    }

    fn field_of(&mut self, label: &str, content: String) {
        let mut path = self.within.join(" ");
        if !path.is_empty() && !label.is_empty() {
            path.push(' ');
        }
        let label = path + label;
        if !self.takes(label.len() + content.len() + FIELD_BYTES) {
            return;
        }
        if let Form::Fields(message) = &mut self.form {
            message.fields.push((label, ConsentValue::Text { content }));
        }
    }

    fn write(&mut self, text: String) {
        if !self.takes(text.len()) {
            return;
        }
        if let Form::Markdown(message) = &mut self.form {
            message.push_str(&text);
        }
    }

    /// The indent of a list inside the items that the next field is in. The number of an
    /// operation in a batch is a heading, and indents nothing.
    fn indent(&self) -> String {
        let items = self.within.iter().filter(|label| !label.ends_with('.'));
        "  ".repeat(items.count())
    }

    // Values.

    /// A word of ours.
    pub fn word(&self, phrase: &Phrase) -> Line {
        Line::ours(self.say(phrase))
    }

    /// A record by its number, with its name as the registry has it now. The name is a help to
    /// the reader alone: what is signed is the number.
    pub fn record(&mut self, kind: Kind, id: Id) -> Line {
        let name = match self.names.get(&(kind, id)) {
            Some(known) => known.clone(),
            None if self.names.len() >= NAMES => None,
            None => {
                let name = (self.name_of)(kind, id).filter(|name| !name.is_empty());
                self.names.insert((kind, id), name.clone());
                name
            }
        };
        Line::ours(id).and_theirs(name)
    }

    pub fn group(&mut self, id: Id) -> Line {
        self.record(Kind::group, id)
    }

    /// An instant in UTC, and by the person's clock if they told its offset.
    pub fn instant(&mut self, at: Nanos) -> Line {
        self.timed = true;
        Line::ours(time::instant(at, self.offset))
    }

    /// An instant of the calendar, likewise.
    pub fn second(&mut self, at: UnixSeconds) -> Line {
        self.timed = true;
        Line::ours(time::second(at, self.offset, self.say(&words::SECONDS)))
    }

    /// A reading of a clock on the wall.
    pub fn local(&self, at: &LocalDateTime) -> Line {
        Line::ours(time::local(at))
    }

    /// A date of which a part may be known, then the words of its announcement.
    pub fn date(&self, date: &PartialDate) -> Line {
        let known = time::partial(date, self.language);
        match date.text.as_deref() {
            None if known.is_empty() => self.word(&words::NO_DATE),
            None => Line::ours(known),
            Some("") => Line::ours(format!("{known} {}", self.say(&words::EMPTY)).trim_start()),
            Some(text) => Line::ours(known).and_theirs(Some(text.into())),
        }
    }

    pub fn yes_or_no(&self, yes: bool) -> Line {
        self.word(if yes { &words::YES } else { &words::NO })
    }
}

impl std::fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("language", &self.language)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
