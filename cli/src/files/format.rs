//! The format of the files: what a person writes. Records name each other by slug or handle, and
//! whatever is not known is left out. `schema.json` is made from these types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::files::names::{
    ActionState, GroupKind, LifecycleState, LinkKind, MeetingStatus, Progress, RelationKind,
    RoleKind,
};

macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field:meta])* $id:ident: $ty:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$field])* pub $id: $ty,)* }
        )*
    };
}

records! {
    /// The content of one file. A community may split its data into as many files as it likes.
    #[derive(Default)]
    Data {
        /// What the registry says of itself; in one file only.
        profile: Option<Profile>,
        #[serde(default)]
        people: Vec<Person>,
        #[serde(default)]
        groups: Vec<Group>,
        #[serde(default)]
        initiatives: Vec<Initiative>,
        #[serde(default)]
        series: Vec<Series>,
        #[serde(default)]
        meetings: Vec<Meeting>,
        #[serde(default)]
        action_items: Vec<ActionItem>,
        #[serde(default)]
        reports: Vec<Report>,
    }

    /// What the registry says of itself.
    Profile {
        name: String,
        /// One paragraph.
        summary: String,
        /// How groups work, how to propose one. Markdown.
        guidelines: Option<String>,
        #[serde(default)]
        links: Vec<Link>,
    }

    /// A link, or a place without an address on the web. At least one of label and url.
    Link {
        kind: LinkKind,
        label: Option<String>,
        /// An http, https or mailto address.
        url: Option<String>,
    }

    /// A date of which only a part may be known. At least one field.
    PartialDate {
        year: Option<u16>,
        /// 1 to 12.
        month: Option<u8>,
        /// 1 to 31; needs the month.
        day: Option<u8>,
        /// The words of the announcement.
        text: Option<String>,
    }

    /// Somebody who takes part. At least one of person and name.
    Participant {
        /// The handle of a person in these files.
        person: Option<String>,
        /// The name as it was written.
        name: Option<String>,
        /// For whom they took part on that day.
        affiliation: Option<String>,
    }

    /// A person.
    Person {
        /// Letters and digits of any script, with dots, hyphens and underscores between.
        handle: String,
        name: Option<String>,
        affiliation: Option<String>,
        #[serde(default)]
        links: Vec<Link>,
        remarks: Option<String>,
    }

    /// A group.
    Group {
        /// Lower-case letters, digits and hyphens.
        slug: String,
        name: String,
        kind: GroupKind,
        /// The slug of the group that it is a subgroup of.
        parent: Option<String>,
        /// One paragraph; left out when nobody wrote one.
        #[serde(default)]
        scope: String,
        /// Markdown.
        charter: Option<String>,
        #[serde(default)]
        links: Vec<Link>,
        #[serde(default)]
        topics: Vec<String>,
        /// Language tags, such as "en" or "zh-Hans".
        #[serde(default)]
        languages: Vec<String>,
        /// How often it meets, in the words of its announcement.
        cadence: Option<String>,
        first_meeting: Option<PartialDate>,
        last_meeting: Option<PartialDate>,
        /// The date that its own announcement carries.
        stated_on: Option<PartialDate>,
        /// What is unclear or contradictory. Markdown.
        remarks: Option<String>,
        /// Its life so far, the present step last; at least one.
        lifecycle: Vec<LifecycleStep>,
        #[serde(default)]
        roles: Vec<Role>,
        /// How it stands to other groups.
        #[serde(default)]
        relations: Vec<Relation>,
        /// Whether its minutes are to be approved once they are published.
        #[serde(default)]
        approves_minutes: bool,
    }

    /// How a group stands to another, beside being a subgroup.
    Relation {
        kind: RelationKind,
        /// The slug of the other group.
        group: String,
        since: Option<PartialDate>,
        /// Markdown.
        note: Option<String>,
    }

    /// A step in the life of a group.
    LifecycleStep {
        state: LifecycleState,
        date: Option<PartialDate>,
        reason: Option<String>,
    }

    /// A role in a group; vacant without a person.
    Role {
        kind: RoleKind,
        /// The community's own name for it.
        label: Option<String>,
        /// The handle of a person in these files.
        person: Option<String>,
        from: Option<PartialDate>,
        until: Option<PartialDate>,
        note: Option<String>,
    }

    /// Meetings that recur.
    Series {
        /// Its name in these files alone: lower-case letters, digits and hyphens.
        slug: String,
        /// The slugs of its groups; several for joint meetings.
        groups: Vec<String>,
        #[serde(default)]
        tags: Vec<String>,
        title: String,
        /// What is to be known of it, what was taken that nobody told.
        #[serde(default)]
        description: String,
        /// The cadence in the words of its announcement.
        cadence: Option<String>,
        /// Left out where the cadence is too vague to compute.
        schedule: Option<Schedule>,
        #[serde(default)]
        locations: Vec<Link>,
        /// How many hours before a date its group promises to announce a change of it.
        notice_hours: Option<u16>,
        /// The slug of an earlier series that is the same meeting at another time of day.
        alternates_with: Option<String>,
        /// The series that it goes on from. It must have the same groups and tags.
        follows: Option<Follows>,
        /// What was announced differently for single dates, by their dates.
        #[serde(default)]
        exceptions: Vec<DateException>,
        /// Where it ended before its rule, and no series goes on from it.
        ended: Option<Ending>,
        /// The agenda that each date begins with.
        #[serde(default)]
        agenda: Vec<AgendaItem>,
    }

    /// When a series takes place.
    Schedule {
        /// The first date, which must fit the rule, such as "2024-05-02T19:00".
        start: String,
        /// An IANA time zone, such as "Europe/Zurich", or UTC.
        zone: String,
        /// The length of a meeting, 1 to 1440.
        minutes: u16,
        /// A recurrence rule (RFC 5545), such as FREQ=MONTHLY;BYDAY=1TH; left out for one date.
        rule: Option<String>,
    }

    /// From where on a series takes the place of another one.
    Follows {
        /// The slug of the other series, which stands before this one.
        series: String,
        /// The first date of the other series that no longer takes place.
        from: String,
        #[serde(default)]
        reason: String,
        /// The exact instant in UTC, such as "2024-05-02T17:00:00Z"; the time of loading if it is
        /// left out.
        announced_at: Option<String>,
    }

    /// What was announced differently for one date of a series. One that was moved and then
    /// cancelled has both.
    DateException {
        /// The start by the rule, in the zone of the series.
        date: String,
        change: Option<DateChange>,
        cancelled: Option<Announcement>,
    }

    /// Another time, length, title, text or place for one date; what is left out stays.
    DateChange {
        /// The new start, in the zone of the series.
        start: Option<String>,
        minutes: Option<u16>,
        title: Option<String>,
        description: Option<String>,
        locations: Option<Vec<Link>>,
        #[serde(default)]
        reason: String,
        /// The exact instant in UTC; the time of loading if it is left out.
        announced_at: Option<String>,
    }

    /// That something was announced, when, and why.
    Announcement {
        #[serde(default)]
        reason: String,
        /// The exact instant in UTC; the time of loading if it is left out.
        announced_at: Option<String>,
    }

    /// The end of a series before its rule ends.
    Ending {
        /// Dates from here on, by the rule, no longer take place.
        before: String,
        #[serde(default)]
        reason: String,
        /// The exact instant in UTC; the time of loading if it is left out.
        announced_at: Option<String>,
    }

    /// A date of a series.
    Occurrence {
        /// The slug of the series.
        series: String,
        /// The start by the rule, in the zone of the series.
        date: String,
    }

    /// When a meeting is or was, as far as it is known.
    #[derive(Default)]
    When {
        /// The exact instant in UTC, such as "2024-05-02T17:00:00Z".
        start: Option<String>,
        /// An IANA time zone, such as "Europe/Zurich".
        zone: Option<String>,
        date: Option<PartialDate>,
        /// The words of the announcement.
        text: Option<String>,
    }

    /// A meeting.
    Meeting {
        /// Lower-case letters, digits and hyphens.
        slug: String,
        /// The slugs of its groups; several for a joint meeting.
        groups: Vec<String>,
        /// The number in its group's own counting.
        number: Option<u32>,
        title: String,
        /// Markdown.
        summary: Option<String>,
        #[serde(default)]
        when: When,
        duration_minutes: Option<u32>,
        status: MeetingStatus,
        /// Why it is cancelled or moved.
        reason: Option<String>,
        #[serde(default)]
        locations: Vec<Link>,
        #[serde(default)]
        hosts: Vec<Participant>,
        #[serde(default)]
        guests: Vec<Participant>,
        #[serde(default)]
        agenda: Vec<AgendaItem>,
        /// Slides, documents, images.
        #[serde(default)]
        attachments: Vec<Link>,
        #[serde(default)]
        recordings: Vec<Link>,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        languages: Vec<String>,
        /// What is unclear or contradictory. Markdown.
        remarks: Option<String>,
        /// The date of a series that this is the record of.
        occurrence: Option<Occurrence>,
        /// Published with the meeting.
        minutes: Option<Minutes>,
    }

    /// A point of the agenda.
    AgendaItem {
        title: String,
        #[serde(default)]
        speakers: Vec<Participant>,
        /// Planned length.
        minutes: Option<u32>,
        /// Markdown.
        note: Option<String>,
    }

    /// The minutes of a meeting.
    #[derive(Default)]
    Minutes {
        /// How many attended, as counted.
        attendance: Option<u32>,
        #[serde(default)]
        attendees: Vec<Participant>,
        #[serde(default)]
        sections: Vec<Section>,
        #[serde(default)]
        decisions: Vec<Statement>,
        /// Community feedback that belongs to no section.
        #[serde(default)]
        feedback: Vec<Statement>,
    }

    /// A section of the minutes.
    Section {
        heading: String,
        /// 1 for a section, 2 for a part of the section before it, to 6.
        level: u8,
        #[serde(default)]
        speakers: Vec<Participant>,
        /// Markdown.
        #[serde(default)]
        text: String,
        /// Community feedback that came up in this section.
        #[serde(default)]
        feedback: Vec<Statement>,
    }

    /// A decision, or what members of the community said, with those who did.
    Statement {
        /// Markdown.
        text: String,
        #[serde(default)]
        by: Vec<Participant>,
    }

    /// An action item.
    ActionItem {
        /// The slug of its group.
        group: String,
        /// The slug of the meeting that raised it, where known.
        raised_in: Option<String>,
        title: String,
        /// Markdown.
        note: Option<String>,
        #[serde(default)]
        owners: Vec<Participant>,
        due: Option<PartialDate>,
        state: ActionState,
        #[serde(default)]
        follow_ups: Vec<FollowUp>,
    }

    /// What a later meeting noted about an action item.
    FollowUp {
        /// The slug of that meeting.
        meeting: Option<String>,
        date: Option<PartialDate>,
        #[serde(default)]
        by: Vec<Participant>,
        /// Markdown.
        text: String,
    }

    /// A shared objective on the roadmap.
    Initiative {
        /// Lower-case letters, digits and hyphens.
        slug: String,
        /// The slugs of the groups that carry it.
        groups: Vec<String>,
        title: String,
        /// Markdown.
        summary: Option<String>,
        progress: Option<Progress>,
        #[serde(default)]
        milestones: Vec<Milestone>,
        #[serde(default)]
        links: Vec<Link>,
        from: Option<PartialDate>,
        until: Option<PartialDate>,
    }

    /// A milestone of an initiative.
    Milestone {
        title: String,
        progress: Option<Progress>,
        /// Whether it was announced as new.
        #[serde(default)]
        new: bool,
        /// The position, from 0, of the earlier milestone that it is a part of.
        parent: Option<u32>,
        due: Option<PartialDate>,
        /// Markdown.
        note: Option<String>,
    }

    /// A periodic report.
    Report {
        /// Lower-case letters, digits and hyphens.
        slug: String,
        /// The slugs of the groups that it reports on.
        groups: Vec<String>,
        title: String,
        /// First day of the period.
        from: Option<PartialDate>,
        /// Last day of the period.
        until: Option<PartialDate>,
        published: Option<PartialDate>,
        /// Markdown.
        purpose: Option<String>,
        /// Markdown.
        focus: Option<String>,
        /// The slugs of the initiatives whose milestones it tells.
        #[serde(default)]
        initiatives: Vec<String>,
        /// One line of Markdown each.
        #[serde(default)]
        highlights: Vec<String>,
        #[serde(default)]
        goals: Vec<Goal>,
        #[serde(default)]
        links: Vec<Link>,
        #[serde(default)]
        languages: Vec<String>,
    }

    /// A goal that a report sets.
    Goal {
        title: String,
        /// Markdown.
        text: String,
        /// The slugs of the groups that work on it.
        #[serde(default)]
        groups: Vec<String>,
        #[serde(default)]
        links: Vec<Link>,
    }
}

/// The JSON Schema of a file.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Data)
}
