//! The server as a process.

use crate::support::binary;
use pocket_ic::{PocketIcBuilder, StartServerParams, start_server};
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn the_version_is_one_that_the_crate_accepts_and_names_localnet() {
    let output = Command::new(binary()).arg("--version").output().unwrap();
    assert!(output.status.success());
    let line = String::from_utf8(output.stdout).unwrap();
    assert!(line.starts_with("pocket-ic-server 16."), "{line}");
    assert!(line.contains("localnet"), "{line}");
}

#[test]
fn an_unknown_option_is_refused() {
    let output = Command::new(binary()).arg("--nonsense").output().unwrap();
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("--nonsense"),
        "{output:?}"
    );
}

async fn own_server(ttl: u64) -> (std::process::Child, reqwest::Url) {
    start_server(StartServerParams {
        server_binary: Some(binary()),
        reuse: false,
        ttl: Some(Duration::from_secs(ttl)),
        hard_ttl: None,
    })
    .await
}

fn exits_within(child: &mut std::process::Child, limit: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < limit {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[tokio::test]
async fn the_server_exits_when_nobody_needs_it_any_more() {
    let (mut child, _) = own_server(1).await;
    assert!(exits_within(&mut child, Duration::from_secs(10)));
}

#[tokio::test]
async fn the_server_stays_as_long_as_there_are_requests() {
    let (mut child, url) = own_server(2).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(4) {
        let status = url.join("status").unwrap();
        reqwest::get(status).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert!(child.try_wait().unwrap().is_none());
    assert!(exits_within(&mut child, Duration::from_secs(10)));
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_terminated_writes_the_states_first() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, url) = own_server(60).await;
    let pic = PocketIcBuilder::new()
        .with_server_url(url)
        .with_application_subnet()
        .with_state_dir(folder.path().to_owned())
        .build_async()
        .await;
    let canister = pic.create_canister().await;
    let terminated = Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(terminated.success());
    assert!(exits_within(&mut child, Duration::from_secs(10)));

    let (mut child, url) = own_server(60).await;
    let pic = PocketIcBuilder::new()
        .with_server_url(url)
        .with_application_subnet()
        .with_state_dir(folder.path().to_owned())
        .build_async()
        .await;
    assert!(pic.canister_exists(canister).await);
    pic.drop().await;
    child.kill().unwrap();
    child.wait().unwrap();
}
