//! Creating instances and moving their clocks.

use crate::support::{builder, counter, instance, number, post_json, with_counter};
use candid::Principal;
use pocket_ic::PocketIcState;
use pocket_ic::common::rest::{ExtendedSubnetConfigSet, InstanceConfig, SubnetSpec};
use pocket_ic::{PocketIcBuilder, Time};
use std::time::Duration;

const GENESIS: u64 = 1_620_328_630_000_000_000;

#[test]
fn the_clock_starts_where_pocketic_starts_it() {
    let pic = instance();
    assert_eq!(pic.get_time().as_nanos_since_unix_epoch(), GENESIS + 1);
    let start = GENESIS + 1_000;
    let pic = builder()
        .with_application_subnet()
        .with_initial_time(Time::from_nanos_since_unix_epoch(start))
        .build();
    assert_eq!(pic.get_time().as_nanos_since_unix_epoch(), start + 1);
}

/// The time that the counting canister sees.
fn time_in_canister(pic: &pocket_ic::PocketIc, canister: Principal) -> u64 {
    let seen = pic.query_call(canister, Principal::anonymous(), "time", vec![]);
    u64::from_le_bytes(seen.unwrap().try_into().unwrap())
}

#[test]
fn canisters_see_a_time_that_was_set_from_the_next_round_on() {
    let (pic, canister) = with_counter();
    let before = time_in_canister(&pic, canister);
    assert_eq!(before, pic.get_time().as_nanos_since_unix_epoch());
    let later = pic.get_time() + Duration::from_secs(3600);
    pic.set_time(later);
    pic.set_time(later);
    assert_eq!(pic.get_time(), later);
    assert_eq!(time_in_canister(&pic, canister), before);
    pic.tick();
    assert_eq!(pic.get_time(), later);
    assert_eq!(
        time_in_canister(&pic, canister),
        later.as_nanos_since_unix_epoch()
    );
    pic.tick();
    assert_eq!(pic.get_time(), later + Duration::from_nanos(1));
    pic.advance_time(Duration::from_secs(1));
    assert_eq!(pic.get_time(), later + Duration::from_nanos(1_000_000_001));
}

#[test]
fn the_certified_time_is_the_time_that_was_set() {
    let (pic, canister) = with_counter();
    let later = pic.get_time() + Duration::from_secs(5);
    pic.set_certified_time(later);
    assert_eq!(pic.get_time(), later);
    assert_eq!(
        time_in_canister(&pic, canister),
        later.as_nanos_since_unix_epoch()
    );
}

#[test]
#[should_panic(expected = "SettingTimeIntoPast")]
fn time_does_not_go_back() {
    let pic = instance();
    pic.set_time(Time::from_nanos_since_unix_epoch(GENESIS));
}

#[test]
fn instances_know_nothing_of_each_other() {
    let (first, canister) = with_counter();
    let (second, same_id) = with_counter();
    assert_eq!(canister, same_id);
    let increment = |pic: &pocket_ic::PocketIc| {
        let reply = pic.update_call(canister, Principal::anonymous(), "increment", vec![]);
        number(&reply.unwrap())
    };
    assert_eq!(increment(&first), 1);
    assert_eq!(increment(&first), 2);
    assert_eq!(increment(&second), 1);
}

#[test]
fn the_state_is_kept_from_one_instance_to_the_next() {
    let state = PocketIcState::new();
    let pic = builder()
        .with_application_subnet()
        .with_state(state)
        .build();
    let canister = pic.create_canister();
    pic.install_canister(canister, counter(), vec![], None);
    pic.update_call(canister, Principal::anonymous(), "increment", vec![])
        .unwrap();
    let time = pic.get_time();
    let state = pic.drop_and_take_state().unwrap();

    // The layout of the subnets is part of the state.
    let pic = builder().with_state(state).build();
    assert!(pic.get_time() >= time);
    let count = pic.query_call(canister, Principal::anonymous(), "count", vec![]);
    assert_eq!(number(&count.unwrap()), 1);
}

#[test]
#[should_panic(expected = "no state of localnet")]
fn a_directory_with_something_else_in_it_is_no_state() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear all").unwrap();
    builder()
        .with_application_subnet()
        .with_state_dir(folder.path().to_owned())
        .build();
}

fn refusal(builder: PocketIcBuilder) -> String {
    let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builder.build()));
    match built {
        Ok(_) => panic!("the instance was created"),
        Err(payload) => *payload.downcast::<String>().unwrap(),
    }
}

#[test]
fn subnets_and_features_that_are_not_implemented_are_refused_by_name() {
    let two = builder()
        .with_application_subnet()
        .with_application_subnet();
    assert!(refusal(two).contains("2 were asked for"));
    let ii = builder().with_ii_subnet().with_application_subnet();
    assert!(refusal(ii).contains("II subnet"));
    let features = pocket_ic::common::rest::IcpFeatures {
        icp_token: Some(Default::default()),
        ..Default::default()
    };
    let ledger = builder()
        .with_application_subnet()
        .with_icp_features(features);
    assert!(refusal(ledger).contains("icp_features"));
}

#[tokio::test]
async fn what_is_not_implemented_is_answered_with_its_name() {
    let pic = builder().with_application_subnet().build_async().await;
    let url = pic.get_server_url().to_string();
    let id = pic.instance_id;
    for path in [
        format!("instances/{id}/update/mock_canister_http"),
        format!("instances/{id}/read/weather"),
        "verify_signature".to_owned(),
    ] {
        let (status, answer) = post_json(&url, &path, &serde_json::json!({})).await;
        assert!(status == 501 || status == 404, "{path}: {status}");
        let name = path.rsplit('/').next().unwrap();
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(name), "{message}");
    }
    pic.drop().await;
}

#[tokio::test]
async fn malformed_requests_are_answered_and_change_nothing() {
    let pic = builder().with_application_subnet().build_async().await;
    let url = pic.get_server_url().to_string();
    let id = pic.instance_id;
    let time = pic.get_time().await;
    for (path, body) in [
        (
            format!("instances/{id}/update/set_time"),
            serde_json::json!("soon"),
        ),
        (format!("instances/{id}/update/tick"), serde_json::json!(7)),
        (
            format!("instances/{id}/read/query"),
            serde_json::json!({"sender": 1}),
        ),
        ("instances".to_owned(), serde_json::json!({})),
        (
            "instances/999999/update/tick".to_owned(),
            serde_json::json!({}),
        ),
    ] {
        let (status, _) = post_json(&url, &path, &body).await;
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    assert_eq!(pic.get_time().await, time);
    pic.drop().await;
}

#[tokio::test]
async fn a_deleted_instance_answers_no_more() {
    let pic = builder().with_application_subnet().build_async().await;
    let url = pic.get_server_url().to_string();
    let path = format!("instances/{}/update/tick", pic.instance_id);
    let tick = serde_json::json!({"blockmakers": null});
    assert_eq!(post_json(&url, &path, &tick).await.0, 200);
    pic.drop().await;
    assert_eq!(post_json(&url, &path, &tick).await.0, 404);
}

#[test]
fn the_protocol_takes_a_configuration_as_the_crate_writes_it() {
    // Guards against a field of the crate's that the server would not read.
    let config = InstanceConfig {
        subnet_config_set: ExtendedSubnetConfigSet {
            application: vec![SubnetSpec::default()],
            ..Default::default()
        },
        ..Default::default()
    };
    assert!(localnet::instance::Instance::create(config).is_ok());
}
