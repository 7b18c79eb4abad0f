//! What every entry point does: decode within bounds, ask the system for caller and time, call
//! the registry, reply. Nothing below this asks the system.

#[cfg(feature = "inspect")]
pub mod inspect;

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::time::Duration;

use candid::{CandidType, Principal};
use ic_cdk::call::Call;
use ic_cdk_timers::TimerId;
use ic_stable_structures::{DefaultMemoryImpl, Memory};

use crate::base::budget::{Budget, MESSAGE, MESSAGE_BYTE};
use crate::base::idl::Argument;
use crate::domain::{Error, Nanos, Operation};
use crate::http::{self, Certified, HttpRequest};
use crate::registry::access::Caller;
use crate::registry::{ApplyBatch, Refused, Registry, Work};
use crate::site::Place;
use crate::standards::consent;
use crate::standards::icrc3::DataCertificate;
use crate::wire::{self, BatchReply, RestoreReply, WriteReply};

/// How often it is looked whether dates of series are due to be moved on.
const ROLL_EVERY: Duration = Duration::from_secs(3_600);
/// Series whose dates are moved on in one message.
const ROLLED: usize = 20;
/// How long the index of the search is left alone between two pieces of work on it, so that the
/// messages of others come in between.
const TEND_AGAIN: Duration = Duration::from_millis(500);
/// How long answers that became stale wait to be made again: edits often come together.
const RENEW_AFTER: Duration = Duration::from_secs(1);
/// How long the clock lets answers wait at least that it makes stale, so that those which turn at
/// about the same time turn together.
const TURNS_AGAIN: Nanos = 10_000_000_000;
/// Cycles of a timer that runs, besides its instructions: three executions, of the timer, of the
/// call that it makes of the canister itself, and of its answer.
const TIMER: u64 = 15_000_000;
/// Instructions of a message after which it makes no other answer again; the dearest takes some
/// hundred million.
const RENEWED: u64 = 500_000_000;
/// When the network is asked again for a secret that it did not give.
const SECRET_AGAIN: Duration = Duration::from_secs(10);

/// Cycles of consent messages for those who hold no office: a part of what strangers may cost.
const CONSENT_PER_MINUTE: u64 = 500_000_000;
const CONSENT_PER_DAY: u64 = 1_500_000_000;

type Canister = Registry<DefaultMemoryImpl>;

thread_local! {
    static CANISTER: RefCell<Canister> =
        RefCell::new(Registry::open(DefaultMemoryImpl::default()));
    static CERTIFIED: RefCell<Certified> = RefCell::new(Certified::default());
    /// Whether a timer is set that works on the index of the search.
    static IS_TENDED: Cell<bool> = const { Cell::new(false) };
    /// Whether a timer is set that makes stale answers again.
    static IS_RENEWED: Cell<bool> = const { Cell::new(false) };
    /// The timer that is set for the next answers that the clock makes stale, and for when.
    static TURN: Cell<Option<(Nanos, TimerId)>> = const { Cell::new(None) };
    /// What those who hold no office may cost by asking for the words of calls, in cycles.
    static CONSENT: RefCell<Budget> =
        const { RefCell::new(Budget::new(CONSENT_PER_MINUTE, CONSENT_PER_DAY)) };
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
    if stable_size() != 0 {
        ic_cdk::api::trap("the stable memory is not empty: an installation begins with nothing");
    }
    wire::prepare();
    // The installer is a controller, so nothing can refuse this.
    let installer = Caller {
        is_controller: true,
        ..caller()
    };
    if installer.principal == Principal::anonymous() {
        return begin();
    }
    let first = Operation::add_admin(installer.principal);
    let written = CANISTER.with_borrow_mut(|c| c.execute(&installer, ic_cdk::api::time(), first));
    if let Err(error) = written {
        ic_cdk::api::trap(error.message());
    }
    begin();
}

/// What is made anew in every installation and upgrade: the work does not depend on how much the
/// registry holds.
fn begin() {
    let tip = CANISTER.with_borrow_mut(|canister| {
        canister.take_written();
        tip(canister)
    });
    CERTIFIED.set(Certified::new(tip));
    view(|view| {
        let place = Place {
            host: &view.host,
            now: view.now,
        };
        CERTIFIED.with_borrow_mut(|certified| {
            http::certify_files(certified, view.registry, &place);
            set_certified_data(certified);
        });
    });
    keep_rolling();
    keep_tended(Duration::ZERO);
    if !CANISTER.with_borrow(|canister| canister.store().has_secret()) {
        ic_cdk_timers::set_timer(Duration::ZERO, keep_secret());
    }
}

