//! Live instances and their gateways.

use crate::support::{Live, builder, number, user};
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn a_live_instance_follows_the_clock_of_the_machine() {
    let live = Live::start().await;
    assert!(live.pic.auto_progress_enabled().await);
    let off = |time: pocket_ic::Time| {
        let seen = SystemTime::try_from(time).unwrap();
        SystemTime::now().duration_since(seen).unwrap_or_default()
    };
    assert!(off(live.pic.get_time().await) < Duration::from_secs(5));
    let before = live.pic.get_time().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(live.pic.get_time().await > before + Duration::from_millis(100));
    live.pic.drop().await;
}

#[tokio::test]
async fn a_live_instance_runs_calls_by_itself() {
    let live = Live::start().await;
    let canister = live.counter().await;
    let id = live
        .pic
        .submit_call(canister, user(1), "increment", vec![])
        .await
        .unwrap();
    let reply = live.pic.await_call_no_ticks(id).await.unwrap();
    assert_eq!(number(&reply), 1);
    live.pic.drop().await;
}

#[tokio::test]
async fn a_stopped_instance_stands_still_and_frees_its_port() {
    let mut live = Live::start().await;
    let port = reqwest::Url::parse(&live.url).unwrap().port().unwrap();
    live.pic.stop_live().await;
    assert!(!live.pic.auto_progress_enabled().await);
    // A round may have been under way.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let time = live.pic.get_time().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(live.pic.get_time().await, time);
    std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    live.pic.drop().await;
}

#[tokio::test]
async fn a_deleted_instance_frees_its_port() {
    let live = Live::start().await;
    let port = reqwest::Url::parse(&live.url).unwrap().port().unwrap();
    live.pic.drop().await;
    let mut bound = std::net::TcpListener::bind(("127.0.0.1", port));
    for _ in 0..20 {
        if bound.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        bound = std::net::TcpListener::bind(("127.0.0.1", port));
    }
    bound.unwrap();
}

#[tokio::test]
#[should_panic(expected = "cannot listen")]
async fn a_port_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut pic = builder().with_application_subnet().build_async().await;
    pic.make_live(Some(port)).await;
}

#[tokio::test]
async fn the_gateway_serves_agents_of_any_web_page() {
    let live = Live::start().await;
    let client = reqwest::Client::new();
    let status = client
        .get(format!("{}api/v2/status", live.url))
        .header("origin", "https://example.org")
        .send()
        .await
        .unwrap();
    assert_eq!(status.status(), 200);
    assert_eq!(status.headers()["access-control-allow-origin"], "*");
    assert_eq!(status.headers()["content-type"], "application/cbor");
    let posted = client
        .post(format!("{}api/v2/status", live.url))
        .send()
        .await
        .unwrap();
    assert_eq!(posted.status(), 405);
    live.pic.drop().await;
}

#[tokio::test]
async fn a_client_learns_where_canisters_are_created() {
    let live = Live::start().await;
    let url = live.url.clone();
    let id = pocket_ic::nonblocking::get_default_effective_canister_id(url)
        .await
        .unwrap();
    assert_eq!(live.pic.create_canister().await, id);
    live.pic.drop().await;
}
