//! Consent messages (ICRC-21) as a wallet asks for them. What they say is held by `tests/native/consent`.

use candid::{CandidType, Principal, encode_one};
use serde_bytes::ByteBuf;
use workgroups::domain::*;
use workgroups::standards::types::*;

use crate::standards::{Host, founder};
use workgroups_test_support::host::is_turned_away;
use workgroups_test_support::records::{group, meeting};

const METHOD: &str = "icrc21_canister_call_consent_message";

fn request(method: &str, argument: impl CandidType) -> ConsentMessageRequest {
    ConsentMessageRequest {
        method: method.into(),
        arg: ByteBuf::from(encode_one(argument).unwrap()),
        user_preferences: ConsentMessageSpec {
            metadata: ConsentMessageMetadata {
                language: "en".into(),
                utc_offset_minutes: None,
            },
            device_spec: Some(DeviceSpec::FieldsDisplay),
        },
    }
}

fn with_a_group() -> Host {
    let host = Host::new();
    let mut ai = group("ai");
    ai.details.name = "Decentralized AI".into();
    host.admin("create_group", ai);
    host
}

#[test]
fn a_wallet_without_an_identity_is_told_what_a_call_would_do() {
    let host = with_a_group();
    let before = host.about().events;
    let answer: ConsentMessageResponse = host.ask(METHOD, (request("leave_group", 1u64),));
    let ConsentMessageResponse::Ok(info) = answer else {
        panic!("{answer:?}");
    };
    let content = "1 “Decentralized AI”".into();
    let expected = FieldsDisplay {
        intent: "Leave a group".into(),
        fields: vec![("Group".into(), ConsentValue::Text { content })],
    };
    assert_eq!(
        info.consent_message,
        ConsentMessage::FieldsDisplayMessage(expected)
    );
    assert_eq!(host.about().events, before);
}

#[test]
fn the_same_is_told_to_whoever_will_sign() {
    let host = with_a_group();
    let reply = host.send(founder(), METHOD, (request("leave_group", 1u64),));
    let answer: ConsentMessageResponse = candid::decode_one(&reply.unwrap()).unwrap();
    assert_eq!(answer, host.ask(METHOD, (request("leave_group", 1u64),)));
}

/// Names are shown of what everybody may read, and of nothing else.
#[test]
fn a_message_tells_no_link_request_and_no_draft() {
    let host = with_a_group();
    let asked = RequestLink {
        target: LinkTarget::newcomer(PersonDetails {
            handle: "somebody-secret".into(),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        }),
        evidence: "kept for admins".into(),
    };
    host.admin("request_link", asked);
    let decision = DecideLink {
        id: 1,
        expected_revision: 1,
        accept: true,
        reason: "checked".into(),
    };
    let answer: ConsentMessageResponse = host.ask(METHOD, (request("decide_link", decision),));
    let told = format!("{answer:?}");
    assert!(told.contains("Accept a link request"), "{told}");
    assert!(!told.contains("secret") && !told.contains("kept"), "{told}");
}

/// A request as an older or newer wallet sends it: with a device that this canister does not know.
#[derive(CandidType)]
struct OtherRequest {
    method: String,
    arg: ByteBuf,
    user_preferences: OtherSpec,
}

#[derive(CandidType)]
struct OtherSpec {
    metadata: ConsentMessageMetadata,
    device_spec: Option<OtherDevice>,
}

#[derive(CandidType)]
enum OtherDevice {
    LineDisplay {
        characters_per_line: u16,
        lines_per_page: u16,
    },
}

