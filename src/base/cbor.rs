//! CBOR for types of other crates.

/// For `skip_if`: a flag that is not set is not written.
pub fn is_false(flag: &bool) -> bool {
    !flag
}

/// A principal as a byte string.
pub mod principal {
    use candid::Principal;
    use minicbor::decode::{Decoder, Error};
    use minicbor::encode::{self, Encoder, Write};

    pub fn encode<C, W: Write>(
        p: &Principal,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.bytes(p.as_slice())?;
        Ok(())
    }

    pub fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Principal, Error> {
        Principal::try_from_slice(d.bytes()?).map_err(|_| Error::message("not a principal"))
    }
}

/// A list of principals as an array of byte strings.
pub mod principals {
    use candid::Principal;
    use minicbor::decode::{Decoder, Error};
    use minicbor::encode::{self, Encoder, Write};

    pub fn encode<C, W: Write>(
        list: &[Principal],
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.array(list.len() as u64)?;
        for p in list {
            super::principal::encode(p, e, ctx)?;
        }
        Ok(())
    }

    pub fn decode<C>(d: &mut Decoder<'_>, ctx: &mut C) -> Result<Vec<Principal>, Error> {
        let len = d
            .array()?
            .ok_or_else(|| Error::message("a list without its length"))?;
        (0..len).map(|_| super::principal::decode(d, ctx)).collect()
    }
}
