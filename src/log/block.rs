//! A block of the log: an event with the hash of the block before.
//!
//! A block holds the method, and its argument as Candid in the very bytes that are hashed, so that
//! a later version of the code shows and hashes it the same. `docs/log.md` describes the form in
//! which it is shown.

use candid::Principal;
use minicbor::{Decode, Encode};

use super::value::Value;
use crate::base::bytes::{Hash, sha256};
use crate::base::idl;
use crate::domain::Id;
use crate::domain::LinkTarget;
use crate::domain::Nanos;
use crate::domain::{DecideLink, Event, Operation};

/// What the block types of the log begin with.
pub const TYPE_PREFIX: &str = "wg_";

/// What a decision about a link request tells of the request, which is sealed itself.
#[derive(Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct AcceptedLink {
    /// Who asked.
    #[n(0)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub principal: Principal,
    /// Whom they are linked to: a `LinkTarget` as Candid.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub target: Vec<u8>,
}

impl AcceptedLink {
    /// What is told of a request.
    pub fn new(principal: Principal, target: &LinkTarget) -> Self {
        AcceptedLink {
            principal,
            target: idl::encode(target),
        }
    }
}

/// A block, as the store keeps it.
#[derive(Encode, Decode, Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Nanoseconds since 1970-01-01 UTC.
    #[n(0)]
    pub at: Nanos,
    #[n(1)]
    #[cbor(with = "crate::base::cbor::principal")]
    pub by: Principal,
    /// The method.
    #[n(2)]
    pub method: String,
    /// The method's argument, as Candid.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub argument: Vec<u8>,
    /// What the seal of a block is made with whose argument is not public.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub salt: Option<Vec<u8>>,
    #[n(5)]
    pub accepted: Option<AcceptedLink>,
    /// The hash of the block before; None in the first.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub parent: Option<Vec<u8>>,
}

impl Block {
    /// The event of this block; None when the argument is not one of the method.
    pub fn event(&self) -> Option<Event> {
        Some(Event {
            at: self.at,
            by: self.by,
            operation: Operation::of_call(&self.method, &self.argument)?,
        })
    }

    /// The type of the block.
    pub fn block_type(&self) -> String {
        [TYPE_PREFIX, &self.method].concat()
    }

    /// The block as it is shown to everybody: a sealed argument as its seal alone.
    pub fn shown(&self) -> Value {
        let argument = match &self.salt {
            Some(salt) => ("sealed", Value::blob(seal(salt, &self.argument))),
            None => ("arg", Value::blob(self.argument.clone())),
        };
        let mut call = vec![("caller", Value::blob(self.by.as_slice())), argument];
        call.extend(self.accepted.as_ref().map(|link| {
            let principal = Value::blob(link.principal.as_slice());
            let target = Value::blob(link.target.clone());
            let link = [("principal", principal), ("target", target)];
            ("link", Value::map(link))
        }));
        let named = |(name, value): (&str, Value)| (name.to_owned(), value);
        let mut fields = vec![
            ("btype", Value::Text(self.block_type())),
            ("ts", Value::Nat(self.at.into())),
            ("tx", Value::Map(call.into_iter().map(named).collect())),
        ];
        fields.extend(
            self.parent
                .as_ref()
                .map(|h| ("phash", Value::blob(h.clone()))),
        );
        Value::Map(fields.into_iter().map(named).collect())
    }

    /// The hash of the block, which the next block holds.
    pub fn hash(&self) -> Hash {
        self.shown().hash()
    }
}

/// A block as everybody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownBlock {
    /// Nanoseconds since 1970-01-01 UTC.
    pub at: Nanos,
    pub by: Principal,
    /// The method.
    pub method: String,
    /// The method's argument, as Candid; None when it is sealed.
    pub argument: Option<Vec<u8>>,
    /// The link request that it accepts.
    pub link: Option<AcceptedLink>,
    /// The hash of the block before.
    pub parent: Option<Vec<u8>>,
}

impl ShownBlock {
    /// Reads a block; None when it is not one of this log.
    pub fn read(block: &Value) -> Option<ShownBlock> {
        let call = block.field("tx")?;
        let link = match call.field("link") {
            None => None,
            Some(link) => Some(AcceptedLink {
                principal: Principal::try_from_slice(link.field("principal")?.bytes()?).ok()?,
                target: link.field("target")?.bytes()?.to_vec(),
            }),
        };
        let argument = match (call.field("arg"), call.field("sealed")) {
            (Some(argument), None) => Some(argument.bytes()?.to_vec()),
            (None, Some(seal)) if seal.bytes()?.len() == 32 => None,
            _ => return None,
        };
        let parent = match block.field("phash") {
            None => None,
            Some(hash) => Some(hash.bytes()?.to_vec()),
        };
        Some(ShownBlock {
            at: block.field("ts")?.number()?,
            by: Principal::try_from_slice(call.field("caller")?.bytes()?).ok()?,
            method: block
                .field("btype")?
                .text()?
                .strip_prefix(TYPE_PREFIX)?
                .to_owned(),
            argument,
            link,
            parent,
        })
    }
}

/// The seal of an argument: it binds whoever wrote it, and tells nothing without the salt.
pub fn seal(salt: &[u8], argument: &[u8]) -> Hash {
    sha256(&[salt, argument])
}

impl Operation {
    /// Whether its argument is not for everybody: a draft; who asks to be linked to whom, and why;
    /// that this was refused.
    pub fn is_sealed(&self) -> bool {
        matches!(
            self,
            Operation::save_draft(_)
                | Operation::request_link(_)
                | Operation::decide_link(DecideLink { accept: false, .. })
        )
    }

    /// The link request that it accepts.
    pub fn accepts_link(&self) -> Option<Id> {
        match self {
            Operation::decide_link(DecideLink {
                id, accept: true, ..
            }) => Some(*id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(salt: Option<Vec<u8>>) -> Block {
        Block {
            at: 1_700_000_000_000_000_000,
            by: Principal::from_slice(&[1, 2]),
            method: "join_group".into(),
            argument: idl::encode(&7u64),
            salt,
            accepted: None,
            parent: Some(vec![3; 32]),
        }
    }

    #[test]
    fn a_block_is_read_as_it_is_shown() {
        let link = AcceptedLink::new(Principal::from_slice(&[4]), &LinkTarget::existing(5));
        let block = Block {
            accepted: Some(link.clone()),
            ..block(None)
        };
        let read = ShownBlock::read(&block.shown());
        let expected = ShownBlock {
            at: block.at,
            by: block.by,
            method: block.method.clone(),
            argument: Some(block.argument.clone()),
            link: Some(link),
            parent: block.parent.clone(),
        };
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn a_sealed_argument_is_not_shown() {
        let block = block(Some(vec![9; 32]));
        let read = ShownBlock::read(&block.shown());
        assert_eq!(read.map(|shown| shown.argument), Some(None));
        let shown = format!("{:?}", block.shown());
        assert!(!shown.contains(&format!("{:?}", block.argument)), "{shown}");
    }

    #[test]
    fn the_salt_changes_the_seal() {
        let hash = |salt: u8| block(Some(vec![salt; 32])).hash();
        assert_ne!(hash(1), hash(2));
        assert_eq!(hash(1), hash(1));
    }

    #[test]
    fn a_block_of_another_form_is_not_read() {
        for value in [Value::Text("block".into()), Value::Map(Vec::new())] {
            assert_eq!(ShownBlock::read(&value), None);
        }
    }
}
