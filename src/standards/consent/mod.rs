//! Consent messages (ICRC-21): what a call does, in words for a person who signs it with a wallet
//! that cannot know this canister.
//!
//! A message is made from the decoded argument alone, by the same decoder as the call's, and tells
//! every value of it; what cannot be told whole is refused. The state of the registry enters in
//! one way: a record that the argument names by its number is shown with the name that it has
//! now. The number stands before it, because it is the number that is signed.
//!
//! **What others wrote cannot pass for words of ours.** In Markdown each such text stands in a
//! code span, or in a fenced code block when it has several lines, with a fence that is longer
//! than any in the text: nothing inside is markup, and no line of it can end the block. In plain
//! fields it stands at the end of a field's content, in quotation marks, on one line. Characters
//! that are not seen or that reorder others (controls, bidirectional marks, joiners, fillers) are
//! shown as `\u{…}` in both, ends of lines too where there is one line only (`text.rs`).
//!
//! The wording of both languages stands side by side at the head of each area's file.

mod confirmation;
mod groups;
mod meetings;
mod page;
mod parts;
mod people;
mod series;
mod settings;
mod text;
mod time;
mod withdrawal;
mod withholding;
mod words;
mod work;

use crate::domain::{Error, METHODS, Operation};
use crate::registry::{ApplyBatch, RestoreBlocks};
use crate::wire;

use crate::standards::types::{
    ConsentError, ConsentInfo, ConsentMessageMetadata, ConsentMessageRequest,
    ConsentMessageResponse, DeviceSpec, ErrorInfo,
};
pub use page::{Language, MESSAGE_BYTES, NameOf};
use page::{Line, Page, actions};

actions! {
    BATCH: "Do several operations", "批量操作"
        => "Do these {0} operations in their order, all or none", "按顺序执行以下 {0} 项操作，全部成功或全部不执行";
}

/// What a call does.
enum Call {
    One(Box<Operation>),
    Batch(ApplyBatch),
}

/// The message for a call, or why there is none.
///
/// `name_of` tells the names of records that everybody may read; it is asked a bounded number of
/// times.
pub fn answer(request: &ConsentMessageRequest, name_of: NameOf) -> ConsentMessageResponse {
    let preferences = &request.user_preferences;
    let language = Language::of_tag(&preferences.metadata.language);
    let mut page = Page::new(
        language,
        preferences.metadata.utc_offset_minutes,
        preferences
            .device_spec
            .unwrap_or(DeviceSpec::GenericDisplay),
        name_of,
    );
    if request.method == "restore_blocks" {
        return match wire::decode::<RestoreBlocks>(&request.arg) {
            Err(error) => unsupported(error.message()),
            Ok(_) => untold("the blocks of a backup cannot be told in words".into()),
        };
    }
    match call(&request.method, &request.arg) {
        None => return unsupported("there is no such update method".into()),
        Some(Err(error)) => return unsupported(error.message()),
        Some(Ok(Call::One(operation))) => write(&mut page, &operation),
        Some(Ok(Call::Batch(batch))) => write_all(&mut page, &batch),
    }
    let Some((consent_message, utc_offset_minutes)) = page.done() else {
        let description = format!("the message would be longer than {MESSAGE_BYTES} bytes");
        return untold(description);
    };
    ConsentMessageResponse::Ok(ConsentInfo {
        consent_message,
        metadata: ConsentMessageMetadata {
            language: language.tag().into(),
            utc_offset_minutes,
        },
    })
}

/// The refusal of a call that the canister would not take.
pub fn unsupported(description: String) -> ConsentMessageResponse {
    ConsentMessageResponse::Err(ConsentError::UnsupportedCanisterCall(ErrorInfo {
        description,
    }))
}

/// The refusal to tell a call that the canister may take.
fn untold(description: String) -> ConsentMessageResponse {
    ConsentMessageResponse::Err(ConsentError::ConsentMessageUnavailable(ErrorInfo {
        description,
    }))
}

