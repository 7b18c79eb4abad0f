//! The written interface: the update methods and the types of their arguments.

use std::path::Path;

use candid::TypeEnv;
use candid::types::Type;
use candid_parser::utils::CandidSource;

/// An update method that a person signs, and the type of its argument.
pub struct Method {
    pub name: String,
    pub argument: Type,
}

pub struct Interface {
    pub types: TypeEnv,
    pub updates: Vec<Method>,
    pub queries: Vec<String>,
}

/// Updates that nobody signs: they write nothing.
const READING: [&str; 3] = [
    "http_request_update",
    "icrc21_canister_call_consent_message",
    "icrc28_trusted_origins",
];

/// The update whose argument, the blocks of a backup, is never told in words.
const UNTOLD: &str = "restore_blocks";

pub fn read() -> Interface {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("candid/workgroups.did");
    let (types, service) = CandidSource::File(&path).load().unwrap();
    let service = service.unwrap();
    let (mut updates, mut queries) = (Vec::new(), Vec::new());
    let told = |name: &str| name != UNTOLD;
    let service = types.as_service(&service).unwrap();
    for (name, method) in service.iter().filter(|(name, _)| told(name)) {
        let function = types.as_func(method).unwrap();
        if function.is_query() || READING.contains(&name.as_str()) {
            queries.push(name.clone());
        } else {
            let [argument] = &function.args[..] else {
                panic!("{name} takes one argument");
            };
            updates.push(Method {
                name: name.clone(),
                argument: argument.clone(),
            });
        }
    }
    Interface {
        types,
        updates,
        queries,
    }
}
