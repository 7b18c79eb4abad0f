//! Search, by reading every record. It knows words and phrases such as these tests look for:
//! words of letters, found by their beginning, and phrases of two Chinese characters.

use std::cmp::Reverse;

use workgroups::domain::*;
use workgroups::registry::Search;

use super::{Plain, Refused, folded, summaries};

/// A record as it is searched.
struct Found {
    kind: Kind,
    id: Id,
    time: Nanos,
    titles: Vec<String>,
    texts: Vec<String>,
    groups: Vec<Id>,
    tags: Vec<String>,
}

impl Plain {
    /// Kind, number and time of the records that are found, the best first.
    pub(super) fn search(&self, q: &Search) -> Result<Vec<(Kind, Id, Nanos)>, Refused> {
        self.faultless(|f| f.search(q))?;
        let words: Vec<String> = folded(&q.text)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let timed = q.from.is_some() || q.until.is_some();
        let mut found: Vec<Found> = self.searched();
        found.retain(|r| {
            let anywhere: Vec<String> = [r.titles.clone(), r.texts.clone()].concat();
            let tag = |t: &String| r.tags.iter().any(|own| folded(own) == folded(t));
            (q.kinds.is_empty() || q.kinds.contains(&r.kind))
                && q.group.is_none_or(|g| r.groups.contains(&g))
                && q.tag.as_ref().is_none_or(tag)
                && (!timed || r.time > 0)
                && q.from.is_none_or(|from| r.time >= from)
                && q.until.is_none_or(|until| r.time < until)
                && has_all(&anywhere, &words)
        });
        found.sort_by_key(|r| {
            let below_titles = !words.is_empty() && !has_all(&r.titles, &words);
            (below_titles, Reverse(r.time), r.kind, r.id)
        });
        Ok(found.into_iter().map(|r| (r.kind, r.id, r.time)).collect())
    }

    fn searched(&self) -> Vec<Found> {
        let mut all = Vec::new();
        all.extend(self.groups.values().map(group));
        all.extend(self.people.values().map(person));
        all.extend(self.meetings.values().map(meeting));
        all.extend(self.items.values().map(item));
        all.extend(self.initiatives.values().map(initiative));
        all.extend(self.reports.values().map(report));
        all.extend(self.series.values().map(series));
        let stands = |f: &&Feedback| match f.subject {
            Subject::group(id) => self.groups.contains_key(&id),
            Subject::meeting(id) => self.meetings.contains_key(&id),
        };
        let present = self.feedback.values().filter(|f| f.removed.is_none());
        let present = present.filter(stands);
        all.extend(present.map(feedback));
        all
    }
}

fn has_all(texts: &[String], words: &[String]) -> bool {
    words
        .iter()
        .all(|word| texts.iter().any(|text| has(&folded(text), word)))
}

/// Whether a folded text has a word that begins so, or a phrase of Chinese.
fn has(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let mut parts = text.split(|c: char| !c.is_ascii_alphanumeric());
    parts.any(|part| part.starts_with(word))
}

fn people_in(list: &[Participant]) -> Vec<String> {
    let words = |p: &Participant| [p.name.clone(), p.affiliation.clone()];
    list.iter().flat_map(words).flatten().collect()
}

fn group(g: &Group) -> Found {
    let d = g.details.clone();
    if !super::groups::accepted(g) {
        return Found {
            kind: Kind::group,
            id: g.id,
            time: g.meta.created_at,
            titles: vec![d.name, d.slug],
            texts: Vec::new(),
            groups: Vec::new(),
            tags: Vec::new(),
        };
    }
    let mut texts = vec![d.scope];
    texts.extend([d.charter, d.cadence, d.remarks].into_iter().flatten());
    texts.extend(d.topics.clone());
    texts.extend(d.links.into_iter().filter_map(|l| l.label));
    texts.extend(g.proposal.iter().map(|p| p.motivation.clone()));
    Found {
        kind: Kind::group,
        id: g.id,
        time: g.meta.created_at,
        titles: vec![d.name, d.slug],
        texts,
        groups: vec![g.id],
        tags: d.topics,
    }
}

