//! Records as YAML that a person reads: what is not there is left out. And YAML that anybody wrote.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_yaml_ng::{Deserializer, Value};

use super::weight::Weight;

/// Lists that a record must have, even empty.
const REQUIRED_LISTS: [&str; 2] = ["groups", "lifecycle"];
/// Texts that may be left out when they are empty.
const OPTIONAL_TEXTS: [&str; 4] = ["scope", "description", "reason", "text"];

/// Seconds for reading a text at most, and how many more for each megabyte.
const READ_SECONDS: u64 = 10;
const READ_SECONDS_PER_MEGABYTE: u64 = 2;
/// Bytes of the beginning and of the end of a message at most.
const MESSAGE_BYTES: usize = 200;

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
pub fn read<T: DeserializeOwned + Send + 'static>(text: &str) -> Result<T, String> {
    let (owned, most) = (text.to_owned(), most_time(text));
    let (tell, told) = mpsc::channel();
    // The parser's work can grow with the square of the nesting, and cannot be broken off.
    thread::spawn(move || tell.send(read_at_once(&owned)));
    told.recv_timeout(most).unwrap_or_else(|_| {
        let most = most.as_secs();
        Err(format!(
            "is not read after {most} seconds: it is nested too deeply"
        ))
    })
}

fn read_at_once<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let told = |error: serde_yaml_ng::Error| shortened(&error.to_string());
    if text.contains('&') && text.contains('*') {
        let document = Deserializer::from_str(text);
        Weight::default().check(document).map_err(told)?;
    }
    serde_yaml_ng::from_str(text).map_err(told)
}

/// The time that a text may take: many times what an honest one of its length does.
fn most_time(text: &str) -> Duration {
    let megabytes = text.len() as u64 / 1_000_000;
    Duration::from_secs(READ_SECONDS + READ_SECONDS_PER_MEGABYTE * megabytes)
}

/// A message without what stands in its middle, where it is long: the values of a file stand
/// there, and the line at the end.
fn shortened(message: &str) -> String {
    let (begin, end) = (
        message.floor_char_boundary(MESSAGE_BYTES),
        message.ceil_char_boundary(message.len().saturating_sub(MESSAGE_BYTES)),
    );
    match begin < end {
        true => format!("{} ... {}", &message[..begin], &message[end..]),
        false => message.to_owned(),
    }
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
