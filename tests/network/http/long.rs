//! Bodies that are too long for one reply: a gateway gets them in pieces, verifies each, and passes
//! on the whole.

use std::time::Duration;

use candid::{Decode, Encode, Principal};
use pocket_ic::PocketIc;
use reqwest::Method;
use workgroups::base::bytes::sha256;
use workgroups::domain::calendar::local::LocalDateTime;
use workgroups::domain::series::{Schedule, SeriesDetails};
use workgroups::domain::*;
use workgroups::http::{HttpRequest, HttpResponse};
use workgroups::registry::{ApplyBatch, AskGroupCalendar, Calendar};
use workgroups::wire::{BatchReply, CalendarReply};

use crate::http::client::{Site, admin, get, header};
use workgroups_test_support as support;
use workgroups_test_support::live::Live;
use workgroups_test_support::pages::ask;
use workgroups_test_support::records::{group, meeting};
use workgroups_test_support::tamper::{Change, Tampered};

/// What the canister sends at once.
const PIECE: usize = 1_900_000;
const CALENDAR: &str = "/groups/long/calendar.ics";
const SERIES: usize = 1_000;

/// A series whose description has 4,000 bytes.
fn series(n: usize) -> Operation {
    Operation::create_series(NewSeries {
        groups: vec![1],
        tags: Vec::new(),
        details: SeriesDetails {
            title: format!("Series {n}"),
            description: format!("{n:04}, 跨链; ").repeat(240),
            cadence: None,
            schedule: Some(Schedule {
                start: LocalDateTime::new(2020, 1, 6, (n % 24) as u8, 0),
                zone: "Europe/Zurich".into(),
                minutes: 60,
                rule: Some("FREQ=WEEKLY".into()),
            }),
            locations: Vec::new(),
            notice_hours: None,
            alternates_with: None,
        },
    })
}

fn does(network: &PocketIc, canister: Principal, operations: Vec<Operation>) {
    let bytes = Encode!(&ApplyBatch {
        operations,
        request_id: None,
        numbers: None
    })
    .unwrap();
    let reply = network.update_call(canister, admin(), "apply_batch", bytes);
    let reply = Decode!(&reply.unwrap(), BatchReply).unwrap();
    assert!(matches!(reply, BatchReply::Ok(_)), "{reply:?}");
}

/// A group whose calendar takes three replies.
fn with_long_calendar(network: PocketIc, canister: Principal) -> Site {
    does(
        &network,
        canister,
        vec![Operation::create_group(group("long"))],
    );
    let all: Vec<Operation> = (0..SERIES).map(series).collect();
    for some in all.chunks(100) {
        does(&network, canister, some.to_vec());
    }
    Site { network, canister }
}

fn ranged(url: &str, range: &str) -> HttpRequest {
    let mut request = get(url);
    request.headers.push(("range".into(), range.into()));
    request
}

fn told(response: &HttpResponse) -> Option<&str> {
    header(response, "content-range")
}

/// The calendar by the query method, piece by piece.
fn calendar(site: &Site) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let question = Encode!(&AskGroupCalendar {
            group: Ref::slug("long".into()),
            cancelled: false,
            alarm_minutes: None,
            past_days: None,
            offset: Some(whole.len() as u32),
        });
        let reply = site.network.query_call(
            site.canister,
            admin(),
            "calendar_of_group",
            question.unwrap(),
        );
        let CalendarReply::Ok(Calendar {
            ics, bytes, hash, ..
        }) = Decode!(&reply.unwrap(), CalendarReply).unwrap()
        else {
            panic!("there is a calendar");
        };
        whole.extend(ics.into_vec());
        if whole.len() == bytes as usize {
            assert_eq!(hash.unwrap().into_vec(), sha256(&[&whole]));
            return whole;
        }
    }
}

