//! Which messages are taken for execution. One node alone asks, so that this keeps costs away and
//! is never the only check.

use candid::Principal;

/// Methods that anybody may call as updates, so that the answer is certified: they write nothing
/// of the registry's.
const OPEN_TO_ALL: [&str; 4] = [
    "http_request_update",
    "icrc10_supported_standards",
    "icrc21_canister_call_consent_message",
    "icrc28_trusted_origins",
];

/// Whether a message is taken for execution: the `updates` alone, and what is open to all. A query
/// that is sent as an update is refused, or the canister would pay for what nobody counts.
fn takes(method: &str, anonymous: bool, updates: &[&str]) -> bool {
    OPEN_TO_ALL.contains(&method) || (!anonymous && updates.contains(&method))
}

/// Takes a message for execution, or refuses it for nothing.
pub fn inspect(updates: &[&str]) {
    let anonymous = ic_cdk::api::msg_caller() == Principal::anonymous();
    if takes(&ic_cdk::api::msg_method_name(), anonymous, updates) {
        ic_cdk::api::accept_message();
    }
}

#[cfg(test)]
mod tests {
    use super::takes;

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
            assert_eq!(takes(method, anonymous, updates), taken, "{method}");
        }
        let queries = crate::query::METHODS;
        for method in queries.iter().filter(|m| !super::OPEN_TO_ALL.contains(m)) {
            assert!(!takes(method, false, crate::update::METHODS), "{method}");
        }
    }
}
