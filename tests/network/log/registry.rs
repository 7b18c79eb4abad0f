//! A registry with the examples in it, with drafts, and with requests that were decided.

use std::path::Path;

use anyhow::{Result, anyhow};
use candid::{Decode, Encode, Principal};
use pocket_ic::{PocketIc, Time};
use workgroups::domain::{
    DecideLink, GiveFeedback, LinkTarget, Minutes, Operation, PersonDetails, PublishMinutes, Ref,
    RequestLink, SaveDraft, Section, Subject, WithholdBlocks, WithholdPerson, Written,
};
use workgroups::log::block::ShownBlock;
use workgroups::log::value::Value;
use workgroups::standards::icrc3::{GetBlocksArgs, GetBlocksResult};
use workgroups::wire::{PersonReply, WriteReply};
use workgroups_cli::verify::{Subject as Checked, verify};

use workgroups_test_support as support;
use workgroups_test_support::host::BEGINNING;

pub const DRAFTED: &str = "Not for the public yet";
pub const EVIDENCE: &str = "A letter that I would rather not show";
pub const REFUSED: &str = "We could not reach you";

pub struct Registry {
    pub network: PocketIc,
    pub canister: Principal,
}

pub fn admin() -> Principal {
    Principal::self_authenticating("the one who installs")
}

pub fn minutes(text: &str) -> Minutes {
    Minutes {
        sections: vec![Section {
            heading: "Agenda".into(),
            level: 1,
            speakers: Vec::new(),
            text: text.into(),
        }],
        ..Minutes::default()
    }
}

/// A request of somebody who is not in the registry yet.
pub fn request(handle: &str) -> Operation {
    Operation::request_link(RequestLink {
        target: LinkTarget::newcomer(PersonDetails {
            handle: handle.into(),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        }),
        evidence: EVIDENCE.into(),
    })
}

pub fn decide(id: u64, accept: bool) -> Operation {
    Operation::decide_link(DecideLink {
        id,
        expected_revision: 1,
        accept,
        reason: REFUSED.into(),
    })
}

impl Registry {
    /// With the examples, and what came after them.
    pub fn new() -> Registry {
        let network = support::builder()
            .with_nns_subnet()
            .with_application_subnet()
            .build();
        network.set_time(Time::from_nanos_since_unix_epoch(BEGINNING));
        network.tick();
        let canister = support::install(&network, &[admin()]);
        let registry = Registry { network, canister };
        registry.fill();
        registry
    }

    pub fn fill(&self) {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"));
        let send = &mut |method: &str, arguments: Vec<u8>| {
            self.network
                .update_call(self.canister, admin(), method, arguments)
                .map_err(|error| error.to_string())
        };
        workgroups_cli::files::load(folder, send).unwrap();
        let somebody = |name: &str| Principal::self_authenticating(name);
        self.does(admin(), draft(0, DRAFTED));
        self.does(admin(), draft(1, "Still not for the public"));
        self.does(somebody("refused"), request("refused-person"));
        self.does(admin(), decide(1, false));
        self.does(somebody("accepted"), request("accepted-person"));
        self.does(admin(), decide(2, true));
        let publish = Operation::publish_minutes(PublishMinutes {
            id: 2,
            // The revision of the draft, which was saved twice.
            expected_revision: 2,
            minutes: minutes("For the public"),
        });
        self.does(admin(), publish);
        let feedback = Operation::give_feedback(GiveFeedback {
            subject: Subject::group(1),
            text: "Well done".into(),
        });
        self.does(somebody("accepted"), feedback);
    }

    /// Withholds the data of the person whose request was accepted, and the title of the meeting
    /// with the draft; tells the positions of what is withheld.
    pub fn withhold(&self) -> Vec<u64> {
        let of = |wanted: &str, last: bool| {
            let blocks = self.blocks(0, 1_000_000);
            let read = (0..)
                .zip(&blocks)
                .map(|(at, b)| (at, ShownBlock::read(b).unwrap()));
            let mut found: Vec<u64> = read
                .filter(|(_, block)| block.method == wanted && block.argument.is_some())
                .map(|(at, _)| at)
                .collect();
            if last {
                found.pop()
            } else {
                found.first().copied()
            }
            .unwrap()
        };
        let (accepted, meeting) = (of("decide_link", true), of("create_meeting", false));
        let person = self.query(
            "get_person",
            Encode!(&Ref::slug("accepted-person".into())).unwrap(),
        );
        let PersonReply::Ok(Some(person)) = Decode!(&person.unwrap(), PersonReply).unwrap() else {
            panic!("nobody was accepted");
        };
        let by_person = Operation::withhold_person(WithholdPerson {
            id: person.id,
            expected_revision: person.meta.revision,
            reason: "they asked for it".into(),
        });
        self.does(admin(), by_person);
        let by_text = Operation::withhold_blocks(WithholdBlocks {
            blocks: vec![meeting],
            fields: vec!["title".into()],
            reason: "it hurts somebody".into(),
        });
        self.does(admin(), by_text);
        vec![meeting, accepted]
    }

    pub fn does(&self, caller: Principal, operation: Operation) -> Written {
        let (method, argument) = (operation.method(), operation.argument());
        let reply = self
            .network
            .update_call(self.canister, caller, method, argument);
        match Decode!(&reply.unwrap(), WriteReply).unwrap() {
            WriteReply::Ok(written) => written,
            WriteReply::Err(refusal) => panic!("{method}: {}", refusal.message),
        }
    }

    pub fn query(&self, method: &str, arguments: Vec<u8>) -> Result<Vec<u8>> {
        self.network
            .query_call(self.canister, Principal::anonymous(), method, arguments)
            .map_err(|error| anyhow!("{error}"))
    }

    /// The blocks of a range.
    pub fn blocks(&self, start: u64, length: u64) -> Vec<Value> {
        let range = GetBlocksArgs {
            start: start.into(),
            length: length.into(),
        };
        let reply = self.query("icrc3_get_blocks", Encode!(&vec![range]).unwrap());
        let result = Decode!(&reply.unwrap(), GetBlocksResult).unwrap();
        result.blocks.into_iter().map(|b| b.block).collect()
    }

    /// What a check finds of the registry now.
    pub fn checked(&self) -> Checked {
        Checked {
            canister: self.canister,
            root_key: self.network.root_key().unwrap(),
            now: self.network.get_time().as_nanos_since_unix_epoch().into(),
        }
    }

    /// Checks the registry as it is answered through `change`.
    pub fn verify(&self, change: &mut dyn FnMut(&str, Vec<u8>) -> Vec<u8>) -> Result<Vec<String>> {
        let mut told = Vec::new();
        let mut source = |method: &str, arguments: Vec<u8>| {
            let reply = self.query(method, arguments)?;
            Ok(change(method, reply))
        };
        verify(&mut source, &self.checked(), &mut |line| told.push(line))?;
        Ok(told)
    }
}

pub fn draft(expected_revision: u64, text: &str) -> Operation {
    Operation::save_draft(SaveDraft {
        id: 2,
        expected_revision,
        minutes: minutes(text),
    })
}
