//! Requests that ask for more than an address: versions, other methods, what is not there, and
//! what nobody should send.

use serde_bytes::ByteBuf;
use workgroups::http::HttpRequest;

use crate::http::client::{Site, get, header};

#[test]
fn who_has_a_version_is_told_that_it_is_the_newest() {
    let site = Site::new();
    for url in ["/groups.json", "/calendar.ics?cancelled=1"] {
        let full = site.ask(&get(url));
        let version = header(&full, "etag").unwrap().to_owned();
        let mut again = get(url);
        again
            .headers
            .push(("if-none-match".into(), version.clone()));
        let unchanged = site.query(&again);
        assert_eq!(
            (unchanged.status_code, unchanged.upgrade),
            (304, None),
            "{url}"
        );
        assert!(unchanged.body.is_empty());
        site.verify(&again, &unchanged).unwrap();
        // Who has no version, or another, must not be told so.
        assert!(site.verify(&get(url), &unchanged).is_err());
        let mut other = get(url);
        other
            .headers
            .push(("if-none-match".into(), "\"another\"".into()));
        assert!(site.verify(&other, &unchanged).is_err());
        assert_eq!(site.ask(&other).status_code, 200);
    }
}

#[test]
fn a_version_is_known_weakly_in_a_list_and_as_any() {
    let site = Site::new();
    for url in ["/groups.json", "/calendar.ics?cancelled=1&utm_source=x"] {
        let full = site.ask(&get(url));
        let version = header(&full, "etag").unwrap().to_owned();
        for (named, known) in [
            (format!("W/{version}"), true),
            (format!("\"x\", {version}"), true),
            (format!("W/\"x\",W/{version} "), true),
            ("*".to_owned(), true),
            (version.trim_matches('"').to_owned(), false),
            (format!("w/{version}"), false),
        ] {
            let mut again = get(url);
            again.headers.push(("If-None-Match".into(), named.clone()));
            let status = if known { 304 } else { 200 };
            // The first answer may come by an update; then a query has it, proven.
            assert_eq!(site.ask(&again).status_code, status, "{url} {named}");
            let proven = site.query(&again);
            assert_eq!(
                (proven.status_code, proven.upgrade),
                (status, None),
                "{named}"
            );
            site.verify(&again, &proven).unwrap();
        }
    }
}

#[test]
fn parameters_that_others_append_change_nothing_and_take_no_place_of_their_own() {
    let site = Site::new();
    for (plain, appended) in [
        ("/", "/?utm_source=x&fbclid=%ff"),
        ("/groups.json", "/groups.json?nocache=1"),
        ("/calendar.ics", "/calendar.ics?nocache=1"),
        ("/calendar.ics?alarm=15", "/calendar.ics?a=b&alarm=15&c"),
    ] {
        let full = site.ask(&get(plain));
        let answer = site.query(&get(appended));
        assert_eq!(
            (answer.status_code, answer.upgrade),
            (200, None),
            "{appended}"
        );
        assert_eq!(answer.body, full.body);
        site.verify(&get(appended), &answer).unwrap();
    }
}

#[test]
fn a_head_is_answered_as_a_get() {
    let site = Site::new();
    for url in ["/", "/calendar.ics", "/calendar.ics?cancelled=1"] {
        let mut head = get(url);
        head.method = "HEAD".into();
        let first = site.ask(&head);
        let again = site.ask(&head);
        assert_eq!((first.status_code, again.upgrade), (200, None), "{url}");
        assert_eq!(first.body, site.ask(&get(url)).body, "{url}");
    }
}

#[test]
fn the_parameters_of_a_calendar_are_certified_with_it() {
    let site = Site::new();
    let with = site.ask(&get("/calendar.ics?cancelled=1"));
    assert_eq!(with.status_code, 200);
    let with = site.query(&get("/calendar.ics?cancelled=1"));
    assert!(site.verify(&get("/calendar.ics"), &with).is_err());
    assert!(
        site.verify(&get("/calendar.ics?cancelled=0"), &with)
            .is_err()
    );
}

#[test]
fn that_there_is_nothing_is_proven_where_there_never_can_be_something() {
    let site = Site::new();
    for url in [
        "/wp-login.php",
        "/index.html",
        "/groups.php",
        "/a/b/c",
        "/x/",
        "/zzz",
        "/-",
    ] {
        let response = site.query(&get(url));
        assert_eq!(
            (response.status_code, response.upgrade),
            (404, None),
            "{url}"
        );
        site.verify(&get(url), &response).unwrap();
    }
}

