//! Messages about the registry itself.

use candid::Principal;

use super::page::{Line, Page, actions, phrases};
use super::parts::{links, revision};
use super::words::*;
use crate::domain::{Limits, Profile, SetDoors, SetLimits, SetOrigins, SetPatience, SetProfile};

actions! {
    PROFILE: "Replace what the registry says of itself", "替换登记册的自我介绍";
    LIMITS: "Set the limits of the registry", "设置登记册的限额";
    ADMIN: "Make somebody an admin", "增加管理员"
        => "Make {0} an admin of the registry", "将 {0} 设为登记册的管理员";
    NO_ADMIN: "End that somebody is an admin", "撤销管理员"
        => "End that {0} is an admin of the registry", "撤销 {0} 的登记册管理员身份";
    DOORS: "Set what those may do who hold no office", "设置无职务者可做之事";
    PATIENCE: "Set after how many days something waits for somebody", "设置多少天后提醒待办事项";
    ORIGINS: "Replace the web addresses that the registry vouches for", "替换登记册所担保的网址";
}

phrases! {
    GUIDELINES: "Guidelines", "准则";
    TRUSTED: "Front end that may act for users without asking each time", "无需逐次询问即可代用户操作的前端";
    ALTERNATIVE: "Address with the same principals", "使用相同身份标识的网址";
    DOMAIN: "Domain of the registry", "登记册的域名";
}

const fn row(
    name: &'static str,
    en: &'static str,
    zh: &'static str,
) -> (&'static str, super::page::Phrase) {
    (name, super::page::Phrase { en, zh })
}

/// What each number of the doors is of, by its name in the interface.
static DOOR_WORDS: [(&str, super::page::Phrase); 7] = [
    row(
        "operations_per_day",
        "Operations of all of them on a day; 0 closes all doors (operations_per_day)",
        "所有人每日的操作数，0 表示全部关闭（operations_per_day）",
    ),
    row(
        "bytes_per_day",
        "Bytes of all of them on a day (bytes_per_day)",
        "所有人每日的字节数（bytes_per_day）",
    ),
    row(
        "bytes_per_hour",
        "Bytes of each in an hour (bytes_per_hour)",
        "每人每小时的字节数（bytes_per_hour）",
    ),
    row(
        "operation_bytes",
        "Bytes of one operation (operation_bytes)",
        "单个操作的字节数（operation_bytes）",
    ),
    row(
        "open_proposals",
        "Proposals that are not decided (open_proposals)",
        "待决的提议数（open_proposals）",
    ),
    row(
        "open_link_requests",
        "Link requests that are not decided (open_link_requests)",
        "待决的关联申请数（open_link_requests）",
    ),
    row(
        "link_request_days",
        "Days that a link request waits (link_request_days)",
        "关联申请等待的天数（link_request_days）",
    ),
];

/// What each number of the patience is of, by its name in the interface.
static PATIENCE_WORDS: [(&str, super::page::Phrase); 12] = [
    row(
        "minutes_days",
        "Days from the start of a meeting until its minutes are missed (minutes_days)",
        "会议开始后多少天提醒缺少纪要（minutes_days）",
    ),
    row(
        "approval_days",
        "Days from the publication of minutes until their approval is missed (approval_days)",
        "纪要发布后多少天提醒尚未批准（approval_days）",
    ),
    row(
        "overdue_days",
        "Days from the due date until an action item is overdue (overdue_days)",
        "行动项到期后多少天算逾期（overdue_days）",
    ),
    row(
        "idle_days",
        "Days until somebody should have followed an action item up (idle_days)",
        "行动项多少天无人跟进则提醒（idle_days）",
    ),
    row(
        "term_days",
        "Days before the end of a term (term_days)",
        "任期结束前多少天提醒（term_days）",
    ),
    row(
        "meeting_days",
        "Days without a meeting (meeting_days)",
        "多少天没有会议则提醒（meeting_days）",
    ),
    row(
        "series_days",
        "Days before the end of a series, and after it (series_days)",
        "系列会议结束前后多少天提醒（series_days）",
    ),
    row(
        "confirmed_days",
        "Days since a group's record was confirmed (confirmed_days)",
        "小组资料确认后多少天再提醒（confirmed_days）",
    ),
    row(
        "report_days",
        "Days since the last report of a group that reports (report_days)",
        "上次报告后多少天提醒（report_days）",
    ),
    row(
        "decision_days",
        "Days that a proposal or a link request waits (decision_days)",
        "提议或关联申请等待多少天则提醒（decision_days）",
    ),
    row(
        "vacant_days",
        "Days for which a role is vacant (vacant_days)",
        "职务空缺多少天则提醒（vacant_days）",
    ),
    row(
        "successor_days",
        "Days since a group was archived without a successor (successor_days)",
        "小组归档多少天后提醒指明后继（successor_days）",
    ),
];

