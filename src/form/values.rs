//! The values of a message whose description says exactly what the type of a value in Rust says
//! (Candid specification, "Binary format": the memory `M`). Such values stand in the order of
//! their labels, and nothing has to be skipped, filled in or taken for something else.
//!
//! What does not look as it should, or is of a kind that no method of the registry's takes, is not
//! read: the candid crate then says what becomes of it.

use std::fmt;
use std::rc::Rc;

use serde::de::value::U64Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::bytes::Bytes;

/// How deep values may lie within each other. A participant's name in the minutes of a batch lies
/// ten deep.
const DEPTH: usize = 32;
/// The longest principal, in bytes.
const PRINCIPAL: usize = 29;

/// Reads a value that takes all the bytes, and consists of so many values at most; None when it
/// cannot be read here.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8], most: usize) -> Option<T> {
    let mut values = Values {
        left: Bytes(bytes),
        depth: DEPTH,
        values: most,
        orders: Vec::new(),
    };
    let value = T::deserialize(&mut values).ok()?;
    values.left.0.is_empty().then_some(value)
}

/// Why a value was not read does not matter: nobody is told.
#[derive(Debug)]
struct Unread;

impl fmt::Display for Unread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("is not read here")
    }
}

impl std::error::Error for Unread {}

impl Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Unread
    }
}

#[derive(Debug)]
struct Values<'de> {
    left: Bytes<'de>,
    /// How many levels deeper the next value may lie.
    depth: usize,
    /// How many more values may come.
    values: usize,
    /// The orders of the records and variants that came so far, by the names in Rust.
    orders: Vec<(&'static [&'static str], Rc<[u64]>)>,
}

impl<'de> Values<'de> {
    fn number(&mut self) -> Result<usize, Unread> {
        Ok(self.left.number().ok_or(Unread)? as usize)
    }

    /// Bytes with their number before them.
    fn bytes(&mut self) -> Result<&'de [u8], Unread> {
        let length = self.number()?;
        self.left.take(length).ok_or(Unread)
    }

    /// Whether a byte says yes or no.
    fn flag(&mut self) -> Result<bool, Unread> {
        match self.left.array() {
            Some([0]) => Ok(false),
            Some([1]) => Ok(true),
            _ => Err(Unread),
        }
    }

    fn count(&mut self) -> Result<(), Unread> {
        self.values = self.values.checked_sub(1).ok_or(Unread)?;
        Ok(())
    }

    fn deeper<R>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<R, Unread>,
    ) -> Result<R, Unread> {
        self.depth = self.depth.checked_sub(1).ok_or(Unread)?;
        let read = read(self)?;
        self.depth += 1;
        Ok(read)
    }

    fn order(&mut self, names: &'static [&'static str]) -> Rc<[u64]> {
        let known = self.orders.iter().find(|(of, _)| std::ptr::eq(*of, names));
        if let Some((_, order)) = known {
            return Rc::clone(order);
        }
        let order: Rc<[u64]> = in_order(names).into();
        self.orders.push((names, Rc::clone(&order)));
        order
    }
}

/// The positions of names in the order of Candid: by the hashes of the names. The names are those
/// of serde; one that stood there without being a field's or variant's own (`#[serde(alias)]`)
/// would shift all positions.
fn in_order(names: &[&str]) -> Vec<u64> {
    let hashes = names.iter().map(|name| label(name));
    let mut order: Vec<(u32, u64)> = hashes.zip(0..).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, position)| position).collect()
}

/// The hash of a name (Candid specification, "Abstract form").
fn label(name: &str) -> u32 {
    let next = |hash: u32, byte| hash.wrapping_mul(223).wrapping_add(u32::from(byte));
    name.bytes().fold(0, next)
}

macro_rules! fixed {
    ($($method:ident: $visit:ident($number:ty);)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
                self.count()?;
                let bytes = self.left.array().ok_or(Unread)?;
                visitor.$visit(<$number>::from_le_bytes(bytes))
            }
        )*
    };
}

