//! Reading a message as a wallet shows it: what is ours, and what is a text of somebody else's.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_bytes::ByteBuf;
use workgroups::domain::{Id, Kind};
use workgroups::standards::consent::answer;
use workgroups::standards::types::*;

/// The names of records in these tests.
pub fn name_of(kind: Kind, id: Id) -> Option<String> {
    Some(format!("{kind:?} `{id}`"))
}

pub fn request(
    method: &str,
    arg: &[u8],
    language: &str,
    device: DeviceSpec,
) -> ConsentMessageRequest {
    ConsentMessageRequest {
        method: method.into(),
        arg: ByteBuf::from(arg),
        user_preferences: ConsentMessageSpec {
            metadata: ConsentMessageMetadata {
                language: language.into(),
                utc_offset_minutes: None,
            },
            device_spec: Some(device),
        },
    }
}

pub fn given(request: &ConsentMessageRequest) -> ConsentInfo {
    match answer(request, &name_of) {
        ConsentMessageResponse::Ok(info) => info,
        ConsentMessageResponse::Err(error) => panic!("{}: {error:?}", request.method),
    }
}

/// The intent and the fields of the plain form.
pub fn fields(method: &str, arg: &[u8], language: &str) -> (String, Vec<(String, String)>) {
    let info = given(&request(method, arg, language, DeviceSpec::FieldsDisplay));
    assert_eq!(info.metadata.language, language);
    let ConsentMessage::FieldsDisplayMessage(message) = info.consent_message else {
        panic!("the form is the one that was asked for");
    };
    let plain = |(label, value)| match value {
        ConsentValue::Text { content } => (label, content),
        other => panic!("{label} is {other:?}"),
    };
    (
        message.intent,
        message.fields.into_iter().map(plain).collect(),
    )
}

pub fn markdown(method: &str, arg: &[u8], language: &str) -> String {
    let info = given(&request(method, arg, language, DeviceSpec::GenericDisplay));
    assert_eq!(info.metadata.language, language);
    let ConsentMessage::GenericDisplayMessage(text) = info.consent_message else {
        panic!("the form is the one that was asked for");
    };
    text
}

/// A message in Markdown as a reader's side understands it (CommonMark, by a parser that is not
/// ours).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The contents of code spans and code blocks, in order.
    pub theirs: Vec<String>,
    /// All other text.
    pub ours: String,
    /// Headings, paragraphs, lists, items and strong words, in order. A block is told as a span.
    pub structure: Vec<&'static str>,
}

pub fn read(markdown: &str) -> Read {
    let mut read = Read::default();
    let mut in_block = false;
    for event in Parser::new(markdown) {
        match event {
            Event::Code(text) => read.theirs.push(text.to_string()),
            Event::Text(text) if in_block => {
                if let Some(block) = read.theirs.last_mut() {
                    block.push_str(&text);
                }
            }
            Event::Text(text) => read.ours.push_str(&text),
            Event::SoftBreak => read.ours.push('\n'),
            Event::Start(Tag::CodeBlock(_)) => {
                in_block = true;
                read.theirs.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Start(tag) => read.structure.push(match tag {
                Tag::Heading { .. } => "heading",
                Tag::Paragraph => "paragraph",
                Tag::List(None) => "list",
                Tag::Item => "item",
                Tag::Strong => "strong",
                other => panic!("a message has no {other:?}: {markdown}"),
            }),
            Event::End(_) => {}
            other => panic!("a message has no {other:?}: {markdown}"),
        }
    }
    read
}
