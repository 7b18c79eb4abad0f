//! A gateway that is lied to: between it and the network stands a proxy that changes one bit of
//! what canisters answer to HTTP requests. What it serves nevertheless, nobody has verified.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use candid::types::value::{IDLField, IDLValue};
use candid::{IDLArgs, idl_hash};
use pocket_ic::common::rest::{CreateHttpGatewayResponse, HttpGatewayBackend, HttpGatewayConfig};
use serde_cbor::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What the proxy changes in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The lowest bit of the body's byte at this position.
    Body(usize),
    /// The lowest bit of the first letter or digit in the value of the header with this name.
    Header(String),
    /// The lowest bit of the status.
    Status,
}

/// A gateway behind a proxy. Both end with this value.
#[derive(Debug)]
pub struct Tampered {
    gateway: String,
    proxy: Arc<Proxy>,
    _stop: oneshot::Sender<()>,
}

#[derive(Debug)]
struct Proxy {
    network: String,
    client: reqwest::Client,
    change: Mutex<Option<Change>>,
    changed: AtomicUsize,
}

impl Tampered {
    /// Starts a proxy to a network, and at the server a gateway to the proxy. `network` is an
    /// address that takes requests of agents; `server` is that of the PocketIC server.
    pub fn start(server: &str, network: &str) -> Self {
        let proxy = Arc::new(Proxy {
            network: network.trim_end_matches('/').to_owned(),
            client: reqwest::Client::new(),
            change: Mutex::new(None),
            changed: AtomicUsize::new(0),
        });
        let (stop, stopped) = oneshot::channel();
        let (started, gateway) = mpsc::channel();
        let (server, served) = (server.to_owned(), Arc::clone(&proxy));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be built");
            runtime.block_on(async {
                let listener = TcpListener::bind(("127.0.0.1", 0))
                    .await
                    .expect("there is a free port");
                let address = listener.local_addr().expect("the listener has an address");
                let routes = Router::new().fallback(pass_on).with_state(served);
                tokio::spawn(async move { axum::serve(listener, routes).await });
                let gateway = gateway_to(&server, &format!("http://{address}/")).await;
                // Nobody listens any more if the test has failed in the meantime.
                drop(started.send(gateway));
                drop(stopped.await);
            });
        });
        let gateway = gateway.recv().expect("the proxy and its gateway start");
        Self {
            gateway,
            proxy,
            _stop: stop,
        }
    }

    /// Where the gateway listens, without a slash at the end.
    pub fn gateway(&self) -> &str {
        &self.gateway
    }

    /// From now on every answer is changed so, or passed as it is.
    pub fn change(&self, change: Option<Change>) {
        *self.proxy.lock() = change;
    }

    /// How many answers have been changed. A change of what an answer has not changes nothing.
    pub fn changed(&self) -> usize {
        self.proxy.changed.load(Ordering::SeqCst)
    }
}

impl Proxy {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Change>> {
        self.change.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts a gateway at a PocketIC server. It ends with the server.
async fn gateway_to(server: &str, network: &str) -> String {
    let config = HttpGatewayConfig {
        ip_addr: None,
        port: None,
        forward_to: HttpGatewayBackend::Replica(network.to_owned()),
        domains: None,
        https_config: None,
        domain_custom_provider_local_file: None,
    };
    let answer = reqwest::Client::new()
        .post(format!("{}/http_gateway", server.trim_end_matches('/')))
        .header(header::CONTENT_TYPE, "application/json")
        .body(serde_json::to_vec(&config).expect("a configuration is JSON"))
        .send()
        .await
        .expect("the server answers")
        .bytes()
        .await
        .expect("the answer arrives");
    match serde_json::from_slice(&answer).expect("the answer is what PocketIC's is") {
        CreateHttpGatewayResponse::Created(info) => format!("http://127.0.0.1:{}", info.port),
        CreateHttpGatewayResponse::Error { message } => panic!("no gateway: {message}"),
    }
}

async fn pass_on(
    State(proxy): State<Arc<Proxy>>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    let request = proxy
        .client
        .request(method, format!("{}{uri}", proxy.network))
        .header(header::CONTENT_TYPE, "application/cbor")
        .body(body);
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(e) => return (StatusCode::BAD_GATEWAY, e.to_string()).into_response(),
    };
    let status = answer.status();
    let mut bytes = match answer.bytes().await {
        Ok(bytes) => bytes.to_vec(),
        Err(e) => return (StatusCode::BAD_GATEWAY, e.to_string()).into_response(),
    };
    let change = proxy.lock().clone();
    if uri.path().ends_with("/query")
        && let Some(change) = change
        && let Some(changed) = reply_with(&bytes, &change)
    {
        bytes = changed;
        proxy.changed.fetch_add(1, Ordering::SeqCst);
    }
    (status, [(header::CONTENT_TYPE, "application/cbor")], bytes).into_response()
}

/// A reply to a query with a change in its argument; nothing if it has none that can be changed.
fn reply_with(reply: &[u8], change: &Change) -> Option<Vec<u8>> {
    let mut reply: Value = serde_cbor::from_slice(reply).ok()?;
    let Value::Bytes(arg) = entry(entry(&mut reply, "reply")?, "arg")? else {
        return None;
    };
    *arg = answer_with(arg, change)?;
    serde_cbor::to_vec(&reply).ok()
}

fn entry<'a>(value: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    match value {
        Value::Map(map) => map.get_mut(&Value::Text(name.to_owned())),
        _ => None,
    }
}

/// A canister's answer to an HTTP request, in Candid, with a change.
fn answer_with(arg: &[u8], change: &Change) -> Option<Vec<u8>> {
    let mut args = IDLArgs::from_bytes(arg).ok()?;
    let IDLValue::Record(answer) = args.args.first_mut()? else {
        return None;
    };
    match change {
        Change::Body(position) => flip_byte(field(answer, "body")?, *position)?,
        Change::Header(name) => flip_header(field(answer, "headers")?, name)?,
        Change::Status => match field(answer, "status_code")? {
            IDLValue::Nat16(status) => *status ^= 1,
            _ => return None,
        },
    }
    args.to_bytes().ok()
}

fn field<'a>(record: &'a mut [IDLField], name: &str) -> Option<&'a mut IDLValue> {
    record
        .iter_mut()
        .find(|field| field.id.get_id() == idl_hash(name))
        .map(|field| &mut field.val)
}

fn flip_byte(bytes: &mut IDLValue, position: usize) -> Option<()> {
    match bytes {
        IDLValue::Blob(bytes) => *bytes.get_mut(position)? ^= 1,
        IDLValue::Vec(bytes) => match bytes.get_mut(position)? {
            IDLValue::Nat8(byte) => *byte ^= 1,
            _ => return None,
        },
        _ => return None,
    }
    Some(())
}

fn flip_header(headers: &mut IDLValue, name: &str) -> Option<()> {
    let IDLValue::Vec(headers) = headers else {
        return None;
    };
    headers.iter_mut().find_map(|pair| {
        let IDLValue::Record(pair) = pair else {
            return None;
        };
        let [
            IDLField {
                val: IDLValue::Text(told),
                ..
            },
            IDLField {
                val: IDLValue::Text(value),
                ..
            },
        ] = pair.as_mut_slice()
        else {
            return None;
        };
        if !told.eq_ignore_ascii_case(name) {
            return None;
        }
        let at = value.find(|c: char| c.is_ascii_alphanumeric())?;
        let flipped = char::from(value.as_bytes()[at] ^ 1);
        value.replace_range(at..=at, flipped.encode_utf8(&mut [0; 4]));
        Some(())
    })
}
