//! What a released version has kept in stable memory, and answered, is answered by this one.
//!
//! `released/<version>.memory.gz` is the stable memory of a community at that version,
//! `released/<version>.answers.gz` what it answered, by the types of `candid/released/<version>.did`.
//! Both are made once, by `cargo xtask release`, and never changed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use candid::IDLArgs;
use candid::TypeEnv;
use candid::types::Type;
use candid_parser::utils::{CandidSource, service_compatible};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use pocket_ic::common::rest::BlobCompression;
use workgroups_test_support::ROOT;
use workgroups_test_support::host::{Host, founder};

use crate::registry::snapshot::Snapshot;
use crate::registry::upgrade::{full, settle};

/// The versions that were released: those whose interfaces are kept.
fn released() -> Vec<String> {
    let files = fs::read_dir(path("candid/released")).unwrap();
    let name = |file: fs::DirEntry| file.file_name().into_string().unwrap();
    let names = files.map(|file| name(file.unwrap()));
    let versions: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".did")?.to_owned()))
        .collect();
    assert!(!versions.is_empty());
    versions
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(ROOT).join(name)
}

fn interface(version: &str) -> PathBuf {
    path(&format!("candid/released/{version}.did"))
}

fn kept(version: &str, what: &str) -> PathBuf {
    path(&format!(
        "tests/network/registry/released/{version}.{what}.gz"
    ))
}

/// The types of the questions of an interface, and of the answers to them.
struct Answers {
    types: TypeEnv,
    questions: BTreeMap<String, (Vec<Type>, Vec<Type>)>,
}

impl Answers {
    fn of(version: &str) -> Answers {
        let did = interface(version);
        let (types, service) = CandidSource::File(&did).load().unwrap();
        let service = service.unwrap();
        let methods = types.as_service(&service).unwrap();
        let question = |(name, method): &(String, Type)| {
            let function = types.as_func(method).unwrap();
            let args = function.args.iter().cloned();
            (name.clone(), (args.collect(), function.rets.clone()))
        };
        let questions = methods.iter().map(question).collect();
        Answers { types, questions }
    }

    fn read(&self, bytes: &[u8], types: &[Type]) -> String {
        let args = IDLArgs::from_bytes_with_types(bytes, &self.types, types);
        args.unwrap().to_string()
    }

    /// A question as it is asked with the types of the interface: `method id (argument)`. None for
    /// one that it does not have.
    fn asked(&self, question: &str) -> Option<String> {
        let mut parts = question.splitn(3, ' ');
        let [method, id, argument] = [(); 3].map(|()| parts.next().unwrap_or_default());
        let (args, _) = self.questions.get(method)?;
        let argument = self.read(&hex::decode(argument).ok()?, args);
        Some(format!("{method} {id} {argument}"))
    }

    /// All answers as text, by the types of the interface: what later versions add is not seen.
    fn told(&self, snapshot: &Snapshot) -> BTreeMap<String, String> {
        let mut told = BTreeMap::new();
        for (question, reply) in snapshot.answers() {
            if let Some(asked) = self.asked(question) {
                let method = question.split(' ').next().unwrap();
                told.insert(asked, self.read(reply, &self.questions[method].1));
            }
        }
        told
    }

    /// What was kept: each question in a line, its answer below.
    fn kept(&self, version: &str) -> BTreeMap<String, String> {
        let answers = fs::read(kept(version, "answers")).unwrap();
        let mut text = String::new();
        let mut unzipped = GzDecoder::new(&answers[..]);
        unzipped.read_to_string(&mut text).unwrap();
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        let mut question = String::new();
        for line in text.lines() {
            match self.asked(line) {
                Some(asked) => question = asked,
                None => {
                    let answer = all.entry(question.clone()).or_default();
                    *answer += if answer.is_empty() { "" } else { "\n" };
                    *answer += line;
                }
            }
        }
        all
    }
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::best());
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap()
}

/// Keeps what this version stores and answers, if it was not kept.
fn keep(version: &str) {
    let host = full();
    settle(&host);
    let memory = host.network.get_stable_memory(host.canister);
    let snapshot = Snapshot::of(&host);
    let types = Answers::of(version);
    let mut answers = String::new();
    for (question, reply) in snapshot.answers() {
        let method = question.split(' ').next().unwrap();
        if let Some((_, replies)) = types.questions.get(method) {
            answers += &format!("{question}\n{}\n", types.read(reply, replies));
        }
    }
    fs::create_dir_all(kept(version, "memory").parent().unwrap()).unwrap();
    fs::write(kept(version, "memory"), zipped(&memory)).unwrap();
    fs::write(kept(version, "answers"), zipped(answers.as_bytes())).unwrap();
}

#[test]
fn what_a_released_version_stored_is_answered_as_it_was_and_can_be_rolled_back_to() {
    for version in &released() {
        if std::env::var("KEEP_RELEASE").as_deref() == Ok(version.as_str()) {
            keep(version);
        }
        let memory = fs::read(kept(version, "memory")).unwrap();
        let answers = Answers::of(version);
        let expected = answers.kept(version);
        let host = Host::new();
        let zip = BlobCompression::Gzip;
        host.network.set_stable_memory(host.canister, memory, zip);
        host.upgrade();
        settle(&host);
        let told = |host: &Host| answers.told(&Snapshot::of(host));
        same(&told(&host), &expected, version);
        let (network, canister) = (&host.network, host.canister);
        let taken = network.take_canister_snapshot(canister, Some(founder()), None);
        let taken = taken.unwrap();
        host.admin(workgroups::domain::Operation::add_admin(
            founder_of_another(),
        ));
        assert!(told(&host) != expected, "the registry has changed");
        network
            .load_canister_snapshot(canister, Some(founder()), taken.id)
            .unwrap();
        same(&told(&host), &expected, "the snapshot");
    }
}

fn founder_of_another() -> candid::Principal {
    workgroups_test_support::host::identity("the founder of another registry")
}

/// Fails with the first answer that differs.
fn same(told: &BTreeMap<String, String>, expected: &BTreeMap<String, String>, what: &str) {
    for (question, answer) in expected {
        assert_eq!(told.get(question), Some(answer), "{what}: {question}");
    }
    assert_eq!(told.len(), expected.len(), "{what}");
}

#[test]
fn the_interface_goes_on_serving_the_clients_of_released_versions() {
    let now = path("candid/workgroups.did");
    for version in &released() {
        let released = interface(version);
        let fits = service_compatible(CandidSource::File(&now), CandidSource::File(&released));
        assert!(fits.is_ok(), "{version}: {fits:?}");
    }
}
