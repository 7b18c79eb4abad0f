//! Checks a registry from the outside, with nothing but the root key of its network: the
//! certificate on the end of the log, the chain of its blocks, and that everything that the
//! canister answers follows from them.

pub mod chain;
pub mod compare;
pub mod download;
pub mod pages;
pub mod tip;

use anyhow::{Result, bail};
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
    let withheld = blocks.iter().filter(|b| b.withheld.is_some()).count();
    let withheld = match withheld {
        0 => String::new(),
        count => format!(", of {count} some texts are withheld"),
    };
    tell(format!(
        "All {} blocks hang together up to there; {sealed} are sealed{withheld}.",
        blocks.len()
    ));
    let registry = replay(&blocks)?;
    withheld_as_said(&blocks, &registry)?;
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

/// Whether texts are withheld of just those blocks of which other blocks say so.
fn withheld_as_said(blocks: &[ShownBlock], registry: &Registry<VectorMemory>) -> Result<()> {
    for (position, block) in (0..).zip(blocks) {
        let said = registry
            .store()
            .withheld(position)
            .map(|withheld| withheld.by);
        if said != block.withheld {
            bail!("what is withheld of block {position} is not what the log says");
        }
    }
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
