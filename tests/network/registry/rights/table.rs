//! The table of rights of the design, a row for each update method and each case in which its
//! rights differ.

use super::operations::{self as on, Request};
use crate::registry::community::{CALLERS, Community};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Yes,
    /// Not the caller's right.
    No,
    /// The caller's right, but they have it already.
    Has,
}

pub struct Row {
    pub method: &'static str,
    pub case: &'static str,
    /// A mark for each of `CALLERS`: `y` yes, `-` no, `h` has it already.
    marks: &'static str,
    /// Makes a call that nothing but a missing right stands in the way of.
    pub request: fn(&Community, char) -> Request,
}

impl Row {
    pub fn cells(&self) -> Vec<(char, Cell)> {
        let marks: Vec<char> = self.marks.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(
            marks.len(),
            CALLERS.len(),
            "{} ({})",
            self.method,
            self.case
        );
        let cell = |mark| match mark {
            'y' => Cell::Yes,
            'h' => Cell::Has,
            '-' => Cell::No,
            other => panic!("{other} is no mark"),
        };
        let letters = CALLERS.iter().map(|(letter, _)| *letter);
        letters.zip(marks.into_iter().map(cell)).collect()
    }
}

const fn row(
    method: &'static str,
    case: &'static str,
    marks: &'static str,
    request: fn(&Community, char) -> Request,
) -> Row {
    Row {
        method,
        case,
        marks,
        request,
    }
}

