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
use crate::domain::{DecideLink, Event, Operation, Withheld};

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

    /// Whom they are linked to.
    pub fn target(&self) -> Option<LinkTarget> {
        idl::decode(&self.target)
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

    /// The target of the link request that it accepts.
    pub fn target(&self) -> Option<LinkTarget> {
        self.accepted.as_ref()?.target()
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

    /// The block as it is shown when some of its texts are withheld: with what stands for them,
    /// and with the hashes of what was there, so that its own hash can still be computed
    /// ([`shown_hash`]).
    pub fn shown_without(&self, withheld: &Withheld, secret: &[u8]) -> Value {
        let is_link = |name: &String| name == "link";
        let Value::Map(mut fields) = self.without(withheld, secret).shown() else {
            return self.shown();
        };
        let (original, by) = (self.shown(), Value::Nat(withheld.by.into()));
        let call = original.field("tx");
        let hash = |name: &str| Some(Value::blob(call?.field(name)?.hash()));
        for (_, value) in fields.iter_mut().filter(|(name, _)| name == "tx") {
            if let Value::Map(call) = value {
                let mut told = vec![("by".to_owned(), by.clone())];
                let names = ["arg".to_owned()].into_iter();
                let names = names.chain(call.iter().map(|(name, _)| name.clone()).filter(is_link));
                told.extend(names.filter_map(|name| Some((name.clone(), hash(&name)?))));
                call.push(("withheld".to_owned(), Value::Map(told)));
            }
        }
        Value::Map(fields)
    }

    /// The block with what stands for the texts that are withheld.
    fn without(&self, withheld: &Withheld, secret: &[u8]) -> Block {
        let told = self
            .event()
            .and_then(|event| withheld.told(&event.operation, secret));
        let link = |link: &AcceptedLink| {
            let target = self.target();
            let target = target.and_then(|target| withheld.told_target(&target, secret));
            AcceptedLink {
                target: target
                    .map(|target| idl::encode(&target))
                    .unwrap_or_default(),
                ..link.clone()
            }
        };
        Block {
            argument: told
                .map(|operation| operation.argument())
                .unwrap_or_default(),
            accepted: self.accepted.as_ref().map(link),
            ..self.clone()
        }
    }

    /// The hash of the block, which the next block holds.
    pub fn hash(&self) -> Hash {
        self.shown().hash()
    }
}

/// The hash of a block by what is shown of it.
pub fn shown_hash(block: &Value) -> Hash {
    let Some(call) = block.field("tx") else {
        return block.hash();
    };
    let (Some(told), Value::Map(fields)) = (call.field("withheld"), call) else {
        return block.hash();
    };
    let fields = fields.iter().filter(|(name, _)| name != "withheld");
    let call = Value::Map(fields.cloned().collect());
    let hash = call.hash_with(|name| told.field(name)?.bytes()?.try_into().ok());
    block.hash_with(|name| (name == "tx").then_some(hash))
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
    /// The position of the block that withholds some of its texts.
    pub withheld: Option<u64>,
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
        let withheld = match call.field("withheld") {
            None => None,
            Some(told) => Some(withheld_by(told, argument.is_some(), link.is_some())?),
        };
        Some(ShownBlock {
            withheld,
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

/// The position that is told with hashes: of the argument, and of the link where there is one.
fn withheld_by(told: &Value, has_argument: bool, has_link: bool) -> Option<u64> {
    let Value::Map(fields) = told else {
        return None;
    };
    let is_hash = |name| told.field(name)?.bytes().filter(|hash| hash.len() == 32);
    let hashes = is_hash("arg").is_some() && is_hash("link").is_some() == has_link;
    let expected = 2 + usize::from(has_link);
    (has_argument && hashes && fields.len() == expected).then_some(())?;
    told.field("by")?.number()
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

    /// Whether it takes the secret of the registry: what is sealed, and what stands for texts that
    /// are withheld, is made with it.
    pub fn needs_secret(&self) -> bool {
        let withholds = matches!(
            self,
            Operation::withhold_person(_) | Operation::withhold_blocks(_)
        );
        withholds || self.is_sealed()
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
    use crate::domain::PersonDetails;

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
            withheld: None,
        };
        assert_eq!(read, Some(expected));
    }

    /// A block with texts in its argument and beside it.
    fn block_with_texts() -> Block {
        let person = PersonDetails {
            handle: "ann".into(),
            name: Some("Ann".into()),
            affiliation: None,
            links: Vec::new(),
            remarks: None,
        };
        let accept = Operation::decide_link(DecideLink {
            id: 7,
            expected_revision: 1,
            accept: true,
            reason: "Ann is known".into(),
        });
        let principal = Principal::from_slice(&[4]);
        Block {
            method: accept.method().into(),
            argument: accept.argument(),
            accepted: Some(AcceptedLink::new(principal, &LinkTarget::newcomer(person))),
            ..block(None)
        }
    }

    fn withheld(fields: &[&str]) -> Withheld {
        Withheld {
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            by: 9,
        }
    }

    #[test]
    fn a_block_whose_texts_are_withheld_tells_its_hash_and_nothing_of_them() {
        let block = block_with_texts();
        for (fields, gone) in [
            (&[][..], &["Ann", "ann"][..]),
            (&["reason"], &["Ann is known"]),
            (&["link"], &["ann"]),
            (&["link.target.newcomer.handle"], &["ann"]),
        ] {
            let shown = block.shown_without(&withheld(fields), b"secret");
            assert_eq!(shown_hash(&shown), block.hash(), "{fields:?}");
            assert_ne!(shown.hash(), block.hash());
            let read = ShownBlock::read(&shown).unwrap();
            assert_eq!(read.withheld, Some(9));
            let link = read.link.unwrap().target;
            let bytes = [read.argument.unwrap(), link].concat();
            for word in gone {
                let words = bytes.windows(word.len());
                assert!(words.clone().all(|part| part != word.as_bytes()), "{word}");
            }
        }
    }

    #[test]
    fn what_stands_for_texts_is_an_argument_of_the_method() {
        let shown = block_with_texts().shown_without(&withheld(&[]), b"secret");
        let read = ShownBlock::read(&shown).unwrap();
        let operation = Operation::of_call(&read.method, &read.argument.unwrap()).unwrap();
        let Operation::decide_link(DecideLink {
            id, accept, reason, ..
        }) = operation
        else {
            panic!("{operation:?}");
        };
        assert_eq!((id, accept), (7, true));
        assert!(reason.starts_with("[withheld "), "{reason}");
    }

    type Fields = Vec<(String, Value)>;

    #[test]
    fn a_block_that_tells_hashes_of_anything_else_is_not_read() {
        let block = block_with_texts();
        let shown = block.shown_without(&withheld(&[]), b"secret");
        let with = |change: &dyn Fn(&mut Fields)| {
            let mut shown = shown.clone();
            let Value::Map(fields) = &mut shown else {
                panic!()
            };
            let call = fields.iter_mut().find(|(name, _)| name == "tx");
            let Some((_, Value::Map(call))) = call else {
                panic!()
            };
            let told = call.iter_mut().find(|(name, _)| name == "withheld");
            let Some((_, Value::Map(told))) = told else {
                panic!()
            };
            change(told);
            ShownBlock::read(&shown)
        };
        assert!(with(&|_| {}).is_some());
        let caller = ("caller".to_owned(), Value::blob([0; 32]));
        assert_eq!(with(&|told| told.push(caller.clone())), None);
        assert_eq!(with(&|told| told.retain(|(name, _)| name != "link")), None);
        assert_eq!(with(&|told| told.retain(|(name, _)| name != "by")), None);
        assert_eq!(with(&|told| told[1].1 = Value::blob([0; 31])), None);
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
