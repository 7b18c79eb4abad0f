//! The words that messages of several areas share.

use super::page::{Phrase, phrases};
use crate::domain::{
    ActionState, GroupKind, LifecycleState, LinkKind, MeetingStatus, Progress, RelationKind,
    RoleKind,
};

phrases! {
    NONE: "none", "无";
    EMPTY: "(empty)", "（空）";
    CONTENT: "Content", "内容";
    NO_DATE: "(no date)", "（无日期）";
    YES: "yes", "是";
    NO: "no", "否";
    NOW: "now", "现在";
    SECONDS: "seconds since 1970-01-01 UTC", "秒（自 1970-01-01 UTC 起）";
    OPERATIONS: "Operations", "操作数";
    MARK: "Mark of the request", "请求标记";
    NUMBERS: "Numbers of the records that the operations are about", "各操作所涉记录的编号";

    PUBLIC: "Who reads it", "谁能看到";
    FOR_GOOD: "everybody; the public log keeps it for good, and only an admin can withhold it there later", "所有人；公开日志永久保留，之后仅管理员可将其隐去";

    REVISION: "Revision that you have read", "您所依据的版本号";
    REASON: "Reason", "理由";
    NAME: "Name", "名称";
    SLUG: "Name in addresses", "地址中的名称";
    TITLE: "Title", "标题";
    SUMMARY: "Summary", "摘要";
    TEXT: "Text", "正文";
    NOTE: "Note", "备注";
    LABEL: "Label", "标签文字";
    ADDRESS: "Address", "网址";
    KIND: "Kind", "类别";
    STATE: "State", "状态";
    DATE: "Date", "日期";
    FROM: "From", "开始";
    UNTIL: "Until", "结束";
    DUE: "Due", "期限";
    REMARKS: "Remarks", "说明";
    LINK: "Link", "链接";
    LANGUAGE: "Language", "语言";
    TAG: "Tag", "标签";
    GROUP: "Group", "小组";
    MEETING: "Meeting", "会议";
    PERSON: "Person", "人员";
    PRINCIPAL: "Principal", "身份标识（principal）";
    AFFILIATION: "Affiliation", "所属机构";
    SPEAKER: "Speaker", "发言人";
    BY: "By", "提出人";
    PROGRESS: "Progress", "进展";
    ANNOUNCED: "Announced at", "公布时间";
    MINUTES_LONG: "Length in minutes", "时长（分钟）";
    LOCATION: "Place", "地点";
    CADENCE: "Cadence", "召开频率";
    TIME_ZONE: "Time zone", "时区";
}

/// One word for each variant of a type.
macro_rules! variants {
    ($($(#[$doc:meta])* $function:ident($type:ident) {
        $($variant:ident: $en:literal, $zh:literal;)*
    })*) => {
        $(
            $(#[$doc])*
            pub fn $function(of: $type) -> &'static Phrase {
                match of {
                    $($type::$variant => {
                        static WORD: Phrase = Phrase { en: $en, zh: $zh };
                        &WORD
                    })*
                }
            }
        )*
    };
}

variants! {
    /// What a link leads to.
    link_kind(LinkKind) {
        forum: "forum", "论坛";
        chat: "chat", "聊天";
        code: "code", "代码";
        notes: "notes", "记录";
        recording: "recording", "录像或录音";
        slides: "slides", "幻灯片";
        calendar: "calendar", "日历";
        location: "place to attend", "参会地点";
        document: "document", "文档";
        website: "website", "网站";
        social: "social network", "社交网络";
        image: "image", "图片";
        other: "other", "其他";
    }
    /// What sort of group it is.
    group_kind(GroupKind) {
        working_group: "working group", "工作组";
        special_interest_group: "special interest group", "兴趣小组";
        user_group: "user group", "用户组";
        committee: "committee", "委员会";
        team: "team", "团队";
        other: "other", "其他";
    }
    /// Where a group stands in its life.
    lifecycle_state(LifecycleState) {
        proposed: "proposed", "提议中";
        active: "active", "活跃";
        paused: "paused", "暂停";
        archived: "archived", "已归档";
    }
    /// What somebody does for a group, with the rights that come with it.
    role_kind(RoleKind) {
        lead: "lead (may change everything of the group)", "组长（可修改小组的一切内容）";
        co_lead: "co-lead (may change everything of the group)", "联合组长（可修改小组的一切内容）";
        coordinator: "coordinator (may change record, meetings and reports)", "协调人（可修改资料、会议和报告）";
        scribe: "scribe (may change minutes and action items)", "记录员（可修改纪要和行动项）";
        liaison: "liaison (no rights)", "联络人（无权限）";
        emeritus: "emeritus (no rights)", "荣休（无权限）";
        other: "other (no rights)", "其他（无权限）";
    }
    /// How a group stands to another.
    relation_kind(RelationKind) {
        sponsored_by: "sponsored by", "赞助方为";
        liaison_with: "liaison with", "联络";
        successor_of: "successor of", "接续";
        split_from: "split from", "分出自";
        merged_into: "merged into", "并入";
    }
    /// Whether a meeting takes or took place.
    meeting_status(MeetingStatus) {
        scheduled: "scheduled", "已安排";
        held: "held", "已召开";
        cancelled: "cancelled", "已取消";
        moved: "moved", "已改期";
    }
    /// How far an action item is.
    action_state(ActionState) {
        open: "open", "待办";
        in_progress: "in progress", "进行中";
        done: "done", "已完成";
        dropped: "dropped", "已放弃";
    }
    /// How far an initiative or a milestone is.
    progress(Progress) {
        not_started: "not started", "未开始";
        ongoing: "ongoing", "进行中";
        completed: "completed", "已完成";
        dropped: "dropped", "已放弃";
    }
}
