//! Messages about meetings, their minutes, and what people say of them.

use super::page::{Action, Line, Page, actions, phrases};
use super::parts::{links, participants, revision};
use super::words::*;
use crate::domain::{
    AgendaItem, ApproveMinutes, CommunityFeedback, Decision, GiveFeedback, Id, Kind,
    MeetingDetails, MeetingStatus, Minutes, OccurrenceId, PublishMinutes, RemoveFeedback,
    SaveDraft, Section, Subject, UpdateMeeting, When,
};

actions! {
    CREATE: "Add a meeting", "添加会议"
        => "Add the meeting {0}", "添加会议 {0}";
    CREATE_OF_SERIES: "Add a meeting of a series", "添加系列中的会议"
        => "Add the meeting {0}; if it comes, it begins with the agenda of its series", "添加会议 {0}；若尚未召开，则沿用其系列的议程";
    UPDATE: "Replace the details of a meeting", "替换会议资料"
        => "Replace the details of meeting {0}", "替换会议 {0} 的资料";
    UPDATE_HELD: "Record a meeting as held", "记录会议已召开"
        => "Record meeting {0} as held, and replace its details", "记录会议 {0} 已召开，并替换其资料";
    UPDATE_CANCELLED: "Cancel a meeting", "取消会议"
        => "Cancel meeting {0}, and replace its details", "取消会议 {0}，并替换其资料";
    UPDATE_MOVED: "Move a meeting", "会议改期"
        => "Move meeting {0} to another time, and replace its details", "将会议 {0} 改期，并替换其资料";
    DRAFT: "Save a draft of minutes", "保存会议纪要草稿"
        => "Save a draft of the minutes of meeting {0}", "保存会议 {0} 的纪要草稿";
    PUBLISH: "Publish minutes", "发布会议纪要"
        => "Publish the minutes of meeting {0} for everybody", "公开发布会议 {0} 的纪要";
    APPROVE: "Approve minutes", "批准会议纪要"
        => "Approve the published minutes of meeting {0}", "批准会议 {0} 已发布的纪要";
    CHECK_IN: "Check in to a meeting", "会议签到"
        => "Check in to meeting {0}", "签到会议 {0}";
    FEEDBACK_GROUP: "Give feedback on a group", "对小组提出反馈"
        => "Give feedback on group {0} that everybody can read", "对小组 {0} 提出公开反馈";
    FEEDBACK_MEETING: "Give feedback on a meeting", "对会议提出反馈"
        => "Give feedback on meeting {0} that everybody can read", "对会议 {0} 提出公开反馈";
    NO_FEEDBACK: "Remove the text of feedback", "删除反馈的正文"
        => "Remove the text of feedback {0}", "删除反馈 {0} 的正文";
}

phrases! {
    MEETING_TITLE: "Title of the meeting", "会议标题";
    NUMBER_IN_GROUP: "Number in the group's counting", "小组内的序号";
    START: "Start", "开始时间";
    DATE_KNOWN: "Date, as far as it is known", "已知的日期";
    AS_ANNOUNCED: "As announced", "公布的原文";
    HOST: "Host", "主持人";
    GUEST: "Guest", "嘉宾";
    AGENDA: "Point of the agenda", "议程项";
    ATTACHMENT: "Attachment", "附件";
    RECORDING: "Recording", "录像";
    SERIES: "Record of a date of series", "所属系列";
    SERIES_DATE: "Date by the series' rule, in the zone of the series", "系列规则中的日期（系列的时区）";
    ATTENDANCE: "People who attended", "出席人数";
    ATTENDANT: "Attendant", "出席者";
    SECTION: "Section", "章节";
    HEADING: "Heading", "标题";
    LEVEL: "Level", "层级";
    DECISION: "Decision", "决定";
    FEEDBACK: "Feedback", "反馈";
    APPROVED_IN: "Approved by meeting", "批准纪要的会议";
    IN_SECTION: "In the section at position (from 0)", "所在章节的位置（从 0 起）";
}

pub fn create_meeting(page: &mut Page, details: &MeetingDetails) {
    let title = page.line_of(&details.title);
    let of_series = details.occurrence.is_some() && details.agenda.is_empty();
    let action = if of_series {
        &CREATE_OF_SERIES
    } else {
        &CREATE
    };
    page.begin(action, vec![(&MEETING_TITLE, title)], None);
    about(page, details);
}

pub fn update_meeting(page: &mut Page, a: &UpdateMeeting) {
    let UpdateMeeting {
        id,
        expected_revision,
        details,
    } = a;
    let action = match details.status {
        MeetingStatus::scheduled => &UPDATE,
        MeetingStatus::held => &UPDATE_HELD,
        MeetingStatus::cancelled => &UPDATE_CANCELLED,
        MeetingStatus::moved => &UPDATE_MOVED,
    };
    let meeting = page.record(Kind::meeting, *id);
    page.begin(action, vec![(&MEETING, meeting)], Some(&NONE));
    page.text(&MEETING_TITLE, &details.title);
    about(page, details);
    revision(page, *expected_revision);
}