#[test]
fn a_gateway_joins_the_pieces_of_a_long_calendar_and_verifies_each() {
    let live = Live::start();
    let canister = live.install(&[admin()]);
    let gateway = live.url().to_owned();
    let site = with_long_calendar(live.network, canister);
    let expected = calendar(&site);
    assert!(expected.len() > 2 * PIECE, "{}", expected.len());

    // First by an update, then by queries alone.
    let mut version = None;
    for _ in 0..2 {
        let response = ask(&gateway, canister, Method::GET, CALENDAR).send();
        let response = response.unwrap();
        assert_eq!(response.status(), 200);
        let length = response.headers()["content-length"].clone();
        assert_eq!(length.to_str().unwrap(), expected.len().to_string());
        // The gateway leaves it in an answer that came by an update, where it means nothing.
        let is_first = version.is_none();
        assert_eq!(response.headers().contains_key("content-range"), is_first);
        version = Some(response.headers()["etag"].clone());
        let body = response.bytes().unwrap();
        assert!(body == expected, "the bytes are those of the method");
    }
    let again = ask(&gateway, canister, Method::GET, CALENDAR)
        .header("if-none-match", version.unwrap())
        .send();
    assert_eq!(again.unwrap().status(), 304);
    let head = ask(&gateway, canister, Method::HEAD, CALENDAR).send();
    assert_eq!(head.unwrap().status(), 200);

    // Each piece that is changed on the way is refused.
    let server = site.network.get_server_url();
    let tampered = Tampered::start(server.as_str(), &gateway);
    for start in (0..expected.len()).step_by(PIECE) {
        let of_piece = |change| {
            tampered.change(change);
            let mut request = ask(tampered.gateway(), canister, Method::GET, CALENDAR);
            if start > 0 {
                request = request.header("range", format!("bytes={start}-"));
            }
            request.send().unwrap()
        };
        assert!(of_piece(None).status().is_success());
        for change in [
            Change::Body(0),
            Change::Body(100_000),
            Change::Status,
            Change::Header("content-range".into()),
            Change::Header("etag".into()),
        ] {
            let response = of_piece(Some(change.clone()));
            assert!(response.status().is_server_error(), "{start} {change:?}");
        }
    }
}

#[test]
fn the_pieces_of_a_long_body_are_certified_together_and_go_together() {
    let site = empty();
    let site = with_long_calendar(site.network, site.canister);
    let expected = calendar(&site);
    let length = expected.len();
    let starts: Vec<usize> = (0..length).step_by(PIECE).collect();
    let requests: Vec<HttpRequest> = starts
        .iter()
        .map(|start| match start {
            0 => get(CALENDAR),
            start => ranged(CALENDAR, &format!("bytes={start}-")),
        })
        .collect();
    let is_certified = |request| site.query(request).upgrade.is_none();
    assert!(!requests.iter().any(is_certified));
    assert_eq!(site.ask(&get(CALENDAR)).status_code, 206);

    let mut whole = Vec::new();
    let mut answers = Vec::new();
    for request in &requests {
        let response = site.query(request);
        assert_eq!((response.status_code, response.upgrade), (206, None));
        site.verify(request, &response).unwrap();
        let end = whole.len() + response.body.len();
        let range = format!("bytes {}-{}/{length}", whole.len(), end - 1);
        assert_eq!(told(&response), Some(&range[..]));
        whole.extend_from_slice(&response.body);
        answers.push(response);
    }
    assert!(whole == expected);
    // No piece passes for another, nor for the whole.
    for (i, request) in requests.iter().enumerate() {
        for (j, answer) in answers.iter().enumerate() {
            assert_eq!(site.verify(request, answer).is_ok(), i == j, "{i} {j}");
        }
    }

    does(&site.network, site.canister, vec![series(SERIES)]);
    // One series too many for one calendar: what was certified is no longer so.
    assert!(!requests.iter().any(is_certified));
    assert_eq!(site.ask(&get(CALENDAR)).status_code, 500);
}

fn empty() -> Site {
    let network = support::builder()
        .with_nns_subnet()
        .with_application_subnet()
        .build();
    let canister = support::install(&network, &[admin()]);
    Site { network, canister }
}

