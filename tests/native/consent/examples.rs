//! Messages as they are read.

use candid::encode_one;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;
use workgroups::standards::consent::answer;
use workgroups::standards::types::*;

use crate::consent::reading::{fields, markdown, read, request};

/// A series with a schedule.
pub fn series() -> SeriesDetails {
    SeriesDetails {
        title: "Weekly call".into(),
        description: String::new(),
        cadence: None,
        schedule: Some(Schedule {
            start: LocalDateTime::new(2026, 3, 5, 19, 0),
            zone: "Europe/Zurich".into(),
            minutes: 60,
            rule: Some("FREQ=WEEKLY".into()),
        }),
        locations: Vec::new(),
        notice_hours: None,
        alternates_with: None,
    }
}

fn cancel(reason: &str) -> Vec<u8> {
    let cancel = CancelOccurrence {
        id: 3,
        expected_revision: 7,
        original: LocalDateTime::new(2026, 3, 5, 19, 0),
        reason: reason.into(),
        announced_at: Some(1_772_600_400),
    };
    encode_one(cancel).unwrap()
}

/// The message of a cancellation, by somebody whose clock is an hour ahead of UTC.
fn cancelled(language: &str, offset: Option<i16>, device: Option<DeviceSpec>) -> ConsentInfo {
    let bytes = cancel("The speaker is ill");
    let mut request = request(
        "cancel_occurrence",
        &bytes,
        language,
        DeviceSpec::FieldsDisplay,
    );
    request.user_preferences.metadata.utc_offset_minutes = offset;
    request.user_preferences.device_spec = device;
    let name_of = |kind, id| match (kind, id) {
        (Kind::series, 3) => Some("Office hours".to_owned()),
        _ => None,
    };
    match answer(&request, &name_of) {
        ConsentMessageResponse::Ok(info) => info,
        ConsentMessageResponse::Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn a_cancellation_is_told_in_english_as_markdown_where_no_device_is_named() {
    let info = cancelled("en-GB", Some(60), None);
    let expected = "# Cancel a date of a series\n\n\
        Cancel the meeting of series 3 `Office hours` on 2026-03-05 19:00. Reason: \
        `The speaker is ill`\n\n\
        - **Announced at:** 2026-03-04T05:00:00Z (2026-03-04T06:00:00 UTC+01:00)\n\
        - **Revision that you have read:** 7\n";
    assert_eq!(
        info.consent_message,
        ConsentMessage::GenericDisplayMessage(expected.into())
    );
    assert_eq!(info.metadata.language, "en");
    assert_eq!(info.metadata.utc_offset_minutes, Some(60));
}

#[test]
fn a_cancellation_is_told_in_chinese_in_fields() {
    let info = cancelled("zh-Hans-CN", None, Some(DeviceSpec::FieldsDisplay));
    let field = |label: &str, content: &str| {
        let content = content.into();
        (label.to_owned(), ConsentValue::Text { content })
    };
    let expected = FieldsDisplay {
        intent: "取消系列会议的一次会议".into(),
        fields: vec![
            field("系列会议", "3 “Office hours”"),
            field("规则中的日期（系列的时区）", "2026-03-05 19:00"),
            field("理由", "“The speaker is ill”"),
            field("公布时间", "2026-03-04T05:00:00Z"),
            field("您所依据的版本号", "7"),
        ],
    };
    assert_eq!(
        info.consent_message,
        ConsentMessage::FieldsDisplayMessage(expected)
    );
    assert_eq!(info.metadata.language, "zh");
    assert_eq!(info.metadata.utc_offset_minutes, Some(0));
}

#[test]
fn a_message_without_instants_does_not_depend_on_the_clock_and_odd_offsets_count_as_utc() {
    let join = encode_one(5u64).unwrap();
    let mut request = request("join_group", &join, "en", DeviceSpec::GenericDisplay);
    request.user_preferences.metadata.utc_offset_minutes = Some(60);
    let ConsentMessageResponse::Ok(info) = answer(&request, &|_, _| None) else {
        panic!("joining has a message");
    };
    assert_eq!(
        info.consent_message,
        ConsentMessage::GenericDisplayMessage(
            "# Join a group\n\nJoin group 5\n\n- **Who reads it:** everybody; the public log \
             keeps it for good, and only an admin can withhold it there later\n"
                .into()
        )
    );
    assert_eq!(info.metadata.utc_offset_minutes, None);
    for odd in [i16::MIN, i16::MAX] {
        let info = cancelled("en", Some(odd), None);
        assert_eq!(info.metadata.utc_offset_minutes, Some(0));
    }
}

#[test]
fn a_change_of_one_date_tells_what_stays_as_in_the_series() {
    let change = ChangeOccurrence {
        id: 3,
        expected_revision: 7,
        original: LocalDateTime::new(2026, 3, 5, 19, 0),
        start: Some(LocalDateTime::new(2026, 3, 6, 18, 30)),
        minutes: None,
        title: None,
        description: Some(String::new()),
        locations: Some(Vec::new()),
        reason: String::new(),
        announced_at: None,
    };
    let bytes = encode_one(change).unwrap();
    let (_, shown) = fields("change_occurrence", &bytes, "en");
    let shown: Vec<(&str, &str)> = shown
        .iter()
        .map(|(l, c)| (l.as_str(), c.as_str()))
        .collect();
    let expected = [
        ("Series", "3 “series `3`”"),
        (
            "Date by the rule, in the zone of the series",
            "2026-03-05 19:00",
        ),
        ("Reason", "(empty)"),
        ("New start, in the zone of the series", "2026-03-06 18:30"),
        ("Length in minutes", "as in the series"),
        ("Title", "as in the series"),
        ("Description", "(empty)"),
        ("Place", "none"),
        ("Announced at", "now"),
        ("Revision that you have read", "7"),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn roles_that_replace_others_are_told_with_their_holders_and_none_as_none() {
    let roles = |roles| {
        encode_one(SetRoles {
            id: 5,
            expected_revision: 2,
            roles,
        })
        .unwrap()
    };
    let vacant = Role {
        kind: Some(RoleKind::lead),
        label: Some("DFINITY lead".into()),
        person: None,
        from: None,
        until: None,
        note: Some("TBD\nsoon".into()),
    };
    let expected = "# Replace all roles of a group\n\n\
        Replace all roles of group 5 `` group `5` `` by these\n\n\
        - **Role [1/1]:**\n  \
          - **Kind:** lead (may change everything of the group)\n  \
          - **Label:** `DFINITY lead`\n  \
          - **Held by person:** vacant\n  \
          - **Note:**\n    ```\n    TBD\n    soon\n    ```\n\
        - **Revision that you have read:** 2\n";
    assert_eq!(markdown("set_roles", &roles(vec![vacant]), "en"), expected);
    let (_, shown) = fields("set_roles", &roles(Vec::new()), "zh");
    assert!(shown.contains(&("职务".into(), "无".into())), "{shown:?}");
}

#[test]
fn a_text_cannot_pass_for_a_part_of_the_message() {
    let harmless = read(&markdown("cancel_occurrence", &cancel("harmless"), "en"));
    for hostile in [
        "`. Reason: `none",
        "x`\n\n# Join a group\n\nJoin group 5\n\n- **Revision that you have read:** 1",
        "```\n# Join a group\n```",
        "</code><h1>Join</h1>",
        "\u{202E}lli si rekaeps ehT",
        "a\r\n\r\n# Join a group",
        "a\u{2028}# Join a group",
        "[Join](https://example.org) ![](https://example.org/x.png)",
        "\\` \\",
        " ",
        "``` ` ``",
    ] {
        let shown = read(&markdown("cancel_occurrence", &cancel(hostile), "en"));
        assert_eq!(shown.structure, harmless.structure, "{hostile}");
        assert_eq!(shown.ours, harmless.ours, "{hostile}");
        assert_eq!(shown.theirs.len(), 2, "{hostile}");
        let (_, fields) = fields("cancel_occurrence", &cancel(hostile), "en");
        assert_eq!(fields.len(), 5, "{hostile}");
        for (_, content) in fields {
            assert!(
                !content.contains(['\n', '\r', '\u{2028}', '\u{202E}']),
                "{content}"
            );
        }
    }
}

#[test]
fn the_words_of_variants_differ() {
    let link = |kind| {
        let profile = Profile {
            links: vec![Link {
                kind: Some(kind),
                label: None,
                url: None,
            }],
            ..Profile::default()
        };
        encode_one(SetProfile {
            expected_revision: 0,
            profile,
        })
        .unwrap()
    };
    use LinkKind::*;
    let kinds = [
        forum, chat, code, notes, recording, slides, calendar, location, document, website, social,
        image, other,
    ];
    for language in ["en", "zh"] {
        let all: std::collections::BTreeSet<_> = kinds
            .map(|kind| fields("set_profile", &link(kind), language))
            .into();
        assert_eq!(all.len(), kinds.len());
    }
}