/// Asks the network for the secret that seals are made with. It stays the same from then on.
async fn keep_secret() {
    let management = Principal::management_canister();
    let reply = Call::unbounded_wait(management, "raw_rand").await;
    match reply.ok().and_then(|reply| reply.candid::<Vec<u8>>().ok()) {
        Some(secret) => CANISTER.with_borrow_mut(|canister| canister.keep_secret(secret)),
        None => {
            let again: Pin<Box<dyn Future<Output = ()>>> = Box::pin(keep_secret());
            ic_cdk_timers::set_timer(SECRET_AGAIN, again);
        }
    }
}

/// The position and the hash of the last block.
fn tip(canister: &Canister) -> Option<(u64, crate::base::bytes::Hash)> {
    let store = canister.store();
    Some((store.events().checked_sub(1)?, store.tip()?))
}

/// Certifies what was written in this message, and takes back the certification of what was made
/// from it.
fn certify() {
    let (written, tip) =
        CANISTER.with_borrow_mut(|canister| (canister.take_written(), tip(canister)));
    if written.is_empty() {
        return;
    }
    CERTIFIED.with_borrow_mut(|certified| {
        certified.set_tip(tip);
        certified.forget(&written);
        set_certified_data(certified);
    });
    keep_renewed(RENEW_AFTER);
}

/// Sees to it that answers which became stale are certified again before somebody asks for them.
fn keep_renewed(after: Duration) {
    let now = ic_cdk::api::time();
    if IS_RENEWED.get() || !CERTIFIED.with_borrow(|certified| certified.has_stale(now)) {
        return;
    }
    IS_RENEWED.set(true);
    ic_cdk_timers::set_timer(after, async {
        IS_RENEWED.set(false);
        renew();
        keep_renewed(Duration::ZERO);
    });
}

fn renew() {
    ran(Work::Answers);
    view(|view| {
        let place = Place {
            host: &view.host,
            now: view.now,
        };
        CERTIFIED.with_borrow_mut(|certified| {
            let spent = || ic_cdk::api::performance_counter(0);
            while spent() < RENEWED && http::renew(certified, view.registry, &place) {}
            certified.charge_renewal(view.now, TIMER + spent());
            set_certified_data(certified);
        });
    });
    keep_turned();
}

/// Sees to it that answers which the clock makes stale leave the tree then, and are made again.
fn keep_turned() {
    let Some(at) = CERTIFIED.with_borrow(Certified::next_turn) else {
        return;
    };
    let now = ic_cdk::api::time();
    let at = at.max(now + TURNS_AGAIN);
    match TURN.get() {
        Some((set, _)) if set <= at => return,
        Some((_, timer)) => ic_cdk_timers::clear_timer(timer),
        None => {}
    }
    let timer = ic_cdk_timers::set_timer(Duration::from_nanos(at - now), async {
        TURN.set(None);
        forget_timed();
        keep_turned();
    });
    TURN.set(Some((at, timer)));
}

/// Takes back the certification of what the clock has made stale, and lets it be made again.
fn forget_timed() {
    CERTIFIED.with_borrow_mut(|certified| {
        certified.forget_timed(ic_cdk::api::time());
        set_certified_data(certified);
    });
    keep_renewed(Duration::ZERO);
}

fn set_certified_data(certified: &Certified) {
    CANISTER.with_borrow(|canister| canister.watch().note_heap(heap_bytes(), certified.size()));
    ic_cdk::api::certified_data_set(certified.root());
}

/// Counts a run of a timer.
fn ran(work: Work) {
    CANISTER.with_borrow(|canister| canister.watch().ran(work));
}

/// Bytes of the heap.
fn heap_bytes() -> u64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>() as u64 * 65_536;
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Pages of the stable memory.
fn stable_size() -> u64 {
    DefaultMemoryImpl::default().size()
}

/// Opens the store after an upgrade, so that a memory that is not this registry's, or is damaged,
/// stops the upgrade. The canister's log tells what it cost: it must not grow with the registry.
///
/// # Panics
/// When the stable memory is empty, or [`crate::store::Store::try_open`] refuses it.
pub fn reopen() {
    if stable_size() == 0 {
        ic_cdk::api::trap("the stable memory is empty: there is nothing to upgrade");
    }
    CANISTER.with_borrow(|_| ());
    wire::prepare();
    begin();
    let instructions = ic_cdk::api::performance_counter(0);
    ic_cdk::api::debug_print(format!("upgraded in {instructions} instructions"));
}

