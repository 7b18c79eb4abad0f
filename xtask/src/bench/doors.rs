//! What those who hold no office may send: the dearest message of each kind.

use anyhow::{Result, bail, ensure};
use bench::sample;
use candid::{Principal, decode_one, encode_args, encode_one};
use serde_bytes::ByteBuf;
use workgroups::domain::{
    GiveFeedback, LinkTarget, MeetingStatus, Operation, PersonDetails, ProposeGroup, RequestLink,
    Subject,
};
use workgroups::registry::ApplyBatch;
use workgroups::standards::types::{
    ConsentMessageMetadata, ConsentMessageRequest, ConsentMessageSpec,
};
use workgroups::wire::{BatchReply, WriteReply};

use super::community::group_details;
use super::live::{ADMIN, Live, Sent, request};

/// Groups and meetings that messages are about.
const GROUPS: u64 = 50;
const MEETINGS: u64 = 1_000;

/// A way to make the canister work.
pub struct Door {
    pub name: &'static str,
    /// Sends the message of a number, which no other has.
    pub send: fn(&Live<'_>, Principal, u64) -> Result<Sent>,
}

/// Operations that use up both what all may send and how often: feedback as long as an equal
/// share of the bytes of a day.
pub const OPERATIONS: Door = Door {
    name: "feedback of equal shares",
    send: |live, by, n| operation(live, by, &feedback(n, 1_000)),
};

/// What is taken from anybody, without a principal or without being accepted.
pub const OF_ANYBODY: &[Door] = &[REFUSED, CONSENT, MADE_UP, PAGE];

pub const REFUSED: Door = Door {
    name: "messages that are refused",
    send: |live, by, n| {
        live.send(
            by,
            "support_group",
            encode_args((1_000_000 + n, vec![0_u8; 3_000]))?,
        )
    },
};
const CONSENT: Door = Door {
    name: "consent messages",
    send: |live, _, n| {
        live.send(
            Principal::anonymous(),
            "icrc21_canister_call_consent_message",
            consent(n)?,
        )
    },
};
const MADE_UP: Door = Door {
    name: "pages that there are not",
    send: |live, _, n| page(live, &format!("/groups/no-{n}")),
};
const PAGE: Door = Door {
    name: "pages that there are, first answers",
    send: |live, _, n| page(live, &address(n)),
};

/// The operations that need no office, one by one.
pub const ONE_BY_ONE: &[Door] = &[
    Door {
        name: "a proposal",
        send: |live, by, n| operation(live, by, &proposal(n)),
    },
    Door {
        name: "support of a proposal",
        send: |live, by, n| operation(live, by, &Operation::support_group(GROUPS + 1 + n % 8)),
    },
    Door {
        name: "support withdrawn",
        send: |live, by, n| operation(live, by, &Operation::withdraw_support(GROUPS + 1 + n % 8)),
    },
    Door {
        name: "joining a group",
        send: |live, by, n| operation(live, by, &Operation::join_group(1 + n % GROUPS)),
    },
    Door {
        name: "checking in",
        send: |live, by, n| operation(live, by, &Operation::check_in(MEETINGS + 1 + n)),
    },
    Door {
        name: "leaving a group",
        send: |live, by, n| operation(live, by, &Operation::leave_group(1 + n % GROUPS)),
    },
    Door {
        name: "feedback of 4 kB",
        send: |live, by, n| operation(live, by, &feedback(n, 3_990)),
    },
    Door {
        name: "a link request",
        send: |live, by, n| operation(live, by, &link_request(n)),
    },
    Door {
        name: "a batch: 40 groups joined",
        send: |live, by, _| batch(live, by),
    },
];

fn operation(live: &Live<'_>, by: Principal, operation: &Operation) -> Result<Sent> {
    live.send(by, operation.method(), operation.argument())
}

/// So many bytes of words, which differ from number to number.
fn words(n: u64, bytes: usize) -> String {
    let mut text = String::new();
    for i in 0.. {
        let word = sample::word(n * 31 + i);
        if text.len() + word.len() + 1 > bytes {
            break;
        }
        text.push_str(word);
        text.push(' ');
    }
    text.trim_end().into()
}

/// A proposal of nearly 12 kB.
fn proposal(n: u64) -> Operation {
    let mut details = group_details(n, "");
    details.slug = format!("proposal-{n}");
    details.name = format!("Proposal {n}");
    details.charter = Some(words(n, 7_500));
    Operation::propose_group(ProposeGroup {
        details,
        motivation: words(n + 1, 2_500),
    })
}

fn feedback(n: u64, bytes: usize) -> Operation {
    Operation::give_feedback(GiveFeedback {
        subject: Subject::group(1 + n % GROUPS),
        text: words(n, bytes),
    })
}

fn link_request(n: u64) -> Operation {
    Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(PersonDetails {
            handle: format!("newcomer-{n}"),
            name: Some(words(n, 250)),
            affiliation: Some(words(n, 250)),
            links: Vec::new(),
            remarks: Some(words(n, 3_900)),
        }),
        evidence: words(n, 3_900),
    })
}

