//! Which messages are taken for execution. One node alone asks, so that this keeps costs away and
//! is never the only check.

use candid::Principal;

use super::Door;

/// Methods that anybody may call as updates, so that the answer is certified: they write nothing
/// of the registry's.
const OPEN_TO_ALL: [&str; 4] = [
    "http_request_update",
    "icrc10_supported_standards",
    "icrc21_canister_call_consent_message",
    "icrc28_trusted_origins",
];

/// Bytes of an argument that tells a few numbers and names.
const SHORT: usize = 4_000;
/// Bytes of an argument with a paragraph.
const PARAGRAPH: usize = 100_000;
/// Bytes of a request for a page: address and headers.
const REQUEST: usize = 40_000;
/// Bytes of a question for the words of a call. What is longer than this cannot be told whole.
const CONSENT: usize = 64_000;
/// Bytes of a record: the texts of one that is as large as admins may allow, with names of fields.
const RECORD: usize = 1_200_000;
/// Bytes of a message to the canister at most, by the interface specification.
const ANY: usize = 2_097_152;

/// The most bytes that the argument of a method can need.
fn most_bytes(method: &str) -> usize {
    match method {
        "http_request_update" => REQUEST,
        "icrc21_canister_call_consent_message" => CONSENT,
        "icrc10_supported_standards" | "icrc28_trusted_origins" => SHORT,
        "add_admin" | "remove_admin" | "unlink_principal" | "support_group"
        | "withdraw_support" | "join_group" | "leave_group" | "move_group" | "check_in"
        | "restore_occurrence" | "set_limits" | "set_doors" | "set_approval" | "confirm_group"
        | "approve_minutes" | "set_patience" | "set_two_admins" | "confirm_change" => SHORT,
        "decide_link"
        | "decide_proposal"
        | "remove_proposal"
        | "remove_member"
        | "remove_feedback"
        | "refuse_link_requests"
        | "give_feedback"
        | "withdraw_record"
        | "reinstate_record"
        | "merge_person"
        | "withhold_person"
        | "drop_change"
        | "cancel_occurrence"
        | "end_series" => PARAGRAPH,
        "apply_batch" | "restore_blocks" => ANY,
        _ => RECORD,
    }
}

/// Whether a message is taken for execution: the `updates` alone, and what is open to all, no
/// longer than it can need to be. A query that is sent as an update is refused, or the canister
/// would pay for what nobody counts.
fn takes(method: &str, bytes: usize, anonymous: bool, updates: &[&str]) -> bool {
    let is_open = OPEN_TO_ALL.contains(&method);
    (is_open || (!anonymous && updates.contains(&method))) && bytes <= most_bytes(method)
}

/// Takes a message for execution, or refuses it for nothing: also where the method itself would
/// refuse it, because what its caller may do is used up.
pub fn inspect(updates: &[&str]) {
    let anonymous = ic_cdk::api::msg_caller() == Principal::anonymous();
    let (method, argument) = (ic_cdk::api::msg_method_name(), ic_cdk::api::msg_arg_data());
    let door = match method.as_str() {
        "http_request_update" => Door::Page(&argument),
        "icrc21_canister_call_consent_message" => Door::Consent,
        "icrc10_supported_standards" | "icrc28_trusted_origins" => Door::Consent,
        _ => Door::Update(argument.len()),
    };
    if takes(&method, argument.len(), anonymous, updates) && super::is_open(door) {
        ic_cdk::api::accept_message();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_updates_are_taken_and_of_anonymous_callers_only_what_is_open_to_all() {
        for (method, anonymous, taken) in [
            ("join_group", false, true),
            ("join_group", true, false),
            ("calendar_of_all", false, false),
            ("calendar_of_all", true, false),
            ("no_such_method", false, false),
            ("http_request_update", true, true),
            ("icrc21_canister_call_consent_message", true, true),
        ] {
            let updates = crate::update::METHODS;
            assert_eq!(takes(method, 100, anonymous, updates), taken, "{method}");
        }
        let queries = crate::query::METHODS;
        for method in queries.iter().filter(|m| !OPEN_TO_ALL.contains(m)) {
            assert!(
                !takes(method, 100, false, crate::update::METHODS),
                "{method}"
            );
        }
    }

    #[test]
    fn a_message_is_no_longer_than_its_method_can_need() {
        let updates = crate::update::METHODS;
        for (method, bytes) in [
            ("join_group", SHORT),
            ("give_feedback", PARAGRAPH),
            ("update_group", RECORD),
            ("apply_batch", ANY),
            ("restore_blocks", ANY),
            ("http_request_update", REQUEST),
            ("icrc21_canister_call_consent_message", CONSENT),
            ("icrc10_supported_standards", SHORT),
            ("icrc28_trusted_origins", SHORT),
        ] {
            assert!(takes(method, bytes, false, updates), "{method}");
            assert!(!takes(method, bytes + 1, false, updates), "{method}");
        }
    }
}