#[test]
fn nobody_can_prove_that_an_address_is_empty_that_is_not() {
    let site = Site::new();
    let nothing = site.query(&get("/wp-login.php"));
    for url in [
        "/",
        "/groups.json",
        "/groups/ledger-tokenization.json",
        "/calendar.ics",
        "/log.md",
    ] {
        assert!(site.verify(&get(url), &nothing).is_err(), "{url}");
        // Not even after it was certified and asked for.
        site.ask(&get(url));
        assert!(site.verify(&get(url), &nothing).is_err(), "{url}");
    }
}

#[test]
fn requests_that_nobody_should_send_get_a_status() {
    let site = Site::new();
    let of = |method: &str, url: &str| HttpRequest {
        method: method.into(),
        ..get(url)
    };
    let long = format!("/groups/{}.json", "x".repeat(1_500));
    let cases = [
        (of("POST", "/"), 405),
        (of("DELETE", "/groups.json"), 405),
        (of("", "/"), 405),
        (get("/groups.json?x=1"), 200),
        (get("/?fbclid=x&utm_source=%ff"), 200),
        (get("/calendar.ics?nocache=1"), 200),
        (get("/calendar.ics?cancelled=maybe"), 400),
        (get("/calendar.ics?alarm=99999999999999999999"), 400),
        (get("/calendar.ics?cancelled=1&cancelled=1"), 400),
        (get("/groups/%2e%2e/%2e%2e/etc"), 404),
        (get("/groups/../groups.json"), 404),
        (get("/groups/%00"), 400),
        (get("/groups/%ff%fe.json"), 400),
        (get("//groups.json"), 400),
        (get("groups.json"), 400),
        (get(""), 400),
        (get("/groups/after/zz.json"), 404),
        (get("/groups?after=zz"), 404),
        (get("/groups?state=active&state=active"), 400),
        (get("/search?q=a%2Fb"), 200),
        (get(&format!("/search?q={}", "x".repeat(300))), 400),
        (get("/calendar/0.ics"), 404),
        (get("/calendar/4294967296.ics"), 404),
        (get(&long), 404),
        (get(&format!("/{}", "x".repeat(10_000))), 414),
        (
            HttpRequest {
                headers: vec![("cookie".into(), "x".repeat(33_000))],
                ..get("/")
            },
            431,
        ),
        (
            HttpRequest {
                body: ByteBuf::from(vec![0; 1_000]),
                ..get("/")
            },
            400,
        ),
    ];
    for (request, status) in cases {
        let response = site.ask(&request);
        let what = format!("{} {:.60}", request.method, request.url);
        assert_eq!(response.status_code, status, "{what}");
        assert!(status == 200 || response.body.len() < 10_000, "{what}");
        // It cannot be certified, or was asked for by an update: in any case nothing has broken.
        assert_eq!(site.ask(&request).status_code, status, "{what}");
    }
}

#[test]
fn a_gateway_that_does_not_know_this_certification_is_answered_by_an_update() {
    let site = Site::new();
    site.ask(&get("/groups.json"));
    for version in [None, Some(0), Some(1)] {
        let old = HttpRequest {
            certificate_version: version,
            ..get("/groups.json")
        };
        assert_eq!(site.query(&old).upgrade, Some(true));
    }
}

#[test]
fn bytes_that_are_no_request_are_rejected() {
    let site = Site::new();
    let anybody = candid::Principal::anonymous();
    for bytes in [
        &b""[..],
        b"nonsense",
        b"DIDL\x01\x6d\x7f\x01\x00\x80\x80\x80\x80\x01",
    ] {
        let (network, canister) = (&site.network, site.canister);
        let query = network.query_call(canister, anybody, "http_request", bytes.to_vec());
        let update = network.update_call(canister, anybody, "http_request_update", bytes.to_vec());
        for answer in [query, update] {
            let rejection = answer.unwrap_err().to_string();
            assert!(!rejection.contains("trapped"), "{rejection}");
        }
    }
}

#[test]
fn a_gateway_s_raw_domain_leads_to_the_one_that_verifies() {
    let site = Site::new();
    let mut raw = get("/groups?state=active");
    raw.headers = vec![("host".into(), "aaaaa-aa.raw.icp0.io".into())];
    for response in [site.query(&raw), site.update(&raw)] {
        assert_eq!((response.status_code, response.upgrade), (308, None));
        let address = "https://aaaaa-aa.icp0.io/groups?state=active";
        assert_eq!(header(&response, "location"), Some(address));
    }
}