fn series(s: &SeriesRecord) -> Found {
    let d = s.series.details.clone();
    let mut texts = vec![d.description];
    texts.extend(d.cadence);
    texts.extend(s.tags.clone());
    Found {
        kind: Kind::series,
        id: s.id,
        time: s.meta.created_at,
        titles: vec![d.title],
        texts,
        groups: s.groups.clone(),
        tags: s.tags.clone(),
    }
}

fn person(p: &Person) -> Found {
    let d = p.details.clone();
    Found {
        kind: Kind::person,
        id: p.id,
        time: p.meta.created_at,
        titles: [Some(d.handle), d.name].into_iter().flatten().collect(),
        texts: [d.affiliation, d.remarks].into_iter().flatten().collect(),
        groups: Vec::new(),
        tags: Vec::new(),
    }
}

fn meeting(m: &Meeting) -> Found {
    let d = m.details.clone();
    let mut texts: Vec<String> = [d.summary, d.reason, d.remarks]
        .into_iter()
        .flatten()
        .collect();
    texts.extend(d.tags.clone());
    texts.extend(people_in(&d.hosts));
    texts.extend(people_in(&d.guests));
    for point in d.agenda {
        texts.push(point.title);
        texts.extend(point.note);
    }
    if let Some(minutes) = &m.minutes {
        texts.extend(people_in(&minutes.attendees));
        for section in &minutes.sections {
            texts.extend([section.heading.clone(), section.text.clone()]);
            texts.extend(people_in(&section.speakers));
        }
        texts.extend(minutes.decisions.iter().map(|d| d.text.clone()));
        for feedback in &minutes.feedback {
            texts.push(feedback.text.clone());
            texts.extend(people_in(&feedback.by));
        }
    }
    Found {
        kind: Kind::meeting,
        id: m.id,
        time: summaries::meeting_time(m),
        titles: vec![d.title, d.slug],
        texts,
        groups: d.groups,
        tags: d.tags,
    }
}

fn item(a: &ActionItem) -> Found {
    let d = a.details.clone();
    let mut texts: Vec<String> = d.note.into_iter().collect();
    texts.extend(people_in(&d.owners));
    for note in d.follow_ups {
        texts.push(note.text);
        texts.extend(people_in(&note.by));
    }
    Found {
        kind: Kind::action_item,
        id: a.id,
        time: a.meta.created_at,
        titles: vec![d.title],
        texts,
        groups: vec![d.group],
        tags: Vec::new(),
    }
}

fn initiative(i: &Initiative) -> Found {
    let d = i.details.clone();
    let mut texts: Vec<String> = d.summary.into_iter().collect();
    for milestone in d.milestones {
        texts.push(milestone.title);
        texts.extend(milestone.note);
    }
    Found {
        kind: Kind::initiative,
        id: i.id,
        time: i.meta.created_at,
        titles: vec![d.title, d.slug],
        texts,
        groups: d.groups,
        tags: Vec::new(),
    }
}

fn report(r: &Report) -> Found {
    let d = r.details.clone();
    let mut texts: Vec<String> = [d.purpose, d.focus].into_iter().flatten().collect();
    texts.extend(d.highlights);
    for goal in d.goals {
        texts.extend([goal.title, goal.text]);
    }
    for snapshot in &r.milestones {
        texts.push(snapshot.title.clone());
        texts.extend(snapshot.milestones.iter().map(|m| m.title.clone()));
    }
    Found {
        kind: Kind::report,
        id: r.id,
        time: summaries::report_time(r),
        titles: vec![d.title, d.slug],
        texts,
        groups: d.groups,
        tags: Vec::new(),
    }
}

fn feedback(f: &Feedback) -> Found {
    let groups = match f.subject {
        Subject::group(group) => vec![group],
        Subject::meeting(_) => Vec::new(),
    };
    Found {
        kind: Kind::feedback,
        id: f.id,
        time: f.meta.created_at,
        titles: Vec::new(),
        texts: vec![f.text.clone()],
        groups,
        tags: Vec::new(),
    }
}
