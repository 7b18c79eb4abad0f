//! Messages about series of meetings and single dates of them.

use super::page::{Page, Phrase, actions, phrases};
use super::parts::{announced, links, revision};
use super::words::*;
use crate::domain::series::{Schedule, SeriesDetails};
use crate::domain::{
    CancelOccurrence, ChangeFollowing, ChangeOccurrence, EndSeries, Kind, NewSeries,
    RestoreOccurrence, SetAgenda, UpdateSeries,
};

actions! {
    CREATE: "Add a series of meetings", "添加系列会议"
        => "Add the series of meetings {0}", "添加系列会议 {0}";
    UPDATE: "Replace a series of meetings", "替换系列会议"
        => "Replace series {0}, for past dates too", "替换系列会议 {0}，包括过去的日期";
    CANCEL: "Cancel a date of a series", "取消系列会议的一次会议"
        => "Cancel the meeting of series {0} on {1}. Reason: {2}", "取消系列会议 {0} 在 {1} 的会议。理由：{2}";
    RESTORE: "Restore a date of a series", "恢复系列会议的一次会议"
        => "Take back the cancellation of the meeting of series {0} on {1}, or else what was changed for it", "撤销系列会议 {0} 在 {1} 的会议的取消；若未取消，则撤销对它的更改";
    CHANGE: "Change a date of a series", "更改系列会议的一次会议"
        => "Change the meeting of series {0} on {1}. Reason: {2}", "更改系列会议 {0} 在 {1} 的会议。理由：{2}";
    FOLLOWING: "Change a date of a series and all that follow", "更改系列会议的某次及其后所有会议"
        => "End series {0} before {1}, and go on with a new series. Reason: {2}", "系列会议 {0} 在 {1} 之前结束，由新系列接续。理由：{2}";
    AGENDA: "Set the agenda that each date begins with", "设置系列会议的固定议程"
        => "Set the agenda that each date of series {0} begins with", "设置系列会议 {0} 每次会议的固定议程";
    END: "End a series", "结束系列会议"
        => "End series {0}: dates from {1} on no longer take place. Reason: {2}", "结束系列会议 {0}：自 {1} 起的会议不再召开。理由：{2}";
    NO_END: "Take back the end of a series", "撤销系列会议的结束"
        => "Take back the end of series {0}. Reason: {1}", "撤销系列会议 {0} 的结束。理由：{1}";
}

phrases! {
    SERIES: "Series", "系列会议";
    SERIES_TITLE: "Title of the series", "系列会议标题";
    ORIGINAL: "Date by the rule, in the zone of the series", "规则中的日期（系列的时区）";
    DESCRIPTION: "Description", "描述";
    START: "First date, by the clocks of the zone", "首次日期（该时区的时钟）";
    RULE: "Rule of its dates", "日期规则";
    UNSCHEDULED: "none: the dates are not computed", "无：不计算日期";
    ONE_DATE: "none: one date alone", "无：仅一次";
    SCHEDULE: "Schedule", "日程";
    NOTICE: "Hours of notice that are promised", "承诺的提前通知小时数";
    ALTERNATES: "Alternates with series", "交替的系列会议";
    NEW_START: "New start, in the zone of the series", "新的开始时间（系列的时区）";
    DROPS: "Drop what was announced for dates that the new schedule no longer has, and part their records from the series", "丢弃为新日程不再包含的日期所公布的内容，并使其记录脱离系列";
    AS_SERIES: "as in the series", "与系列相同";
}

pub fn create_series(page: &mut Page, a: &NewSeries) {
    let NewSeries {
        groups,
        tags,
        details,
    } = a;
    let title = page.line_of(&details.title);
    page.begin(&CREATE, vec![(&SERIES_TITLE, title)], None);
    page.records(&GROUP, Kind::group, groups);
    about(page, details);
    page.texts(&TAG, tags);
}

pub fn update_series(page: &mut Page, a: &UpdateSeries) {
    let UpdateSeries {
        id,
        expected_revision,
        groups,
        tags,
        details,
        drops,
    } = a;
    let series = page.record(Kind::series, *id);
    page.begin(&UPDATE, vec![(&SERIES, series)], Some(&NONE));
    page.text(&SERIES_TITLE, &details.title);
    page.records(&GROUP, Kind::group, groups);
    about(page, details);
    page.texts(&TAG, tags);
    dropping(page, *drops);
    revision(page, *expected_revision);
}

/// What the call may drop is said before it is signed.
fn dropping(page: &mut Page, drops: Option<bool>) {
    if let Some(drops) = drops {
        page.line(&DROPS, page.yes_or_no(drops));
    }
}

