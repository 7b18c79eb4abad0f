//! Which fields of an input have a fault, by what the interface says of each field.

use std::collections::BTreeSet;

use workgroups::domain::series::{DateChange, SeriesDetails};
use workgroups::domain::*;
use workgroups::registry::Search;

use super::dates::days_of_month;
use super::{Plain, Refused, clock, end, first};
use crate::model::cast::{GOOD_DOMAINS, GOOD_ORIGINS};

/// Collects the names of the fields that have a fault.
pub struct Faults<'a> {
    plain: &'a Plain,
    fields: BTreeSet<String>,
}

impl Plain {
    /// Refuses an input with all its faults.
    pub(super) fn faultless(&self, look: impl FnOnce(&mut Faults)) -> Result<(), Refused> {
        let mut faults = Faults {
            plain: self,
            fields: BTreeSet::new(),
        };
        look(&mut faults);
        match faults.fields.is_empty() {
            true => Ok(()),
            false => Err(Refused::Invalid(faults.fields)),
        }
    }
}

/// What stands for names that are withheld begins with this.
const RESERVED: &str = "withheld-";

/// Control characters, marks that turn the direction of text, and what is no character.
fn is_bad(c: char) -> bool {
    let turns = ('\u{202A}'..='\u{202E}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    let breaks = c == '\u{2028}' || c == '\u{2029}';
    let control = c.is_control() && c != '\n' && c != '\t';
    turns || breaks || control || c == '\u{FEFF}' || (c as u32) % 0x1_0000 >= 0xFFFE
}

impl Faults<'_> {
    pub fn note_if(&mut self, fault: bool, field: &str) {
        if fault {
            self.fields.insert(field.to_owned());
        }
    }

    fn limits_in_force(&self) -> &Limits {
        &self.plain.settings.limits
    }

    pub(super) fn name(&mut self, field: &str, text: &str) {
        let long = text.len() > self.limits_in_force().name_bytes as usize;
        let bad = text.contains(|c: char| is_bad(c) || c == '\n' || c == '\t');
        let padded = text.trim() != text;
        self.note_if(text.trim().is_empty() || long || bad || padded, field);
    }

    pub fn paragraph(&mut self, field: &str, text: &str) {
        let limit = self.limits_in_force().paragraph_bytes;
        self.words(field, text, limit);
    }

    fn markdown(&mut self, field: &str, text: &str) {
        let limit = self.limits_in_force().text_bytes;
        self.words(field, text, limit);
    }

    fn words(&mut self, field: &str, text: &str, limit: u32) {
        let empty = text.trim().is_empty();
        let long = text.len() > limit as usize;
        self.note_if(empty || long || text.contains(is_bad), field);
    }

    /// A text that may be empty, at most `limit` bytes.
    fn free(&mut self, field: &str, text: &str, limit: u32) {
        self.note_if(text.len() > limit as usize || text.contains(is_bad), field);
    }

    fn maybe_name(&mut self, field: &str, text: &Option<String>) {
        text.iter().for_each(|t| self.name(field, t));
    }

    pub(super) fn maybe_paragraph(&mut self, field: &str, text: &Option<String>) {
        text.iter().for_each(|t| self.paragraph(field, t));
    }

    pub(super) fn maybe_markdown(&mut self, field: &str, text: &Option<String>) {
        text.iter().for_each(|t| self.markdown(field, t));
    }

    pub(super) fn most_entries(&self) -> usize {
        self.limits_in_force().list_entries as usize
    }

    /// Looks at each entry of a list that is not too long.
    pub(super) fn each<T>(
        &mut self,
        field: &str,
        list: &[T],
        mut look: impl FnMut(&mut Self, &str, &T),
    ) {
        let limit = self.limits_in_force().list_entries as usize;
        if list.len() > limit {
            return self.note_if(true, field);
        }
        for (i, entry) in list.iter().enumerate() {
            look(self, &format!("{field}[{i}]"), entry);
        }
    }

    /// Entries that stood in the list before.
    fn repeated<T: PartialEq>(&mut self, field: &str, list: &[T]) {
        let limit = self.limits_in_force().list_entries as usize;
        for i in 0..list.len().min(limit) {
            let again = list.len() <= limit && list[..i].contains(&list[i]);
            self.note_if(again, &format!("{field}[{i}]"));
        }
    }

    pub fn reference(&mut self, field: &str, kind: Kind, id: Id) {
        let there = match kind {
            // A removed proposal keeps its number.
            Kind::group => id != 0 && id <= self.plain.made(kind),
            Kind::person => self.plain.any_person(id).is_some(),
            Kind::meeting => self.plain.any_meeting(id).is_some(),
            Kind::action_item => self.plain.any_item(id).is_some(),
            Kind::initiative => self.plain.any_initiative(id).is_some(),
            Kind::report => self.plain.any_report(id).is_some(),
            Kind::series => self.plain.any_series(id).is_some(),
            _ => false,
        };
        self.note_if(!there, field);
    }

    fn references(&mut self, field: &str, kind: Kind, ids: &[Id], required: bool) {
        self.note_if(required && ids.is_empty(), field);
        self.each(field, ids, |f, at, id| f.reference(at, kind, *id));
        self.repeated(field, ids);
    }

    fn tags(&mut self, field: &str, tags: &[String]) {
        self.each(field, tags, |f, at, tag| f.name(at, tag));
        self.repeated(field, tags);
    }

    fn languages(&mut self, field: &str, tags: &[String]) {
        self.each(field, tags, |f, at, tag| {
            let subtags: Vec<&str> = tag.split('-').collect();
            let word = |s: &&str| {
                !s.is_empty() && s.len() <= 8 && s.chars().all(|c| c.is_ascii_alphanumeric())
            };
            let first =
                subtags[0].len() >= 2 && subtags[0].chars().all(|c| c.is_ascii_alphabetic());
            f.note_if(!first || !subtags.iter().all(word) || tag.len() > 35, at);
        });
    }

    fn slug(&mut self, field: &str, slug: &str) {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let placed = !slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--");
        let ok =
            !slug.is_empty() && slug.len() <= SLUG_BYTES && slug.chars().all(allowed) && placed;
        self.note_if(!ok || slug.starts_with(RESERVED), field);
    }

    fn handle(&mut self, field: &str, handle: &str) {
        let mut parts = handle.split(['.', '-', '_']);
        let ok = parts.all(|p| !p.is_empty() && p.chars().all(char::is_alphanumeric));
        let page = [".json", ".md", ".ics", ".xml", ".html", ".txt"]
            .iter()
            .any(|form| super::folded(handle).ends_with(form));
        let taken = super::folded(handle).starts_with(RESERVED);
        self.note_if(!ok || page || taken || handle.len() > HANDLE_BYTES, field);
    }

    fn links(&mut self, field: &str, links: &[Link]) {
        self.each(field, links, |f, at, link| {
            f.note_if(link.kind.is_none(), &format!("{at}.kind"));
            f.maybe_name(&format!("{at}.label"), &link.label);
            f.note_if(link.label.is_none() && link.url.is_none(), at);
            let limit = f.limits_in_force().url_bytes as usize;
            if let Some(url) = &link.url {
                let rest = ["http://", "https://", "mailto:"]
                    .iter()
                    .find_map(|scheme| url.to_ascii_lowercase().strip_prefix(scheme).map(str::len));
                let bad = |c: char| c.is_whitespace() || is_bad(c) || "<>\"".contains(c);
                let ok = rest > Some(0) && url.len() <= limit && !url.contains(bad);
                f.note_if(!ok, &format!("{at}.url"));
            }
        });
    }

    pub(super) fn participants(&mut self, field: &str, list: &[Participant]) {
        self.each(field, list, |f, at, p| {
            f.note_if(p.person.is_none() && p.name.is_none(), at);
            let person = format!("{at}.person");
            p.person
                .iter()
                .for_each(|id| f.reference(&person, Kind::person, *id));
            f.maybe_name(&format!("{at}.name"), &p.name);
            f.maybe_name(&format!("{at}.affiliation"), &p.affiliation);
        });
    }

    pub(super) fn date(&mut self, field: &str, date: &Option<PartialDate>) {
        if let Some(PartialDate {
            year,
            month,
            day,
            text,
        }) = date
        {
            let days = |m| match year {
                Some(year) => days_of_month(*year, m),
                None => days_of_month(2000, m),
            };
            let day_ok = match (month, day) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(m), Some(d)) => *d >= 1 && u64::from(*d) <= days(*m),
            };
            let says_something = year.is_some() || month.is_some() || text.is_some();
            let year_ok = year.is_none_or(|y| (1..=9999).contains(&y));
            let month_ok = month.is_none_or(|m| (1..=12).contains(&m));
            self.note_if(!(says_something && year_ok && month_ok && day_ok), field);
            self.maybe_name(&format!("{field}.text"), text);
        }
    }

    fn period(&mut self, field: &str, from: &Option<PartialDate>, until: &Option<PartialDate>) {
        let from = from.as_ref().and_then(first);
        let until = until.as_ref().and_then(end);
        let turned = from.zip(until).is_some_and(|(from, until)| from >= until);
        self.note_if(turned, field);
    }

    pub fn profile(&mut self, p: &Profile) {
        let limits = self.limits_in_force().clone();
        self.name("profile.name", &p.name);
        self.free("profile.summary", &p.summary, limits.paragraph_bytes);
        self.maybe_markdown("profile.guidelines", &p.guidelines);
        self.links("profile.links", &p.links);
    }

    pub fn limits(&mut self, limits: &Limits) {
        for (name, value, lowest, highest) in limits.with_bounds() {
            self.note_if(value < lowest || value > highest, &format!("limits.{name}"));
        }
    }

    pub fn doors(&mut self, doors: &Doors) {
        for (name, value, highest) in doors.with_bounds() {
            self.note_if(value > highest, &format!("doors.{name}"));
        }
    }

    /// The addresses of the runs are good or bad as they stand in these lists.
    pub fn origins(&mut self, o: &SetOrigins) {
        let lists = [
            ("trusted_origins", &o.trusted_origins, 20, GOOD_ORIGINS),
            (
                "alternative_origins",
                &o.alternative_origins,
                10,
                GOOD_ORIGINS,
            ),
            ("custom_domains", &o.custom_domains, 20, GOOD_DOMAINS),
        ];
        for (field, list, most, good) in lists {
            self.note_if(list.len() > most, field);
            let looked_into = if list.len() > most { &[] } else { &list[..] };
            for (i, address) in looked_into.iter().enumerate() {
                let at = format!("{field}[{i}]");
                self.note_if(!good.contains(&address.as_str()), &at);
                self.note_if(looked_into[..i].contains(address), &at);
            }
        }
    }

    pub fn person(&mut self, at: &str, p: &PersonDetails) {
        self.handle(&format!("{at}.handle"), &p.handle);
        self.maybe_name(&format!("{at}.name"), &p.name);
        self.maybe_name(&format!("{at}.affiliation"), &p.affiliation);
        self.links(&format!("{at}.links"), &p.links);
        self.maybe_paragraph(&format!("{at}.remarks"), &p.remarks);
    }

    pub fn group(&mut self, g: &GroupDetails) {
        let paragraph = self.limits_in_force().paragraph_bytes;
        self.slug("details.slug", &g.slug);
        self.name("details.name", &g.name);
        self.note_if(g.kind.is_none(), "details.kind");
        self.free("details.scope", &g.scope, paragraph);
        self.maybe_markdown("details.charter", &g.charter);
        self.links("details.links", &g.links);
        self.tags("details.topics", &g.topics);
        self.languages("details.languages", &g.languages);
        self.maybe_paragraph("details.cadence", &g.cadence);
        self.date("details.first_meeting", &g.first_meeting);
        self.date("details.last_meeting", &g.last_meeting);
        self.date("details.stated_on", &g.stated_on);
        self.maybe_paragraph("details.remarks", &g.remarks);
    }

    pub fn lifecycle(&mut self, steps: &[LifecycleStep]) {
        self.note_if(steps.is_empty(), "lifecycle");
        self.each("lifecycle", steps, |f, at, step| {
            f.date(&format!("{at}.date"), &step.date);
            f.maybe_paragraph(&format!("{at}.reason"), &step.reason);
        });
    }

    pub fn roles(&mut self, roles: &[Role]) {
        self.each("roles", roles, |f, at, role| {
            let (person, from, until) = (
                format!("{at}.person"),
                format!("{at}.from"),
                format!("{at}.until"),
            );
            f.note_if(role.kind.is_none(), &format!("{at}.kind"));
            role.person
                .iter()
                .for_each(|id| f.reference(&person, Kind::person, *id));
            f.maybe_name(&format!("{at}.label"), &role.label);
            f.maybe_paragraph(&format!("{at}.note"), &role.note);
            f.date(&from, &role.from);
            f.date(&until, &role.until);
            f.note_if(role.from.as_ref().is_some_and(|d| d.year.is_none()), &from);
            f.note_if(
                role.until.as_ref().is_some_and(|d| d.year.is_none()),
                &until,
            );
            f.period(&until, &role.from, &role.until);
        });
    }

    pub fn meeting(&mut self, m: &MeetingDetails) {
        self.slug("details.slug", &m.slug);
        self.references("details.groups", Kind::group, &m.groups, true);
        self.name("details.title", &m.title);
        self.maybe_markdown("details.summary", &m.summary);
        self.date("details.when.date", &m.when.date);
        self.maybe_name("details.when.text", &m.when.text);
        let zone_ok = |z: &String| z == "UTC" || z.contains('/');
        if m.when.zone.as_ref().is_none_or(zone_ok) {
            // 1 January 2200.
            let end = 7_258_118_400_000_000_000;
            let late = m.when.start.is_some_and(|start| start >= end);
            self.note_if(late, "details.when.start");
        } else {
            self.note_if(true, "details.when.zone");
        }
        let duration = m
            .duration_minutes
            .is_some_and(|d| d == 0 || d > 400 * 24 * 60);
        self.note_if(duration, "details.duration_minutes");
        self.maybe_paragraph("details.reason", &m.reason);
        let as_planned = [MeetingStatus::scheduled, MeetingStatus::held].contains(&m.status);
        self.note_if(m.reason.is_some() && as_planned, "details.reason");
        self.links("details.locations", &m.locations);
        self.participants("details.hosts", &m.hosts);
        self.participants("details.guests", &m.guests);
        self.agenda("details.agenda", &m.agenda);
        self.links("details.attachments", &m.attachments);
        self.links("details.recordings", &m.recordings);
        self.tags("details.tags", &m.tags);
        self.languages("details.languages", &m.languages);
        self.maybe_paragraph("details.remarks", &m.remarks);
    }

    /// The meetings of an action item that are new to it.
    pub fn meetings_of_item(&mut self, old: Option<&ActionItemDetails>, d: &ActionItemDetails) {
        let named = |d: &ActionItemDetails| -> Vec<Id> {
            let followed = d.follow_ups.iter().filter_map(|f| f.meeting);
            d.raised_in.into_iter().chain(followed).collect()
        };
        let known = old.map(named).unwrap_or_default();
        if let Some(meeting) = d.raised_in.filter(|m| !known.contains(m)) {
            self.meeting_of_group("details.raised_in", meeting, d.group);
        }
        for (i, one) in d.follow_ups.iter().enumerate() {
            if let Some(meeting) = one.meeting.filter(|m| !known.contains(m)) {
                let field = format!("details.follow_ups[{i}].meeting");
                self.meeting_of_group(&field, meeting, d.group);
            }
        }
    }

    /// A meeting of a group or of one above it.
    pub fn meeting_of_group(&mut self, field: &str, meeting: Id, group: Id) {
        let Some(meeting) = self.plain.any_meeting(meeting) else {
            return;
        };
        let mut groups = self.plain.above(group);
        groups.push(group);
        let shared = meeting.details.groups.iter().any(|g| groups.contains(g));
        self.note_if(!shared, field);
    }

    /// The date that a meeting is the record of.
    pub fn occurrence(&mut self, old: Option<&MeetingDetails>, m: &MeetingDetails, now: Nanos) {
        let Some(of) = m.occurrence else { return };
        let kept = old.is_some_and(|old| old.occurrence == Some(of));
        let unmoved = kept && old.is_some_and(|old| old.groups == m.groups);
        let Some(record) = self.plain.series.get(&of.series) else {
            return self.note_if(!kept, "details.occurrence.series");
        };
        let shared = record.groups.iter().any(|g| m.groups.contains(g));
        self.note_if(!shared && !unmoved, "details.occurrence.series");
        match self.plain.told(record, of.original) {
            Some(told) => {
                for fault in told.contradictions(m, now) {
                    self.note_if(true, &format!("details.{}", fault.field));
                }
            }
            None => self.note_if(!kept, "details.occurrence.original"),
        }
    }

    pub fn series(&mut self, groups: &[Id], tags: &[String], d: &SeriesDetails) {
        self.references("groups", Kind::group, groups, true);
        self.tags("tags", tags);
        self.series_details(d);
    }

    pub fn series_details(&mut self, d: &SeriesDetails) {
        let paragraph = self.limits_in_force().paragraph_bytes;
        self.name("details.title", &d.title);
        self.free("details.description", &d.description, paragraph);
        self.maybe_name("details.cadence", &d.cadence);
        let unsound = match &d.schedule {
            Some(schedule) => !clock::is_sound(schedule),
            None => d.cadence.is_none(),
        };
        self.note_if(unsound, "details.schedule");
        let long = d.notice_hours.is_some_and(|hours| hours > 365 * 24);
        self.note_if(long, "details.notice_hours");
        d.alternates_with
            .iter()
            .for_each(|id| self.reference("details.alternates_with", Kind::series, *id));
    }

    pub fn not_itself(&mut self, id: Id, d: &SeriesDetails) {
        self.note_if(d.alternates_with == Some(id), "details.alternates_with");
    }

    pub fn date_change(&mut self, change: &DateChange) {
        let minutes = |m: u16| m == 0 || m > 1_440;
        self.note_if(change.minutes.is_some_and(minutes), "minutes");
        let paragraph = self.limits_in_force().paragraph_bytes;
        self.maybe_name("title", &change.title);
        if let Some(text) = &change.description {
            self.free("description", text, paragraph);
        }
        self.announcement(&change.announced.reason);
    }

    pub fn announcement(&mut self, reason: &str) {
        let paragraph = self.limits_in_force().paragraph_bytes;
        self.free("reason", reason, paragraph);
    }

    pub fn minutes(&mut self, m: &Minutes) {
        let text = self.limits_in_force().text_bytes;
        self.participants("minutes.attendees", &m.attendees);
        self.each("minutes.sections", &m.sections, |f, at, section| {
            f.name(&format!("{at}.heading"), &section.heading);
            f.note_if(
                section.level == 0 || section.level > 6,
                &format!("{at}.level"),
            );
            f.participants(&format!("{at}.speakers"), &section.speakers);
            f.free(&format!("{at}.text"), &section.text, text);
        });
        self.each("minutes.decisions", &m.decisions, |f, at, decision| {
            f.markdown(&format!("{at}.text"), &decision.text);
            f.participants(&format!("{at}.by"), &decision.by);
        });
        self.each("minutes.feedback", &m.feedback, |f, at, feedback| {
            f.markdown(&format!("{at}.text"), &feedback.text);
            f.participants(&format!("{at}.by"), &feedback.by);
            let nowhere = feedback
                .section
                .is_some_and(|s| m.sections.get(s as usize).is_none());
            f.note_if(nowhere, &format!("{at}.section"));
        });
    }

    pub fn action_item(&mut self, a: &ActionItemDetails) {
        self.reference("details.group", Kind::group, a.group);
        a.raised_in
            .iter()
            .for_each(|id| self.reference("details.raised_in", Kind::meeting, *id));
        self.name("details.title", &a.title);
        self.maybe_markdown("details.note", &a.note);
        self.participants("details.owners", &a.owners);
        self.date("details.due", &a.due);
        self.each("details.follow_ups", &a.follow_ups, |f, at, note| {
            f.follow_up(at, note)
        });
    }

    pub fn follow_up(&mut self, at: &str, note: &FollowUp) {
        let meeting = format!("{at}.meeting");
        note.meeting
            .iter()
            .for_each(|id| self.reference(&meeting, Kind::meeting, *id));
        self.date(&format!("{at}.date"), &note.date);
        self.participants(&format!("{at}.by"), &note.by);
        self.markdown(&format!("{at}.text"), &note.text);
    }

    pub fn initiative(&mut self, i: &InitiativeDetails) {
        self.slug("details.slug", &i.slug);
        self.references("details.groups", Kind::group, &i.groups, true);
        self.name("details.title", &i.title);
        self.maybe_markdown("details.summary", &i.summary);
        let mut position = 0;
        self.each("details.milestones", &i.milestones, |f, at, milestone| {
            f.name(&format!("{at}.title"), &milestone.title);
            f.date(&format!("{at}.due"), &milestone.due);
            f.maybe_markdown(&format!("{at}.note"), &milestone.note);
            let not_earlier = milestone.parent.is_some_and(|p| p >= position);
            f.note_if(not_earlier, &format!("{at}.parent"));
            position += 1;
        });
        self.links("details.links", &i.links);
        self.date("details.from", &i.from);
        self.date("details.until", &i.until);
        self.period("details.until", &i.from, &i.until);
    }

    pub fn report(&mut self, r: &ReportDetails) {
        self.slug("details.slug", &r.slug);
        self.references("details.groups", Kind::group, &r.groups, true);
        self.name("details.title", &r.title);
        self.date("details.from", &r.from);
        self.date("details.until", &r.until);
        self.period("details.until", &r.from, &r.until);
        self.date("details.published", &r.published);
        self.maybe_markdown("details.purpose", &r.purpose);
        self.maybe_markdown("details.focus", &r.focus);
        self.references(
            "details.initiatives",
            Kind::initiative,
            &r.initiatives,
            false,
        );
        self.each("details.highlights", &r.highlights, |f, at, line| {
            f.paragraph(at, line)
        });
        self.each("details.goals", &r.goals, |f, at, goal| {
            let text = f.limits_in_force().text_bytes;
            f.name(&format!("{at}.title"), &goal.title);
            f.free(&format!("{at}.text"), &goal.text, text);
            f.references(&format!("{at}.groups"), Kind::group, &goal.groups, false);
            f.links(&format!("{at}.links"), &goal.links);
        });
        self.links("details.links", &r.links);
        self.languages("details.languages", &r.languages);
    }

    pub fn search(&mut self, q: &Search) {
        let narrowed = q.group.is_some() || q.tag.is_some() || !q.kinds.is_empty();
        let nothing = q.text.trim().is_empty() && !narrowed;
        let long = q.text.len() > 256;
        let only_signs = !q.text.trim().is_empty() && !q.text.contains(char::is_alphanumeric);
        self.note_if(nothing || long || only_signs, "text");
        self.note_if(q.tag.as_ref().is_some_and(|t| t.trim().is_empty()), "tag");
        let turned = q
            .from
            .zip(q.until)
            .is_some_and(|(from, until)| from >= until);
        self.note_if(turned, "from");
    }
}
