//! What the editor shows.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value as Json;
use serde_yaml_ng::{Mapping, Value};
use workgroups::domain::Fault;

use crate::files::yaml;

/// What lines begin with that tell a fault; they go when the page is read.
const MARK: &str = "#! ";

/// A record as a page: each field with what it means, then those that are not there, as comments.
///
/// # Errors
/// When the record cannot be written as YAML.
pub fn compose(record: &impl Serialize, schema: &Json, title: &str) -> Result<String> {
    let Value::Mapping(record) = yaml::value(record)? else {
        anyhow::bail!("the record has no fields");
    };
    let mut text = format!(
        "# {title}\n# Lines that begin with # are comments. Save and close to go on; close without \
         a change to leave it.\n"
    );
    let empty = serde_json::Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&empty);
    for (name, value) in &record {
        text.push_str(&meaning(fields.get(name.as_str().unwrap_or_default())));
        let one: Mapping = [(name.clone(), value.clone())].into_iter().collect();
        text.push_str(&serde_yaml_ng::to_string(&one)?);
    }
    for (name, field) in fields
        .iter()
        .filter(|(name, _)| !record.contains_key(name.as_str()))
    {
        text.push_str(&meaning(Some(field)));
        text.push_str(&format!("# {name}:\n"));
    }
    Ok(text)
}

/// What a field means, as comments.
fn meaning(field: Option<&Json>) -> String {
    let means = field
        .and_then(|field| field["description"].as_str())
        .unwrap_or_default();
    let lines = means.lines().map(|line| format!("# {line}\n"));
    "\n".to_owned() + &lines.collect::<String>()
}

/// The page without the marks of faults.
pub fn unmarked(text: &str) -> String {
    let kept = text
        .lines()
        .filter(|line| !line.trim_start().starts_with(MARK.trim_end()));
    kept.map(|line| line.to_owned() + "\n").collect()
}

/// The page with each fault above its line; what has no line stands at the beginning.
pub fn marked(text: &str, faults: &[Fault]) -> String {
    let mut lines: Vec<String> = unmarked(text).lines().map(str::to_owned).collect();
    let mut placed: Vec<(usize, String)> = faults
        .iter()
        .map(|fault| {
            let line = line_of(text, &fault.field).unwrap_or(0);
            let above = lines.get(line).map_or("", String::as_str);
            let indent = &above[..above.len() - above.trim_start().len()];
            (
                line,
                format!("{indent}{MARK}{} {}", fault.field, fault.reason),
            )
        })
        .collect();
    placed.sort_by_key(|(line, _)| std::cmp::Reverse(*line));
    for (line, mark) in placed {
        lines.insert(line.min(lines.len()), mark);
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// A step into a record.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Entry(usize),
}

/// The line, from 0, of a field that a fault names, such as `details.links[2].url`; that of what
/// it is in where the field itself is not there.
pub fn line_of(text: &str, field: &str) -> Option<usize> {
    let text = unmarked(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut steps = steps(field);
    if matches!(steps.first(), Some(Step::Field(name)) if is_wrapper(name)) {
        steps.remove(0);
    }
    let (mut from, mut indent, mut found) = (0, 0, None);
    for step in steps {
        let Some((line, deeper)) = find(&lines, from, indent, &step) else {
            break;
        };
        found = Some(line);
        (from, indent) = match step {
            // An entry's own first field stands on its line.
            Step::Entry(_) => (line, deeper),
            Step::Field(_) => (line + 1, deeper),
        };
    }
    found
}

/// What the interface wraps the fields of a record in.
fn is_wrapper(name: &str) -> bool {
    matches!(name, "details" | "profile")
}

fn steps(field: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in field.split('.') {
        let (name, entries) = part.split_once('[').unwrap_or((part, ""));
        if !name.is_empty() {
            steps.push(Step::Field(name.to_owned()));
        }
        let numbers = entries
            .split(['[', ']'])
            .filter_map(|number| number.parse().ok());
        steps.extend(numbers.map(Step::Entry));
    }
    steps
}

/// The line of a step, and how far what is in it is indented at least.
fn find(lines: &[&str], from: usize, indent: usize, step: &Step) -> Option<(usize, usize)> {
    let mut entry = 0;
    for (number, line) in lines.iter().enumerate().skip(from) {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let at = line.len() - content.len();
        let is_entry = content.starts_with("- ");
        let inner = if is_entry { at + 2 } else { at };
        match step {
            Step::Field(name) => {
                let is_next_entry = is_entry && inner == indent && number > from;
                if is_next_entry {
                    return None;
                }
                let content = content.strip_prefix("- ").unwrap_or(content);
                let is_named = content.strip_prefix(name.as_str());
                if inner == indent && is_named.is_some_and(|rest| rest.starts_with(':')) {
                    return Some((number, indent));
                }
                if number > from && inner < indent {
                    return None;
                }
            }
            Step::Entry(wanted) => {
                if is_entry && at >= indent && at <= indent + 4 {
                    if entry == *wanted {
                        return Some((number, at + 2));
                    }
                    entry += 1;
                } else if at <= indent && !is_entry {
                    return None;
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A group\n\nslug: defi\n\n# Links.\nlinks:\n- kind: forum\n  url: x\n\
        - kind: chat\n  label: Y\n  url: z\nlifecycle:\n- state: active\n";

    #[test]
    fn a_fault_stands_above_the_line_that_it_is_about() {
        for (field, line) in [
            ("details.slug", Some(2)),
            ("details.links", Some(5)),
            ("details.links[1]", Some(8)),
            ("details.links[1].url", Some(10)),
            ("details.links[0].kind", Some(6)),
            ("details.links[0].label", Some(6)),
            ("lifecycle[0].state", Some(12)),
            ("nothing", None),
        ] {
            assert_eq!(line_of(PAGE, field), line, "{field}");
        }
    }

    #[test]
    fn marks_go_when_the_page_is_read_again() {
        let fault = Fault {
            field: "details.links[1].url".into(),
            reason: "is not an address".into(),
        };
        let page = marked(PAGE, std::slice::from_ref(&fault));
        let mark = "  #! details.links[1].url is not an address\n  url: z\n";
        assert!(page.contains(mark), "{page}");
        assert_eq!(unmarked(&page), PAGE);
        assert_eq!(marked(&page, &[fault]), page);
    }
}