/// Every hour, moves the dates that come on. The timer of the interval stays even if one of its
/// runs should fail.
fn keep_rolling() {
    ic_cdk_timers::set_timer_interval(ROLL_EVERY, async || {
        // Should a message that made answers again have failed, others are made all the same; so
        // are those that turn, should their timer have failed.
        IS_RENEWED.set(false);
        let now = ic_cdk::api::time();
        if TURN.get().is_some_and(|(at, _)| at + TURNS_AGAIN < now) {
            TURN.set(None);
        }
        forget_timed();
        keep_turned();
        roll();
        // Should a message that worked on the index have failed, this goes on with it.
        IS_TENDED.set(false);
        keep_tended(Duration::ZERO);
    });
}

/// Moves the dates of a few series on; goes on in another message while more are due.
fn roll() {
    if CANISTER.with_borrow(Canister::is_restoring) {
        return;
    }
    ran(Work::Dates);
    let more = CANISTER.with_borrow_mut(|canister| canister.roll(ic_cdk::api::time(), ROLLED));
    certify();
    if more {
        ic_cdk_timers::set_timer(Duration::ZERO, async { roll() });
    }
}

/// Sees to it that the work on the index of the search is done, a bounded part in each message.
fn keep_tended(after: Duration) {
    if IS_TENDED.get() || !CANISTER.with_borrow(Canister::is_index_untended) {
        return;
    }
    IS_TENDED.set(true);
    ic_cdk_timers::set_timer(after, async {
        IS_TENDED.set(false);
        ran(Work::Index);
        CANISTER.with_borrow_mut(Canister::tend_index);
        keep_tended(TEND_AGAIN);
    });
}

/// Does one operation and replies.
pub fn update<T: Argument>(operation: impl FnOnce(T) -> Operation) {
    let run = |canister: &mut Canister, caller: &Caller, now, arguments: &[u8]| {
        canister.execute(caller, now, operation(wire::decode_tidied(arguments)?))
    };
    send(&WriteReply::from(write(run)));
}

/// Does many operations, all or none, and replies.
pub fn batch() {
    let run = |canister: &mut Canister, caller: &Caller, now, arguments: &[u8]| {
        let batch: ApplyBatch = wire::decode_tidied(arguments)?;
        canister.execute_batch(caller, now, batch)
    };
    send(&BatchReply::from(write(run)));
}

/// Brings in blocks of a backup, and replies. Everything may be another afterwards, so what is
/// certified is made anew.
pub fn restore() {
    let (caller, arguments) = (caller(), ic_cdk::api::msg_arg_data());
    let restored = wire::decode(&arguments).and_then(|argument| {
        CANISTER.with_borrow_mut(|canister| {
            let restored = canister.restore_blocks(&caller, argument, DefaultMemoryImpl::default());
            canister.take_written();
            CERTIFIED.set(Certified::new(tip(canister)));
            restored
        })
    });
    CANISTER.with_borrow_mut(|canister| {
        canister.charge_work(&caller, ic_cdk::api::time(), cost(arguments.len()));
    });
    CERTIFIED.with_borrow(set_certified_data);
    if let Ok(blocks) = &restored {
        ic_cdk::api::debug_print(format!("restored {blocks} blocks"));
    }
    if restored.is_ok() && !CANISTER.with_borrow(Canister::is_restoring) {
        ic_cdk_timers::set_timer(Duration::ZERO, async { roll() });
    }
    send(&RestoreReply::from(restored));
}

/// Cycles that the running message has cost so far, with an argument of so many bytes.
fn cost(bytes: usize) -> u64 {
    MESSAGE + MESSAGE_BYTE * bytes as u64 + ic_cdk::api::performance_counter(0)
}

/// Runs an update for a caller who has an identity: an anonymous one is refused before anything
/// is decoded.
fn write<T, E: From<Error> + Refused>(
    run: impl FnOnce(&mut Canister, &Caller, Nanos, &[u8]) -> Result<T, E>,
) -> Result<T, E> {
    let caller = caller();
    if caller.principal == Principal::anonymous() {
        CANISTER.with_borrow(|c| c.watch().refused(&Error::anonymous_caller, 0));
        return Err(Error::anonymous_caller.into());
    }
    let (now, arguments) = (ic_cdk::api::time(), ic_cdk::api::msg_arg_data());
    let written = CANISTER.with_borrow_mut(|canister| run(canister, &caller, now, &arguments));
    certify();
    CANISTER.with_borrow_mut(|canister| canister.charge_work(&caller, now, cost(arguments.len())));
    keep_tended(Duration::ZERO);
    if let Err(refused) = &written
        && CANISTER.with_borrow(|c| c.watch().refused(refused, now))
    {
        ic_cdk::api::debug_print("a budget is used up: a message was refused");
    }
    written
}

