//! The small answers for machines: robots, domains, origins, metrics.

use ic_stable_structures::Memory;

use crate::domain::Kind;
use crate::site::Site;
use crate::site::answer::{Answer, JSON, MARKDOWN, METRICS, TEXT};
use crate::site::json::Json;

const HOUR: u64 = 3_600_000_000_000;

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

    /// Counts for Prometheus, as of the last change or the last full hour. The balance of cycles is
    /// not public.
    pub(in crate::site) fn metrics(&self) -> Answer {
        let (store, hour) = (self.registry.store(), self.place.now / HOUR);
        store.turns((hour + 1) * HOUR);
        let of = (hour, store.events());
        let text = self.registry.watch().report(of, || self.counts());
        Answer {
            timed: true,
            ..Answer::of(METRICS, text.into_bytes())
        }
    }

    fn counts(&self) -> String {
        let (store, watch) = (self.registry.store(), self.registry.watch());
        let now = self.place.now;
        let made = COUNTED.map(|(kind, name)| (name, store.made(kind)));
        let (pages, page_bytes) = watch.certified();
        let (operations, bytes, work) = self.registry.used_by_strangers(now);
        let used = [("operations", operations), ("bytes", bytes), ("work", work)];
        let mut text = String::new();
        let mut tell = |name: &str, help: &str, label: &str, rows: &[(&str, u64)]| {
            let kind = if name.ends_with("_total") {
                "counter"
            } else {
                "gauge"
            };
            text.push_str(&format!(
                "# HELP workgroups_{name} {help}\n# TYPE workgroups_{name} {kind}\n"
            ));
            for (value, count) in rows {
                let labels = match label {
                    "" => String::new(),
                    label => format!("{{{label}=\"{value}\"}}"),
                };
                text.push_str(&format!("workgroups_{name}{labels} {count}\n"));
            }
        };
        tell(
            "events_total",
            "Events in the log.",
            "",
            &[("", store.events())],
        );
        tell(
            "records_made_total",
            "Records ever made, by kind.",
            "kind",
            &made,
        );
        tell(
            "stable_bytes",
            "Bytes of stable memory, by table.",
            "table",
            &store.sizes(),
        );
        tell(
            "heap_bytes",
            "Bytes of the heap.",
            "",
            &[("", watch.heap())],
        );
        let refusals: Vec<_> = watch.refusals().collect();
        tell(
            "refused_total",
            "Updates that were refused since the last upgrade, by reason.",
            "reason",
            &refusals,
        );
        tell(
            "certified_answers",
            "Answers that are certified.",
            "",
            &[("", pages)],
        );
        tell(
            "certified_bytes",
            "Bytes of the heap that they take, about.",
            "",
            &[("", page_bytes)],
        );
        tell(
            "strangers_today",
            "What callers without office have used since midnight (UTC).",
            "of",
            &used,
        );
        let runs: Vec<_> = watch.runs().collect();
        tell(
            "timer_runs_total",
            "Runs of timers since the last upgrade, by what they do.",
            "timer",
            &runs,
        );
        text
    }
}
