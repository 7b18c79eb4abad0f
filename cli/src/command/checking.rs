//! `verify`.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use super::VerifyOptions;
use super::output::say;
use crate::client::Way;
use crate::config::Place;
use crate::failure::{Cause, Failure};
use crate::verify::{Subject, verify as check};

/// Checks a registry from the outside.
pub fn verify(place: &Place, _: &VerifyOptions) -> Result<()> {
    let reached = place.find()?;
    let mut way = reached.open()?;
    let subject = Subject {
        canister: reached.canister,
        root_key: way.root_key(),
        now: SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos(),
    };
    let mut source = |method: &str, argument: Vec<u8>| way.query(method, argument);
    check(&mut source, &subject, &mut |line| println!("{line}")).map_err(unproven)?;
    say("The registry is what its log says, and nobody has changed it on the way.\n")
}

/// What does not hold; what could not be asked stays what it is.
fn unproven(error: anyhow::Error) -> anyhow::Error {
    if error.downcast_ref::<Failure>().is_some() {
        return error;
    }
    Failure::new(Cause::Unproven, format!("it does not hold: {error:#}"))
        .advise("Do not trust what this canister answers before you know why.")
        .into()
}
