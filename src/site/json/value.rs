//! Records as JSON, by their Candid types: the fields and their names are those of the interface,
//! so that no record is described twice.
//!
//! | Candid | JSON |
//! |---|---|
//! | record | object, members by name |
//! | variant without a value, with one | "name", {"name": value} |
//! | opt | null or the value |
//! | vec | array; a blob is a string of hexadecimal digits |
//! | principal | its text |
//! | instant ([`is_instant`]) | an RFC 3339 date and time in UTC |

use candid::types::{Compound, Serializer, Type, TypeInner};
use candid::{CandidType, Error, Principal};

use crate::domain::Id;
use crate::site::time::{rfc3339, rfc3339_seconds};

/// The fields that are instants: nanoseconds since 1970 where they are nat64, seconds where they
/// are int64.
const INSTANTS: [&str; 16] = [
    "announced_at",
    "at",
    "closed_at",
    "confirmed_at",
    "expires_at",
    "created_at",
    "end_at",
    "from",
    "modified_at",
    "published_at",
    "resting_since",
    "retry_at",
    "start",
    "start_at",
    "until",
    "updated_at",
];

/// Whether a field of type nat64 or int64 is an instant.
pub fn is_instant(field: &str) -> bool {
    INSTANTS.contains(&field)
}

/// A JSON value. The members of an object stand in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::site) enum Json {
    Null,
    Bool(bool),
    Number(i128),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A value by its Candid type.
    pub(in crate::site) fn of<T: CandidType + ?Sized>(value: &T) -> Json {
        let mut json = Json::Null;
        let writer = Writer {
            to: &mut json,
            ty: T::ty(),
            field: String::new(),
        };
        // Nothing fails: every type of the interface has a form here.
        let written = value.idl_serialize(writer);
        debug_assert!(written.is_ok());
        json
    }

    pub(in crate::site) fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    pub(in crate::site) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
        let mut object = Json::Object(Vec::with_capacity(N));
        for (name, value) in members {
            object.set(name, value);
        }
        object
    }

    /// Sets a member of an object.
    pub(in crate::site) fn set(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = self {
            match members.binary_search_by(|(n, _)| n.as_str().cmp(name)) {
                Ok(at) => members[at].1 = value,
                Err(at) => members.insert(at, (name.to_owned(), value)),
            }
        }
    }

    /// Clears what is written of some people beside their numbers.
    pub(in crate::site) fn clear_names(&mut self, is_meant: &impl Fn(Id) -> bool) {
        match self {
            Json::List(list) => list.iter_mut().for_each(|item| item.clear_names(is_meant)),
            Json::Object(members) => {
                let number = members.iter().find(|(name, _)| name == "person");
                let number = number.and_then(|(_, number)| match number {
                    Json::Number(number) => Id::try_from(*number).ok(),
                    _ => None,
                });
                if number.is_some_and(is_meant) {
                    members.retain(|(name, _)| name != "name" && name != "affiliation");
                }
                members
                    .iter_mut()
                    .for_each(|(_, inner)| inner.clear_names(is_meant));
            }
            _ => {}
        }
    }

    /// The value as UTF-8, with a line break at the end.
    pub(in crate::site) fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.push('\n');
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::Text(text) => write_text(text, out),
            Json::List(items) => {
                write_all(out, ['[', ']'], items, |item, out| item.write(out));
            }
            Json::Object(members) => write_all(out, ['{', '}'], members, |(name, value), out| {
                write_text(name, out);
                out.push(':');
                value.write(out);
            }),
        }
    }
}

fn write_all<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: &[T],
    write: impl Fn(&T, &mut String),
) {
    out.push(open);
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Controls, and the line ends that JavaScript did not allow in strings.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes one value; `field` is the field that it stands in.
struct Writer<'a> {
    to: &'a mut Json,
    ty: Type,
    field: String,
}

impl Writer<'_> {
    fn put(self, json: Json) -> Result<(), Error> {
        *self.to = json;
        Ok(())
    }

    fn put_number(self, number: impl Into<i128>) -> Result<(), Error> {
        self.put(Json::Number(number.into()))
    }
}

