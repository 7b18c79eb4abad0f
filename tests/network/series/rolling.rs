//! The dates that come, as time goes on.

use ic_stable_structures::DefaultMemoryImpl;
use workgroups::domain::*;
use workgroups::registry::Registry;

use crate::series::community::*;

fn rolled(c: &mut Community) -> u32 {
    let mut messages = 1;
    while c.registry.roll(c.now, 20) {
        messages += 1;
    }
    messages
}

#[test]
fn the_lists_reach_173_days_ahead_however_much_time_passes() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    for _ in 0..60 {
        c.now += 7 * DAY;
        rolled(&mut c);
        let comes = c.comes(&[WALLETS]);
        let last = comes.last().unwrap().start_at;
        assert!(last + 14 * DAY > c.now + 173 * DAY);
        assert!(
            comes
                .windows(2)
                .all(|two| two[0].start_at < two[1].start_at)
        );
    }
    let question = workgroups::registry::Upcoming {
        from: Some(0),
        ..Default::default()
    };
    let page = c.registry.upcoming(&admin(), c.now, &question).unwrap();
    assert!(
        page.items[0].start_at + 2 * DAY > c.now,
        "the past is left out"
    );
}

#[test]
fn a_message_moves_a_bounded_number_of_series() {
    let mut c = Community::new();
    for _ in 0..50 {
        c.does(new_series(&[WALLETS], fortnightly()));
    }
    assert_eq!(rolled(&mut c), 1);
    c.now += 8 * DAY;
    assert_eq!(rolled(&mut c), 3);
    assert_eq!(rolled(&mut c), 1);
}

#[test]
fn an_edit_shows_at_once_after_time_has_passed() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    c.now += 100 * DAY;
    let revision = c.registry.get_series(1).unwrap().record.meta.revision;
    let mut moved = fortnightly();
    moved.schedule = Some(schedule(
        "2024-03-06T19:00",
        "Europe/Zurich",
        "FREQ=WEEKLY;BYDAY=WE",
    ));
    c.does(Operation::update_series(UpdateSeries {
        id: 1,
        expected_revision: revision,
        groups: vec![TOKENS],
        tags: Vec::new(),
        details: moved,
        drops: None,
    }));
    assert_eq!(c.comes(&[WALLETS]), []);
    assert_eq!(
        c.starts(&[TOKENS], 2),
        ["2024-07-10T19:00", "2024-07-17T19:00"]
    );
    assert_eq!(c.comes(&[]), c.comes(&[TOKENS]));
}

#[test]
fn replaying_the_log_gives_the_same_registry_whatever_the_clock_says() {
    let mut c = Community::new();
    c.does(new_series(&[WALLETS], fortnightly()));
    c.does(cancel(1, 1, "2024-04-02T17:00"));
    c.does(move_to(1, 2, "2024-04-16T17:00", "2024-04-18T10:00"));
    c.does(Operation::create_meeting(single(
        WALLETS,
        "one",
        "2024-04-05T09:00",
    )));
    c.now += 40 * DAY;
    rolled(&mut c);
    let mut again = Registry::open(DefaultMemoryImpl::default());
    for position in 0..c.registry.store().events() {
        let event = c.registry.store().event(position).unwrap();
        again.replay(&event).unwrap();
    }
    assert!(again.store().dump() == c.registry.store().dump());
    again.roll(c.now, 20);
    let question = Default::default();
    let of = |registry: &Registry<_>| registry.upcoming(&admin(), c.now, &question).unwrap().items;
    assert_eq!(of(&again), of(&c.registry));
}

#[test]
fn what_comes_is_there_after_the_store_is_opened_again() {
    let memory = DefaultMemoryImpl::default();
    let mut c = Community::new();
    c.registry = Registry::open(memory.clone());
    let group = Community::new().registry.store().event(0).unwrap();
    c.registry.replay(&group).unwrap();
    c.does(new_series(&[WALLETS], fortnightly()));
    let before = c.comes(&[WALLETS]);
    c.registry = Registry::open(memory);
    assert_eq!(c.comes(&[WALLETS]), before);
}
