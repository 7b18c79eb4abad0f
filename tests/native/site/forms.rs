//! Every operation of the interface has a form, words in each language, and a place where it is
//! offered. The compiler of the script checks the fields of each form against the interface.

use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The texts of the script's files in a folder.
fn sources(folder: &str) -> String {
    let entries = fs::read_dir(Path::new(ROOT).join("web/src").join(folder)).unwrap();
    let texts = entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    texts.collect()
}

fn operations() -> Vec<String> {
    let interface = workgroups::interface();
    let (_, rest) = interface.split_once("type Operation = variant {").unwrap();
    let (cases, _) = rest.split_once("};").unwrap();
    let names = cases
        .lines()
        .filter_map(|line| line.trim().split_once(" : "));
    names.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_operation_has_a_form_words_and_a_place_where_it_is_offered() {
    let (forms, pages) = (sources("forms"), sources("page"));
    let words =
        |file: &str| fs::read_to_string(Path::new(ROOT).join("web/src/words").join(file)).unwrap();
    let (english, chinese) = (words("en.ts"), words("zh.ts"));
    let operations = operations();
    assert!(operations.len() > 40, "{operations:?}");
    for name in &operations {
        let entry = format!("\n  {name}:");
        assert!(
            forms.contains(&entry) || forms.contains(&format!("\n  {name}(")),
            "{name}: no form"
        );
        assert!(english.contains(&entry), "{name}: no English words");
        assert!(chinese.contains(&entry), "{name}: no Chinese words");
        assert!(
            pages.contains(&format!("\"{name}\"")),
            "{name}: offered nowhere"
        );
    }
}
