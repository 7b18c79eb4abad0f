//! Two changes of one record.

use serde_yaml_ng::{Mapping, Value};

/// A record with both changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub record: Value,
    /// Fields that others changed.
    pub theirs: Vec<String>,
    /// Fields that both changed, each another way: they are as the user wants them. With what
    /// others made of them.
    pub both: Vec<(String, Value)>,
}

/// Merges two changes of `base`. A list is one value: if both changed it, the user decides.
pub fn merge(base: &Value, mine: &Value, theirs: &Value) -> Merged {
    let mut merged = Merged {
        record: Value::Null,
        theirs: Vec::new(),
        both: Vec::new(),
    };
    merged.record = field(&mut merged, "", base, mine, theirs);
    merged
}

fn field(merged: &mut Merged, path: &str, base: &Value, mine: &Value, theirs: &Value) -> Value {
    if theirs == base || mine == theirs {
        return mine.clone();
    }
    if let (Value::Mapping(base), Value::Mapping(mine), Value::Mapping(theirs)) =
        (base, mine, theirs)
    {
        return Value::Mapping(fields(merged, path, base, mine, theirs));
    }
    if mine == base {
        merged.theirs.push(path.to_owned());
        return theirs.clone();
    }
    merged.both.push((path.to_owned(), theirs.clone()));
    mine.clone()
}

fn fields(
    merged: &mut Merged,
    path: &str,
    base: &Mapping,
    mine: &Mapping,
    theirs: &Mapping,
) -> Mapping {
    let mut names: Vec<&Value> = mine.keys().collect();
    names.extend(theirs.keys().filter(|name| !mine.contains_key(*name)));
    let absent = Value::Null;
    let mut result = Mapping::new();
    for name in names {
        let of = |map: &'_ Mapping| map.get(name).cloned().unwrap_or(absent.clone());
        let inner = name.as_str().unwrap_or_default();
        let path = if path.is_empty() { inner.to_owned() } else { format!("{path}.{inner}") };
        let value = field(merged, &path, &of(base), &of(mine), &of(theirs));
        if !value.is_null() {
            result.insert(name.clone(), value);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> Value {
        serde_yaml_ng::from_str(text).unwrap_or_default()
    }

    #[test]
    fn changes_of_different_fields_go_together() {
        let base = yaml("{ name: A, scope: S, when: { zone: UTC, text: t } }");
        let mine = yaml("{ name: B, scope: S, when: { zone: UTC, text: mine } }");
        let theirs = yaml("{ name: A, scope: S, when: { zone: CET, text: t }, remarks: R }");
        let merged = merge(&base, &mine, &theirs);
        let both = yaml("{ name: B, scope: S, when: { zone: CET, text: mine }, remarks: R }");
        assert_eq!(merged.record, both);
        assert_eq!(merged.theirs, ["when.zone", "remarks"]);
        assert_eq!(merged.both, []);
    }

    #[test]
    fn what_both_changed_is_left_to_the_user() {
        let merged = merge(&yaml("{ a: 1, b: 1 }"), &yaml("{ a: 2, b: 1 }"), &yaml("{ a: 3 }"));
        assert_eq!(merged.record, yaml("{ a: 2 }"));
        assert_eq!(merged.both, [("a".to_owned(), yaml("3"))]);
        assert_eq!(merged.theirs, ["b"]);
    }
}
