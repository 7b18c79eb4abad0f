//! The HTTP interface of the canister, by the HTTP gateway protocol of the Internet Computer:
//! requests, responses, and the certification (version 2) by which a gateway tells that a node has
//! not altered them.
//!
//! An answer is certified when it is first asked for, by an update call that the gateway makes for
//! it (`upgrade`), and from then on served by queries. Whatever changes what it was made from
//! takes its certification away in the same message. So an edit pays for what it makes stale, an
//! upgrade for nothing, and no answer is ever served that is not what the records say. What a
//! reader has waited for lately is made again by a timer when it became stale, so that the next one
//! does not wait.

mod certified;
mod piece;
mod request;
mod response;

use candid::{CandidType, Deserialize};
use ic_certification::HashTree;
use ic_http_certification::utils::add_v2_certificate_header;
use ic_stable_structures::Memory;
use serde_bytes::ByteBuf;

use crate::base::budget::MESSAGE;
use crate::domain::{BODY_BYTES, Nanos};
use crate::registry::Registry;
use crate::site::{self, Place};
use certified::Made;
use certified::proof::Proof;
pub use certified::{Certified, PAGES_PER_DAY, Purse, RENEWAL_PER_DAY};
use request::Asked;
use response::Response;

/// A request that a gateway passes on.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct HttpRequest {
    pub method: String,
    /// The path and the query.
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: ByteBuf,
    /// The newest certification that the gateway knows.
    pub certificate_version: Option<u16>,
}

/// The answer to a request.
#[derive(CandidType, Deserialize, Clone, Debug)]
pub struct HttpResponse {
    pub status_code: u16,
    pub headers: Vec<(String, String)>,
    pub body: ByteBuf,
    /// The gateway is to ask again by `http_request_update`, because this answer is not certified.
    pub upgrade: Option<bool>,
}

const DAY: Nanos = 86_400_000_000_000;
/// The certification that this canister has.
const CERTIFICATE_VERSION: u16 = 2;

/// An answer to a query: with its proof, or to be asked for by an update.
pub fn query<M: Memory>(
    certified: &Certified,
    registry: &Registry<M>,
    place: &Place<'_>,
    certificate: Option<&[u8]>,
    request: &HttpRequest,
) -> HttpResponse {
    if let Some(address) = request::verified_address(request) {
        return plain(Response::moved(&address), None);
    }
    let knows = request.certificate_version >= Some(CERTIFICATE_VERSION);
    let (response, proof) = match request::read(request) {
        Ok(asked) => respond(certified, registry, place, &asked),
        Err(refused) => (refused, None),
    };
    match (certificate, proof) {
        (Some(certificate), Some(proof)) if knows => {
            let witness = certified.witness(&proof);
            proven(response, certificate, &witness, &proof)
        }
        // In a replicated query there is no certificate to be had, and no need of one.
        (None, _) => plain(response, None),
        _ => plain(response, Some(true)),
    }
}

fn respond<M: Memory>(
    certified: &Certified,
    registry: &Registry<M>,
    place: &Place<'_>,
    asked: &Asked,
) -> (Response, Option<Proof>) {
    if !site::may_exist(&asked.path) {
        return (certified::proof::missing(), Some(Proof::of_missing(asked)));
    }
    let answer = site::answer(registry, place, &asked.path, &asked.query);
    let response = Response::whole(answer).to(asked);
    let proof = Proof::new(asked, &response).filter(|proof| certified.holds(proof));
    (response, proof)
}

/// An answer to an update, which certifies it for the queries to come.
pub fn update<M: Memory>(
    certified: &mut Certified,
    registry: &Registry<M>,
    place: &Place<'_>,
    request: &HttpRequest,
) -> HttpResponse {
    if let Some(address) = request::verified_address(request) {
        certified.charge(place.now, Purse::Others, MESSAGE);
        return plain(Response::moved(&address), None);
    }
    let asked = match request::read(request) {
        Ok(asked) => asked,
        Err(refused) => {
            certified.charge(place.now, Purse::Others, MESSAGE);
            return plain(refused, None);
        }
    };
    if !site::may_exist(&asked.path) {
        certified.charge(place.now, Purse::Others, MESSAGE);
        return plain(certified::proof::missing(), None);
    }
    let purse = certified.purse(&asked, site::names_nothing(registry, &asked.path));
    if !is_admitted(certified, registry, place.now, purse, &asked.path) {
        let text = "Too many pages are asked for. Try again in a minute, or tomorrow.";
        return plain(Response::refusal(503, text), None);
    }
    certified.charge(place.now, purse, MESSAGE);
    let waited_at = Some(place.now);
    let (whole, made) = make(registry, place, &asked, waited_at);
    match whole.status {
        // It was made, and found too large.
        500 => certified.was_long(&asked.path, BODY_BYTES),
        _ if whole.is_long() => certified.was_long(&asked.path, whole.body.len()),
        _ => {}
    }
    let response = whole.to(&asked);
    if let Some(mut made) = made {
        // A version can be named in many words; those that were sent last are certified too.
        let named = (response.status == 304).then(|| Proof::new(&asked, &response));
        made.proofs.extend(named.flatten());
        certified.certify(&asked, made);
    }
    plain(response, None)
}