fn batch(live: &Live<'_>, by: Principal) -> Result<Sent> {
    let operations = (1..=40).map(Operation::join_group).collect();
    let batch = ApplyBatch {
        operations,
        request_id: None,
        numbers: None,
    };
    live.send(by, "apply_batch", encode_one(&batch)?)
}

/// A question for the words of a proposal of some 60 kB.
fn consent(n: u64) -> Result<Vec<u8>> {
    let mut details = group_details(n, "");
    details.charter = Some(words(n, 39_000));
    details.remarks = Some(words(n, 17_000));
    let operation = Operation::propose_group(ProposeGroup {
        details,
        motivation: "to ask for its words".into(),
    });
    Ok(encode_one(&ConsentMessageRequest {
        method: operation.method().into(),
        arg: ByteBuf::from(operation.argument()),
        user_preferences: ConsentMessageSpec {
            metadata: ConsentMessageMetadata {
                language: "zh".into(),
                utc_offset_minutes: None,
            },
            device_spec: None,
        },
    })?)
}

/// A page by an update, with headers as long as they may be.
fn page(live: &Live<'_>, address: &str) -> Result<Sent> {
    let mut request = request(address);
    request.headers.push(("x-long".into(), "x".repeat(31_000)));
    let argument = encode_one(request)?;
    live.send(Principal::anonymous(), "http_request_update", argument)
}

/// Addresses at which there is a page: records of meetings in all their forms.
fn address(n: u64) -> String {
    const FORMS: [(&str, &str); 7] = [
        ("", ""),
        ("", ".json"),
        ("", ".md"),
        ("", ".ics"),
        ("", "/history"),
        ("/zh", ""),
        ("/zh", "/history"),
    ];
    let (language, form) = FORMS[(n / MEETINGS) as usize % FORMS.len()];
    format!("{language}/meetings/meeting-{}{form}", 1 + n % MEETINGS)
}

/// Meetings that run now, of the first groups, to check in to.
pub fn begin_meetings(live: &Live<'_>, count: u64) -> Result<()> {
    for n in 0..count {
        let mut meeting = sample::meeting(MEETINGS + 1 + n, 1 + n);
        meeting.when.start = Some(live.now());
        meeting.duration_minutes = Some(300);
        meeting.status = MeetingStatus::scheduled;
        live.execute(ADMIN, &Operation::create_meeting(meeting))?;
    }
    Ok(())
}

/// The addresses of the groups and of the lists, which readers are held to have asked for.
pub fn certify_pages(live: &Live<'_>) -> Result<()> {
    const OF_GROUP: [&str; 8] = [
        "",
        ".json",
        "/next",
        "/next.json",
        "/calendar.ics",
        "/feed.xml",
        "/meetings.json",
        "/history",
    ];
    const LISTS: [&str; 8] = [
        "/",
        "/groups",
        "/meetings",
        "/people",
        "/calendar",
        "/changes",
        "/calendar.ics",
        "/feed.xml",
    ];
    let of_groups =
        (1..=GROUPS).flat_map(|n| OF_GROUP.map(|end| format!("/groups/group-{n}{end}")));
    for address in of_groups.chain(LISTS.map(String::from)) {
        let mut response = live.page_by_update(&address)?;
        if response.is_none() {
            // What may be made within a minute is made.
            live.wait(60);
            response = live.page_by_update(&address)?;
        }
        let status = response.map(|response| response.status_code);
        ensure!(status == Some(200), "{address}: {status:?}");
    }
    Ok(())
}

/// Fails when an operation was not accepted.
pub fn accepted(sent: &Sent) -> Result<()> {
    let Sent::Replied(reply) = sent else {
        bail!("not taken");
    };
    let refusal = match decode_one(reply) {
        Ok(WriteReply::Ok(_)) => return Ok(()),
        Ok(WriteReply::Err(refusal)) => refusal,
        // A batch has another reply.
        Err(_) => match decode_one(reply)? {
            BatchReply::Ok(_) => return Ok(()),
            BatchReply::Err(refusal) => refusal,
        },
    };
    bail!(refusal.message)
}
