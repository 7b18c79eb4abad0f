//! A canister with a page, certified as the response verification of the network asks
//! (version 2), and a reader who asks for it.

use crate::support::{Live, user};
use candid::{Encode, Principal};
use ic_http_certification::utils::add_v2_certificate_header;
use ic_http_certification::{
    CERTIFICATE_EXPRESSION_HEADER_NAME, DefaultCelBuilder, DefaultResponseCertification,
    HttpCertification, HttpCertificationPath, HttpCertificationTree, HttpCertificationTreeEntry,
    HttpResponse, StatusCode,
};
use ic_utils::interfaces::http_request::{
    HeaderField, HttpRequestStreamingCallback, HttpResponse as CanisterResponse,
};
use reqwest::{Method, RequestBuilder, Response};

/// What the canister answers requests with. Its streams are continued with a number.
pub type Answer = CanisterResponse<u32, HttpRequestStreamingCallback<u32>>;

/// Where the page is.
pub const PATH: &str = "/minutes/42.md";
/// What it says.
pub const TEXT: &str = "We met, and we agreed.\n";

/// A live network with a canister that serves what it is told to.
pub struct Site {
    pub live: Live,
    pub canister: Principal,
}

impl Site {
    pub async fn start() -> Self {
        let live = Live::start().await;
        let canister = install(&live).await;
        Self { live, canister }
    }

    /// A site that serves [`Site::certified`].
    pub async fn with_page() -> Self {
        let site = Self::start().await;
        let page = site.certified(TEXT.as_bytes(), 200).await;
        site.answer_with(&page).await;
        site
    }

    /// A page at [`PATH`] that the canister certifies now, and nothing else.
    pub async fn certified(&self, body: &[u8], status: u16) -> Answer {
        self.certified_by(self.canister, body, status).await
    }

    /// The same, with the certificate of another canister.
    pub async fn certified_by(&self, signer: Principal, body: &[u8], status: u16) -> Answer {
        let page = bare(status, &[], body);
        self.certify(signer, vec![page]).await.remove(0)
    }

    /// Certifies these answers for requests at [`PATH`], and no others. Type and range of the
    /// content are certified with the body and the status.
    pub async fn certify(&self, signer: Principal, answers: Vec<Answer>) -> Vec<Answer> {
        let expression = DefaultCelBuilder::response_only_certification()
            .with_response_certification(DefaultResponseCertification::certified_response_headers(
                vec!["Content-Type", "Content-Range"],
            ))
            .build();
        let path = HttpCertificationPath::exact(PATH);
        let mut tree = HttpCertificationTree::default();
        let mut entries = Vec::new();
        for answer in answers {
            let response = with_headers(&answer, &expression.to_string());
            let certification =
                HttpCertification::response_only(&expression, &response, None).unwrap();
            let entry = HttpCertificationTreeEntry::new(&path, certification);
            tree.insert(&entry);
            entries.push((response, entry));
        }
        self.update(signer, "certify", tree.root_hash().to_vec())
            .await;
        let certificate = self.query(signer, "certificate").await;
        let complete = |(mut response, entry): (HttpResponse, HttpCertificationTreeEntry)| {
            let witness = tree.witness(&entry, PATH).unwrap();
            let path = path.to_expr_path();
            add_v2_certificate_header(&certificate, &mut response, &witness, &path);
            let headers: Vec<(&str, &str)> = response
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            bare(response.status_code().as_u16(), &headers, response.body())
        };
        entries.into_iter().map(complete).collect()
    }

    /// From now on the canister answers queries so.
    pub async fn answer_with(&self, answer: &Answer) {
        self.update(self.canister, "set_page", Encode!(answer).unwrap())
            .await;
    }

    /// From now on the canister has requests come as updates, and answers so.
    pub async fn answer_updates_with(&self, answer: &Answer) {
        self.answer_with(&upgrade()).await;
        let page = Encode!(answer).unwrap();
        self.update(self.canister, "set_page_of_update", page).await;
    }

    pub async fn update(&self, canister: Principal, method: &str, arg: Vec<u8>) {
        self.live
            .pic
            .update_call(canister, user(1), method, arg)
            .await
            .unwrap();
    }

    pub async fn query(&self, canister: Principal, method: &str) -> Vec<u8> {
        self.live
            .pic
            .query_call(canister, user(1), method, vec![])
            .await
            .unwrap()
    }

    /// The canister's name on a gateway.
    pub fn host(&self) -> String {
        format!("{}.localhost", self.canister)
    }

    /// Asks the network's gateway for the page.
    pub async fn get(&self) -> Response {
        ask(&self.live.url, &self.host(), Method::GET, PATH)
            .send()
            .await
            .unwrap()
    }
}

/// A canister as [`Site`] has one.
pub async fn install(live: &Live) -> Principal {
    let canister = live.pic.create_canister().await;
    let wasm = wat::parse_str(include_str!("../site.wat")).unwrap();
    live.pic
        .install_canister(canister, wasm, vec![], None)
        .await;
    canister
}

/// A request to a gateway under a host of one's choice. Redirects are not followed.
pub fn ask(gateway: &str, host: &str, method: Method, path: &str) -> RequestBuilder {
    let url = reqwest::Url::parse(gateway).unwrap();
    let port = url.port().unwrap();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
        .request(method, format!("http://127.0.0.1:{port}{path}"))
        .header("host", format!("{host}:{port}"))
}

/// An answer without certificate.
pub fn bare(status_code: u16, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    Answer {
        status_code,
        headers: headers
            .iter()
            .map(|(name, value)| header(name, value))
            .collect(),
        body: body.to_vec(),
        streaming_strategy: None,
        upgrade: None,
    }
}

/// An answer with its type and the expression that says what is certified.
fn with_headers(answer: &Answer, expression: &str) -> HttpResponse<'static> {
    let mut headers = vec![
        ("Content-Type".to_owned(), "text/markdown".to_owned()),
        (
            CERTIFICATE_EXPRESSION_HEADER_NAME.to_owned(),
            expression.to_owned(),
        ),
    ];
    let own = answer.headers.iter();
    headers.extend(own.map(|field| (field.0.to_string(), field.1.to_string())));
    HttpResponse::builder()
        .with_status_code(StatusCode::from_u16(answer.status_code).unwrap())
        .with_headers(headers)
        .with_body(answer.body.clone())
        .build()
}

/// The answer that asks for an update.
fn upgrade() -> Answer {
    Answer {
        upgrade: Some(true),
        ..bare(200, &[], b"")
    }
}

/// A header of an answer.
pub fn header(name: &str, value: &str) -> HeaderField<'static> {
    HeaderField(name.to_owned().into(), value.to_owned().into())
}