impl<'a> Serializer for Writer<'a> {
    type Error = Error;
    type Compound = Parts<'a>;

    fn serialize_bool(self, v: bool) -> Result<(), Error> {
        self.put(Json::Bool(v))
    }
    fn serialize_int(self, v: &candid::Int) -> Result<(), Error> {
        self.put(Json::text(v.to_string()))
    }
    fn serialize_i128(self, v: i128) -> Result<(), Error> {
        self.put(Json::text(v.to_string()))
    }
    fn serialize_nat(self, v: &candid::Nat) -> Result<(), Error> {
        self.put(Json::text(v.to_string()))
    }
    fn serialize_u128(self, v: u128) -> Result<(), Error> {
        self.put(Json::text(v.to_string()))
    }
    fn serialize_nat8(self, v: u8) -> Result<(), Error> {
        self.put_number(v)
    }
    fn serialize_nat16(self, v: u16) -> Result<(), Error> {
        self.put_number(v)
    }
    fn serialize_nat32(self, v: u32) -> Result<(), Error> {
        self.put_number(v)
    }
    fn serialize_nat64(self, v: u64) -> Result<(), Error> {
        match is_instant(&self.field) {
            true => self.put(Json::Text(rfc3339(v))),
            false => self.put_number(v),
        }
    }
    fn serialize_int8(self, v: i8) -> Result<(), Error> {
        self.put_number(v)
    }
    fn serialize_int16(self, v: i16) -> Result<(), Error> {
        self.put_number(v)
    }
    fn serialize_int32(self, v: i32) -> Result<(), Error> {
        self.put_number(v)
    }
    fn serialize_int64(self, v: i64) -> Result<(), Error> {
        match is_instant(&self.field) {
            true => self.put(Json::Text(rfc3339_seconds(v))),
            false => self.put_number(v),
        }
    }
    fn serialize_float32(self, v: f32) -> Result<(), Error> {
        self.put(Json::text(v.to_string()))
    }
    fn serialize_float64(self, v: f64) -> Result<(), Error> {
        self.put(Json::text(v.to_string()))
    }
    fn serialize_text(self, v: &str) -> Result<(), Error> {
        self.put(Json::text(v))
    }
    fn serialize_null(self, (): ()) -> Result<(), Error> {
        self.put(Json::Null)
    }
    fn serialize_empty(self) -> Result<(), Error> {
        self.put(Json::Null)
    }
    fn serialize_option<T: CandidType + ?Sized>(self, v: Option<&T>) -> Result<(), Error> {
        let Some(value) = v else {
            return self.put(Json::Null);
        };
        let ty = match self.ty.as_ref() {
            TypeInner::Opt(ty) => ty.clone(),
            _ => T::ty(),
        };
        value.idl_serialize(Writer { ty, ..self })
    }
    fn serialize_struct(self) -> Result<Parts<'a>, Error> {
        let fields = match self.ty.as_ref() {
            TypeInner::Record(fields) => fields.clone(),
            _ => Vec::new(),
        };
        let fields = fields.into_iter().map(|f| (f.id.to_string(), f.ty));
        *self.to = Json::Object(Vec::new());
        Ok(Parts {
            to: self.to,
            types: Types::Fields(fields.collect::<Vec<_>>().into_iter()),
        })
    }
    fn serialize_vec(self, len: usize) -> Result<Parts<'a>, Error> {
        let ty = match self.ty.as_ref() {
            TypeInner::Vec(ty) => ty.clone(),
            _ => TypeInner::Unknown.into(),
        };
        *self.to = Json::List(Vec::with_capacity(len));
        Ok(Parts {
            to: self.to,
            types: Types::Items(self.field, ty),
        })
    }
    fn serialize_blob(self, v: &[u8]) -> Result<(), Error> {
        self.put(Json::Text(hex(v)))
    }
    fn serialize_variant(self, index: u64) -> Result<Parts<'a>, Error> {
        let choice = match self.ty.as_ref() {
            TypeInner::Variant(choices) => usize::try_from(index)
                .ok()
                .and_then(|i| choices.get(i).cloned()),
            _ => None,
        };
        let choice = choice.ok_or_else(|| Error::msg("a variant that its type does not have"))?;
        // A choice without a value may have no part that is written.
        *self.to = Json::Text(choice.id.to_string());
        Ok(Parts {
            to: self.to,
            types: Types::Choice(choice.id.to_string(), choice.ty),
        })
    }
    fn serialize_principal(self, v: &[u8]) -> Result<(), Error> {
        let principal = Principal::try_from_slice(v).map_err(Error::msg)?;
        self.put(Json::Text(principal.to_text()))
    }
    fn serialize_function(self, v: &[u8], method: &str) -> Result<(), Error> {
        let principal = Principal::try_from_slice(v).map_err(Error::msg)?;
        self.put(Json::Text(format!("{principal}.{method}")))
    }
}