/// Answers a question and replies.
pub fn query<T, A, R>(answer: impl FnOnce(&View<'_>, T) -> Result<A, Error>)
where
    T: Argument,
    R: CandidType + From<Result<A, Error>> + 'static,
{
    let question = wire::decode(&ic_cdk::api::msg_arg_data());
    let answer = question.and_then(|question| view(|view| answer(view, question)));
    send(&R::from(answer));
}

/// What a message asks the canister to do.
#[cfg(feature = "inspect")]
pub enum Door<'a> {
    /// An update with an argument of so many bytes.
    Update(usize),
    /// A page, by the encoded request.
    Page(&'a [u8]),
    /// The words of a call.
    Consent,
}

/// Whether what its caller may do is not used up.
#[cfg(feature = "inspect")]
pub fn is_open(door: Door<'_>) -> bool {
    let (caller, now) = (caller(), ic_cdk::api::time());
    match door {
        Door::Update(bytes) => CANISTER.with_borrow(|c| c.may_send(&caller, now, bytes)),
        Door::Page(request) => wire::decode(request).is_ok_and(|request: HttpRequest| {
            CANISTER.with_borrow(|registry| {
                CERTIFIED.with_borrow(|c| http::admits(c, registry, now, &request))
            })
        }),
        Door::Consent => {
            CONSENT.with_borrow(|budget| budget.allows(now))
                || CANISTER.with_borrow(|c| c.has_office(&caller, now))
        }
    }
}

/// Tells what a call would do, and replies. An anonymous caller may ask.
pub fn consent() {
    let (caller, now) = (caller(), ic_cdk::api::time());
    if CANISTER.with_borrow(|c| c.has_office(&caller, now)) {
        return answer_consent();
    }
    match CONSENT.with_borrow(|budget| budget.allows(now)) {
        true => answer_consent(),
        false => ic_cdk::api::msg_reject("too many messages were asked for; try again tomorrow"),
    }
    let cost = cost(ic_cdk::api::msg_arg_data().len());
    CONSENT.with_borrow_mut(|budget| budget.charge(now, cost));
}

fn answer_consent() {
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

/// Answers a question by a standard whose reply has no place for errors: an argument that cannot
/// be read is rejected.
pub fn standard<T: Argument, R: CandidType + 'static>(answer: impl FnOnce(&View<'_>, T) -> R) {
    match wire::decode(&ic_cdk::api::msg_arg_data()) {
        Ok(question) => send(&view(|view| answer(view, question))),
        Err(error) => ic_cdk::api::msg_reject(error.message()),
    }
}

/// Answers an HTTP request; a query.
pub fn http_query() {
    let certificate = ic_cdk::api::data_certificate();
    standard(|view, request: HttpRequest| {
        CERTIFIED.with_borrow(|certified| {
            let place = Place {
                host: &view.host,
                now: view.now,
            };
            http::query(
                certified,
                view.registry,
                &place,
                certificate.as_deref(),
                &request,
            )
        })
    });
}

/// Answers an HTTP request, and certifies the answer; an update.
pub fn http_update() {
    standard(|view, request: HttpRequest| {
        CERTIFIED.with_borrow_mut(|certified| {
            let place = Place {
                host: &view.host,
                now: view.now,
            };
            let response = http::update(certified, view.registry, &place, &request);
            // The message itself was charged with the answer.
            let cost = cost(ic_cdk::api::msg_arg_data().len()) - MESSAGE;
            certified.charge_work(view.now, cost);
            set_certified_data(certified);
            response
        })
    });
    keep_turned();
}

/// The network's signature on the end of the log; None in an update, and before the first block.
pub fn tip_certificate() -> Option<DataCertificate> {
    let certificate = ic_cdk::api::data_certificate()?;
    CANISTER.with_borrow(tip)?;
    let witness = CERTIFIED.with_borrow(Certified::tip_witness);
    Some(DataCertificate::new(certificate, &witness))
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
            /// The names of these methods.
            pub const METHODS: &[&str] = &[$(stringify!($name)),*];
            /// What these methods take.
            pub const SIGNATURES: &[interface::Signature] = &[$($(interface::Signature {
                method: stringify!($name),
                argument: stringify!($arg),
                definition: interface::definition::<$arg>,
            },)?)*];
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
