//! Looking at the texts of a value, without making a value of them.

use candid::types::{Compound, Serializer};
use candid::{CandidType, Int, Nat};

/// Whether some text of a value is one that is looked for.
pub fn any_text<T: CandidType>(value: &T, is_meant: fn(&str) -> bool) -> bool {
    let mut found = false;
    let look = Look {
        is_meant,
        found: &mut found,
    };
    // Looking does not fail.
    value.idl_serialize(look).ok();
    found
}

struct Look<'a> {
    is_meant: fn(&str) -> bool,
    found: &'a mut bool,
}

impl Look<'_> {
    fn again(&mut self) -> Look<'_> {
        Look {
            is_meant: self.is_meant,
            found: self.found,
        }
    }
}

/// What is no text and has none in it.
macro_rules! passed_over {
    ($($name:ident($($of:ty),*);)*) => {
        $(fn $name(self, $(_: $of),*) -> Result<(), Self::Error> {
            Ok(())
        })*
    };
}

impl Serializer for Look<'_> {
    type Error = candid::Error;
    type Compound = Self;

    passed_over! {
        serialize_bool(bool);
        serialize_int(&Int);
        serialize_i128(i128);
        serialize_nat(&Nat);
        serialize_u128(u128);
        serialize_nat8(u8);
        serialize_nat16(u16);
        serialize_nat32(u32);
        serialize_nat64(u64);
        serialize_int8(i8);
        serialize_int16(i16);
        serialize_int32(i32);
        serialize_int64(i64);
        serialize_float32(f32);
        serialize_float64(f64);
        serialize_null(());
        serialize_empty();
        serialize_blob(&[u8]);
        serialize_principal(&[u8]);
        serialize_function(&[u8], &str);
    }

    fn serialize_text(self, text: &str) -> Result<(), Self::Error> {
        *self.found |= (self.is_meant)(text);
        Ok(())
    }

    fn serialize_option<T: CandidType + ?Sized>(self, v: Option<&T>) -> Result<(), Self::Error> {
        v.map_or(Ok(()), |inner| inner.idl_serialize(self))
    }

    fn serialize_struct(self) -> Result<Self, Self::Error> {
        Ok(self)
    }

    fn serialize_vec(self, _: usize) -> Result<Self, Self::Error> {
        Ok(self)
    }

    fn serialize_variant(self, _: u64) -> Result<Self, Self::Error> {
        Ok(self)
    }
}

impl Compound for Look<'_> {
    type Error = candid::Error;

    fn serialize_element<T: CandidType + ?Sized>(&mut self, v: &T) -> Result<(), Self::Error> {
        v.idl_serialize(self.again())
    }

    fn serialize_blob(&mut self, _: &[u8]) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Elements of one size are no texts.
    fn try_write_raw_elements(&mut self, _: &[u8]) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(CandidType)]
    #[allow(non_camel_case_types, dead_code)]
    enum Kind {
        plain,
        other(String),
    }

    #[derive(CandidType)]
    struct Sample {
        id: u64,
        numbers: Vec<u32>,
        kinds: Vec<Option<Kind>>,
        pairs: Vec<(String, u8)>,
        name: Option<String>,
    }

    fn sample(kind: &str, pair: &str, name: &str) -> Sample {
        Sample {
            id: 13,
            numbers: vec![11, 12, 13],
            kinds: vec![None, Some(Kind::plain), Some(Kind::other(kind.into()))],
            pairs: vec![("x".into(), 13), (pair.into(), 10)],
            name: Some(name.into()),
        }
    }

    #[test]
    fn a_text_is_found_wherever_it_stands_and_a_number_is_none() {
        let has = |sample: &Sample| any_text(sample, |text| text.contains('\r'));
        assert!(!has(&sample("a", "b", "c")));
        assert!(has(&sample("a\r", "b", "c")));
        assert!(has(&sample("a", "\rb", "c")));
        assert!(has(&sample("a", "b", "c\r\n")));
    }
}
