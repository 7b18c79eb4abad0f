//! Messages about records that are withdrawn, and about people who are one.

use super::page::{Page, actions, phrases};
use super::parts::revision;
use super::words::*;
use crate::domain::{Kind, MergePerson, RecordId, ReinstateRecord, WithdrawRecord};

actions! {
    WITHDRAW: "Withdraw a record", "撤下记录"
        => "Withdraw {0}: it leaves all lists, the search, feeds and calendars; its history stays", "撤下 {0}：该记录将从所有列表、搜索、订阅和日历中移除，变更记录保留";
    REINSTATE: "Put a withdrawn record back", "恢复已撤下的记录"
        => "Put {0} back, which was withdrawn", "恢复已撤下的 {0}";
    MERGE: "Merge two people who are one", "合并同一人的两条人员记录"
        => "Let person {0} go up in person {1}, who gets all roles and principals", "将人员 {0} 并入人员 {1}，后者获得其全部职务和身份标识";
}

phrases! {
    INTO: "Into person", "并入人员";
    INSTEAD: "In its place", "替代记录";
    SERIES: "Series", "系列";
    ITEM: "Action item", "行动项";
    INITIATIVE: "Initiative", "项目";
    REPORT: "Report", "报告";
}

/// What a kind of record is called.
fn called(record: RecordId) -> &'static super::page::Phrase {
    match record {
        RecordId::group(_) => &GROUP,
        RecordId::person(_) => &PERSON,
        RecordId::meeting(_) => &MEETING,
        RecordId::action_item(_) => &ITEM,
        RecordId::initiative(_) => &INITIATIVE,
        RecordId::report(_) => &REPORT,
        RecordId::series(_) => &SERIES,
    }
}

pub fn withdraw_record(page: &mut Page, a: &WithdrawRecord) {
    let WithdrawRecord {
        record,
        expected_revision,
        reason,
        instead,
    } = a;
    let line = page.record(record.kind(), record.id());
    page.begin(&WITHDRAW, vec![(called(*record), line)], None);
    page.text(&REASON, reason);
    page.maybe_record(&INSTEAD, record.kind(), *instead);
    revision(page, *expected_revision);
}

pub fn reinstate_record(page: &mut Page, a: &ReinstateRecord) {
    let ReinstateRecord {
        record,
        expected_revision,
        reason,
    } = a;
    let line = page.record(record.kind(), record.id());
    page.begin(&REINSTATE, vec![(called(*record), line)], None);
    page.text(&REASON, reason);
    revision(page, *expected_revision);
}

pub fn merge_person(page: &mut Page, a: &MergePerson) {
    let MergePerson {
        id,
        expected_revision,
        into,
        reason,
    } = a;
    let (gone, stays) = (
        page.record(Kind::person, *id),
        page.record(Kind::person, *into),
    );
    page.begin(&MERGE, vec![(&PERSON, gone), (&INTO, stays)], None);
    page.text(&REASON, reason);
    revision(page, *expected_revision);
}
