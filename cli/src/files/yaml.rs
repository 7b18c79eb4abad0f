//! Records as YAML that a person reads: what is not there is left out. And YAML that anybody wrote.

use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_yaml_ng::{Deserializer, Error, Value};

use super::weight::Weight;

/// Lists that a record must have, even empty.
const REQUIRED_LISTS: [&str; 2] = ["groups", "lifecycle"];
/// Texts that may be left out when they are empty.
const OPTIONAL_TEXTS: [&str; 4] = ["scope", "description", "reason", "text"];

/// A value of the format, without what is empty.
///
/// # Errors
/// When it cannot be written as YAML; no record of the format is such.
pub fn value(record: &impl Serialize) -> Result<Value> {
    Ok(without_empty(serde_yaml_ng::to_value(record)?))
}

/// As [`value`], as text.
///
/// # Errors
/// As [`value`].
pub fn text(record: &impl Serialize) -> Result<String> {
    Ok(serde_yaml_ng::to_string(&value(record)?)?)
}

/// What a text in YAML says, once it is known that its aliases do not make it grow without end.
///
/// # Errors
/// When it is no YAML, or none of this shape; the message names the line.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    if text.contains('&') && text.contains('*') {
        Weight::default().check(Deserializer::from_str(text))?;
    }
    serde_yaml_ng::from_str(text)
}

fn without_empty(value: Value) -> Value {
    match value {
        Value::Mapping(map) => {
            let entries = map.into_iter().filter_map(|(name, value)| {
                let value = without_empty(value);
                let name_text = name.as_str().unwrap_or_default();
                let is_empty = match &value {
                    Value::Null => true,
                    Value::Bool(set) => !set,
                    Value::Sequence(list) => {
                        list.is_empty() && !REQUIRED_LISTS.contains(&name_text)
                    }
                    Value::String(text) => text.is_empty() && OPTIONAL_TEXTS.contains(&name_text),
                    Value::Mapping(map) => map.is_empty() && name_text == "when",
                    _ => false,
                };
                (!is_empty).then_some((name, value))
            });
            Value::Mapping(entries.collect())
        }
        Value::Sequence(list) => Value::Sequence(list.into_iter().map(without_empty).collect()),
        other => other,
    }
}