enum Types {
    Fields(std::vec::IntoIter<(String, Type)>),
    /// The field that the list stands in, and the type of its items.
    Items(String, Type),
    /// The chosen variant, and the type of its value.
    Choice(String, Type),
}

/// Writes the parts of a record, a list or a variant.
struct Parts<'a> {
    to: &'a mut Json,
    types: Types,
}

impl Parts<'_> {
    /// Puts a part in its place; `write` gets where to, the type and the field.
    fn put(
        &mut self,
        write: impl FnOnce(&mut Json, Type, String) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut json = Json::Null;
        match &mut self.types {
            Types::Fields(fields) => {
                let (name, ty) = fields
                    .next()
                    .ok_or_else(|| Error::msg("a field that its type does not have"))?;
                write(&mut json, ty, name.clone())?;
                self.to.set(&name, json);
            }
            Types::Items(field, ty) => {
                write(&mut json, ty.clone(), field.clone())?;
                if let Json::List(items) = self.to {
                    items.push(json);
                }
            }
            Types::Choice(name, ty) => {
                if !matches!(ty.as_ref(), TypeInner::Null) {
                    write(&mut json, ty.clone(), name.clone())?;
                    *self.to = Json::Object(vec![(name.clone(), json)]);
                }
            }
        }
        Ok(())
    }
}

impl Compound for Parts<'_> {
    type Error = Error;

    fn serialize_element<T: CandidType + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.put(|to, ty, field| value.idl_serialize(Writer { to, ty, field }))
    }

    fn serialize_blob(&mut self, blob: &[u8]) -> Result<(), Error> {
        self.put(|to, _, _| {
            *to = Json::Text(hex(blob));
            Ok(())
        })
    }
}

pub(in crate::site) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LifecycleState, Link, LinkKind, Meta, Subject};

    fn written<T: CandidType>(value: &T) -> String {
        String::from_utf8_lossy(&Json::of(value).to_bytes()).into_owned()
    }

    #[test]
    fn a_record_has_the_names_of_its_type_in_order() {
        let meta = Meta {
            revision: 3,
            created_at: 1_000_000_000,
            created_by: Principal::anonymous(),
            updated_at: 1_000_000_001,
            updated_by: Principal::management_canister(),
        };
        assert_eq!(
            written(&meta),
            "{\"created_at\":\"1970-01-01T00:00:01Z\",\"created_by\":\"2vxsx-fae\",\
             \"revision\":3,\"updated_at\":\"1970-01-01T00:00:01.000000001Z\",\
             \"updated_by\":\"aaaaa-aa\"}\n"
        );
    }

    #[test]
    fn variants_options_and_lists_have_their_forms() {
        assert_eq!(written(&LifecycleState::active), "\"active\"\n");
        assert_eq!(written(&Subject::meeting(4)), "{\"meeting\":4}\n");
        let link = Link {
            kind: Some(LinkKind::chat),
            label: None,
            url: Some("https://example.org/\"\u{1}\u{2028}".into()),
        };
        assert_eq!(
            written(&vec![link]),
            "[{\"kind\":\"chat\",\"label\":null,\
             \"url\":\"https://example.org/\\\"\\u0001\\u2028\"}]\n"
        );
        assert_eq!(written(&serde_bytes::ByteBuf::from([0, 255])), "\"00ff\"\n");
    }
}
