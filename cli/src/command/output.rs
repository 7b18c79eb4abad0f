//! Answers as columns, or as data.

use std::io::{IsTerminal, Write};

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Map, Value};

/// Characters of a column at most; what is longer is cut.
const COLUMN_CHARACTERS: usize = 60;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Columns and words for a person
    #[default]
    Table,
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// An answer of many rows.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: &[&'static str]) -> Table {
        Table {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, with a value for each column.
    pub fn row(&mut self, values: impl IntoIterator<Item = Value>) {
        self.rows.push(values.into_iter().collect());
    }

    /// The table as it is written.
    ///
    /// # Errors
    /// When it cannot be written as data.
    pub fn text(&self, form: Form) -> Result<String> {
        match form {
            Form::Table => Ok(self.columns_text()),
            data => self.data_text(data),
        }
    }

    fn data_text(&self, form: Form) -> Result<String> {
        let name = |column: &&str| column.to_lowercase().replace(' ', "_");
        let object = |row: &Vec<Value>| {
            let named = self.columns.iter().map(name).zip(row.iter().cloned());
            Value::Object(named.collect::<Map<_, _>>())
        };
        data(&self.rows.iter().map(object).collect::<Vec<_>>(), form)
    }

    fn columns_text(&self) -> String {
        if self.rows.is_empty() {
            return "Nothing.\n".into();
        }
        let head = self.columns.iter().map(|column| column.to_uppercase()).collect();
        let body = self.rows.iter().map(|row| row.iter().map(cell).collect());
        let lines: Vec<Vec<String>> = std::iter::once(head).chain(body).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|i| lines.iter().map(|line| width(&line[i])).max().unwrap_or(0))
            .collect();
        let mut text = String::new();
        for line in lines {
            let mut written = String::new();
            for (cell, wide) in line.iter().zip(&widths) {
                written.push_str(cell);
                written.extend(std::iter::repeat_n(' ', wide - width(cell) + 2));
            }
            text.push_str(written.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A value as data.
///
/// # Errors
/// When it cannot be written as data.
pub fn data(value: &impl Serialize, form: Form) -> Result<String> {
    Ok(match form {
        Form::Json => serde_json::to_string_pretty(value)? + "\n",
        Form::Yaml | Form::Table => serde_yaml_ng::to_string(value)?,
    })
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    let text = printable(&text.replace('\n', " "));
    match text.char_indices().nth(COLUMN_CHARACTERS) {
        Some((end, _)) => text[..end].trim_end().to_owned() + "…",
        None => text,
    }
}

/// Columns that a text takes on a terminal: East Asian characters take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x300..=0x36F | 0x200B..=0x200F => 0,
            0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF
            | 0x20000..=0x3FFFD => 2,
            _ => 1,
        })
        .sum()
}

/// A text of others as a terminal may have it: without what moves its cursor or changes its
/// colours.
pub fn printable(text: &str) -> String {
    let safe = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c) => '\u{FFFD}',
        c => c,
    };
    text.chars().map(safe).collect()
}

/// Writes an answer; a reader that has read enough is no failure.
///
/// # Errors
/// When it cannot be written.
pub fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a difference, in colours on a terminal.
///
/// # Errors
/// When it cannot be written.
pub fn say_difference(text: &str) -> Result<()> {
    if !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some() {
        return say(&printable(text));
    }
    let coloured = printable(text).lines().fold(String::new(), |mut all, line| {
        let colour = match line.trim_start().chars().next() {
            Some('+') => "\u{1b}[32m",
            Some('-') => "\u{1b}[31m",
            Some('~') => "\u{1b}[1m",
            _ => "",
        };
        let end = if colour.is_empty() { "" } else { "\u{1b}[0m" };
        all.extend([colour, line, end, "\n"]);
        all
    });
    say(&coloured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_in_any_script() -> Result<()> {
        let mut table = Table::new(&["slug", "name"]);
        table.row(["a".into(), "跨链 group".into()]);
        table.row(["long-one".into(), Value::Null]);
        let text = table.text(Form::Table)?;
        assert_eq!(text, "SLUG      NAME\na         跨链 group\nlong-one\n");
        Ok(())
    }

    #[test]
    fn a_text_of_others_does_not_reach_the_terminal_as_a_command() -> Result<()> {
        let mut table = Table::new(&["name"]);
        table.row(["\u{1b}[2Jgone\u{202e}x\nnext".into()]);
        let text = table.text(Form::Table)?;
        assert_eq!(text, "NAME\n\u{FFFD}[2Jgone\u{FFFD}x next\n");
        Ok(())
    }
}
