//! The interface in Candid, with the argument of each method under its own name.
//!
//! The candid crate knows types by their structure, and prints those that are equal under one of
//! their names: `decide_proposal` would take a `DecideLink`.

use std::collections::BTreeMap;

use candid::CandidType;
use candid::pretty::candid::{DocComments, compile_with_docs};
use candid::types::internal::TypeContainer;

/// A method, the name of its argument's type in the code, and that type's definition.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    pub method: &'static str,
    pub argument: &'static str,
    pub definition: fn() -> String,
}

/// The definitions of a type and of those that it is made of, as if there were no others.
///
/// # Panics
/// When no thread can be started: the candid crate remembers in each which types it has named.
pub fn definition<T: CandidType>() -> String {
    let described = std::thread::spawn(|| {
        let mut types = TypeContainer::new();
        types.add::<T>();
        let mut docs = DocComments::empty();
        docs.extend_types(types.docs);
        compile_with_docs(&types.env, &None, &docs)
    });
    match described.join() {
        Ok(definitions) => definitions,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// The interface with the arguments of methods, and those of the operations of the same name, under
/// their own names.
pub fn with_own_names(interface: &str, signatures: &[Signature]) -> String {
    let (types, service) = interface.split_at(interface.find("service :").unwrap_or_default());
    let (mut types, mut service) = (types.to_owned(), service.to_owned());
    let mut missing = BTreeMap::new();
    for signature in signatures {
        let Signature {
            method, argument, ..
        } = signature;
        let Some(printed) = printed_argument(&service, method) else {
            continue;
        };
        if !is_named(&printed) || !is_named(argument) || printed == *argument {
            continue;
        }
        let before = format!("\n  {method} : ({printed})");
        service = service.replace(&before, &format!("\n  {method} : ({argument})"));
        let before = format!("\n  {method} : {printed};");
        types = types.replace(&before, &format!("\n  {method} : {argument};"));
        missing.insert(*argument, signature.definition);
    }
    let mut all = by_name(&types);
    for (name, definition) in missing {
        let own = by_name(&definition()).remove(name);
        all.extend(own.map(|own| (name.to_owned(), own)));
    }
    all.into_values().chain([service]).collect()
}

/// The name of the type that a method takes, where it takes a single one.
fn printed_argument(service: &str, method: &str) -> Option<String> {
    let (_, rest) = service.split_once(&format!("\n  {method} : ("))?;
    let (argument, _) = rest.split_once(')')?;
    Some(argument.to_owned())
}

/// Whether this is the name of a record or variant.
fn is_named(argument: &str) -> bool {
    argument.starts_with(|c: char| c.is_ascii_uppercase())
        && argument.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Definitions of types, comments before them included, by the name of the type.
fn by_name(definitions: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let (mut block, mut name) = (String::new(), None);
    for line in definitions.lines() {
        block.push_str(line);
        block.push('\n');
        let begun = line.strip_prefix("type ").and_then(|l| l.split_once(" ="));
        name = begun.map(|(begun, _)| begun.to_owned()).or(name);
        let ends = line == "};" || (begun.is_some() && line.ends_with(';'));
        if let Some(name) = name.take_if(|_| ends) {
            all.insert(name, std::mem::take(&mut block));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERFACE: &str = "// A.\ntype A = record {\n  x : nat;\n};\n\
        type Operation = variant {\n  do_a : A;\n  do_b : A;\n};\n\
        service : {\n  do_a : (A) -> ();\n  do_b : (A) -> ();\n  do_c : (nat) -> ();\n}\n";

    fn signature(method: &'static str, argument: &'static str) -> Signature {
        let definition = || "// B.\ntype B = record {\n  x : nat;\n};\n".to_owned();
        Signature {
            method,
            argument,
            definition,
        }
    }

    #[test]
    fn equal_types_are_printed_under_the_names_of_their_methods() {
        let signatures = [
            signature("do_a", "A"),
            signature("do_b", "B"),
            signature("do_c", "u64"),
        ];
        let named = with_own_names(INTERFACE, &signatures);
        assert_eq!(
            named,
            "// A.\ntype A = record {\n  x : nat;\n};\n\
             // B.\ntype B = record {\n  x : nat;\n};\n\
             type Operation = variant {\n  do_a : A;\n  do_b : B;\n};\n\
             service : {\n  do_a : (A) -> ();\n  do_b : (B) -> ();\n  do_c : (nat) -> ();\n}\n"
        );
    }
}
