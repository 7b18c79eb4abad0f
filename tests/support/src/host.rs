//! The canister on a network of its own, and how the tests call it.
#![allow(clippy::unwrap_used)]

use std::fmt;

use candid::utils::ArgumentEncoder;
use candid::{CandidType, Principal, encode_args};
use pocket_ic::{ErrorCode, PocketIc, RejectResponse, Time};
use serde::de::DeserializeOwned;
use workgroups::domain::{
    Change, CreateGroup, DecideLink, Error, Id, Kind, LinkTarget, Nanos, Operation, Refusal,
    RequestLink, Role, Written,
};
use workgroups::registry::{ApplyBatch, AskHistory, HistoryPage, LimitsInfo, RegistryInfo, Whoami};

use crate::records::group;

/// 2026-06-15, 10:00 UTC: when these tests begin.
pub const BEGINNING: Nanos = 1_781_517_600_000_000_000;
pub const MINUTE: Nanos = 60_000_000_000;
pub const HOUR: Nanos = 60 * MINUTE;
pub const DAY: Nanos = 24 * HOUR;

/// What a call answers: every reply of the interface but those of `about`, `limits` and `whoami`
/// is `Ok` or `Err`.
pub type Answer<T> = Result<T, Refusal>;

pub struct Host {
    pub network: PocketIc,
    pub canister: Principal,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("canister", &self.canister)
            .finish_non_exhaustive()
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::new()
    }
}

/// A principal of a test, by a name.
pub fn identity(name: &str) -> Principal {
    Principal::self_authenticating(name)
}

/// Installs the canister: the first admin, and a controller.
pub fn founder() -> Principal {
    identity("founder")
}

/// A controller who is not an admin.
pub fn controller() -> Principal {
    identity("controller")
}

/// The method that does an operation, and its encoded argument.
pub fn message(operation: &Operation) -> (&'static str, Vec<u8>) {
    macro_rules! methods {
        ($($name:ident)*) => {
            match operation {
                $(Operation::$name(a) => (stringify!($name), encode_args((a,)).unwrap()),)*
            }
        };
    }
    methods! {
        set_profile set_limits add_admin remove_admin create_person update_person request_link
        decide_link unlink_principal create_group propose_group support_group withdraw_support
        decide_proposal update_group set_roles set_lifecycle move_group join_group leave_group
        create_meeting update_meeting save_draft publish_minutes check_in give_feedback
        remove_feedback create_action_item update_action_item follow_up create_initiative
        update_initiative create_report update_report create_series update_series
        cancel_occurrence restore_occurrence change_occurrence change_following end_series
        set_origins set_doors remove_proposal remove_member refuse_link_requests
        set_relations set_approval confirm_group approve_minutes set_agenda set_patience
        withdraw_record reinstate_record merge_person withhold_person withhold_blocks
        set_two_admins propose_change
        confirm_change drop_change
    }
}

/// The acceptance of a link request that nobody has changed.
pub fn accept(request: Id) -> Operation {
    Operation::decide_link(DecideLink {
        id: request,
        expected_revision: 1,
        accept: true,
        reason: "seen".into(),
    })
}

/// The error of a refused call.
pub fn error<T: fmt::Debug>(answer: Answer<T>) -> Error {
    let refusal = answer.expect_err("the call is refused");
    refusal.error.expect("this version knows all errors")
}

/// The faults of a refused input: `field reason`.
pub fn faults<T: fmt::Debug>(answer: Answer<T>) -> Vec<String> {
    match error(answer) {
        Error::invalid { faults } => faults
            .iter()
            .map(|f| format!("{} {}", f.field, f.reason))
            .collect(),
        other => panic!("the input is refused for its faults, not with {other:?}"),
    }
}

impl Host {
    /// A new registry; the time is `BEGINNING`.
    pub fn new() -> Self {
        Self::at(BEGINNING)
    }

    /// A new registry at a time from 2022 on.
    pub fn at(nanos: Nanos) -> Self {
        let network = crate::network();
        network.set_time(Time::from_nanos_since_unix_epoch(nanos));
        network.tick();
        let canister = crate::install(&network, &[founder(), controller()]);
        Host { network, canister }
    }

    /// What the network's clock shows.
    pub fn now(&self) -> Nanos {
        self.network.get_time().as_nanos_since_unix_epoch()
    }

    pub fn set_time(&self, nanos: Nanos) {
        self.network
            .set_time(Time::from_nanos_since_unix_epoch(nanos));
        // Calls see the time that was set from the next round on.
        self.network.tick();
    }

    pub fn upgrade(&self) {
        let nothing = encode_args(()).unwrap();
        let upgraded =
            self.network
                .upgrade_canister(self.canister, crate::wasm(), nothing, Some(founder()));
        upgraded.unwrap();
    }