#[test]
fn a_wallet_with_a_device_of_another_version_gets_markdown() {
    let host = with_a_group();
    let ConsentMessageRequest {
        method,
        arg,
        user_preferences,
    } = request("leave_group", 1u64);
    let device = OtherDevice::LineDisplay {
        characters_per_line: 30,
        lines_per_page: 3,
    };
    let other = OtherRequest {
        method,
        arg,
        user_preferences: OtherSpec {
            metadata: user_preferences.metadata,
            device_spec: Some(device),
        },
    };
    let answer: ConsentMessageResponse = host.ask(METHOD, (other,));
    let ConsentMessageResponse::Ok(info) = answer else {
        panic!("{answer:?}");
    };
    let text = "# Leave a group\n\nLeave group 1 `Decentralized AI`\n\n";
    assert_eq!(
        info.consent_message,
        ConsentMessage::GenericDisplayMessage(text.into())
    );
}

#[test]
fn what_cannot_be_told_is_refused_in_the_words_of_the_standard() {
    let host = with_a_group();
    let unsupported = |answer: &ConsentMessageResponse| {
        let error = matches!(
            answer,
            ConsentMessageResponse::Err(ConsentError::UnsupportedCanisterCall(_))
        );
        assert!(error, "{answer:?}");
    };
    unsupported(&host.ask(METHOD, (request("join_group", "a text"),)));
    unsupported(&host.ask(METHOD, (request("get_group", Ref::id(1)),)));
    unsupported(&host.ask(METHOD, (request(METHOD, 1u64),)));
    unsupported(&host.ask(METHOD, ("no request",)));
    unsupported(&host.ask(METHOD, ()));
    let bomb = b"DIDL\x01\x6d\x7f\x01\x00\x80\x80\x80\x80\x01".to_vec();
    let anonymous = Principal::anonymous();
    let reply = host
        .network
        .update_call(host.canister, anonymous, METHOD, bomb);
    unsupported(&candid::decode_one(&reply.unwrap()).unwrap());
}

/// The heaviest questions that fit into a message of the network: they must not trap.
#[test]
fn the_heaviest_questions_are_answered() {
    let host = with_a_group();
    // Meetings whose records are as large as the limits allow, to be read for their titles.
    let meetings: Vec<Id> = (1..=60).collect();
    for chunk in meetings.chunks(4) {
        host.batch(chunk.iter().map(|number| large_meeting(*number)).collect());
    }
    let feedback = |meeting: &Id| {
        Operation::give_feedback(GiveFeedback {
            subject: Subject::meeting(*meeting),
            text: "good".into(),
        })
    };
    let batch = |operations| workgroups::registry::ApplyBatch {
        operations,
        request_id: None,
        numbers: None,
    };
    let named = batch(meetings.iter().map(feedback).collect());
    let answer: ConsentMessageResponse = host.ask(METHOD, (request("apply_batch", named),));
    let told = format!("{answer:?}");
    assert!(told.contains("50 “Meeting 50”") && told.contains("\"60\""));

    let many = batch((0..5_000).map(Operation::leave_group).collect());
    let answer: ConsentMessageResponse = host.ask(METHOD, (request("apply_batch", many),));
    assert!(matches!(answer, ConsentMessageResponse::Ok(_)));
    // What is longer is turned away unread.
    let more = batch((0..130_000).map(Operation::leave_group).collect());
    let sent = host.send(
        Principal::anonymous(),
        METHOD,
        (request("apply_batch", more),),
    );
    assert!(is_turned_away(&sent));

    let hidden = GiveFeedback {
        subject: Subject::group(1),
        text: "\u{202E}".repeat(20_000),
    };
    let answer: ConsentMessageResponse = host.ask(METHOD, (request("give_feedback", hidden),));
    // What would turn the text around is told by its code.
    let told = format!("{answer:?}");
    assert!(
        !told.contains('\u{202E}') && told.contains("202e"),
        "{told:.300}"
    );
}

fn large_meeting(number: Id) -> Operation {
    Operation::create_meeting(MeetingDetails {
        title: format!("Meeting {number}"),
        summary: Some("word ".repeat(7_900)),
        agenda: (0..6)
            .map(|point| AgendaItem {
                title: format!("Point {point}"),
                speakers: Vec::new(),
                minutes: None,
                note: Some("note ".repeat(7_900)),
            })
            .collect(),
        ..meeting(&format!("meeting-{number}"), &[1])
    })
}
