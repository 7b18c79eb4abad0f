//! The first page: the groups, what comes, and how to verify what is read.

use ic_stable_structures::Memory;

use super::answer::{Answer, HTML};
use super::document::Document;
use super::json::hex;
use super::markup::Markup;
use super::names::group_path;
use super::page::{self, Page};
use super::route::After;
use super::{Site, read_after, rich, time, words};
use crate::domain::{Group, GroupSummary, LifecycleState, Nanos, Ref};
use crate::registry::{ListGroups, Upcoming};

/// Groups of one page.
const GROUPS: u32 = 50;
/// Meetings that come, on the first page.
const MEETINGS: u32 = 50;
/// How far ahead the first page looks.
const AHEAD: Nanos = 14 * 86_400_000_000_000;
/// Parts of the calendar that the page links to; there are more with some ten thousands of series.
const PARTS: u64 = 200;

impl<M: Memory> Site<'_, M> {
    pub(super) fn home(&self, after: After<'_>) -> Answer {
        let question = ListGroups {
            prev: read_after(after),
            take: Some(GROUPS),
            ..ListGroups::default()
        };
        let Ok(groups) = self.registry.list_groups(&question) else {
            return Answer::missing();
        };
        let mut body = Markup::new();
        if after.is_none() {
            self.about(&mut body);
            self.soon(&mut body);
        }
        body.raw("<h2 id=\"groups\">Groups</h2>\n<ul class=\"groups\">\n");
        for group in &groups.items {
            self.card(group, &mut body);
        }
        body.raw("</ul>\n");
        if groups.items.is_empty() {
            body.raw("<p>There is no group yet.</p>\n");
        }
        if let Some(next) = groups.next {
            let path = format!("/groups/after/{}", hex(&next));
            body.raw("<p>").link(&path, "More groups").raw("</p>\n");
        }
        if after.is_none() {
            self.calendars(&mut body);
            verify(&mut body);
        }
        self.first_page(&body)
    }

    fn first_page(&self, body: &Markup) -> Answer {
        let name = self.name();
        let page = Page {
            site: &name,
            title: &name,
            feed: "/feed.xml",
            calendar: Some("/calendar.ics"),
        };
        Answer {
            timed: true,
            ..Answer::of(HTML, page.write(body))
        }
    }

    fn about(&self, body: &mut Markup) {
        body.raw("<h1>").text(&self.name()).raw("</h1>\n");
        let Some(profile) = self.settings.as_ref().map(|s| &s.profile) else {
            return;
        };
        body.raw("<div class=\"lead\">");
        rich::write(&profile.summary, body);
        body.raw("</div>\n");
        let mut document = Document::default();
        document.facts(vec![("Links", super::document::links(&profile.links))]);
        page::document(&document, body);
        if let Some(guidelines) = &profile.guidelines {
            body.raw("<details><summary>How groups work here</summary>\n");
            rich::write(guidelines, body);
            body.raw("</details>\n");
        }
    }

    fn soon(&self, body: &mut Markup) {
        let question = Upcoming {
            until: Some(self.place.now.saturating_add(AHEAD)),
            take: Some(MEETINGS),
            ..Upcoming::default()
        };
        let meetings = self.upcoming(&question);
        body.raw("<h2>The next two weeks</h2>\n");
        if meetings.is_empty() {
            body.raw("<p>No meeting is scheduled.</p>\n");
            return;
        }
        body.raw("<ul class=\"dates\">\n");
        for meeting in &meetings {
            body.raw("<li>");
            page::inlines(&self.date(meeting).line, body);
            let groups = self.names.groups(&meeting.groups);
            if !groups.is_empty() {
                body.raw(" <span class=\"of\">");
                page::inlines(&super::document::groups(groups), body);
                body.raw("</span>");
            }
            body.raw("</li>\n");
        }
        body.raw("</ul>\n");
        if meetings.len() == MEETINGS as usize {
            body.raw("<p>There are more: see the <a href=\"/calendar.ics\">calendar</a>.</p>\n");
        }
    }

    fn card(&self, group: &GroupSummary, body: &mut Markup) {
        let path = group_path(&group.slug);
        let record: Option<Group> = self.registry.store().get(group.id);
        let scope = record.map(|g| g.details.scope).unwrap_or_default();
        body.raw("<li>\n<h3>")
            .link(&path, &group.name)
            .raw("</h3>\n<p class=\"kind\">");
        body.text(words::group_kind(group.kind)).raw(" · ");
        badge(group.state, body);
        body.raw("</p>\n");
        rich::write(&scope, body);
        let named = Ref::id(group.id);
        let next = self.registry.next_meeting(self.place.now, &named);
        body.raw("<p class=\"next\">");
        match next.ok().flatten() {
            Some(next) => {
                let when = time::instant_in_words(next.start_at, next.zone.as_deref());
                body.raw("Next: ").link(&format!("{path}/next"), &when);
            }
            None => match &group.cadence {
                Some(cadence) => drop(body.raw("Meets: ").text(cadence)),
                None => drop(body.raw("No next meeting is known.")),
            },
        }
        body.raw("</p>\n<p class=\"actions\">");
        body.link(&format!("{path}/calendar.ics"), "Calendar")
            .raw(" ");
        body.link(&format!("{path}/feed.xml"), "Feed")
            .raw("</p>\n</li>\n");
    }

    /// The calendar of all groups: each of its parts is one to subscribe to.
    fn calendars(&self, body: &mut Markup) {
        body.raw("<h2 id=\"subscribe\">Subscribe</h2>\n<p>The calendar of all groups: ");
        body.raw("<a href=\"/calendar.ics\">/calendar.ics</a>");
        let parts = self.registry.calendar_parts();
        for part in 2..=parts.min(PARTS) {
            let path = format!("/calendar/{part}.ics");
            body.raw(", ").link(&path, &path);
        }
        if parts > 1 {
            body.raw(". Each is a part of it; subscribe to all of them");
        }
        body.raw(". News of all groups: <a href=\"/feed.xml\">/feed.xml</a>.</p>\n");
    }
}

/// The state of a group.
pub(super) fn badge(state: LifecycleState, body: &mut Markup) {
    body.raw(match state {
        LifecycleState::proposed => "<span class=\"badge proposed\">",
        LifecycleState::active => "<span class=\"badge active\">",
        LifecycleState::paused => "<span class=\"badge paused\">",
        LifecycleState::archived => "<span class=\"badge archived\">",
    });
    body.text(words::state(state)).raw("</span>");
}

fn verify(body: &mut Markup) {
    body.raw(
        "<h2 id=\"verify\">You need not trust this server</h2>\n\
         <ul>\n\
         <li>Every page, calendar and feed here is certified: the network signs what the \
         canister says, and the gateway refuses an answer that somebody altered on the way. \
         Nothing of it comes from another server.</li>\n\
         <li>Every change since the first day is in a public log of blocks (ICRC-3). Each block \
         holds the hash of the one before; the network certifies the last.</li>\n\
         <li><code>cargo xtask verify</code>, in this software's repository, downloads the log, \
         checks it against the network's key, builds the registry from it anew, and compares \
         that with what is read here.</li>\n\
         </ul>\n",
    );
}
