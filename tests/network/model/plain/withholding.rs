//! Data of people, and texts of the log, that must not be shown any more.

use std::collections::BTreeSet;
use std::fmt::Debug;

use workgroups::base::idl::{self, Argument};
use workgroups::domain::*;
use workgroups::registry::PastState;

use super::history::{item_fields, meeting_fields, person_fields};
use super::{Act, Plain, Refused, next};

type Done = Result<(Kind, Id, u64), Refused>;

/// Fields that nothing stands for.
const KEPT: [&str; 8] = [
    "zone",
    "rule",
    "language",
    "languages",
    "trusted_origins",
    "alternative_origins",
    "custom_domains",
    "fields",
];

/// An accepted operation, with the target of the link request that it accepted.
#[derive(Clone, Debug)]
pub struct Logged {
    operation: Operation,
    target: Option<LinkTarget>,
}

fn last(path: &str) -> &str {
    let name = path.rsplit_once('.').map_or(path, |(_, name)| name);
    name.split_once('[').map_or(name, |(name, _)| name)
}

/// Whether the text at a path is withheld with some fields.
fn covered(fields: &[String], path: &str) -> bool {
    let under = |f: &String| {
        path == f || path.starts_with(&format!("{f}.")) || path.starts_with(&format!("{f}["))
    };
    !KEPT.contains(&last(path)) && (fields.is_empty() || fields.iter().any(under))
}

impl Logged {
    /// All of its texts by their paths.
    fn texts(&self) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        self.operation.with_texts(&mut |path, text| {
            texts.push((path.to_owned(), text.to_owned()));
            None
        });
        if let Some(target) = &self.target {
            idl::with_texts(target, &mut |path, text| {
                texts.push((format!("link.target.{path}"), text.to_owned()));
                None
            });
        }
        texts
    }

    fn withheld(&self, fields: &[String]) -> Vec<String> {
        let is_meant = |(path, text): &(String, String)| !text.is_empty() && covered(fields, path);
        let meant = self.texts().into_iter().filter(is_meant);
        meant.map(|(_, text)| text).collect()
    }

    fn is_sealed(&self) -> bool {
        match &self.operation {
            Operation::save_draft(_) | Operation::request_link(_) => true,
            Operation::decide_link(a) => !a.accept,
            _ => false,
        }
    }
}

impl Plain {
    /// An operation as the log will have it.
    pub(super) fn logged(&self, op: &Operation) -> Logged {
        let request = self.accepted(op).and_then(|id| self.requests.get(&id));
        Logged {
            operation: op.clone(),
            target: request.map(|r| r.target.clone()),
        }
    }

    /// The link request that an operation accepts.
    fn accepted(&self, op: &Operation) -> Option<Id> {
        match op {
            Operation::decide_link(a) => a.accept.then_some(a.id),
            Operation::confirm_change(a) => self.accepted(&self.proposed.get(&a.id)?.operation()?),
            _ => None,
        }
    }

    pub(super) fn withhold_blocks(&mut self, a: &WithholdBlocks) -> Done {
        let faults: Vec<bool> = a
            .blocks
            .iter()
            .map(|at| self.may_not_be(*at, &a.fields))
            .collect();
        self.faultless(|f| {
            f.paragraph("reason", &a.reason);
            f.note_if(a.blocks.is_empty() || a.blocks.len() > 100, "blocks");
            f.note_if(a.fields.len() > 50, "fields");
            for (i, field) in a.fields.iter().enumerate() {
                f.note_if(field.is_empty(), &format!("fields[{i}]"));
            }
            for (i, fault) in faults.iter().enumerate().take(100) {
                f.note_if(*fault, &format!("blocks[{i}]"));
            }
        })?;
        for at in &a.blocks {
            self.withhold(*at, a.fields.clone());
        }
        Ok((Kind::registry, 0, self.settings.meta.revision))
    }

    /// Whether nothing can be withheld of a block.
    fn may_not_be(&self, at: u64, fields: &[String]) -> bool {
        let Some(logged) = self.log.get(at as usize) else {
            return true;
        };
        let known = self.withheld.get(&at).filter(|known| !known.is_empty());
        let new = fields
            .iter()
            .filter(|f| known.is_some_and(|known| !known.contains(f)));
        let all = known.map_or(0, Vec::len) + new.count();
        let too_many = known.is_some() && !fields.is_empty() && all > 50;
        logged.is_sealed() || logged.withheld(fields).is_empty() || too_many
    }

    fn withhold(&mut self, at: u64, fields: Vec<String>) {
        let all = match self.withheld.remove(&at) {
            None => fields,
            Some(known) if known.is_empty() || fields.is_empty() => Vec::new(),
            Some(mut known) => {
                known.extend(
                    fields
                        .into_iter()
                        .filter(|f| !known.contains(f))
                        .collect::<Vec<_>>(),
                );
                known
            }
        };
        self.withheld.insert(at, all);
    }

