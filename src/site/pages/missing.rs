//! What is said where there is nothing: how to find what was looked for.

use ic_stable_structures::Memory;
use maud::{DOCTYPE, html};

use super::frame::Page;
use crate::site::answer::{Answer, HTML};
use crate::site::words::Language;
use crate::site::{Site, assets};

impl<M: Memory> Site<'_, M> {
    /// There is nothing at this address: the same bytes for each of a language.
    pub(in crate::site) fn missing_page(&self) -> Answer {
        let w = self.words();
        let content = html! {
            h1 { (w.nothing_here) }
            p { (w.nothing_here_note) }
            (self.search_form("find", ""))
            ul { @for (path, label) in w.places { li { a href=(self.at(path)) { (label) } } } }
        };
        let page = self.page(&Page::of("not_found", w.nothing_here), &content);
        Answer {
            status: 404,
            cors: true,
            ..page
        }
    }
}

/// There is nothing at this address, and nothing can ever be: made without any record, because one
/// proof stands for all these addresses.
pub(in crate::site) fn nowhere() -> Answer {
    let w = Language::default().words();
    let html = html! {
        (DOCTYPE)
        html lang=(w.tag) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (w.nothing_here) }
                link rel="stylesheet" href=(assets::style());
            }
            body data-page="not_found" {
                main id="main" {
                    h1 { (w.nothing_here) }
                    p { (w.nothing_here_note) }
                    form.search role="search" action="/search" {
                        label.visually-hidden for="find" { (w.search) }
                        input id="find" name="q" type="search" maxlength="120" required="";
                        button.button type="submit" { (w.search) }
                    }
                    ul {
                        li { a href="/" { "/" } }
                        @for (path, label) in w.places { li { a href=(path) { (label) } } }
                    }
                }
            }
        }
    };
    Answer {
        status: 404,
        ..Answer::of(HTML, html.into_string().into_bytes())
    }
}
