//! How much a document is once its aliases are replaced by what they stand for. It is counted
//! without being kept: a few lines can stand for more than fits into memory.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::bounded::FILE_BYTES;

/// What has been counted so far, in bytes; a value that is no text counts as one.
#[derive(Debug, Default)]
pub struct Weight(Cell<u64>);

impl Weight {
    /// Counts a document.
    ///
    /// # Errors
    /// When it cannot be read, or is more than a file may have.
    pub fn check<'de, D: Deserializer<'de>>(&self, document: D) -> Result<(), D::Error> {
        Counted(self).deserialize(document)
    }

    fn add<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.0.set(self.0.get().saturating_add(bytes as u64 + 1));
        match self.0.get() > FILE_BYTES {
            true => Err(E::custom("its aliases stand for more than is read at most")),
            false => Ok(()),
        }
    }
}

#[derive(Clone, Copy)]
struct Counted<'w>(&'w Weight);

impl<'de> DeserializeSeed<'de> for Counted<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

macro_rules! counts {
    ($($visit:ident: $value:ty;)*) => { $(
        fn $visit<E: Error>(self, _: $value) -> Result<(), E> {
            self.0.add(0)
        }
    )* };
}

impl<'de> Visitor<'de> for Counted<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    counts! { visit_bool: bool; visit_i64: i64; visit_u64: u64; visit_f64: f64; }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.add(text.len())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.add(0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.add(0)?;
        while list.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.add(0)?;
        while map.next_key_seed(self)?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(self)?;
        value.newtype_variant_seed(self)
    }
}