/// Everything but the title.
fn about(page: &mut Page, details: &MeetingDetails) {
    let MeetingDetails {
        slug,
        groups,
        number,
        title: _,
        summary,
        when,
        duration_minutes,
        status,
        reason,
        locations,
        hosts,
        guests,
        agenda,
        attachments,
        recordings,
        tags,
        languages,
        remarks,
        occurrence,
    } = details;
    page.line(&STATE, page.word(meeting_status(*status)));
    page.maybe_text(&REASON, reason);
    time(page, when);
    page.maybe_number(&MINUTES_LONG, *duration_minutes);
    page.records(&GROUP, Kind::group, groups);
    page.text(&SLUG, slug);
    page.maybe_number(&NUMBER_IN_GROUP, *number);
    page.maybe_text(&SUMMARY, summary);
    links(page, &LOCATION, locations);
    participants(page, &HOST, hosts);
    participants(page, &GUEST, guests);
    points(page, agenda);
    links(page, &ATTACHMENT, attachments);
    links(page, &RECORDING, recordings);
    page.texts(&TAG, tags);
    page.texts(&LANGUAGE, languages);
    page.maybe_text(&REMARKS, remarks);
    date_of_series(page, occurrence);
}

fn time(page: &mut Page, when: &When) {
    let When {
        start,
        zone,
        date,
        text,
    } = when;
    let start = start.map(|start| page.instant(start));
    page.option(&START, start);
    page.maybe_text(&TIME_ZONE, zone);
    page.maybe_date(&DATE_KNOWN, date);
    page.maybe_text(&AS_ANNOUNCED, text);
}

fn date_of_series(page: &mut Page, occurrence: &Option<OccurrenceId>) {
    let Some(OccurrenceId { series, original }) = occurrence else {
        return page.option(&SERIES, None);
    };
    let series = page.record(Kind::series, *series);
    page.line(&SERIES, series);
    page.line(&SERIES_DATE, page.local(original));
}

pub(super) fn points(page: &mut Page, agenda: &[AgendaItem]) {
    page.items(&AGENDA, agenda, |page, point| {
        let AgendaItem {
            title,
            speakers,
            minutes,
            note,
        } = point;
        page.text(&TITLE, title);
        participants(page, &SPEAKER, speakers);
        page.maybe_number(&MINUTES_LONG, *minutes);
        page.maybe_text(&NOTE, note);
    });
}

pub fn save_draft(page: &mut Page, a: &SaveDraft) {
    let SaveDraft {
        id,
        expected_revision,
        minutes,
    } = a;
    noted(page, &DRAFT, *id, minutes);
    revision(page, *expected_revision);
}

pub fn publish_minutes(page: &mut Page, a: &PublishMinutes) {
    let PublishMinutes {
        id,
        expected_revision,
        minutes,
    } = a;
    noted(page, &PUBLISH, *id, minutes);
    page.public();
    revision(page, *expected_revision);
}

pub fn approve_minutes(page: &mut Page, a: &ApproveMinutes) {
    let ApproveMinutes {
        id,
        expected_revision,
        meeting,
    } = a;
    let approved = page.record(Kind::meeting, *id);
    page.begin(&APPROVE, vec![(&MEETING, approved)], None);
    page.maybe_record(&APPROVED_IN, Kind::meeting, *meeting);
    revision(page, *expected_revision);
}

fn noted(page: &mut Page, action: &Action, meeting: Id, minutes: &Minutes) {
    let Minutes {
        attendance,
        attendees,
        sections,
        decisions,
        feedback,
    } = minutes;
    let meeting = page.record(Kind::meeting, meeting);
    page.begin(action, vec![(&MEETING, meeting)], Some(&NONE));
    page.maybe_number(&ATTENDANCE, *attendance);
    participants(page, &ATTENDANT, attendees);
    page.items(&SECTION, sections, section);
    page.items(&DECISION, decisions, |page, decision| {
        let Decision { text, by } = decision;
        page.text(&TEXT, text);
        participants(page, &BY, by);
    });
    page.items(&FEEDBACK, feedback, |page, feedback| {
        let CommunityFeedback { text, by, section } = feedback;
        page.text(&TEXT, text);
        participants(page, &BY, by);
        page.maybe_number(&IN_SECTION, *section);
    });
}

fn section(page: &mut Page, section: &Section) {
    let Section {
        heading,
        level,
        speakers,
        text,
    } = section;
    page.text(&HEADING, heading);
    page.line(&LEVEL, Line::ours(level));
    participants(page, &SPEAKER, speakers);
    page.text(&TEXT, text);
}

pub fn check_in(page: &mut Page, id: &Id) {
    let meeting = page.record(Kind::meeting, *id);
    page.begin(&CHECK_IN, vec![(&MEETING, meeting)], None);
    page.public();
}

pub fn give_feedback(page: &mut Page, a: &GiveFeedback) {
    let GiveFeedback { subject, text } = a;
    let (action, label, about) = match subject {
        Subject::group(id) => (&FEEDBACK_GROUP, &GROUP, page.group(*id)),
        Subject::meeting(id) => {
            let meeting = page.record(Kind::meeting, *id);
            (&FEEDBACK_MEETING, &MEETING, meeting)
        }
    };
    page.begin(action, vec![(label, about)], None);
    page.text(&TEXT, text);
    page.public();
}

pub fn remove_feedback(page: &mut Page, a: &RemoveFeedback) {
    let RemoveFeedback { id, reason } = a;
    page.begin(&NO_FEEDBACK, vec![(&FEEDBACK, Line::ours(id))], None);
    page.text(&REASON, reason);
}
