//! Checks a registry from the outside, with nothing but the root key of its network: the
//! certificate on the end of the log, the chain of its blocks, and that everything that the
//! canister answers follows from them.

pub mod chain;
pub mod compare;
pub mod download;
pub mod pages;
pub mod tip;

use anyhow::Result;
use candid::Principal;
use ic_stable_structures::VectorMemory;
use workgroups::log::block::ShownBlock;
use workgroups::registry::Registry;

pub use download::Source;

/// What is checked, and against what.
#[derive(Clone, Debug)]
pub struct Subject {
    pub canister: Principal,
    /// The public key of the network, as an agent has it.
    pub root_key: Vec<u8>,
    /// Nanoseconds since 1970-01-01 UTC.
    pub now: u128,
}

/// Checks everything, and tells each step that holds.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(
    source: &mut Source<'_>,
    subject: &Subject,
    tell: &mut dyn FnMut(String),
) -> Result<()> {
    let certificate = download::tip(source)?;
    let tip = tip::check(&certificate, subject)?;
    tell(format!(
        "The network has signed the end of the log: block {}, hash {}.",
        tip.index,
        hex::encode(tip.hash)
    ));
    let blocks = download::blocks(source, tip.index + 1)?;
    let blocks = chain::check(&blocks, &tip)?;
    let sealed = blocks.iter().filter(|b| b.argument.is_none()).count();
    tell(format!(
        "All {} blocks hang together up to there; {sealed} are sealed.",
        blocks.len()
    ));
    let registry = replay(&blocks)?;
    let compared = compare::records(source, &registry)?;
    tell(format!(
        "Replayed, they give the {compared} records that the canister answers with."
    ));
    let seen = pages::check(source, subject, &registry)?;
    tell(format!(
        "{} of its pages say what the records say, and the signatures on the {} that are \
         certified at the moment hold.",
        seen.compared, seen.certified
    ));
    Ok(())
}

/// The registry that follows from the blocks.
///
/// # Errors
/// When a block is none that this registry could have written.
pub fn replay(blocks: &[ShownBlock]) -> Result<Registry<VectorMemory>> {
    let mut registry = Registry::open(VectorMemory::default());
    for (position, block) in blocks.iter().enumerate() {
        let replayed = registry.replay_shown(block);
        replayed.map_err(|error| {
            anyhow::anyhow!("block {position} cannot be replayed: {}", error.message())
        })?;
    }
    Ok(registry)
}