#[rustfmt::skip]
pub const ROWS: [Row; 95] = [
    //                                                  A S J K C L O P X F U Q D R
    row("set_profile", "the registry's",               "- - - - - - - - - - - - y y", on::set_profile),
    row("set_limits", "the registry's",                "- - - - - - - - - - - - y y", on::set_limits),
    row("set_origins", "the registry's",               "- - - - - - - - - - - - y y", on::set_origins),
    row("set_doors", "the registry's",                 "- - - - - - - - - - - - y y", on::set_doors),
    row("add_admin", "a new one",                      "- - - - - - - - - - - - y y", on::add_admin),
    row("remove_admin", "one of several",              "- - - - - - - - - - - - y y", on::remove_admin),
    row("create_person", "a new one",                  "- - - - y y y y y - - - y y", on::create_person),
    row("update_person", "the lead",                   "- - - - - y - - - - - - y y", on::update_lead),
    row("update_person", "the former lead",            "- - - - - - - - - y - - y y", on::update_former),
    row("request_link", "a new person",                "- y y h h h h h h h h y y y", on::request_link),
    row("decide_link", "accepted",                     "- - - - - - - - - - - - y y", on::accept_link),
    row("decide_link", "refused",                      "- - - - - - - - - - - - y y", on::refuse_link),
    row("refuse_link_requests", "one",                 "- - - - - - - - - - - - y y", on::refuse_link_requests),
    row("unlink_principal", "from the lead",           "- - - - - y - - - - - - y y", on::unlink_principal),
    row("create_group", "of its own",                  "- - - - - - - - - - - - y y", on::create_group),
    row("create_group", "below own",                   "- - - - - y y y - - - - y y", on::create_subgroup),
    row("create_group", "below the parent",            "- - - - - - - y - - - - y y", on::create_sibling),
    row("propose_group", "a new one",                  "- y y y y y y y y y y y y y", on::propose_group),
    row("support_group", "an open proposal",           "- y y y y y y y y y y y y y", on::support_group),
    row("withdraw_support", "one's own",               "- y y y y y y y y y y y y y", on::withdraw_support),
    row("decide_proposal", "accepted",                 "- - - - - - - - - - - - y y", on::accept_proposal),
    row("decide_proposal", "refused",                  "- - - - - - - - - - - - y y", on::refuse_proposal),
    row("remove_proposal", "an open one",              "- - - - - - - - - - - - y y", on::remove_proposal),
    row("remove_member", "of own",                     "- - - - y y y y - - - - y y", on::remove_member),
    row("update_group", "own",                         "- - - - y y y y - - - - y y", on::update_group),
    row("update_group", "the parent",                  "- - - - - - - y - - - - y y", on::update_parent),
    row("update_group", "an open proposal of S",       "- y - - - - - - - - - - y y", on::update_open_proposal),
    row("update_group", "a refused proposal of S",     "- - - - - - - - - - - - y y", on::update_refused_proposal),
    row("set_roles", "own",                            "- - - - - y y y - - - - y y", on::set_roles),
    row("set_roles", "the parent",                     "- - - - - - - y - - - - y y", on::set_roles_above),
    row("set_lifecycle", "paused or resumed",          "- - - - - y y y - - - - y y", on::pause),
    row("set_lifecycle", "archived",                   "- - - - - - - - - - - - y y", on::archive),
    row("set_lifecycle", "out of the archive",         "- - - - - - - - - - - - y y", on::resurrect),
    row("set_lifecycle", "its past rewritten",         "- - - - - - - - - - - - y y", on::rewrite),
    row("move_group", "below its parent again",        "- - - - - y y y - - - - y y", on::keep_place),
    row("move_group", "below another group",           "- - - - - - - - - - - - y y", on::move_group),
    row("move_group", "out of all groups",             "- - - - - - - - - - - - y y", on::move_out),
    row("join_group", "a group",                       "- y y y y y y y y y y y y y", on::join_group),
    row("leave_group", "a group",                      "- y y y y y y y y y y y y y", on::leave_group),
    row("create_meeting", "of own",                    "- - - - y y y y - - - - y y", on::create_meeting),
    row("create_meeting", "of own and other",          "- - - - - - - - - - - - y y", on::create_joint_meeting),
    row("update_meeting", "of own",                    "- - - - y y y y - - - - y y", on::update_meeting),
    row("update_meeting", "of own and other",          "- - - - y y y y y - - - y y", on::update_joint_meeting),
    row("update_meeting", "of own and other, left",    "- - - - - - - - y - - - y y", on::narrow_meeting),
    row("update_meeting", "of own and other, given up", "- - - - y y y y - - - - y y", on::give_up_meeting),
    row("update_meeting", "of own, other joins",       "- - - - - - - - - - - - y y", on::widen_meeting),
    row("save_draft", "of own",                        "- - - y y y y y - - - - y y", on::save_draft),
    row("publish_minutes", "of own",                   "- - - y y y y y - - - - y y", on::publish_minutes),
    row("check_in", "a meeting of own",                "- - y y y y y y - - - - y y", on::check_in),
    row("give_feedback", "on own",                     "- y y y y y y y y y y y y y", on::give_feedback),
    row("give_feedback", "on a meeting",               "- y y y y y y y y y y y y y", on::give_feedback_on_meeting),
    row("remove_feedback", "of S on own",              "- y - - y y y y - - - - y y", on::remove_feedback),
    row("create_action_item", "of own",                "- - - y y y y y - - - - y y", on::create_action_item),
    row("update_action_item", "of own",                "- - - y y y y y - - - - y y", on::update_action_item),
    row("update_action_item", "of own, to other",      "- - - - - - - - - - - - y y", on::give_item_away),
    row("follow_up", "of own",                         "- - - y y y y y - - - - y y", on::follow_up),
    row("create_initiative", "of own",                 "- - - - y y y y - - - - y y", on::create_initiative),
    row("create_initiative", "of own and other",       "- - - - - - - - - - - - y y", on::create_joint_initiative),
    row("update_initiative", "of own",                 "- - - - y y y y - - - - y y", on::update_initiative),
    row("create_report", "of own",                     "- - - - y y y y - - - - y y", on::create_report),
    row("create_report", "of own and other",           "- - - - - - - - - - - - y y", on::create_joint_report),
    row("update_report", "of own",                     "- - - - y y y y - - - - y y", on::update_report),
    row("update_report", "of own, other joins",        "- - - - - - - - - - - - y y", on::widen_report),
    row("create_series", "of own",                     "- - - - y y y y - - - - y y", on::create_series),
    row("create_series", "of own and other",           "- - - - - - - - - - - - y y", on::create_joint_series),
    row("update_series", "of own",                     "- - - - y y y y - - - - y y", on::update_series),
    row("update_series", "of own, other joins",        "- - - - - - - - - - - - y y", on::widen_series),
    row("cancel_occurrence", "of own",                 "- - - - y y y y - - - - y y", on::cancel_occurrence),
    row("restore_occurrence", "of own",                "- - - - y y y y - - - - y y", on::restore_occurrence),
    row("change_occurrence", "of own",                 "- - - - y y y y - - - - y y", on::change_occurrence),
    row("change_following", "of own",                  "- - - - y y y y - - - - y y", on::change_following),
    row("end_series", "of own",                        "- - - - y y y y - - - - y y", on::end_series),
    row("set_patience", "the registry's",              "- - - - - - - - - - - - y y", on::set_patience),
    row("set_relations", "own",                        "- - - - - y y y - - - - y y", on::set_relations),
    row("set_approval", "own",                         "- - - - - y y y - - - - y y", on::set_approval),
    row("confirm_group", "own",                        "- - - - y y y y - - - - y y", on::confirm_group),
    row("approve_minutes", "of own",                   "- - - - y y y y - - - - y y", on::approve_minutes),
    row("set_agenda", "of own",                        "- - - - y y y y - - - - y y", on::set_agenda),
    row("withdraw_record", "a meeting of own",         "- - - - - y y y - - - - y y", on::withdraw_meeting),
    row("withdraw_record", "of own and other",         "- - - - - - - - - - - - y y", on::withdraw_joint_meeting),
    row("withdraw_record", "an item of own",           "- - - - - y y y - - - - y y", on::withdraw_item),
    row("withdraw_record", "a group",                  "- - - - - - - - - - - - y y", on::withdraw_group),
    row("withdraw_record", "a person",                 "- - - - - - - - - - - - y y", on::withdraw_person),
    row("reinstate_record", "a meeting of own",        "- - - - - y y y - - - - y y", on::reinstate_meeting),
    row("merge_person", "two people",                  "- - - - - - - - - - - - y y", on::merge_person),
    row("set_two_admins", "the registry's",            "- - - - - - - - - - - - y y", on::set_two_admins),
    row("withhold_person", "somebody's data",           "- - - - - - - - - - - - y y", on::withhold_person),
    row("withhold_blocks", "a text of the log",        "- - - - - - - - - - - - y y", on::withhold_blocks),
    row("propose_change", "a new one",                 "- - - - - - - - - - - - y y", on::propose_change),
    row("confirm_change", "of another admin",          "- - - - - - - - - - - - y y", on::confirm_change),
    row("drop_change", "of another admin",             "- - - - - - - - - - - - y y", on::drop_change),
    row("apply_batch", "a draft",                      "- - - y y y y y - - - - y y", on::batch_of_draft),
    row("apply_batch", "what all may, then roles",     "- - - - - y y y - - - - y y", on::batch_up_to_roles),
    row("apply_batch", "what all may",                 "- y y y y y y y y y y y y y", on::batch_for_all),
    // Last, because the controller is an admin too from then on.
    row("add_admin", "the caller",                     "- - - - - - - - - - - - h y", on::add_oneself),
];
