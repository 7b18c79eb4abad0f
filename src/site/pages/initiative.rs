//! The page of an initiative, and its milestones as a tree.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, fact, prose, tag};
use crate::domain::{Initiative, Milestone, Progress};
use crate::registry::ListReports;
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::initiative_path;
use crate::site::words::fill;

/// The deepest that milestones are shown within others.
const DEEPEST: usize = 8;
/// Reports of the initiative's group.
const REPORTS: u32 = 10;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn initiative_page(&self, initiative: &Initiative) -> Answer {
        let (d, w) = (&initiative.details, self.words());
        let done = d.milestones.iter();
        let done = done
            .filter(|m| m.progress == Some(Progress::completed))
            .count();
        let period = self.language.period(d.from.as_ref(), d.until.as_ref());
        let reports = d.groups.first().map(|group| {
            self.registry.list_reports(&ListReports {
                group: Some(*group),
                take: Some(REPORTS),
                ..ListReports::default()
            })
        });
        let reports = reports.and_then(Result::ok).map(|page| page.items);
        let content = html! {
            article.record {
                p.crumb { a href=(self.at("/roadmap")) { (w.roadmap) } }
                h1 { (d.title) }
                (controls("record", None))
                p.kind { (self.progress(d.progress)) }
                dl.facts {
                    (fact(w.groups, &self.groups_of(&d.groups)))
                    (fact(w.period, &html! { (period) }))
                }
                (prose(d.summary.as_deref().unwrap_or_default(), None))
                @if !d.milestones.is_empty() {
                    section {
                        h2 { (w.milestones) }
                        p.of { (self.done(done as u32, d.milestones.len() as u32)) }
                        (self.milestones(&d.milestones))
                    }
                }
                (self.section_of(w.links, "links", &self.links(&d.links)))
                @if let Some(reports) = reports.filter(|reports| !reports.is_empty()) {
                    section { h2 { (w.reports) } (self.report_rows(&reports)) }
                }
                (self.record_foot(&initiative_path(&d.slug), &[]))
            }
        };
        let page = Page::of("initiative", &d.title).record(initiative.id, &initiative.meta);
        self.page(&page, &content)
    }

    pub(super) fn progress(&self, progress: Option<Progress>) -> Html {
        let class = progress.map_or("unknown".into(), |p| format!("{p:?}"));
        tag(&class, self.words().progress(progress))
    }

    /// Milestones with their parts below them.
    pub(super) fn milestones(&self, milestones: &[Milestone]) -> Html {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); milestones.len()];
        let mut roots = Vec::new();
        for (i, milestone) in milestones.iter().enumerate() {
            let parent = milestone.parent.map(|p| p as usize).filter(|p| *p < i);
            match parent {
                Some(parent) => parts[parent].push(i),
                None => roots.push(i),
            }
        }
        self.branch(&roots, milestones, &parts, 1)
    }

    fn branch(
        &self,
        here: &[usize],
        all: &[Milestone],
        parts: &[Vec<usize>],
        depth: usize,
    ) -> Html {
        html! {
            @if !here.is_empty() {
                ul.milestones { @for i in here {
                    li {
                        (self.milestone(&all[*i]))
                        @if depth < DEEPEST { (self.branch(&parts[*i], all, parts, depth + 1)) }
                        @else if !parts[*i].is_empty() { " …" }
                    }
                } }
            }
        }
    }

    fn milestone(&self, m: &Milestone) -> Html {
        let w = self.words();
        html! {
            @if m.progress.is_some() { (self.progress(m.progress)) " " }
            (m.title)
            @if m.new { " " (tag("new", w.new)) }
            @if let Some(due) = &m.due {
                " " span.of { (fill(w.due, &[&self.partial(due)])) }
            }
            @if let Some(note) = &m.note { (prose(note, None)) }
        }
    }
}