fn write_all(page: &mut Page, batch: &ApplyBatch) {
    let ApplyBatch {
        operations,
        request_id,
        numbers,
    } = batch;
    page.begin_batch(&BATCH, operations.len());
    if let Some(mark) = request_id {
        let digits = mark.iter().map(|byte| format!("{byte:02x}"));
        page.line(&words::MARK, Line::ours(digits.collect::<String>()));
    }
    if let Some(numbers) = numbers {
        let number = |n: &Option<u64>| n.map_or("–".to_owned(), |n| n.to_string());
        let all: Vec<String> = numbers.iter().map(number).collect();
        page.line(&words::NUMBERS, Line::ours(all.join(", ")));
    }
    for (i, operation) in operations.iter().enumerate() {
        page.numbered(i + 1, |page| write(page, operation));
    }
}

/// The call that a method would make with an argument; none for no such update.
fn call(method: &str, argument: &[u8]) -> Option<Result<Call, Error>> {
    if method == "apply_batch" {
        let batch = wire::decode(argument);
        return Some(batch.map(Call::Batch));
    }
    let operation = || Operation::of_call(method, argument).ok_or_else(wire::unreadable);
    let call = || Ok(Call::One(Box::new(operation()?)));
    METHODS.contains(&method).then(call)
}

/// Each operation, and what writes its message.
macro_rules! messages {
    ($($area:ident: $($name:ident)*;)*) => {
        fn write(page: &mut Page, operation: &Operation) {
            match operation {
                $($(Operation::$name(argument) => $area::$name(page, argument),)*)*
            }
        }
    };
}

messages! {
    settings: set_profile set_limits add_admin remove_admin set_origins set_doors
        set_patience;
    people: create_person update_person request_link decide_link unlink_principal
        refuse_link_requests;
    groups: create_group propose_group support_group withdraw_support decide_proposal update_group
        set_roles set_lifecycle move_group join_group leave_group remove_proposal remove_member
        set_relations set_approval confirm_group;
    meetings: create_meeting update_meeting save_draft publish_minutes check_in give_feedback
        remove_feedback approve_minutes;
    series: create_series update_series cancel_occurrence restore_occurrence change_occurrence
        change_following end_series set_agenda;
    work: create_action_item update_action_item follow_up create_initiative update_initiative
        create_report update_report;
    withdrawal: withdraw_record reinstate_record merge_person;
    confirmation: set_two_admins propose_change confirm_change drop_change;
    withholding: withhold_person withhold_blocks;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of a sentence, in order.
    fn places(sentence: &str) -> Vec<usize> {
        let mut places: Vec<usize> = sentence
            .split('{')
            .skip(1)
            .map(|part| {
                part.split_once('}')
                    .and_then(|(n, _)| n.parse().ok())
                    .unwrap_or(99)
            })
            .collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn both_languages_of_a_sentence_have_the_same_places() {
        let areas = [
            ALL,
            groups::ALL,
            meetings::ALL,
            people::ALL,
            series::ALL,
            settings::ALL,
            work::ALL,
            withdrawal::ALL,
            confirmation::ALL,
            withholding::ALL,
        ];
        for action in areas.into_iter().flatten() {
            if let Some(sentence) = &action.sentence {
                let expected: Vec<usize> = (0..places(sentence.en).len()).collect();
                assert_eq!(places(sentence.en), expected, "{}", sentence.en);
                assert_eq!(places(sentence.zh), expected, "{}", sentence.zh);
            }
        }
    }

    #[test]
    fn a_language_is_told_by_the_beginning_of_its_tag() {
        for tag in ["zh", "zh-Hans", "ZH-TW", "zh_CN"] {
            assert_eq!(Language::of_tag(tag), Language::Chinese, "{tag}");
        }
        for tag in ["en", "en-US", "de", "zhx", "", "-zh"] {
            assert_eq!(Language::of_tag(tag), Language::English, "{tag}");
        }
    }
}
