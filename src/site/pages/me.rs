//! The page of who is signed in: it says nothing of anybody until the script fills it.

use ic_stable_structures::Memory;
use maud::html;

use super::frame::Page;
use super::parts::controls;
use crate::site::Site;
use crate::site::answer::Answer;

impl<M: Memory> Site<'_, M> {
    pub(in crate::site) fn me(&self) -> Answer {
        let w = self.words();
        let content = html! {
            h1 { (w.me) }
            (controls("record", None))
            noscript { p.notice { (w.me_needs_script) } }
            p.note { (w.me_note) }
        };
        self.page(&Page::of("me", w.me), &content)
    }
}
