//! The page of a report: focus, milestones as they stood, highlights, goals.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::frame::Page;
use super::parts::{controls, fact, prose, text};
use crate::domain::{Initiative, Report};
use crate::site::Site;
use crate::site::answer::Answer;
use crate::site::names::{initiative_path, report_path};

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn report_page(&self, report: &Report) -> Answer {
        let (d, w) = (&report.details, self.words());
        let language = d.languages.first();
        let period = self.language.period(d.from.as_ref(), d.until.as_ref());
        let published = d.published.as_ref().map(|date| self.partial(date));
        let content = html! {
            article.record {
                p.crumb { (self.groups_of(&d.groups)) }
                h1 lang=[language] { (d.title) }
                (controls("record", None))
                dl.facts {
                    (fact(w.period, &html! { (period) }))
                    (fact(w.published, &html! { (published.unwrap_or_default()) }))
                    (fact(w.languages, &html! { (d.languages.join(", ")) }))
                }
                @for (heading, markdown) in [(w.purpose, &d.purpose), (w.focus, &d.focus)] {
                    @if let Some(markdown) = markdown {
                        section { h2 { (heading) } (prose(markdown, language)) }
                    }
                }
                (self.snapshots(report))
                @if !d.highlights.is_empty() {
                    section {
                        h2 { (w.highlights) }
                        ul lang=[language] { @for one in &d.highlights { li { (text(one)) } } }
                    }
                }
                (self.goals(report))
                (self.section_of(w.links, "links", &self.links(&d.links)))
                (self.record_foot(&report_path(&d.slug), &[("Markdown", ".md"), ("JSON", ".json")]))
            }
        };
        let page = Page::of("report", &d.title).record(report.id, &report.meta);
        self.page(&page, &content)
    }

    fn snapshots(&self, report: &Report) -> Html {
        let slug = |id| {
            let initiative: Option<Initiative> = self.registry.store().get(id);
            initiative.map(|initiative| initiative.details.slug)
        };
        html! {
            @if !report.milestones.is_empty() {
                section {
                    h2 { (self.words().milestones) }
                    @for one in &report.milestones {
                        h3 {
                            @match slug(one.initiative) {
                                Some(slug) => a href=(self.at(&initiative_path(&slug))) {
                                    (one.title)
                                },
                                None => (one.title),
                            }
                            @if one.progress.is_some() { " " (self.progress(one.progress)) }
                        }
                        (self.milestones(&one.milestones))
                    }
                }
            }
        }
    }

    fn goals(&self, report: &Report) -> Html {
        let (d, w) = (&report.details, self.words());
        html! {
            @if !d.goals.is_empty() {
                section {
                    h2 { (w.goals) }
                    @for goal in &d.goals {
                        h3 lang=[d.languages.first()] { (goal.title) }
                        (prose(&goal.text, d.languages.first()))
                        dl.facts { (fact(w.groups, &self.groups_of(&goal.groups))) }
                        (self.links(&goal.links))
                    }
                }
            }
        }
    }
}