/// Makes an answer, with what there is to certify of it. One with a long body is made for readers
/// alone.
fn make<M: Memory>(
    registry: &Registry<M>,
    place: &Place<'_>,
    asked: &Asked,
    waited_at: Option<Nanos>,
) -> (Response, Option<Made>) {
    let answer = || site::answer(registry, place, &asked.path, &asked.query);
    let (answer, mut marks) = registry.store().traced(answer);
    if answer.immutable {
        // A file is the same for as long as the code is, whatever was looked at on the way to it.
        marks.clear();
    }
    // A page of which nobody has said when it turns is made again with the day.
    let next_day = (place.now / DAY + 1) * DAY;
    let turn = registry.store().turn().unwrap_or(next_day);
    let turns_at = answer.timed.then_some(turn);
    let whole = Response::whole(answer);
    let made = Proof::all(asked, &whole).map(|proofs| Made {
        status: whole.status,
        proofs,
        marks,
        turns_at,
        waited_at: waited_at.filter(|_| !whole.is_long()),
    });
    (whole, made)
}

/// Certifies the files that pages load, so that nobody waits for them after an upgrade, nor takes
/// of what first answers may cost.
pub fn certify_files<M: Memory>(
    certified: &mut Certified,
    registry: &Registry<M>,
    place: &Place<'_>,
) {
    for path in site::files() {
        let asked = Asked::get(&path);
        if let (_, Some(made)) = make(registry, place, &asked, None) {
            certified.certify(&asked, made);
        }
    }
}

/// Makes one stale answer again, so that nobody waits for it. False when there is none, or nothing
/// more may be spent.
pub fn renew<M: Memory>(
    certified: &mut Certified,
    registry: &Registry<M>,
    place: &Place<'_>,
) -> bool {
    let Some((asked, waited_at)) = certified.next_stale(place.now) else {
        return false;
    };
    let (_, made) = make(registry, place, &asked, Some(waited_at));
    if let Some(made) = made.filter(|made| made.status == 200) {
        certified.certify(&asked, made);
    }
    true
}

/// Whether an update for a request would be answered: asked before anybody pays for it.
pub fn admits<M: Memory>(
    certified: &Certified,
    registry: &Registry<M>,
    now: Nanos,
    request: &HttpRequest,
) -> bool {
    let Ok(asked) = request::read(request) else {
        return is_admitted(certified, registry, now, Purse::Others, "");
    };
    let is_made_up = site::names_nothing(registry, &asked.path);
    let purse = certified.purse(&asked, is_made_up);
    is_admitted(certified, registry, now, purse, &asked.path)
}

/// Whether an answer may be made: something is left of its purse, and what anybody can make up is
/// not shut out by the admins.
fn is_admitted<M: Memory>(
    certified: &Certified,
    registry: &Registry<M>,
    now: Nanos,
    purse: Purse,
    path: &str,
) -> bool {
    let is_shut = purse == Purse::Others && registry.are_doors_shut();
    !is_shut && certified.admits(now, purse, path)
}

fn plain(response: Response, upgrade: Option<bool>) -> HttpResponse {
    HttpResponse {
        status_code: response.status,
        headers: response.headers,
        body: ByteBuf::from(response.body),
        upgrade,
    }
}

/// A response with the headers by which a gateway verifies it.
fn proven(
    response: Response,
    certificate: &[u8],
    witness: &HashTree,
    proof: &Proof,
) -> HttpResponse {
    let mut certified = response.to_certify(&proof.expression);
    add_v2_certificate_header(certificate, &mut certified, witness, &proof.expr_path());
    HttpResponse {
        status_code: response.status,
        headers: certified.headers().to_vec(),
        body: ByteBuf::from(response.body),
        upgrade: None,
    }
}
