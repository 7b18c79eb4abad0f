//! The examples, loaded into the canister through its public interface: every fact that the files
//! hold comes back, and the facts are those of the documents.

mod announced;
mod contradictions;
mod developer_forum;
mod icon;
mod registry;
mod series;
mod sources;

use workgroups::domain::Kind;
use workgroups_cli::files::format::Data;
use workgroups_cli::files::read;

use registry::{LOADED, folder};

/// The registry lists records in orders of its own.
fn in_order(mut data: Data) -> Data {
    data.people.sort_by(|a, b| a.handle.cmp(&b.handle));
    data.groups.sort_by(|a, b| a.slug.cmp(&b.slug));
    data.series.sort_by(|a, b| a.slug.cmp(&b.slug));
    data.meetings.sort_by(|a, b| a.slug.cmp(&b.slug));
    data.initiatives.sort_by(|a, b| a.slug.cmp(&b.slug));
    data.reports.sort_by(|a, b| a.slug.cmp(&b.slug));
    data.action_items.sort_by(|a, b| a.title.cmp(&b.title));
    data
}

#[test]
fn every_record_comes_back_as_the_files_have_it() {
    let (files, registry) = (
        in_order(read(folder()).unwrap()),
        in_order(LOADED.data.clone()),
    );
    assert_eq!(registry.profile, files.profile);
    macro_rules! compare {
        ($($list:ident)*) => { $(
            for (from_registry, from_file) in registry.$list.iter().zip(&files.$list) {
                assert_eq!(from_registry, from_file);
            }
            assert_eq!(registry.$list.len(), files.$list.len());
        )* };
    }
    compare!(people groups series meetings initiatives action_items reports);
}

#[test]
fn the_summary_counts_what_is_in_the_registry() {
    let (summary, data) = (LOADED.summary, &LOADED.data);
    assert_eq!(summary.people, data.people.len());
    assert_eq!(summary.groups, data.groups.len());
    assert_eq!(summary.series, data.series.len());
    assert_eq!(summary.meetings, data.meetings.len());
    assert_eq!(
        summary.minutes,
        data.meetings.iter().filter(|m| m.minutes.is_some()).count()
    );
    assert_eq!(summary.initiatives, data.initiatives.len());
    assert_eq!(summary.action_items, data.action_items.len());
    assert_eq!(summary.reports, data.reports.len());
}

#[test]
fn a_chinese_word_finds_the_session_in_which_it_fell() {
    let found = &LOADED.found["跨链"];
    assert!(
        found.contains(&(Kind::meeting, "icp-dev-forum-ep03".into())),
        "{found:?}"
    );
}

#[test]
fn the_beginning_of_a_word_finds_the_group_that_is_named_after_it() {
    let found = &LOADED.found["token"];
    assert!(
        found.contains(&(Kind::group, "ledger-tokenization".into())),
        "{found:?}"
    );
    assert!(
        found.contains(&(Kind::meeting, "ledger-tokenization-2022-04-12".into())),
        "{found:?}"
    );
}
