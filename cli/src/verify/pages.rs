//! The pages that the canister serves over HTTP, beside what follows from its log.

use anyhow::{Result, anyhow, bail};
use ic_http_certification::{HttpRequest as Asked, HttpResponse as Answered, Method, StatusCode};
use ic_response_verification::verify_request_response_pair;
use ic_stable_structures::Memory;
use serde_bytes::ByteBuf;
use workgroups::domain::{Kind, Nanos, Ref, has_stand_in};
use workgroups::http::{HttpRequest, HttpResponse};
use workgroups::registry::Registry;
use workgroups::site::{self, Place};

use crate::verify::Subject;
use crate::verify::download::{Source, ask};

/// How old a certificate may be, in nanoseconds.
const FRESH: u128 = 300_000_000_000;

/// How many pages were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub compared: u64,
    /// Of these, how many the network has signed at the moment.
    pub certified: u64,
}

/// Compares the pages of the lists and of each group, meeting and report. One that is made from
/// the clock too is passed over: it may change between two looks.
///
/// # Errors
/// The first page that differs, or whose signature does not hold.
pub fn check<M: Memory>(
    source: &mut Source<'_>,
    subject: &Subject,
    registry: &Registry<M>,
) -> Result<Seen> {
    let host = format!("{}.icp0.io", subject.canister);
    let place = Place {
        host: &host,
        now: Nanos::try_from(subject.now).unwrap_or(Nanos::MAX),
    };
    let mut seen = Seen::default();
    for path in addresses(registry) {
        let request = HttpRequest {
            method: "GET".into(),
            url: path.clone(),
            headers: Vec::new(),
            body: ByteBuf::new(),
            certificate_version: Some(2),
        };
        let response: HttpResponse = ask(source, "http_request", &request)?;
        if response.upgrade != Some(true) {
            proven(subject, &path, &response)?;
            seen.certified += 1;
        }
        let follows = site::answer(registry, &place, &path, &[]);
        if follows.timed {
            continue;
        }
        if (response.status_code, &response.body[..]) != (follows.status, &follows.body[..]) {
            // What stands for a text in the log is another text on the page.
            if has_stand_in(&String::from_utf8_lossy(&follows.body)) {
                continue;
            }
            bail!("the page {path} is not what follows from the log");
        }
        seen.compared += 1;
    }
    Ok(seen)
}

fn addresses<M: Memory>(registry: &Registry<M>) -> Vec<String> {
    let lists = ["groups", "people", "meetings", "reports"];
    let mut all: Vec<String> = lists.iter().map(|list| format!("/{list}.json")).collect();
    let store = registry.store();
    let groups = (1..=store.made(Kind::group)).filter_map(|id| registry.get_group(&Ref::id(id)));
    all.extend(groups.map(|g| format!("/groups/{}.json", g.details.slug)));
    let meetings = 1..=store.made(Kind::meeting);
    let meetings = meetings.filter_map(|id| registry.get_meeting(&Ref::id(id)));
    all.extend(meetings.flat_map(|m| both("meetings", &m.details.slug)));
    let reports = 1..=store.made(Kind::report);
    let reports = reports.filter_map(|id| registry.get_report(&Ref::id(id)));
    all.extend(reports.flat_map(|r| both("reports", &r.details.slug)));
    all
}

fn both(list: &str, slug: &str) -> [String; 2] {
    ["json", "md"].map(|form| format!("/{list}/{slug}.{form}"))
}

fn proven(subject: &Subject, path: &str, response: &HttpResponse) -> Result<()> {
    let asked = Asked::builder()
        .with_method(Method::GET)
        .with_url(path)
        .build();
    let answered = Answered::builder()
        .with_status_code(StatusCode::from_u16(response.status_code)?)
        .with_headers(response.headers.clone())
        .with_body(response.body.to_vec())
        .build();
    let verified = verify_request_response_pair(
        asked,
        answered,
        subject.canister.as_slice(),
        subject.now,
        FRESH,
        &subject.root_key,
        2,
    );
    match verified {
        Ok(_) => Ok(()),
        Err(error) => Err(anyhow!(
            "the signature of the page {path} does not hold: {error}"
        )),
    }
}
