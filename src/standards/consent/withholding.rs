//! Messages about what must not be shown any more.

use super::page::{Line, Page, actions, phrases};
use super::parts::revision;
use super::words::*;
use crate::domain::{Kind, WithholdBlocks, WithholdPerson};

actions! {
    WITHHOLD_PERSON: "Withhold the data of a person", "隐去人员资料"
        => "Put a neutral name in the place of all that is shown of person {0}, withhold it from the log, and take the principals away: this cannot be undone", "以中性名称取代所显示的人员 {0} 的全部资料，从日志中隐去，并解除其身份标识：此操作无法撤销";
    WITHHOLD_BLOCKS: "Withhold texts of the log", "隐去日志中的文字"
        => "Withhold texts of these blocks from the log, which keeps their hashes: this cannot be undone", "从日志中隐去下列区块的文字，仅保留其哈希值：此操作无法撤销";
}

phrases! {
    BLOCK: "Block", "区块";
    FIELD: "Field", "字段";
    FIELDS: "Fields", "字段";
    ALL_TEXTS: "all texts", "全部文字";
}

pub fn withhold_person(page: &mut Page, a: &WithholdPerson) {
    let WithholdPerson {
        id,
        expected_revision,
        reason,
    } = a;
    let person = page.record(Kind::person, *id);
    page.begin(&WITHHOLD_PERSON, vec![(&PERSON, person)], None);
    page.text(&REASON, reason);
    revision(page, *expected_revision);
}

pub fn withhold_blocks(page: &mut Page, a: &WithholdBlocks) {
    let WithholdBlocks {
        blocks,
        fields,
        reason,
    } = a;
    page.begin(&WITHHOLD_BLOCKS, Vec::new(), None);
    for position in blocks {
        page.line(&BLOCK, Line::ours(position));
    }
    if fields.is_empty() {
        let all = page.word(&ALL_TEXTS);
        page.line(&FIELDS, all);
    }
    for field in fields {
        page.text(&FIELD, field);
    }
    page.text(&REASON, reason);
}
