//! The records of an import while it is read: each slug and each handle once.

use std::collections::HashMap;
use std::path::Path;

use jiff::civil::Date;
use serde_yaml_ng::Value;
use workgroups::domain::{Kind, Nanos};

use super::cadence::Told;
use super::fields::Fields;
use super::report::Report;
use super::words::{NAME_BYTES, PARAGRAPH_BYTES, handle, slug_in};
use crate::apply::slug;
use crate::files::format::{Data, Group, LifecycleStep, Link, PartialDate, Person, Role, Series};
use crate::files::{GroupKind, LifecycleState, LinkKind, RoleKind, bounded, yaml};
use crate::forum::{self, Who};

/// What an import is told beside its sources.
#[derive(Clone, Debug)]
pub struct Known {
    /// The group of what names none itself.
    pub group: Option<String>,
    /// The day from which on dates are counted that have no first one.
    pub since: Date,
    pub now: Nanos,
    /// What the registry is called, where a source does not say it.
    pub name: Option<String>,
}

/// What was read so far.
#[derive(Debug)]
pub struct Import {
    pub data: Data,
    pub report: Report,
    pub known: Known,
    /// The slugs that are taken, and the number behind the next of the same.
    slugs: HashMap<(Kind, String), usize>,
    /// The places of people by their handles.
    people: HashMap<String, usize>,
}

/// A leader or member, as the source names one.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The name at a place where names are given once, such as GitHub.
    pub account: Option<String>,
    /// The name in a chat.
    pub nick: Option<String>,
    pub name: Option<String>,
    pub affiliation: Option<String>,
}

impl Import {
    /// Nothing yet.
    pub fn new(known: Known) -> Import {
        Import {
            data: Data::default(),
            report: Report::default(),
            known,
            slugs: HashMap::new(),
            people: HashMap::new(),
        }
    }

    /// A slug that no record of a kind has yet: with a number behind it where it is taken.
    pub fn fresh(&mut self, kind: Kind, slug: &str) -> String {
        let base = (kind, slug.to_owned());
        let mut next = self.slugs.get(&base).copied().unwrap_or(1);
        let mut fresh = base.clone();
        while self.slugs.contains_key(&fresh) {
            next += 1;
            fresh.1 = format!("{slug}-{next}");
        }
        self.slugs.insert(base, next);
        self.slugs.entry(fresh.clone()).or_insert(1);
        fresh.1
    }

    /// The handle of somebody, who becomes a person if there is none of it yet.
    pub fn person(&mut self, place: &str, named: &Named) -> Option<String> {
        let Named {
            account,
            nick,
            name,
            affiliation,
        } = named;
        let mut fit = |text: &String| self.report.fit(place, text.clone(), NAME_BYTES);
        let (name, affiliation) = (name.as_ref().map(&mut fit), affiliation.as_ref().map(fit));
        let handle = [account, nick, &name]
            .into_iter()
            .flatten()
            .find_map(|name| handle(name));
        let Some(handle) = handle else {
            self.report.left(place, "somebody without a name");
            return None;
        };
        let known = self.people.get(&handle).copied();
        let Some(person) = known.and_then(|place| self.data.people.get_mut(place)) else {
            self.people.insert(handle.clone(), self.data.people.len());
            self.data.people.push(Person {
                links: links(named),
                name,
                affiliation,
                remarks: None,
                handle: handle.clone(),
            });
            return Some(handle);
        };
        for (known, told) in [
            (&mut person.name, name),
            (&mut person.affiliation, affiliation),
        ] {
            match (known.as_ref(), told) {
                (None, told) => *known = told,
                (Some(known), Some(told)) if *known != told => {
                    let what =
                        format!("that {handle} is \"{told}\", said to be \"{known}\" before");
                    self.report.left(place, &what);
                }
                _ => {}
            }
        }
        Some(handle)
    }

    /// The handle of somebody whom a forum names: as it is, or made of a name.
    pub fn known_by(&mut self, place: &str, who: Who) -> Option<String> {
        let (told, name, url) = match who {
            Who::Handle { handle, url } => (Some(handle), None, url),
            Who::Name { name, url } => (handle(&name), Some(name), url),
            Who::Nobody(_) => return None,
        };
        let Some(handle) = told else {
            self.report.left(place, "somebody without a name");
            return None;
        };
        if self.people.contains_key(&handle) {
            return Some(handle);
        }
        let url = url.as_deref();
        let link = url.and_then(|url| self.report.link(place, LinkKind::other, None, Some(url)));
        self.people.insert(handle.clone(), self.data.people.len());
        self.data.people.push(Person {
            handle: handle.clone(),
            name: name.map(|name| self.report.fit(place, name, NAME_BYTES)),
            affiliation: None,
            links: link.into_iter().collect(),
            remarks: None,
        });
        Some(handle)
    }

