//! The small answers for machines: robots, domains, origins, metrics.

use ic_stable_structures::Memory;

use crate::domain::Kind;
use crate::site::Site;
use crate::site::answer::{Answer, JSON, MARKDOWN, METRICS, TEXT};
use crate::site::json::Json;

/// The kinds that are counted, with their names. Drafts and link requests are nobody's business.
const COUNTED: [(Kind, &str); 11] = [
    (Kind::action_item, "action_item"),
    (Kind::check_in, "check_in"),
    (Kind::feedback, "feedback"),
    (Kind::group, "group"),
    (Kind::initiative, "initiative"),
    (Kind::meeting, "meeting"),
    (Kind::membership, "membership"),
    (Kind::person, "person"),
    (Kind::report, "report"),
    (Kind::series, "series"),
    (Kind::support, "support"),
];

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn robots(&self) -> Answer {
        Answer::of(TEXT, b"User-agent: *\nDisallow:\n".to_vec())
    }

    /// The domains that the community serves this site at, for the network's gateways.
    pub(in crate::site) fn domains(&self) -> Answer {
        let domains = &self.registry.origins().custom_domains;
        let lines: String = domains.iter().map(|domain| format!("{domain}\n")).collect();
        Answer::of(TEXT, lines.into_bytes())
    }

    /// The origins at which Internet Identity knows people by the same principals as here.
    pub(in crate::site) fn origins(&self) -> Answer {
        let origins = &self.registry.origins().alternative_origins;
        let origins = origins.iter().map(|origin| Json::text(origin.as_str()));
        let json = Json::object([("alternativeOrigins", Json::List(origins.collect()))]);
        Answer::of(JSON, json.to_bytes())
    }

    /// What the log is, and how to check it.
    pub(in crate::site) fn log(&self) -> Answer {
        Answer::of(MARKDOWN, include_bytes!("../../../docs/log.md").to_vec())
    }

    /// Counts for Prometheus. The balance of cycles is not public.
    pub(in crate::site) fn metrics(&self) -> Answer {
        let mut text = String::from(
            "# HELP workgroups_events_total Events in the log.\n\
             # TYPE workgroups_events_total counter\n",
        );
        let events = self.registry.store().events();
        text.push_str(&format!("workgroups_events_total {events}\n"));
        text.push_str(
            "# HELP workgroups_records_made_total Records ever made, by kind.\n\
             # TYPE workgroups_records_made_total counter\n",
        );
        for (kind, name) in COUNTED {
            let made = self.registry.store().made(kind);
            text.push_str(&format!(
                "workgroups_records_made_total{{kind=\"{name}\"}} {made}\n"
            ));
        }
        Answer::of(METRICS, text.into_bytes())
    }
}