/// A meeting as large as the largest limits let it be, of characters that are escaped everywhere.
fn with_largest_meeting() -> Site {
    let site = empty();
    let limits = Limits {
        text_bytes: 200_000,
        record_bytes: 1_000_000,
        ..Limits::default()
    };
    let section = Section {
        heading: "A section".into(),
        level: 1,
        speakers: Vec::new(),
        text: "\"".repeat(199_000),
    };
    let minutes = Minutes {
        sections: vec![section; 5],
        ..Minutes::default()
    };
    let operations = vec![
        Operation::set_limits(SetLimits {
            expected_revision: 1,
            limits,
        }),
        Operation::create_group(group("long")),
        Operation::create_meeting(meeting("long", &[1])),
        Operation::publish_minutes(PublishMinutes {
            id: 1,
            expected_revision: 1,
            minutes,
        }),
    ];
    does(&site.network, site.canister, operations);
    site
}

#[test]
fn the_largest_record_is_served_in_every_form() {
    let site = with_largest_meeting();
    for (url, least) in [
        ("/meetings/long", 5 * 995_000),
        ("/meetings/long.json", 2 * 995_000),
        ("/meetings/long.md", 995_000),
    ] {
        let mut request = get(url);
        // The purse of a minute holds two of these.
        site.network.advance_time(Duration::from_secs(60));
        site.network.tick();
        site.ask(&request);
        let mut length = 0;
        loop {
            let response = site.query(&request);
            assert_eq!(response.upgrade, None, "{url}");
            site.verify(&request, &response).unwrap();
            length += response.body.len();
            let end = told(&response).and_then(|range| range.rsplit('/').next());
            if end.is_none_or(|end| end == length.to_string()) {
                break;
            }
            request = ranged(url, &format!("bytes={length}-"));
        }
        assert!(length >= least, "{url}: {length}");
    }
}

/// An update on a day of its own: a long body asked for again and again is put off.
fn later(site: &Site, request: &HttpRequest) -> HttpResponse {
    site.network.advance_time(Duration::from_secs(86_400));
    site.network.tick();
    site.update(request)
}

#[test]
fn any_part_of_a_long_body_can_be_asked_for() {
    let site = with_largest_meeting();
    let url = "/meetings/long";
    let first = site.ask(&get(url));
    let told_of = told(&first).unwrap();
    let length: usize = told_of.rsplit('/').next().unwrap().parse().unwrap();
    let version = header(&first, "etag").unwrap();
    // Neither the method nor a condition without a range takes the pieces' proof away.
    let mut head = get(url);
    head.method = "HEAD".into();
    let mut conditional = get(url);
    conditional
        .headers
        .push(("if-range".into(), "\"another\"".into()));
    for request in [head, conditional, get(url)] {
        later(&site, &request);
        let response = site.query(&request);
        assert_eq!((response.status_code, response.upgrade), (206, None));
        site.verify(&request, &response).unwrap();
        assert!(site.is_certified(url));
    }
    for (range, expected) in [
        ("bytes=0-9", format!("bytes 0-9/{length}")),
        ("bytes=5-", format!("bytes 5-{}/{length}", 5 + PIECE - 1)),
        (
            "bytes=-3",
            format!("bytes {}-{}/{length}", length - 3, length - 1),
        ),
    ] {
        let mut request = ranged(url, range);
        request.headers.push(("if-range".into(), version.into()));
        // Only a gateway's own ranges are certified: this one is answered by an update.
        assert_eq!(site.query(&request).upgrade, Some(true), "{range}");
        let response = later(&site, &request);
        assert_eq!(response.status_code, 206, "{range}");
        assert_eq!(told(&response), Some(&expected[..]), "{range}");
    }
    assert_eq!(
        later(&site, &ranged(url, "bytes=0-9")).body,
        first.body[..10]
    );

    let mut of_another = ranged(url, "bytes=0-9");
    let another = ("if-range".into(), "\"another\"".into());
    of_another.headers.push(another);
    let beyond = ranged(url, &format!("bytes={length}-"));
    for request in [beyond, ranged(url, "bytes=0-1,5-6"), of_another] {
        let response = later(&site, &request);
        assert_eq!(response.status_code, 416, "{:?}", request.headers);
        assert_eq!(told(&response), Some(&format!("bytes */{length}")[..]));
    }
    // A short body comes whole, whatever part of it is asked for.
    let short = ranged("/groups/long.json", "bytes=0-9");
    site.ask(&short);
    let response = site.query(&short);
    assert_eq!((response.status_code, response.upgrade), (200, None));
    site.verify(&short, &response).unwrap();
}