    /// An update as it is sent: its reply, or that the network rejected it.
    pub fn send(
        &self,
        caller: Principal,
        method: &str,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, RejectResponse> {
        self.network
            .update_call(self.canister, caller, method, bytes)
    }

    /// An update that must not trap.
    pub fn update<T>(&self, caller: Principal, method: &str, bytes: Vec<u8>) -> Answer<T>
    where
        T: CandidType + DeserializeOwned,
    {
        let reply = self.send(caller, method, bytes);
        let reply = reply.unwrap_or_else(|reject| panic!("{method} is rejected: {reject:?}"));
        candid::decode_one(&reply).unwrap()
    }

    /// Whether the network turns a call away before it is executed, which costs nothing and tells
    /// its sender nothing.
    pub fn turns_away(&self, caller: Principal, operation: &Operation) -> bool {
        let (method, bytes) = message(operation);
        is_turned_away(&self.send(caller, method, bytes))
    }

    /// Does an operation by its own method.
    pub fn run(&self, caller: Principal, operation: &Operation) -> Answer<Written> {
        let (method, bytes) = message(operation);
        self.update(caller, method, bytes)
    }

    /// Does an operation as the first admin, who may.
    pub fn admin(&self, operation: Operation) -> Written {
        self.run(founder(), &operation).unwrap()
    }

    /// Does an operation as the first admin; the number of the record that it made.
    pub fn made(&self, operation: Operation) -> Id {
        self.admin(operation).id
    }

    pub fn batch(&self, caller: Principal, operations: Vec<Operation>) -> Answer<Vec<Written>> {
        let bytes = encode_args((ApplyBatch {
            operations,
            request_id: None,
            numbers: None,
        },))
        .unwrap();
        self.update(caller, "apply_batch", bytes)
    }

    /// The bytes that a query replies.
    pub fn look(&self, caller: Principal, method: &str, bytes: Vec<u8>) -> Vec<u8> {
        let reply = self
            .network
            .query_call(self.canister, caller, method, bytes);
        reply.unwrap_or_else(|reject| panic!("{method} is rejected: {reject:?}"))
    }

    fn query<T>(&self, caller: Principal, method: &str, arguments: impl ArgumentEncoder) -> T
    where
        T: CandidType + DeserializeOwned,
    {
        let reply = self.look(caller, method, encode_args(arguments).unwrap());
        candid::decode_one(&reply).unwrap()
    }

    /// Asks a question as somebody.
    pub fn ask_as<T>(&self, caller: Principal, method: &str, question: impl CandidType) -> Answer<T>
    where
        T: CandidType + DeserializeOwned,
    {
        self.query(caller, method, (question,))
    }

    /// Asks a question as a reader without an identity, who gets an answer.
    pub fn ask<T>(&self, method: &str, question: impl CandidType) -> T
    where
        T: CandidType + DeserializeOwned,
    {
        self.ask_as(Principal::anonymous(), method, question)
            .unwrap()
    }

    /// Makes an active group.
    pub fn group(&self, slug: &str, parent: Option<Id>, roles: Vec<Role>) -> Id {
        self.made(Operation::create_group(CreateGroup {
            parent,
            roles,
            ..group(slug)
        }))
    }

    /// A request of a principal to be a person's; its number.
    pub fn ask_for(&self, principal: Principal, person: Id) -> Id {
        let request = Operation::request_link(RequestLink {
            target: LinkTarget::existing(person),
            evidence: "my profile in the forum says so".into(),
        });
        self.run(principal, &request).unwrap().id
    }

    /// Links a principal to a person.
    pub fn link(&self, principal: Principal, person: Id) {
        let request = self.ask_for(principal, person);
        self.run(founder(), &accept(request)).unwrap();
    }

    /// The changes of a record.
    pub fn history(&self, kind: Kind, id: Id) -> Vec<Change> {
        let q = AskHistory {
            kind: Some(kind),
            id,
            ..AskHistory::default()
        };
        self.ask::<HistoryPage>("history", q).items
    }

    pub fn about(&self) -> RegistryInfo {
        self.query(Principal::anonymous(), "about", ())
    }

    pub fn limits(&self) -> LimitsInfo {
        self.query(Principal::anonymous(), "limits", ())
    }

    pub fn whoami(&self, caller: Principal) -> Whoami {
        self.query(caller, "whoami", ())
    }
}

/// Lets a network go on until a canister has the secret that it seals blocks with: it asks for it
/// when it is installed, and takes drafts and requests from then on. How many rounds that takes is
/// the network's.
///
/// # Panics
/// When there is none after a hundred rounds.
pub fn wait_for_secret(network: &PocketIc, canister: Principal, admin: Principal) {
    // Refused for what it says, once it is looked at.
    let request = Operation::request_link(RequestLink {
        target: LinkTarget::existing(0),
        evidence: String::new(),
    });
    let (method, bytes) = message(&request);
    let has_secret = |_: &u32| {
        let reply = network.update_call(canister, admin, method, bytes.clone());
        let reply: Answer<Written> = candid::decode_one(&reply.unwrap()).unwrap();
        !matches!(error(reply), Error::not_now { .. })
    };
    let waited = (0..100).find(has_secret);
    assert!(waited.is_some(), "the canister has got no secret");
}

/// Whether the canister refused to look at a message.
pub fn is_turned_away(reply: &Result<Vec<u8>, RejectResponse>) -> bool {
    let refused = ErrorCode::CanisterRejectedMessage;
    matches!(reply, Err(reject) if reject.error_code == refused)
}
