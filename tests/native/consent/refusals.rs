//! Calls that no message can be given for.

use candid::{encode_args, encode_one};
use workgroups::domain::*;
use workgroups::registry::ApplyBatch;
use workgroups::standards::consent::MESSAGE_BYTES;
use workgroups::standards::consent::answer;
use workgroups::standards::types::*;

use crate::consent::interface;
use crate::consent::reading::{name_of, request};

const DEVICES: [DeviceSpec; 2] = [DeviceSpec::GenericDisplay, DeviceSpec::FieldsDisplay];

fn error(method: &str, arg: &[u8], device: DeviceSpec) -> ConsentError {
    match answer(&request(method, arg, "en", device), &name_of) {
        ConsentMessageResponse::Err(error) => error,
        ConsentMessageResponse::Ok(info) => panic!("{method} has a message: {info:?}"),
    }
}

#[test]
fn a_method_that_updates_nothing_has_no_message() {
    let queries = interface::read().queries;
    let others = ["", "no_such_method", "Join_group", "join_group "].map(str::to_owned);
    for method in queries.into_iter().chain(others) {
        let error = error(&method, &encode_one(1u64).unwrap(), DEVICES[0]);
        assert!(
            matches!(error, ConsentError::UnsupportedCanisterCall(_)),
            "{method}: {error:?}"
        );
    }
}

#[test]
fn an_argument_of_another_type_has_no_message() {
    let nulls = b"DIDL\x01\x6d\x7f\x01\x00\x80\x80\x80\x80\x01".to_vec();
    let bad = [
        Vec::new(),
        b"DIDL".to_vec(),
        encode_args(()).unwrap(),
        encode_one("a text").unwrap(),
        encode_one(-1i64).unwrap(),
        nulls,
    ];
    for method in interface::read().updates {
        for bytes in &bad {
            let error = error(&method.name, bytes, DEVICES[1]);
            let ConsentError::UnsupportedCanisterCall(info) = error else {
                panic!("{}: {error:?}", method.name);
            };
            assert!(
                info.description.contains("arguments"),
                "{}",
                info.description
            );
        }
    }
}

fn feedback(bytes: usize) -> Vec<u8> {
    let operation = GiveFeedback {
        subject: Subject::group(1),
        text: "x".repeat(bytes),
    };
    encode_one(operation).unwrap()
}

#[test]
fn a_message_is_given_whole_or_not_at_all() {
    for device in DEVICES {
        let long = request(
            "give_feedback",
            &feedback(MESSAGE_BYTES - 1_000),
            "en",
            device,
        );
        let given = answer(&long, &name_of);
        assert!(matches!(given, ConsentMessageResponse::Ok(_)));
        let error = error("give_feedback", &feedback(MESSAGE_BYTES), device);
        let ConsentError::ConsentMessageUnavailable(info) = error else {
            panic!("{error:?}");
        };
        assert!(info.description.contains("1500000"), "{}", info.description);
    }
}

#[test]
fn no_list_is_long_enough_to_make_a_message_too_long_to_reply() {
    let operations = |count: u64| ApplyBatch {
        request_id: None,
        numbers: None,
        operations: (0..count).map(Operation::leave_group).collect(),
    };
    let groups = |count: u64| NewSeries {
        groups: (0..count).collect(),
        tags: Vec::new(),
        details: crate::consent::examples::series(),
    };
    let tags = NewSeries {
        tags: vec![String::new(); 900_000],
        ..groups(0)
    };
    let cases = [
        ("apply_batch", encode_one(operations(150_000)).unwrap()),
        ("create_series", encode_one(groups(200_000)).unwrap()),
        ("create_series", encode_one(tags).unwrap()),
    ];
    for (method, bytes) in &cases {
        for device in DEVICES {
            let error = error(method, bytes, device);
            assert!(
                matches!(error, ConsentError::ConsentMessageUnavailable(_)),
                "{error:?}"
            );
        }
    }
    // What is given fits into the 2 MiB that an update may answer, however it is made up.
    for count in [1, 100, 10_000, 20_000, 30_000] {
        let bytes = encode_one(operations(count)).unwrap();
        for device in DEVICES {
            let answer = answer(&request("apply_batch", &bytes, "zh", device), &name_of);
            assert!(encode_one(answer).unwrap().len() < 2 * 1024 * 1024);
        }
    }
}

#[test]
fn names_are_asked_for_a_bounded_number_of_times() {
    let asked = std::cell::Cell::new(0);
    let name_of = |_: Kind, _: Id| {
        asked.set(asked.get() + 1);
        Some("name".to_owned())
    };
    let groups: Vec<Id> = (0..5_000).chain(0..5_000).collect();
    let new = NewSeries {
        groups,
        tags: Vec::new(),
        details: crate::consent::examples::series(),
    };
    let bytes = encode_one(new).unwrap();
    let given = answer(
        &request("create_series", &bytes, "en", DEVICES[0]),
        &name_of,
    );
    assert!(matches!(given, ConsentMessageResponse::Ok(_)));
    assert_eq!(asked.get(), 50);
}
