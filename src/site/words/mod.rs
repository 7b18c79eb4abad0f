//! The words of the site: one table for each language. A table is a value of [`Words`], so that a
//! word that is missing does not compile.

mod dates;
mod en;
mod table;
mod zh;

use crate::domain::series::OccurrenceStatus;
use crate::domain::{
    ActionState, GroupKind, Kind, LifecycleState, Link, LinkKind, METHODS, MeetingStatus, Progress,
    Reason, RelationKind, Role, RoleKind,
};

pub(in crate::site) use dates::clock;
pub(in crate::site) use table::Words;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::site) enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    pub(in crate::site) const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// The first part of the paths of its pages; none for the language that needs none.
    pub(in crate::site) fn part(self) -> &'static str {
        match self {
            Language::English => "",
            Language::Chinese => "zh",
        }
    }

    /// A path of a page in this language.
    pub(in crate::site) fn at(self, path: &str) -> String {
        match (self.part(), path) {
            ("", path) => path.to_owned(),
            (part, "/") => format!("/{part}"),
            (part, path) => format!("/{part}{path}"),
        }
    }

    /// The language of a path, and the path without it.
    pub(in crate::site) fn of_path(path: &str) -> (Language, &str) {
        let found = Language::ALL.into_iter().find_map(|language| {
            let part = Some(language.part()).filter(|part| !part.is_empty())?;
            match path.strip_prefix('/')?.strip_prefix(part)? {
                "" => Some((language, "/")),
                "/" => None,
                rest if rest.starts_with('/') => Some((language, rest)),
                _ => None,
            }
        });
        found.unwrap_or((Language::default(), path))
    }

    pub(in crate::site) fn words(self) -> &'static Words {
        match self {
            Language::English => &en::WORDS,
            Language::Chinese => &zh::WORDS,
        }
    }
}

/// A sentence of the table with something in the place of each pair of braces.
pub(in crate::site) fn fill(sentence: &str, values: &[&str]) -> String {
    let mut parts = sentence.split("{}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, value) in parts.zip(values.iter().chain(std::iter::repeat(&""))) {
        out.push_str(value);
        out.push_str(part);
    }
    out
}

/// The word of an enumeration's member, by its position.
fn nth<const N: usize>(words: &[&'static str; N], at: usize) -> &'static str {
    words.get(at).copied().unwrap_or_default()
}

impl Words {
    pub(in crate::site) fn group_kind(&self, kind: Option<GroupKind>) -> &'static str {
        nth(&self.group_kinds, kind.unwrap_or(GroupKind::other) as usize)
    }

    pub(in crate::site) fn state(&self, state: LifecycleState) -> &'static str {
        nth(&self.states, state as usize)
    }

    /// What a role is called: by the community, or else by its sort.
    pub(in crate::site) fn role<'r>(&self, role: &'r Role) -> &'r str {
        let kind = self.role_kind(role.kind);
        role.label.as_deref().unwrap_or(kind)
    }

    pub(in crate::site) fn role_kind(&self, kind: Option<RoleKind>) -> &'static str {
        nth(&self.role_kinds, kind.unwrap_or(RoleKind::other) as usize)
    }

    /// What a group is to another, as it says itself.
    pub(in crate::site) fn relation(&self, kind: Option<RelationKind>) -> &'static str {
        kind.map_or(self.relations, |kind| {
            nth(&self.relation_kinds, kind as usize)
        })
    }

    /// What another is to the group that says it.
    pub(in crate::site) fn related(&self, kind: Option<RelationKind>) -> &'static str {
        kind.map_or(self.relations, |kind| {
            nth(&self.related_kinds, kind as usize)
        })
    }

    /// Why something waits.
    pub(in crate::site) fn reason(&self, reason: Reason) -> &'static str {
        nth(&self.reasons, reason as usize)
    }

    pub(in crate::site) fn meeting(&self, status: MeetingStatus) -> &'static str {
        nth(&self.meeting_states, status as usize)
    }

    /// What is to be said of a date that is not as the rule gives it.
    pub(in crate::site) fn date(&self, status: Option<OccurrenceStatus>) -> Option<&'static str> {
        match status? {
            OccurrenceStatus::Scheduled => None,
            status => Some(nth(&self.date_states, status as usize)),
        }
    }

    pub(in crate::site) fn action(&self, state: ActionState) -> &'static str {
        nth(&self.action_states, state as usize)
    }

    pub(in crate::site) fn progress(&self, progress: Option<Progress>) -> &'static str {
        progress.map_or(self.progress_unknown, |p| {
            nth(&self.progress_states, p as usize)
        })
    }

    pub(in crate::site) fn kind(&self, kind: Kind) -> &'static str {
        nth(&self.kinds, kind as usize)
    }

    pub(in crate::site) fn link_kind(&self, link: &Link) -> &'static str {
        nth(
            &self.link_kinds,
            link.kind.unwrap_or(LinkKind::other) as usize,
        )
    }

    /// What an operation did, by its method.
    pub(in crate::site) fn operation(&self, method: &str) -> &'static str {
        let at = METHODS.iter().position(|known| *known == method);
        nth(&self.operations, at.unwrap_or(usize::MAX))
    }

    /// What a field of a record is called; its own name where there is no word for it.
    pub(in crate::site) fn field(&self, field: &str) -> String {
        let name = field.rsplit('.').next().unwrap_or_default();
        let known = self.fields.iter().find(|(known, _)| *known == name);
        match known {
            Some((_, word)) => (*word).to_owned(),
            None => name.replace('_', " "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_know_the_same_fields() {
        let fields = |language: Language| {
            let fields = language.words().fields.iter().map(|(name, _)| *name);
            fields.collect::<Vec<_>>()
        };
        assert_eq!(fields(Language::English), fields(Language::Chinese));
    }

    #[test]
    fn a_path_tells_its_language() {
        for (path, language, rest) in [
            ("/", Language::English, "/"),
            ("/groups", Language::English, "/groups"),
            ("/zh", Language::Chinese, "/"),
            ("/zh/groups/x", Language::Chinese, "/groups/x"),
            ("/zh/", Language::English, "/zh/"),
            ("/zhx", Language::English, "/zhx"),
        ] {
            assert_eq!(Language::of_path(path), (language, rest), "{path}");
        }
        assert_eq!(Language::Chinese.at("/"), "/zh");
        assert_eq!(Language::Chinese.at("/groups/x"), "/zh/groups/x");
    }

    #[test]
    fn sentences_are_filled_in_their_order() {
        assert_eq!(fill("{} of {}", &["1", "2"]), "1 of 2");
        assert_eq!(fill("no gap", &["1"]), "no gap");
        assert_eq!(fill("{} and {}", &["1"]), "1 and ");
    }
}