impl<'de> Deserializer<'de> for &mut Values<'de> {
    type Error = Unread;

    fixed! {
        deserialize_u8: visit_u8(u8);
        deserialize_u16: visit_u16(u16);
        deserialize_u32: visit_u32(u32);
        deserialize_u64: visit_u64(u64);
        deserialize_i8: visit_i8(i8);
        deserialize_i16: visit_i16(i16);
        deserialize_i32: visit_i32(i32);
        deserialize_i64: visit_i64(i64);
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.count()?;
        visitor.visit_bool(self.flag()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.count()?;
        let text = std::str::from_utf8(self.bytes()?).map_err(|_| Unread)?;
        visitor.visit_borrowed_str(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }

    /// A principal: other bytes are in no description that is known.
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.count()?;
        if !self.flag()? {
            return Err(Unread);
        }
        let principal = self.bytes()?;
        match principal.len() <= PRINCIPAL {
            true => visitor.visit_bytes(principal),
            false => Err(Unread),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.count()?;
        match self.flag()? {
            false => visitor.visit_none(),
            true => self.deeper(|values| visitor.visit_some(values)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.count()?;
        let left = self.number()?;
        // Each item takes a byte at least.
        if left > self.left.0.len() {
            return Err(Unread);
        }
        self.deeper(|values| visitor.visit_seq(Items { values, left }))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.count()?;
        let order = self.order(fields);
        let at = 0;
        self.deeper(|values| visitor.visit_map(Fields { values, order, at }))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.count()?;
        let place = self.number()?;
        let variant = *self.order(variants).get(place).ok_or(Unread)?;
        self.deeper(|values| visitor.visit_enum(Variant { values, variant }))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Unread> {
        Err(Unread)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    serde::forward_to_deserialize_any! {
        f32 f64 char byte_buf unit unit_struct newtype_struct tuple tuple_struct map identifier
        ignored_any
    }
}

/// The items of a vector.
struct Items<'v, 'de> {
    values: &'v mut Values<'de>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unread;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        seed.deserialize(&mut *self.values).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The fields of a record, by their positions in Rust.
struct Fields<'v, 'de> {
    values: &'v mut Values<'de>,
    order: Rc<[u64]>,
    at: usize,
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Unread;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        let Some(position) = self.order.get(self.at) else {
            return Ok(None);
        };
        self.at += 1;
        seed.deserialize(key(*position)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        seed.deserialize(&mut *self.values)
    }
}

/// A variant, by its position in Rust.
struct Variant<'v, 'de> {
    values: &'v mut Values<'de>,
    variant: u64,
}

impl<'v, 'de> EnumAccess<'de> for Variant<'v, 'de> {
    type Error = Unread;
    type Variant = &'v mut Values<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), Unread> {
        Ok((seed.deserialize(key(self.variant))?, self.values))
    }
}

impl<'de> VariantAccess<'de> for &mut Values<'de> {
    type Error = Unread;

    fn unit_variant(self) -> Result<(), Unread> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Unread> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Unread> {
        Err(Unread)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_struct("", fields, visitor)
    }
}

/// A field or variant as the code that serde derives takes it: by its position.
fn key(position: u64) -> U64Deserializer<Unread> {
    position.into_deserializer()
}

#[cfg(test)]
mod tests {
    use candid::types::Label;

    use super::*;

    #[test]
    fn values_that_are_not_as_they_should_be_are_not_read() {
        use candid::Principal;
        let principal = |bytes: &[u8]| read::<Principal>(bytes, 9);
        assert_eq!(principal(&[1, 1, 4]), Some(Principal::anonymous()));
        assert_eq!(principal(&[0, 1, 4]), None);
        assert_eq!(principal(&[&[1, 30][..], &[0; 30]].concat()), None);
        assert_eq!(read::<Option<u8>>(&[1, 7], 9), Some(Some(7)));
        assert_eq!(read::<Option<u8>>(&[2, 7], 9), None);
        assert_eq!(read::<String>(&[2, 0xC3, 0xA9], 9), Some("é".into()));
        assert_eq!(read::<String>(&[1, 0xC3], 9), None);
        assert_eq!(
            read::<String>(&[0x81, 0x80, 0x80, 0x80, 0x80, 0, b'a'], 9),
            None
        );
        assert_eq!(read::<Vec<bool>>(&[2, 0, 1], 9), Some(vec![false, true]));
        assert_eq!(read::<Vec<bool>>(&[3, 0, 1], 9), None);
        assert_eq!(
            read::<Vec<bool>>(&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0], 9),
            None
        );
        assert_eq!(read::<Vec<bool>>(&[2, 0, 1], 3), Some(vec![false, true]));
        assert_eq!(read::<Vec<bool>>(&[2, 0, 1], 2), None);
        assert_eq!(read::<bool>(&[1, 0], 9), None);
        assert_eq!(read::<Kind>(&[0], 9), Some(Kind::b));
        assert_eq!(read::<Kind>(&[1], 9), Some(Kind::aa));
        assert_eq!(read::<Kind>(&[2], 9), None);
    }

    /// The hash of "b" comes before that of "aa".
    #[derive(serde::Deserialize, Debug, PartialEq)]
    #[allow(non_camel_case_types)]
    enum Kind {
        aa,
        b,
    }

    #[test]
    fn the_hash_of_a_name_is_that_of_the_specification() {
        for name in ["", "id", "expected_revision", "名"] {
            assert_eq!(label(name), Label::Named(name.into()).get_id());
        }
    }
}
