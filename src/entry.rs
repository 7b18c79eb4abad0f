//! What every entry point does: decode within bounds, ask the system for caller and time, call
//! the registry, reply. Nothing below this asks the system.

use std::cell::RefCell;
use std::time::Duration;

use candid::{CandidType, Principal, utils::ArgumentDecoder};
use ic_stable_structures::DefaultMemoryImpl;

use crate::access::Caller;
use crate::consent;
use crate::domain::{Error, Nanos, Operation};
use crate::registry::{ApplyBatch, Workgroups};
use crate::wire::{self, BatchReply, WriteReply};

/// How often it is looked whether dates of series are due to be moved on.
const ROLL_EVERY: Duration = Duration::from_secs(3_600);
/// Series whose dates are moved on in one message.
const ROLLED: usize = 20;

type Canister = Workgroups<DefaultMemoryImpl>;

thread_local! {
    static CANISTER: RefCell<Canister> = RefCell::new(Workgroups::open(DefaultMemoryImpl::default()));
}

/// What a query sees.
pub struct View<'a> {
    pub registry: &'a Canister,
    pub caller: Caller,
    pub now: Nanos,
    /// The name under which the canister is known, from which the UIDs of calendars are made.
    pub host: String,
}

fn caller() -> Caller {
    let principal = ic_cdk::api::msg_caller();
    Caller {
        principal,
        is_controller: ic_cdk::api::is_controller(&principal),
    }
}

/// Makes the installer the first admin. An anonymous one (a local network's default) cannot be:
/// then a controller with an identity names the first admin.
///
/// # Panics
/// When the stable memory is not empty; the installation then fails.
pub fn found() {
    wire::prepare();
    keep_rolling();
    // The installer is a controller, so nothing can refuse this but a store that holds data.
    let installer = Caller {
        is_controller: true,
        ..caller()
    };
    if installer.principal == Principal::anonymous() {
        return;
    }
    let first = Operation::add_admin(installer.principal);
    let written = CANISTER.with_borrow_mut(|c| c.execute(&installer, ic_cdk::api::time(), first));
    if let Err(error) = written {
        ic_cdk::api::trap(error.message());
    }
}

/// Opens the store after an upgrade, so that an unknown layout stops the upgrade. The canister's
/// log tells what it cost: it must not grow with the registry.
pub fn reopen() {
    CANISTER.with_borrow(|_| ());
    wire::prepare();
    keep_rolling();
    let instructions = ic_cdk::api::performance_counter(0);
    ic_cdk::api::debug_print(format!("upgraded in {instructions} instructions"));
}

/// Moves the dates that come on, every hour. The timer of the interval stays even if one of its
/// runs should fail.
fn keep_rolling() {
    ic_cdk_timers::set_timer_interval(ROLL_EVERY, async || roll());
}

/// Moves the dates of a few series on; goes on in another message while more are due.
fn roll() {
    let more = CANISTER.with_borrow_mut(|canister| canister.roll(ic_cdk::api::time(), ROLLED));
    if more {
        ic_cdk_timers::set_timer(Duration::ZERO, async { roll() });
    }
}

/// What a wallet asks without an identity, as updates so that the answer is certified.
const OPEN_TO_ALL: [&str; 3] = [
    "icrc10_supported_standards",
    "icrc21_canister_call_consent_message",
    "icrc28_trusted_origins",
];

/// Takes a message for execution unless its caller is anonymous and would write.
pub fn inspect() {
    let anonymous = ic_cdk::api::msg_caller() == Principal::anonymous();
    if !anonymous || OPEN_TO_ALL.contains(&ic_cdk::api::msg_method_name().as_str()) {
        ic_cdk::api::accept_message();
    }
}

/// Does one operation and replies.
pub fn update<T>(operation: impl FnOnce(T) -> Operation)
where
    (T,): for<'a> ArgumentDecoder<'a>,
{
    let run = |canister: &mut Canister, caller: &Caller, now, arguments: &[u8]| {
        canister.execute(caller, now, operation(wire::decode(arguments)?))
    };
    send(&WriteReply::from(write(run)));
}

/// Does many operations, all or none, and replies.
pub fn batch() {
    let run = |canister: &mut Canister, caller: &Caller, now, arguments: &[u8]| {
        let batch: ApplyBatch = wire::decode(arguments)?;
        canister.execute_all(caller, now, batch.operations)
    };
    send(&BatchReply::from(write(run)));
}

/// Runs an update for a caller who has an identity: an anonymous one is refused before anything
/// is decoded.
fn write<T, E: From<Error>>(
    run: impl FnOnce(&mut Canister, &Caller, Nanos, &[u8]) -> Result<T, E>,
) -> Result<T, E> {
    let caller = caller();
    if caller.principal == Principal::anonymous() {
        return Err(Error::anonymous_caller.into());
    }
    let (now, arguments) = (ic_cdk::api::time(), ic_cdk::api::msg_arg_data());
    CANISTER.with_borrow_mut(|canister| run(canister, &caller, now, &arguments))
}

/// Answers a question and replies.
pub fn query<T, A, R>(answer: impl FnOnce(&View<'_>, T) -> Result<A, Error>)
where
    (T,): for<'a> ArgumentDecoder<'a>,
    R: CandidType + From<Result<A, Error>> + 'static,
{
    let question = wire::decode(&ic_cdk::api::msg_arg_data());
    let answer = question.and_then(|question| view(|view| answer(view, question)));
    send(&R::from(answer));
}

/// Tells what a call would do, and replies. An anonymous caller may ask.
pub fn consent() {
    let answer = match wire::decode(&ic_cdk::api::msg_arg_data()) {
        Ok(request) => {
            view(|view| consent::answer(&request, &|kind, id| view.registry.name_of(kind, id)))
        }
        Err(error) => consent::unsupported(error.message()),
    };
    send(&answer);
}

/// Answers a question that takes no argument.
pub fn fact<R: CandidType + 'static>(answer: impl FnOnce(&View<'_>) -> R) {
    send(&view(answer));
}

fn view<R>(look: impl FnOnce(&View<'_>) -> R) -> R {
    CANISTER.with_borrow(|registry| {
        look(&View {
            registry,
            caller: caller(),
            now: ic_cdk::api::time(),
            host: format!("{}.icp0.io", ic_cdk::api::canister_self()),
        })
    })
}

fn send<R: CandidType + 'static>(reply: &R) {
    ic_cdk::api::msg_reply(wire::encode(reply));
}

/// Each method stands in the interface, with its documentation, and has an entry point.
macro_rules! methods {
    ($mode:ident: $($(#[$doc:meta])* $name:ident($($arg:ty)?) -> $reply:ty: $run:expr;)*) => {
        /// What the interface says of these methods; the entry points decode by themselves.
        #[allow(dead_code, unused_variables)]
        mod $mode {
            use super::*;
            $(
                $(#[$doc])*
                #[candid::candid_method($mode)]
                fn $name($(argument: $arg)?) -> $reply {
                    unreachable!("never called: it is the signature alone")
                }
            )*
        }
        $(
            $(#[$doc])*
            #[ic_cdk_macros::$mode(hidden = true, manual_reply = true)]
            fn $name() {
                $run
            }
        )*
    };
}
