//! A document in parts: front matter, and sections by their headings.

use serde_yaml_ng::Mapping;

use crate::files::yaml;

/// A section of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// 1 to 6; 0 for what stands before the first heading.
    pub level: u8,
    pub heading: String,
    pub text: String,
}

/// The front matter; empty when there is none. And what stands behind it.
///
/// # Errors
/// When it has no end, or is not YAML with names and values.
pub fn front_matter(text: &str) -> Result<(Mapping, &str), String> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Some(rest) = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"))
    else {
        return Ok((Mapping::new(), text));
    };
    let begin = text.len() - rest.len();
    let mut end = begin;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            // With its first line, which YAML reads over, so that faults name lines of the file.
            let front = yaml::read(&text[..end])
                .map_err(|error| format!("the front matter is not readable: {error}"))?;
            return Ok((front, &text[end + line.len()..]));
        }
        end += line.len();
    }
    Err("line 1: the front matter has no end (a line `---`)".into())
}

/// The sections, by the headings that stand in no fence of code.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let mut fence = None;
    for line in text.lines() {
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_none()
            && mark.is_none()
            && let Some((level, heading)) = heading(line)
        {
            parts.push(Part {
                level,
                heading,
                text: String::new(),
            });
        } else if let Some(part) = parts.last_mut() {
            part.text.push_str(line);
            part.text.push('\n');
        }
    }
    for part in &mut parts {
        part.text = part.text.trim_matches('\n').trim_end().to_owned();
    }
    if parts[0].text.trim().is_empty() {
        parts.remove(0);
    }
    parts
}

fn heading(line: &str) -> Option<(u8, String)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(level..)?;
    let heading = rest.trim();
    let is_heading = (1..=6).contains(&level) && rest.starts_with(' ') && !heading.is_empty();
    is_heading.then(|| (level as u8, heading.to_owned()))
}
