//! A reader of the pages that a canister serves through an HTTP gateway.

use candid::Principal;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::redirect::Policy;
use reqwest::{Method, Url};

/// A request for a page of a canister, to `http://<canister>.localhost:<port>`; `gateway` is any
/// address of the gateway with its port. Redirects are not followed.
pub fn ask(gateway: &str, canister: Principal, method: Method, path: &str) -> RequestBuilder {
    let gateway = Url::parse(gateway).expect("a gateway's address is a URL");
    let port = gateway.port().expect("a gateway's address has a port");
    // Not every machine resolves names below localhost.
    Client::builder()
        .redirect(Policy::none())
        .build()
        .expect("an HTTP client can be made")
        .request(method, format!("http://127.0.0.1:{port}{path}"))
        .header("host", format!("{canister}.localhost:{port}"))
}
