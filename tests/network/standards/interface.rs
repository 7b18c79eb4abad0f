//! What wallets expect of the interface, as the standards write it.

use std::path::Path;

use candid::{Principal, encode_args};
use candid_parser::utils::{CandidSource, service_compatible};
use workgroups::standards::types::SupportedStandard;

use crate::standards::Host;
use workgroups_test_support::ROOT;

/// The methods of ICRC-10, ICRC-21 and ICRC-28 with their types.
const STANDARDS: &str = r#"
type Metadata = record { language : text; utc_offset_minutes : opt int16 };
type Request = record {
  method : text;
  arg : blob;
  user_preferences : record {
    metadata : Metadata;
    device_spec : opt variant { GenericDisplay; FieldsDisplay };
  };
};
type Value = variant {
  TokenAmount : record { decimals : nat8; amount : nat64; symbol : text };
  TimestampSeconds : record { amount : nat64 };
  DurationSeconds : record { amount : nat64 };
  Text : record { content : text };
};
type Message = variant {
  GenericDisplayMessage : text;
  FieldsDisplayMessage : record { intent : text; fields : vec record { text; Value } };
};
type Info = record { description : text };
type Error = variant {
  UnsupportedCanisterCall : Info;
  ConsentMessageUnavailable : Info;
  InsufficientPayment : Info;
  GenericError : record { error_code : nat; description : text };
};
type Response = variant {
  Ok : record { consent_message : Message; metadata : Metadata };
  Err : Error;
};
service : {
  icrc10_supported_standards : () -> (vec record { name : text; url : text }) query;
  icrc21_canister_call_consent_message : (Request) -> (Response);
  icrc28_trusted_origins : () -> (record { trusted_origins : vec text });
}
"#;

#[test]
fn the_methods_have_the_types_of_the_standards() {
    let path = Path::new(ROOT).join("candid/workgroups.did");
    let ours = CandidSource::File(&path);
    service_compatible(ours, CandidSource::Text(STANDARDS)).unwrap();
}

#[test]
fn the_standards_are_listed_to_everybody_as_a_query_and_certified() {
    let host = Host::new();
    let listed: Vec<SupportedStandard> = host.ask("icrc10_supported_standards", ());
    let names: Vec<&str> = listed.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["ICRC-3", "ICRC-10", "ICRC-21", "ICRC-28"]);
    for standard in &listed {
        let file = standard.url.rsplit('/').next().unwrap();
        assert!(file.starts_with(&standard.name), "{}", standard.url);
        assert!(standard.url.starts_with("https://github.com/dfinity/ICRC"));
    }
    let nothing = encode_args(()).unwrap();
    let asked = host.network.query_call(
        host.canister,
        Principal::anonymous(),
        "icrc10_supported_standards",
        nothing,
    );
    let queried: Vec<SupportedStandard> = candid::decode_one(&asked.unwrap()).unwrap();
    assert_eq!(queried, listed);
}