    pub(super) fn withhold_person(&mut self, act: Act, a: &WithholdPerson) -> Done {
        self.faultless(|f| f.paragraph("reason", &a.reason))?;
        let old = self
            .any_person(a.id)
            .ok_or(Refused::NotFound(Some(Kind::person)))?
            .clone();
        if old.meta.revision != a.expected_revision {
            return Err(Refused::Conflict(old.meta.revision));
        }
        let cleared = self.clear_names(act, a.id);
        let entered = self.withhold_entries(a.id);
        assert!(cleared + entered <= 100, "runs are not as long as that");
        let mut new = Person {
            meta: next(&old.meta, act),
            principals: Vec::new(),
            ..old.clone()
        };
        new.details = PersonDetails {
            handle: format!("withheld-{}", a.id),
            name: None,
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        };
        let fields = person_fields(&old, &new);
        let what = (Kind::person, a.id, new.meta.revision);
        if new.withdrawn.is_some() {
            self.gone.people.insert(a.id, new);
        } else {
            self.people.insert(a.id, new);
        }
        let mine = |kind: Kind, id: Id| kind == Kind::person && id == a.id;
        self.former.retain(|(kind, _), id| !mine(*kind, *id));
        Ok(self.enter(act, "withhold_person", what, fields))
    }

    /// Clears what is written beside the number of a person in standing records.
    fn clear_names(&mut self, act: Act, person: Id) -> usize {
        let mut changed = 0;
        for old in self.meetings.clone().into_values() {
            let mut new = old.clone();
            clear(new.people_mut(), &|id| id == person);
            let fields = meeting_fields(&old, &new);
            if fields.is_empty() {
                continue;
            }
            changed += 1;
            new.meta = next(&old.meta, act);
            let what = (Kind::meeting, new.id, new.meta.revision);
            self.meetings.insert(new.id, new);
            self.enter(act, "withhold_person", what, fields);
        }
        let owns = |i: &ActionItem| i.details.owners.iter().any(|p| p.person == Some(person));
        let items = self.items.values();
        let (owned, others): (Vec<_>, Vec<_>) = items.cloned().partition(owns);
        for old in owned.into_iter().chain(others) {
            let mut new = old.clone();
            clear(new.people_mut(), &|id| id == person);
            let fields = item_fields(&old, &new);
            if fields.is_empty() {
                continue;
            }
            changed += 1;
            new.meta = next(&old.meta, act);
            let what = (Kind::action_item, new.id, new.meta.revision);
            self.items.insert(new.id, new);
            self.enter(act, "withhold_person", what, fields);
        }
        changed
    }

    /// Withholds the blocks that made and changed a person, and clears the requests by which their
    /// principals came.
    fn withhold_entries(&mut self, person: Id) -> usize {
        let changes = self
            .changes
            .get(&(Kind::person, person))
            .cloned()
            .unwrap_or_default();
        for change in &changes {
            let fields = match change.operation.as_str() {
                "create_person" => Vec::new(),
                "update_person" => vec!["details".to_owned()],
                "decide_link" => vec!["link".to_owned()],
                _ => continue,
            };
            let operation = self.log[change.event as usize].operation.clone();
            if let Some(request) = self
                .accepted(&operation)
                .and_then(|id| self.requests.get_mut(&id))
            {
                request.target = LinkTarget::existing(person);
                request.evidence = String::new();
            }
            self.withhold(change.event, fields);
        }
        changes.len()
    }

    /// A state as it is told.
    pub(super) fn told_state(&self, (kind, id): (Kind, Id), state: &PastState) -> PastState {
        if self.withheld.is_empty() {
            return state.clone();
        }
        let is_withheld = |id: Id| {
            let person = self.any_person(id);
            person.is_some_and(|p| p.details.handle.starts_with("withheld-"))
        };
        let mut state = state.clone();
        match &mut state {
            PastState::meeting(meeting) => clear(meeting.people_mut(), &is_withheld),
            PastState::action_item(item) => clear(item.people_mut(), &is_withheld),
            _ => {}
        }
        let changes = self.changes.get(&(kind, id)).into_iter().flatten();
        let texts: BTreeSet<String> = changes
            .filter_map(|change| {
                let fields = self.withheld.get(&change.event)?;
                Some(self.log.get(change.event as usize)?.withheld(fields))
            })
            .flatten()
            .collect();
        match state {
            PastState::group(record) => PastState::group(masked(record, &texts)),
            PastState::person(record) => PastState::person(masked(record, &texts)),
            PastState::meeting(record) => PastState::meeting(masked(record, &texts)),
            PastState::action_item(record) => PastState::action_item(masked(record, &texts)),
            PastState::initiative(record) => PastState::initiative(masked(record, &texts)),
            PastState::report(record) => PastState::report(masked(record, &texts)),
            PastState::series(record) => PastState::series(masked(record, &texts)),
        }
    }
}

fn clear(lists: Vec<&mut Vec<Participant>>, is_meant: &dyn Fn(Id) -> bool) {
    for participant in lists.into_iter().flatten() {
        if participant.person.is_some_and(is_meant) {
            participant.name = None;
            participant.affiliation = None;
        }
    }
}

fn masked<R: Argument + Debug>(record: R, texts: &BTreeSet<String>) -> R {
    let masked = idl::with_texts(&record, &mut |path, text| {
        let is_meant = texts.contains(text) && !KEPT.contains(&last(path));
        // The mark is made with a secret: it is the same in all texts when they are compared.
        is_meant.then(|| match last(path) {
            "slug" | "handle" => "withheld-00000000".to_owned(),
            "url" => "https://withheld.invalid/00000000".to_owned(),
            _ => "[withheld 00000000]".to_owned(),
        })
    });
    masked.expect("a record can be made again")
}
