//! JSON Schemas (draft 2020-12) of the JSON answers, made from the Candid interface with its
//! comments, as the answers themselves are made by the Candid types.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, anyhow, bail};
use candid_parser::IDLProg;
use candid_parser::syntax::{Binding, IDLType, PrimType, TypeField};
use serde_json::{Map, Value, json};
use workgroups::site::{Content, DOCUMENTS, Document, is_instant};

use crate::workspace::Workspace;

/// Writes the schemas down as the code has them.
pub fn write(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("docs/schema");
    fs::create_dir_all(&folder)?;
    for (name, text) in all()? {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Compares what is written down with what the code has.
///
/// # Errors
/// When a schema is another, is missing, or is one too many.
pub fn check(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("docs/schema");
    let mut expected = BTreeSet::new();
    for (name, text) in all()? {
        if fs::read_to_string(folder.join(&name)).ok() != Some(text) {
            bail!(
                "docs/schema/{name} is not what the code answers by; \
                 run `cargo xtask interface`, and look at the change"
            );
        }
        expected.insert(name);
    }
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !expected.contains(&name) {
            bail!("docs/schema/{name} is no schema of an answer");
        }
    }
    Ok(())
}

/// The schemas with the names of their files.
fn all() -> Result<Vec<(String, String)>> {
    let interface: IDLProg = workgroups::interface().parse()?;
    let types = Types(IDLProg::typ_decs(interface.decs).collect());
    let schemas = DOCUMENTS.iter().map(|document| {
        let text = serde_json::to_string_pretty(&types.schema(document)?)?;
        Ok((format!("{}.schema.json", document.name), text + "\n"))
    });
    schemas.collect()
}

/// The types of the interface.
struct Types(Vec<Binding>);

impl Types {
    fn named(&self, name: &str) -> Result<&Binding> {
        let found = self.0.iter().find(|binding| binding.id == name);
        found.ok_or_else(|| anyhow!("the interface has no type {name}"))
    }

    fn schema(&self, document: &Document) -> Result<Value> {
        let mut used = BTreeSet::new();
        let mut properties = Map::new();
        match document.content {
            Content::Record(of) => {
                let IDLType::RecordT(fields) = &self.named(of)?.typ else {
                    bail!("{of} is not a record");
                };
                for field in fields {
                    properties.insert(field.label.to_string(), property(field, &mut used));
                }
            }
            Content::Page(of) => {
                properties.insert("items".into(), list(reference(of, &mut used)));
                let next = described(nullable(path()), "The path of the next page.");
                properties.insert("next".into(), next);
            }
            Content::Next(of) => {
                properties.insert("group".into(), names_of("slug", json!({"type": "string"})));
                let meeting = nullable(reference(of, &mut used));
                properties.insert(
                    "meeting".into(),
                    described(meeting, "Null when none is known."),
                );
                let locations = list(reference("Link", &mut used));
                properties.insert(
                    "locations".into(),
                    described(locations, "Where to attend it."),
                );
            }
        }
        if !document.links.is_empty() {
            properties.insert("links".into(), links(document));
        }
        properties.insert("names".into(), names());
        let mut schema = object(properties);
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!(document.title);
        schema["$defs"] = self.definitions(used)?;
        Ok(schema)
    }

    /// The types that are used, and those that these use.
    fn definitions(&self, mut used: BTreeSet<String>) -> Result<Value> {
        let mut definitions = Map::new();
        while let Some(name) = used.pop_first() {
            if definitions.contains_key(&name) {
                continue;
            }
            let binding = self.named(&name)?;
            let schema = value("", &binding.typ, &mut used);
            definitions.insert(name, described(schema, &binding.docs.join(" ")));
        }
        Ok(Value::Object(definitions))
    }
}

/// The schema of a value that stands in a field.
fn value(field: &str, ty: &IDLType, used: &mut BTreeSet<String>) -> Value {
    match ty {
        IDLType::PrimT(primitive) => simple(field, primitive),
        IDLType::VarT(name) => reference(name, used),
        IDLType::OptT(ty) => nullable(value(field, ty, used)),
        IDLType::VecT(ty) => match **ty {
            IDLType::PrimT(PrimType::Nat8) => {
                json!({"type": "string", "pattern": "^([0-9a-f]{2})*$"})
            }
            _ => list(value(field, ty, used)),
        },
        IDLType::RecordT(fields) => {
            let of = |field: &TypeField| (field.label.to_string(), property(field, used));
            object(fields.iter().map(of).collect())
        }
        IDLType::VariantT(choices) => variant(choices, used),
        IDLType::PrincipalT => described(json!({"type": "string"}), "A principal."),
        IDLType::FuncT(_) | IDLType::ServT(_) | IDLType::ClassT(..) => json!(false),
    }
}

fn simple(field: &str, primitive: &PrimType) -> Value {
    match primitive {
        PrimType::Nat64 | PrimType::Int64 if is_instant(field) => {
            json!({"type": "string", "format": "date-time"})
        }
        PrimType::Nat8 | PrimType::Nat16 | PrimType::Nat32 | PrimType::Nat64 => {
            json!({"type": "integer", "minimum": 0})
        }
        PrimType::Int8 | PrimType::Int16 | PrimType::Int32 | PrimType::Int64 => {
            json!({"type": "integer"})
        }
        PrimType::Bool => json!({"type": "boolean"}),
        PrimType::Null | PrimType::Reserved => json!({"type": "null"}),
        PrimType::Empty => json!(false),
        PrimType::Text | PrimType::Nat | PrimType::Int | PrimType::Float32 | PrimType::Float64 => {
            json!({"type": "string"})
        }
    }
}

fn variant(choices: &[TypeField], used: &mut BTreeSet<String>) -> Value {
    let is_plain = |choice: &&TypeField| choice.typ == IDLType::PrimT(PrimType::Null);
    let name = |choice: &TypeField| Value::String(choice.label.to_string());
    let plain: Vec<Value> = choices.iter().filter(is_plain).map(name).collect();
    let mut forms = Vec::new();
    if !plain.is_empty() {
        forms.push(json!({"enum": plain}));
    }
    for choice in choices.iter().filter(|choice| !is_plain(choice)) {
        let one = [(choice.label.to_string(), property(choice, used))];
        forms.push(object(one.into_iter().collect()));
    }
    match forms.len() {
        1 => forms.remove(0),
        _ => json!({"oneOf": forms}),
    }
}

fn property(field: &TypeField, used: &mut BTreeSet<String>) -> Value {
    let name = field.label.to_string();
    described(value(&name, &field.typ, used), &field.docs.join(" "))
}

/// An object that has exactly these members.
fn object(properties: Map<String, Value>) -> Value {
    let required: Vec<&String> = properties.keys().collect();
    json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

fn nullable(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn path() -> Value {
    json!({"type": "string", "pattern": "^/"})
}

fn reference(name: &str, used: &mut BTreeSet<String>) -> Value {
    used.insert(name.to_owned());
    json!({"$ref": format!("#/$defs/{name}")})
}

fn described(mut schema: Value, description: &str) -> Value {
    if !description.is_empty() && schema.is_object() {
        schema["description"] = json!(description);
    }
    schema
}

fn links(document: &Document) -> Value {
    let link = |name: &&str| {
        // A meeting of a series need not have a record.
        let may_lack = *name == "record";
        let schema = if may_lack { nullable(path()) } else { path() };
        ((*name).to_owned(), schema)
    };
    let links = object(document.links.iter().map(link).collect());
    described(links, "Paths of what belongs to it.")
}

/// The names behind the numbers.
fn names() -> Value {
    let text = json!({"type": "string"});
    let groups = list(names_of("slug", text.clone()));
    let people = list(names_of("handle", nullable(text)));
    let lists = [("groups".to_owned(), groups), ("people".to_owned(), people)];
    let names = object(lists.into_iter().collect());
    described(names, "The groups and people whose numbers stand above.")
}

fn names_of(key: &str, name: Value) -> Value {
    let members = [
        ("id", json!({"type": "integer", "minimum": 1})),
        ("name", name),
        ("path", path()),
        (key, json!({"type": "string"})),
    ];
    object(
        members
            .into_iter()
            .map(|(n, v)| (n.to_owned(), v))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_schemas_are_those_of_the_code() {
        let workspace = Workspace::find().unwrap();
        check(&workspace).unwrap();
    }

    #[test]
    fn a_schema_takes_exactly_the_members_of_its_type() {
        let schemas = all().unwrap();
        let (_, text) = schemas
            .iter()
            .find(|(n, _)| n == "meeting.schema.json")
            .unwrap();
        let schema: Value = serde_json::from_str(text).unwrap();
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(
            schema["required"],
            json!([
                "announced_at",
                "approval",
                "corrections",
                "details",
                "id",
                "links",
                "meta",
                "minutes",
                "names",
                "published_at",
                "wants_approval",
                "withdrawn"
            ])
        );
        let created_at = &schema["$defs"]["Meta"]["properties"]["created_at"];
        assert_eq!(created_at["format"], "date-time");
        let status = &schema["$defs"]["MeetingStatus"]["enum"];
        assert_eq!(status.as_array().unwrap().len(), 4);
    }
}
