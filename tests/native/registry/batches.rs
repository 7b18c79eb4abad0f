//! Batches in which operations are about records that others before them make, and what the
//! command line makes of them: records that are there whole or not at all.

use std::cell::RefCell;
use std::rc::Rc;

use anyhow::{Result, bail};
use candid::{Decode, Encode};
use ic_stable_structures::VectorMemory;
use workgroups::domain::*;
use workgroups::registry::access::Caller;
use workgroups::registry::{ApplyBatch, Registry};
use workgroups::wire::BatchReply;
use workgroups_cli::apply::{Existing, write_changes};
use workgroups_cli::client::{Client, Way};
use workgroups_cli::files;
use workgroups_test_support::host::founder;
use workgroups_test_support::records;

const NOW: Nanos = 1_900_000_000_000_000_000;

fn admin() -> Caller {
    Caller {
        principal: founder(),
        is_controller: true,
    }
}

fn registry() -> Registry<VectorMemory> {
    let mut registry = Registry::open(VectorMemory::default());
    registry.keep_secret(vec![7; 32]);
    let group = Operation::create_group(records::group("one"));
    registry.execute(&admin(), NOW, group).unwrap();
    registry
}

fn minutes(id: Id) -> Operation {
    Operation::publish_minutes(PublishMinutes {
        id,
        expected_revision: 1,
        minutes: Minutes {
            attendance: Some(7),
            ..Minutes::default()
        },
    })
}

fn held(slug: &str) -> Operation {
    Operation::create_meeting(MeetingDetails {
        status: MeetingStatus::held,
        ..records::meeting(slug, &[1])
    })
}

#[test]
fn an_operation_names_a_record_that_one_before_it_makes_or_nothing_is_done() {
    let mut registry = registry();
    let batch = |operations, numbers: &[Option<Id>]| ApplyBatch {
        operations,
        request_id: None,
        numbers: Some(numbers.to_vec()),
    };
    let next = registry.registry_info().next.meeting;
    assert_eq!(next, 1);
    let operations = vec![held("a"), minutes(next)];
    let both = batch(operations, &[Some(next), None]);
    registry.execute_batch(&admin(), NOW, both.clone()).unwrap();
    let meeting = registry.get_meeting(&Ref::id(1)).unwrap();
    assert_eq!(meeting.minutes.unwrap().attendance, Some(7));

    // The number is given to another one by now.
    let before = registry.store().dump();
    let operations = vec![held("b"), minutes(1)];
    let late = batch(operations, &[Some(1), None]);
    let refusal = registry.execute_batch(&admin(), NOW, late).unwrap_err();
    assert!(
        matches!(refusal.error, Some(Error::not_now { .. })),
        "{refusal:?}"
    );
    assert_eq!(refusal.operation, Some(0));
    let few = batch(vec![held("b")], &[]);
    let refusal = registry.execute_batch(&admin(), NOW, few).unwrap_err();
    assert!(
        matches!(refusal.error, Some(Error::invalid { .. })),
        "{refusal:?}"
    );
    assert!(registry.store().dump() == before);
}

/// A registry in which somebody else makes a meeting before each of the first few messages.
struct Busy {
    registry: Rc<RefCell<Registry<VectorMemory>>>,
    others: u32,
}

impl Way for Busy {
    fn query(&mut self, method: &str, _: Vec<u8>) -> Result<Vec<u8>> {
        match method {
            "about" => Ok(Encode!(&self.registry.borrow().registry_info())?),
            _ => bail!("{method} is not asked"),
        }
    }

    fn update(&mut self, _: &str, argument: Vec<u8>) -> Result<Vec<u8>> {
        let mut registry = self.registry.borrow_mut();
        if self.others > 0 {
            let other = held(&format!("other-{}", self.others));
            registry.execute(&admin(), NOW, other).unwrap();
            self.others -= 1;
        }
        let batch = Decode!(&argument, ApplyBatch)?;
        let reply = match registry.execute_batch(&admin(), NOW, batch) {
            Ok(written) => BatchReply::Ok(written),
            Err(refusal) => BatchReply::Err(refusal),
        };
        Ok(Encode!(&reply)?)
    }
}

const FILE: &str = "
groups: [{ slug: team, name: Team, kind: team, lifecycle: [{ state: active }] }]
series:
- slug: calls
  groups: [team]
  title: Call
  schedule: { start: \"2030-04-04T16:00\", zone: UTC, minutes: 60, rule: FREQ=WEEKLY }
  exceptions: [{ date: \"2030-04-11T16:00\", cancelled: { reason: Easter } }]
meetings:
";

#[test]
fn minutes_reach_their_meeting_however_many_meetings_others_make_meanwhile() {
    let meetings: String = (0..150)
        .map(|i| {
            format!(
                "- {{ slug: m{i}, groups: [team], title: Meeting {i}, status: held, \
                 minutes: {{ attendance: {} }} }}\n",
                i + 1
            )
        })
        .collect();
    let data = files::parse(&format!("{FILE}{meetings}")).unwrap();
    let registry = Rc::new(RefCell::new(registry()));
    let busy = Busy {
        registry: registry.clone(),
        others: 6,
    };
    let mut client = Client::new(busy);
    let written = write_changes(&mut client, &data, Existing::default(), &mut |_| Ok(()));
    assert_eq!(written.unwrap().minutes, 150);
    let registry = registry.borrow();
    for i in 0..150 {
        let meeting = registry.get_meeting(&Ref::slug(format!("m{i}"))).unwrap();
        assert_eq!(meeting.minutes.unwrap().attendance, Some(i + 1), "m{i}");
    }
    for i in 1..=6 {
        let other = registry
            .get_meeting(&Ref::slug(format!("other-{i}")))
            .unwrap();
        assert!(other.minutes.is_none(), "other-{i}");
    }
    let series = registry.get_series(1).unwrap();
    assert_eq!(series.record.series.exceptions.len(), 1);
}
