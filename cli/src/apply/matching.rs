//! Which record of the registry a record of the files is, where it has no name of its own: series
//! have none, and action items have none.

use std::collections::{BTreeMap, HashMap, HashSet};

use workgroups::domain::{Id, Kind, SeriesSummary};

use crate::files::convert::Ids;
use crate::files::format::{ActionItem, Series};

/// A name for each action item: its group and title, and for the second of the same its place.
pub fn item_keys<'a>(items: impl IntoIterator<Item = &'a ActionItem>) -> Vec<String> {
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let key = |item: &ActionItem| {
        let count = seen
            .entry((item.group.clone(), item.title.clone()))
            .or_insert(0);
        *count += 1;
        match *count {
            1 => format!("{}: {}", item.group, item.title),
            more => format!("{}: {} ({more})", item.group, item.title),
        }
    };
    items.into_iter().map(key).collect()
}

/// The numbers of the series that files name by slugs of their own: first those with the same
/// groups, title and first date, then those with the same groups and title, in their order.
pub fn series_numbers(
    files: &[Series],
    found: &[SeriesSummary],
    ids: &Ids,
) -> BTreeMap<String, Id> {
    let mut found: Vec<&SeriesSummary> = found.iter().collect();
    found.sort_by_key(|series| series.id);
    let (mut numbers, mut taken) = (BTreeMap::new(), HashSet::new());
    for with_start in [true, false] {
        for file in files {
            if numbers.contains_key(&file.slug) {
                continue;
            }
            let groups: Option<Vec<Id>> =
                file.groups.iter().map(|slug| ids.get(Kind::group, slug)).collect();
            let Some(groups) = groups else { continue };
            let start = file.schedule.as_ref().map(|schedule| schedule.start.clone());
            let same = |series: &&&SeriesSummary| {
                let its_start = series.schedule.as_ref().map(|s| s.start.to_string());
                !taken.contains(&series.id)
                    && series.title == file.title
                    && series.groups == groups
                    && (!with_start || its_start == start)
            };
            if let Some(series) = found.iter().find(same) {
                taken.insert(series.id);
                numbers.insert(file.slug.clone(), series.id);
            }
        }
    }
    numbers
}

/// Slugs for series that have none: of their titles, each once.
pub fn series_slugs(found: &[SeriesSummary]) -> HashMap<Id, String> {
    let mut sorted: Vec<&SeriesSummary> = found.iter().collect();
    sorted.sort_by_key(|series| series.id);
    let mut taken = HashSet::new();
    let named = sorted.into_iter().map(|series| {
        let base = slug(&series.title);
        let mut slug = base.clone();
        let mut next = 2;
        while !taken.insert(slug.clone()) {
            slug = format!("{base}-{next}");
            next += 1;
        }
        (series.id, slug)
    });
    named.collect()
}

/// A slug of a title: lower-case letters, digits and hyphens. Never empty.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "series".into() } else { slug.into() }
}