    /// A role of somebody; nothing where nobody is named.
    pub fn role(
        &mut self,
        place: &str,
        (kind, label): (RoleKind, &str),
        named: &Named,
    ) -> Option<Role> {
        let person = self.person(place, named)?;
        Some(Role {
            kind,
            label: Some(self.report.fit(place, label.to_owned(), NAME_BYTES)),
            person: Some(person),
            from: None,
            until: None,
            note: None,
        })
    }

    /// A series of a group; one that is called like its group has the same slug. If its dates
    /// cannot be computed, it has its cadence in words.
    pub fn series(&mut self, place: &str, group: &str, title: &str, told: &Told) -> Series {
        let title = self.report.fit(place, title.to_owned(), NAME_BYTES);
        let slug = match slug(&title) == group {
            true => group.to_owned(),
            false => slug_in(group, &title),
        };
        let (schedule, description) = match told.schedule(self.known.since) {
            Ok(computed) => {
                for taken in &computed.taken {
                    self.report.taken(place, taken);
                }
                let taken = computed.taken.iter().map(|taken| sentence(taken));
                (Some(computed.schedule), taken.collect::<Vec<_>>().join(" "))
            }
            Err(why) => {
                self.report
                    .as_text(place, &format!("\"{}\": {why}", told.words()));
                (None, String::new())
            }
        };
        let cadence = self.report.fit(place, told.words(), NAME_BYTES);
        Series {
            description,
            cadence: Some(cadence),
            schedule,
            ..self.bare_series(group, &slug, title)
        }
    }

    /// A series of which nothing but its title is known.
    pub fn bare_series(&mut self, group: &str, slug: &str, title: String) -> Series {
        Series {
            slug: self.fresh(Kind::series, slug),
            groups: vec![group.to_owned()],
            tags: Vec::new(),
            title,
            description: String::new(),
            cadence: None,
            schedule: None,
            locations: Vec::new(),
            notice_hours: None,
            alternates_with: None,
            follows: None,
            exceptions: Vec::new(),
            ended: None,
            agenda: Vec::new(),
        }
    }

    /// Adds a link to a group, where it is told where to.
    pub fn add_link(&mut self, group: &mut Group, kind: LinkKind, label: &str, to: Option<String>) {
        let Some(to) = to else { return };
        let link = self.report.link(&group.slug, kind, Some(label), Some(&to));
        group.links.extend(link);
    }

    /// A date in words.
    pub fn date(&mut self, place: &str, words: &str) -> PartialDate {
        forum::date(&self.report.fit(place, words.to_owned(), NAME_BYTES))
    }

    /// A scope or description of at most a paragraph.
    pub fn paragraph(&mut self, place: &str, text: Option<String>) -> String {
        let text = text.map(|text| self.report.fit(place, text, PARAGRAPH_BYTES));
        text.unwrap_or_default()
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}

fn links(named: &Named) -> Vec<Link> {
    let is_account = |account: &&String| {
        let mut bytes = account.bytes();
        bytes.all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let account = named.account.as_ref().filter(is_account);
    let account = account.map(|account| Link {
        kind: LinkKind::code,
        label: Some("GitHub".into()),
        url: Some(format!("https://github.com/{account}")),
    });
    let nick = named.nick.as_ref().map(|nick| Link {
        kind: LinkKind::chat,
        label: Some(format!("IRC: {nick}")),
        url: None,
    });
    account.into_iter().chain(nick).collect()
}

/// A group of which nothing but its name is known.
pub fn group(slug: &str, name: &str, kind: GroupKind, state: LifecycleState) -> Group {
    Group {
        slug: slug.to_owned(),
        name: name.to_owned(),
        kind,
        parent: None,
        scope: String::new(),
        charter: None,
        links: Vec::new(),
        topics: Vec::new(),
        languages: Vec::new(),
        cadence: None,
        first_meeting: None,
        last_meeting: None,
        stated_on: None,
        remarks: None,
        lifecycle: vec![LifecycleStep {
            state,
            date: None,
            reason: None,
        }],
        roles: Vec::new(),
        relations: Vec::new(),
        approves_minutes: false,
    }
}

/// The fields of a file in YAML, which is called by its name in the report.
pub fn yaml_file(path: &Path) -> Result<Fields, String> {
    let fault = |fault: String| format!("{}: {fault}", path.display());
    let document: Value = yaml::read(&bounded::text(path)?).map_err(fault)?;
    Fields::of(&name(path), document).map_err(fault)
}

/// The name of a file without its folder.
pub fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
