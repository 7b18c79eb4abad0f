//! A registry with the examples in it, and a reader who verifies what its queries answer.

use std::path::Path;
use std::time::Duration;

use candid::{Decode, Encode, Principal};
use ic_http_certification::{HttpRequest as Asked, HttpResponse as Answered, Method, StatusCode};
use ic_response_verification::verify_request_response_pair;
use pocket_ic::{PocketIc, Time};
use serde_bytes::ByteBuf;
use workgroups::domain::{Operation, Written};
use workgroups::http::{HttpRequest, HttpResponse};
use workgroups::registry::ApplyBatch;
use workgroups::wire::BatchReply;

use workgroups_test_support as support;
use workgroups_test_support::host::BEGINNING;

/// A certificate is taken for five minutes.
const FRESH: u128 = 300_000_000_000;

/// A network with the canister and the examples.
pub struct Site {
    pub network: PocketIc,
    pub canister: Principal,
}

/// Who installs the canister.
pub fn admin() -> Principal {
    Principal::self_authenticating("the one who installs")
}

/// Puts the examples into a canister.
pub fn fill(network: &PocketIc, canister: Principal) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"));
    let send = &mut |method: &str, arguments: Vec<u8>| {
        network
            .update_call(canister, admin(), method, arguments)
            .map_err(|error| error.to_string())
    };
    workgroups_cli::files::load(folder, send).unwrap();
}

/// A request as a gateway of the network makes it.
pub fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: url.into(),
        headers: vec![("host".into(), "registry.example".into())],
        body: ByteBuf::new(),
        certificate_version: Some(2),
    }
}

pub fn header<'a>(response: &'a HttpResponse, wanted: &str) -> Option<&'a str> {
    let mut named = response.headers.iter().filter(|(name, _)| name == wanted);
    named.next().map(|(_, value)| value.as_str())
}

impl Site {
    pub fn new() -> Site {
        let network = support::builder()
            .with_nns_subnet()
            .with_application_subnet()
            .build();
        network.set_time(Time::from_nanos_since_unix_epoch(BEGINNING));
        network.tick();
        let canister = support::install(&network, &[admin()]);
        fill(&network, canister);
        Site { network, canister }
    }

    /// What the query answers.
    pub fn query(&self, request: &HttpRequest) -> HttpResponse {
        let bytes = Encode!(request).unwrap();
        let anybody = Principal::anonymous();
        let reply = self
            .network
            .query_call(self.canister, anybody, "http_request", bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", request.url));
        Decode!(&reply, HttpResponse).unwrap()
    }

    /// What the update answers.
    pub fn update(&self, request: &HttpRequest) -> HttpResponse {
        let bytes = Encode!(request).unwrap();
        let anybody = Principal::anonymous();
        let reply = self
            .network
            .update_call(self.canister, anybody, "http_request_update", bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", request.url));
        Decode!(&reply, HttpResponse).unwrap()
    }

    /// Whether the query's answer is certified, so that no update is asked for.
    pub fn is_certified(&self, url: &str) -> bool {
        self.query(&get(url)).upgrade.is_none()
    }

    /// Asks as a gateway does: first by a query, then by an update if that is wanted.
    pub fn ask(&self, request: &HttpRequest) -> HttpResponse {
        let response = self.query(request);
        match response.upgrade {
            Some(true) => self.update(request),
            _ => {
                self.verify(request, &response).unwrap();
                response
            }
        }
    }

    /// Checks a query's answer as a gateway does.
    pub fn verify(&self, request: &HttpRequest, response: &HttpResponse) -> Result<(), String> {
        let asked = Asked::builder()
            .with_method(Method::from_bytes(request.method.as_bytes()).unwrap())
            .with_url(&request.url)
            .with_headers(request.headers.clone())
            .with_body(request.body.to_vec())
            .build();
        let answered = Answered::builder()
            .with_status_code(StatusCode::from_u16(response.status_code).unwrap())
            .with_headers(response.headers.clone())
            .with_body(response.body.to_vec())
            .build();
        let now = self.network.get_time().as_nanos_since_unix_epoch();
        let root_key = self.network.root_key().unwrap();
        let verified = verify_request_response_pair(
            asked,
            answered,
            self.canister.as_slice(),
            now.into(),
            FRESH,
            &root_key,
            2,
        );
        let verified = verified.map_err(|error| error.to_string())?;
        let certified = verified.response.ok_or("the answer is not certified")?;
        // Everything that was sent is certified, but for the certificate itself.
        assert_eq!(certified.body, response.body.to_vec());
        assert_eq!(certified.headers.len(), response.headers.len());
        Ok(())
    }

    /// Does operations as the admin.
    pub fn does(&self, operations: Vec<Operation>) -> Vec<Written> {
        let bytes = Encode!(&ApplyBatch {
            operations,
            request_id: None,
            numbers: None
        })
        .unwrap();
        let reply = self
            .network
            .update_call(self.canister, admin(), "apply_batch", bytes)
            .unwrap();
        match Decode!(&reply, BatchReply).unwrap() {
            BatchReply::Ok(written) => written,
            BatchReply::Err(refusal) => panic!("{}", refusal.message),
        }
    }

    /// Lets time pass, and what is due be done.
    pub fn passes(&self, time: Duration) {
        self.network.advance_time(time);
        for _ in 0..20 {
            self.network.tick();
        }
    }

    pub fn upgrade(&self) {
        let nothing = candid::encode_args(()).unwrap();
        self.network
            .upgrade_canister(self.canister, support::wasm(), nothing, Some(admin()))
            .unwrap();
    }
}
