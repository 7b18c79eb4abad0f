//! The fields of a record of another format. Whatever is not taken is told at the end, so that
//! nothing is lost without being listed.

use serde_yaml_ng::{Mapping, Value};

use super::report::Report;
use super::words::{line, paragraph};

/// The fields of one record, and what the record is called in the report.
#[derive(Clone, Debug)]
pub struct Fields {
    pub place: String,
    map: Mapping,
}

impl Fields {
    /// The fields of a document.
    ///
    /// # Errors
    /// When it has no fields.
    pub fn of(place: &str, document: Value) -> Result<Fields, String> {
        match document {
            Value::Mapping(map) => Ok(Fields {
                place: place.to_owned(),
                map,
            }),
            _ => Err("has no fields: names with values".into()),
        }
    }

    /// Whether there is a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// A text in one line; None when it is missing or empty.
    pub fn line(&mut self, name: &str) -> Option<String> {
        self.words(name).as_deref().and_then(line)
    }

    /// A text of several lines.
    pub fn paragraph(&mut self, name: &str) -> Option<String> {
        self.words(name).as_deref().and_then(paragraph)
    }

    /// The words of a field; one with another value stays for the report.
    fn words(&mut self, name: &str) -> Option<String> {
        let words = words(self.map.get(name)?)?;
        self.map.remove(name);
        Some(words)
    }

    /// Texts in one line each: of a list, or of a single text.
    pub fn lines(&mut self, name: &str) -> Vec<String> {
        let mut taken = Vec::new();
        self.each(name, |value| {
            let words = words(value)?;
            taken.extend(line(&words));
            Some(())
        });
        taken
    }

    /// The records of a list, or a single one; what is none stays for the report.
    pub fn records(&mut self, name: &str) -> Vec<Fields> {
        let (mut taken, place) = (Vec::new(), self.place.clone());
        self.each(name, |value| {
            let map = value.as_mapping()?.clone();
            let place = place.clone();
            taken.push(Fields { place, map });
            Some(())
        });
        taken
    }

    /// The record of a field.
    pub fn record(&mut self, name: &str) -> Option<Fields> {
        let map = self.map.get(name)?.as_mapping()?.clone();
        self.map.remove(name);
        Some(Fields {
            place: self.place.clone(),
            map,
        })
    }

    /// Takes what can be taken of a list, or of a single value; the rest stays.
    fn each(&mut self, name: &str, mut take: impl FnMut(&Value) -> Option<()>) {
        let list = match self.map.remove(name) {
            None => return,
            Some(Value::Sequence(list)) => list,
            Some(value) => vec![value],
        };
        let rest: Vec<Value> = list.into_iter().filter(|v| take(v).is_none()).collect();
        if !rest.is_empty() {
            self.map.insert(name.into(), Value::Sequence(rest));
        }
    }

    /// Tells what was not taken.
    pub fn tell_rest(self, report: &mut Report) {
        self.tell_rest_of("", report);
    }

    /// As [`Fields::tell_rest`], for a part of a record.
    pub fn tell_rest_of(self, part: &str, report: &mut Report) {
        let left = self.map.iter().filter(|(_, value)| !is_empty(value));
        let names: Vec<String> = left
            .filter_map(|(name, _)| line(&words(name)?))
            .map(|name| format!("`{part}{name}`"))
            .collect();
        if !names.is_empty() {
            report.left(&self.place, &names.join(", "));
        }
    }
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(set) => Some(set.to_string()),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => line(text).is_none(),
        Value::Sequence(list) => list.iter().all(is_empty),
        Value::Mapping(map) => map.values().all(is_empty),
        _ => false,
    }
}