/// What each limit is of, by its name in the interface.
static LIMIT_WORDS: [(&str, super::page::Phrase); 16] = {
    [
        row(
            "name_bytes",
            "Bytes of a name (name_bytes)",
            "名称的字节数（name_bytes）",
        ),
        row(
            "paragraph_bytes",
            "Bytes of a paragraph (paragraph_bytes)",
            "段落的字节数（paragraph_bytes）",
        ),
        row(
            "text_bytes",
            "Bytes of a text (text_bytes)",
            "正文的字节数（text_bytes）",
        ),
        row(
            "url_bytes",
            "Bytes of an address (url_bytes)",
            "网址的字节数（url_bytes）",
        ),
        row(
            "list_entries",
            "Entries of a list (list_entries)",
            "列表的条目数（list_entries）",
        ),
        row(
            "record_bytes",
            "Bytes of a record (record_bytes)",
            "记录的字节数（record_bytes）",
        ),
        row(
            "records_per_group",
            "Records of a group (records_per_group)",
            "每个小组的记录数（records_per_group）",
        ),
        row(
            "members_per_group",
            "Members of a group (members_per_group)",
            "每个小组的成员数（members_per_group）",
        ),
        row(
            "memberships_per_principal",
            "Groups of a member (memberships_per_principal)",
            "每个成员的小组数（memberships_per_principal）",
        ),
        row(
            "feedback_per_subject",
            "Feedback on a group or meeting (feedback_per_subject)",
            "每个小组或会议的反馈数（feedback_per_subject）",
        ),
        row(
            "open_proposals_per_principal",
            "Open proposals of a principal (open_proposals_per_principal)",
            "每个身份的待决提议数（open_proposals_per_principal）",
        ),
        row(
            "open_link_requests_per_principal",
            "Open link requests of a principal (open_link_requests_per_principal)",
            "每个身份的待决关联申请数（open_link_requests_per_principal）",
        ),
        row(
            "operations_per_hour",
            "Operations in an hour (operations_per_hour)",
            "每小时的操作数（operations_per_hour）",
        ),
        row(
            "batch_operations",
            "Operations in a batch (batch_operations)",
            "每批的操作数（batch_operations）",
        ),
        row(
            "principals_per_person",
            "Principals of a person (principals_per_person)",
            "每个人员的身份数（principals_per_person）",
        ),
        row("admins", "Admins (admins)", "管理员数（admins）"),
    ]
};

pub fn set_profile(page: &mut Page, a: &SetProfile) {
    let SetProfile {
        expected_revision,
        profile,
    } = a;
    let Profile {
        name,
        summary,
        guidelines,
        links: addresses,
    } = profile;
    page.begin(&PROFILE, Vec::new(), Some(&NONE));
    page.text(&NAME, name);
    page.text(&SUMMARY, summary);
    page.maybe_text(&GUIDELINES, guidelines);
    links(page, &LINK, addresses);
    revision(page, *expected_revision);
}

pub fn set_limits(page: &mut Page, a: &SetLimits) {
    let SetLimits {
        expected_revision,
        limits,
    } = a;
    page.begin(&LIMITS, Vec::new(), None);
    limit_lines(page, limits);
    revision(page, *expected_revision);
}

fn limit_lines(page: &mut Page, limits: &Limits) {
    for ((name, value, _, _), (known, words)) in limits.with_bounds().iter().zip(&LIMIT_WORDS) {
        // Both lists are in the order of the interface; a test holds it.
        debug_assert_eq!(name, known);
        page.line(words, Line::ours(value));
    }
}

pub fn set_doors(page: &mut Page, a: &SetDoors) {
    let SetDoors {
        expected_revision,
        doors,
    } = a;
    page.begin(&DOORS, Vec::new(), None);
    for ((name, value, _), (known, words)) in doors.with_bounds().iter().zip(&DOOR_WORDS) {
        // Both lists are in the order of the interface; a test holds it.
        debug_assert_eq!(name, known);
        page.line(words, Line::ours(value));
    }
    revision(page, *expected_revision);
}

pub fn set_patience(page: &mut Page, a: &SetPatience) {
    let SetPatience {
        expected_revision,
        patience,
    } = a;
    page.begin(&PATIENCE, Vec::new(), None);
    for ((name, value), (known, words)) in patience.named().iter().zip(&PATIENCE_WORDS) {
        // Both lists are in the order of the interface; a test holds it.
        debug_assert_eq!(name, known);
        page.line(words, Line::ours(value));
    }
    revision(page, *expected_revision);
}

pub fn add_admin(page: &mut Page, admin: &Principal) {
    page.begin(&ADMIN, vec![(&PRINCIPAL, Line::ours(admin))], None);
}

pub fn remove_admin(page: &mut Page, admin: &Principal) {
    page.begin(&NO_ADMIN, vec![(&PRINCIPAL, Line::ours(admin))], None);
}

pub fn set_origins(page: &mut Page, a: &SetOrigins) {
    let SetOrigins {
        expected_revision,
        trusted_origins,
        alternative_origins,
        custom_domains,
    } = a;
    page.begin(&ORIGINS, Vec::new(), Some(&NONE));
    page.texts(&TRUSTED, trusted_origins);
    page.texts(&ALTERNATIVE, alternative_origins);
    page.texts(&DOMAIN, custom_domains);
    revision(page, *expected_revision);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Doors, Patience};

    #[test]
    fn each_limit_has_its_words() {
        let limits: Vec<&str> = Limits::default()
            .with_bounds()
            .iter()
            .map(|l| l.0)
            .collect();
        let words: Vec<&str> = LIMIT_WORDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(limits, words);
        let doors = Doors::default().with_bounds().map(|door| door.0);
        assert_eq!(doors, DOOR_WORDS.map(|(name, _)| name));
        let patience: Vec<&str> = Patience::default().named().iter().map(|p| p.0).collect();
        let words: Vec<&str> = PATIENCE_WORDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(patience, words);
        for (name, words) in LIMIT_WORDS.iter().chain(&DOOR_WORDS).chain(&PATIENCE_WORDS) {
            assert!(words.en.contains(name) && words.zh.contains(name));
        }
    }
}