/// Everything but the title.
fn about(page: &mut Page, details: &SeriesDetails) {
    let SeriesDetails {
        title: _,
        description,
        cadence,
        schedule,
        locations,
        notice_hours,
        alternates_with,
    } = details;
    times(page, schedule);
    page.maybe_text(&CADENCE, cadence);
    page.text(&DESCRIPTION, description);
    links(page, &LOCATION, locations);
    page.maybe_number(&NOTICE, *notice_hours);
    page.maybe_record(&ALTERNATES, Kind::series, *alternates_with);
}

fn times(page: &mut Page, schedule: &Option<Schedule>) {
    let Some(schedule) = schedule else {
        return page.line(&SCHEDULE, page.word(&UNSCHEDULED));
    };
    let Schedule {
        start,
        zone,
        minutes,
        rule,
    } = schedule;
    page.line(&START, page.local(start));
    page.text(&TIME_ZONE, zone);
    page.maybe_number(&MINUTES_LONG, Some(minutes));
    match rule {
        Some(rule) => page.text(&RULE, rule),
        None => page.line(&RULE, page.word(&ONE_DATE)),
    }
}

pub fn cancel_occurrence(page: &mut Page, a: &CancelOccurrence) {
    let CancelOccurrence {
        id,
        expected_revision,
        original,
        reason,
        announced_at,
    } = a;
    let values = vec![
        (&SERIES, page.record(Kind::series, *id)),
        (&ORIGINAL, page.local(original)),
        (&REASON, page.line_of(reason)),
    ];
    page.begin(&CANCEL, values, None);
    announced(page, *announced_at);
    revision(page, *expected_revision);
}

pub fn restore_occurrence(page: &mut Page, a: &RestoreOccurrence) {
    let RestoreOccurrence {
        id,
        expected_revision,
        original,
    } = a;
    let values = vec![
        (&SERIES, page.record(Kind::series, *id)),
        (&ORIGINAL, page.local(original)),
    ];
    page.begin(&RESTORE, values, None);
    revision(page, *expected_revision);
}

pub fn change_occurrence(page: &mut Page, a: &ChangeOccurrence) {
    let ChangeOccurrence {
        id,
        expected_revision,
        original,
        start,
        minutes,
        title,
        description,
        locations,
        reason,
        announced_at,
    } = a;
    let values = vec![
        (&SERIES, page.record(Kind::series, *id)),
        (&ORIGINAL, page.local(original)),
        (&REASON, page.line_of(reason)),
    ];
    page.begin(&CHANGE, values, Some(&AS_SERIES));
    page.option(&NEW_START, start.map(|start| page.local(&start)));
    page.maybe_number(&MINUTES_LONG, *minutes);
    page.maybe_text(&TITLE, title);
    page.maybe_text(&DESCRIPTION, description);
    let absent: Option<&'static Phrase> = match locations {
        Some(_) => Some(&NONE),
        None => Some(&AS_SERIES),
    };
    page.with_absent(absent, |page| {
        links(page, &LOCATION, locations.as_deref().unwrap_or_default());
    });
    announced(page, *announced_at);
    revision(page, *expected_revision);
}

pub fn change_following(page: &mut Page, a: &ChangeFollowing) {
    let ChangeFollowing {
        id,
        expected_revision,
        from,
        details,
        reason,
        announced_at,
        drops,
    } = a;
    let values = vec![
        (&SERIES, page.record(Kind::series, *id)),
        (&ORIGINAL, page.local(from)),
        (&REASON, page.line_of(reason)),
    ];
    page.begin(&FOLLOWING, values, Some(&NONE));
    page.text(&SERIES_TITLE, &details.title);
    about(page, details);
    dropping(page, *drops);
    announced(page, *announced_at);
    revision(page, *expected_revision);
}

pub fn set_agenda(page: &mut Page, a: &SetAgenda) {
    let SetAgenda {
        id,
        expected_revision,
        agenda,
    } = a;
    let series = page.record(Kind::series, *id);
    page.begin(&AGENDA, vec![(&SERIES, series)], Some(&NONE));
    super::meetings::points(page, agenda);
    revision(page, *expected_revision);
}

pub fn end_series(page: &mut Page, a: &EndSeries) {
    let EndSeries {
        id,
        expected_revision,
        before,
        reason,
        announced_at,
    } = a;
    let mut values = vec![(&SERIES, page.record(Kind::series, *id))];
    let action = match before {
        Some(before) => {
            values.push((&ORIGINAL, page.local(before)));
            &END
        }
        None => &NO_END,
    };
    values.push((&REASON, page.line_of(reason)));
    page.begin(action, values, None);
    announced(page, *announced_at);
    revision(page, *expected_revision);
}
