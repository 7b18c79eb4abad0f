//! Requests to canisters (HTTP gateway protocol): asked through an agent, answered with what
//! verifies against the network's root key.

use super::body;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, Response as HttpResponse, StatusCode, header};
use axum::response::{IntoResponse, Response};
use candid::Principal;
use ic_http_gateway_protocol::{
    CanisterRequest, CanisterResponse, HttpGatewayClient, HttpGatewayRequestArgs,
    HttpGatewayResponse,
};

/// What the network's gateways take; they answer `OPTIONS` by themselves.
const METHODS: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::PATCH,
];

/// Headers about one connection, which a gateway does not pass on (RFC 9110, section 7.6.1).
const OF_A_CONNECTION: [HeaderName; 5] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Has a canister answer a request that came for this authority (host and port).
pub async fn serve(
    client: &HttpGatewayClient,
    canister_id: Principal,
    authority: &str,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if !METHODS.contains(&parts.method) {
        return method_not_allowed(&parts.method);
    }
    // A request with the host in its address may lack the header, and canisters expect it.
    if !parts.headers.contains_key(header::HOST)
        && let Ok(host) = HeaderValue::from_str(authority)
    {
        parts.headers.insert(header::HOST, host);
    }
    let body = match body::read(body).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let method = parts.method.clone();
    let canister_request = CanisterRequest::from_parts(parts, body);
    let args = HttpGatewayRequestArgs {
        canister_request,
        canister_id,
    };
    answer(&method, client.request(args).send().await)
}

fn method_not_allowed(method: &Method) -> Response {
    let allowed = METHODS.each_ref().map(Method::as_str).join(", ");
    let message = format!("localnet's gateway: {method} is not one of {allowed}\n");
    let headers = [(header::ALLOW, allowed)];
    (StatusCode::METHOD_NOT_ALLOWED, headers, message).into_response()
}

/// The canister's answer, or why it is not passed on.
fn answer(method: &Method, response: HttpGatewayResponse) -> Response {
    let HttpGatewayResponse {
        canister_response,
        metadata,
    } = response;
    if metadata.internal_error.is_some() {
        return failed(canister_response);
    }
    // The crate verifies a body that is streamed by callbacks up to its fourth part, and lets
    // longer ones through as they are.
    if !metadata.upgraded_to_update_call && metadata.response_verification_version.is_none() {
        return bad_gateway(
            "the canister streams its body in so many parts that a gateway cannot verify it; \
             partial responses (status 206) can be verified",
        );
    }
    pass_on(method, canister_response)
}

/// The gateway's own answer, which says in plain text what failed.
fn failed(mut response: CanisterResponse) -> Response {
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response.map(Body::new)
}

fn pass_on(method: &Method, response: CanisterResponse) -> Response {
    if response.status().is_informational() {
        return bad_gateway("the canister's status is an interim one, below 200");
    }
    if !length_is_right(method, &response) {
        return bad_gateway("the canister's Content-Length is not the length of its body");
    }
    let mut response: HttpResponse<Body> = response.map(Body::new);
    for name in &OF_A_CONNECTION {
        response.headers_mut().remove(name);
    }
    response
}

/// A length that is not the body's would break the connection. That of an answer to `HEAD` tells
/// of a body that is not there.
fn length_is_right(method: &Method, response: &CanisterResponse) -> bool {
    let Some(actual) = response.body().size_hint().exact() else {
        return true;
    };
    let bodiless =
        actual == 0 && (*method == Method::HEAD || response.status() == StatusCode::NOT_MODIFIED);
    bodiless
        || response
            .headers()
            .get_all(header::CONTENT_LENGTH)
            .iter()
            .all(|told| told.as_bytes() == actual.to_string().as_bytes())
}

fn bad_gateway(why: &'static str) -> Response {
    (
        StatusCode::BAD_GATEWAY,
        format!("localnet's gateway: {why}\n"),
    )
        .into_response()
}
