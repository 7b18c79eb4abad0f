//! The lines of a calendar (RFC 5545, section 3.1) and the components that they make.

/// Components within each other at most: an alarm in an event in a calendar, and one to spare.
const DEPTH: usize = 4;

/// A line: its name, its parameters, its value, and where it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// In capitals.
    pub name: String,
    /// Names in capitals, values without quotation marks.
    pub parameters: Vec<(String, String)>,
    pub value: String,
    /// From 1.
    pub number: usize,
}

/// A component with its lines and the components in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// In capitals, such as `VEVENT`.
    pub name: String,
    pub lines: Vec<Line>,
    pub parts: Vec<Component>,
    /// The line of its `BEGIN`.
    pub number: usize,
}

impl Line {
    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value as a text, its escapes undone.
    pub fn text(&self) -> String {
        let (mut text, mut letters) = (String::new(), self.value.chars());
        while let Some(c) = letters.next() {
            match (c, c == '\\') {
                (_, true) => match letters.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => text.push(c),
                },
                _ => text.push(c),
            }
        }
        text
    }
}

/// The calendars of a text.
///
/// # Errors
/// The first line that is none of a calendar.
pub fn components(text: &str) -> Result<Vec<Component>, String> {
    let (mut done, mut open) = (Vec::new(), Vec::<Component>::new());
    for line in lines(text)? {
        let fault = |what: String| Err(format!("line {}: {what}", line.number));
        match line.name.as_str() {
            "BEGIN" if open.len() == DEPTH => {
                return fault(format!("more than {DEPTH} components within each other"));
            }
            "BEGIN" => open.push(Component {
                name: line.value.trim().to_ascii_uppercase(),
                number: line.number,
                ..Component::default()
            }),
            "END" => match open.pop() {
                Some(component) if component.name.eq_ignore_ascii_case(line.value.trim()) => {
                    let above = open.last_mut().map_or(&mut done, |above| &mut above.parts);
                    above.push(component);
                }
                _ => return fault("a component ends that has not begun last".into()),
            },
            _ => match open.last_mut() {
                Some(component) => component.lines.push(line),
                None => return fault("stands in no component (BEGIN:VCALENDAR)".into()),
            },
        }
    }
    match open.last() {
        Some(component) => {
            let number = component.number;
            Err(format!("line {number}: a component has no end"))
        }
        None => Ok(done),
    }
}

/// The lines, those put together that were folded.
fn lines(text: &str) -> Result<Vec<Line>, String> {
    let mut unfolded: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        match (line.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(rest), Some((_, whole))) => whole.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => unfolded.push((number, line.to_owned())),
        }
    }
    let read = |(number, text): (usize, String)| {
        line(&text, number).ok_or_else(|| format!("line {number} is not one of a calendar"))
    };
    unfolded.into_iter().map(read).collect()
}

/// `NAME;PARAMETER=VALUE;PARAMETER="VALUE":VALUE`.
fn line(text: &str, number: usize) -> Option<Line> {
    let mut is_quoted = false;
    let mut parts = vec![""];
    let (mut begin, mut colon) = (0, None);
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            ';' | ':' if !is_quoted => {
                parts.push(text.get(begin..at)?);
                begin = at + 1;
                if c == ':' {
                    colon = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let value = text.get(colon? + 1..)?.to_owned();
    let mut parts = parts.into_iter().skip(1);
    let name = parts.next()?.trim().to_ascii_uppercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let parameters = parts.map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((
            name.trim().to_ascii_uppercase(),
            value.trim_matches('"').to_owned(),
        ))
    });
    Some(Line {
        name,
        parameters: parameters.collect::<Option<_>>()?,
        value,
        number,
    })
}
