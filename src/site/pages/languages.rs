//! The filter of a list by language.

use ic_stable_structures::Memory;
use maud::{Markup as Html, html};

use super::parts::Choice;
use crate::site::Site;
use crate::store::{List, language_of_scope, language_scope};

/// Languages that a list leads to.
const LANGUAGES: usize = 30;

/// What speakers of a language call it, of those that technical communities write in most; its tag
/// for others.
fn name(language: &str) -> &str {
    const NAMES: [(&str, &str); 24] = [
        ("ar", "العربية"),
        ("cs", "Čeština"),
        ("de", "Deutsch"),
        ("el", "Ελληνικά"),
        ("en", "English"),
        ("es", "Español"),
        ("fa", "فارسی"),
        ("fr", "Français"),
        ("he", "עברית"),
        ("hi", "हिन्दी"),
        ("id", "Bahasa Indonesia"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("nl", "Nederlands"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("ru", "Русский"),
        ("sv", "Svenska"),
        ("th", "ไทย"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("vi", "Tiếng Việt"),
        ("zh", "中文"),
    ];
    let found = NAMES.iter().find(|(tag, _)| *tag == language);
    found.map_or(language, |(_, name)| *name)
}

impl<M: Memory> Site<'_, M> {
    /// The language that the address asks for, as the filter spells it.
    ///
    /// # Errors
    /// When nothing in the list is in it: addresses that somebody makes up have no page.
    pub(super) fn language_asked(&self, list: List) -> Result<Option<String>, ()> {
        let Some(asked) = self.parameter("language") else {
            return Ok(None);
        };
        let scope = language_scope(asked);
        let mut found = self.registry.store().entries(list, scope);
        match language_of_scope(scope) == asked && found.next().is_some() {
            true => Ok(Some(asked.to_owned())),
            false => Err(()),
        }
    }

    /// The languages of what stands in a list, where there is a choice.
    pub(super) fn language_filter(&self, list: List) -> Html {
        let w = self.words();
        let used = self.registry.store().scopes(list, LANGUAGES);
        let used = used.into_iter().map(language_of_scope);
        let each = used.map(|tag| (Some(tag.clone()), name(&tag).to_owned()));
        let all = std::iter::once((None, w.all.to_owned()));
        let choices: Vec<Choice> = all.chain(each).collect();
        let is_choice = choices.len() > 2 || self.parameter("language").is_some();
        html! {
            @if is_choice { (self.filter("language", w.language_label, &choices)) }
        }
    }
}
