//! One instance: a network, its keys, and the clockwork that drives it when it is live.

mod clock;
mod create;
mod layout;
mod progress;
mod requests;

pub use clock::ClockedNetwork;
pub use layout::canister_id;
pub use progress::wall_clock_nanos;
pub use requests::{Requests, Submitted};

use crate::certificate::Authority;
use crate::engine::Network;
use candid::Principal;
use layout::Layout;
use pocket_ic::common::rest::Topology;
use progress::Progress;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A network that a client has created.
#[derive(Debug)]
pub struct Instance {
    layout: Layout,
    network: Mutex<ClockedNetwork>,
    authority: Arc<Authority>,
    requests: Mutex<Requests>,
    progress: Progress,
    state_dir: Option<PathBuf>,
}

/// The instance cannot answer any more: the engine has panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed(pub String);

impl std::fmt::Display for Failed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "localnet failed, which is a defect of localnet: {}",
            self.0
        )
    }
}

impl std::error::Error for Failed {}

impl Instance {
    /// The keys that sign for this instance.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The messages that were submitted.
    pub fn requests(&self) -> MutexGuard<'_, Requests> {
        // Every change of the table is a single insertion.
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The topology as PocketIC tells it.
    pub fn topology(&self) -> Topology {
        self.layout.topology(&self.authority)
    }

    /// Works on the network, on a thread where that may take its time.
    ///
    /// # Errors
    /// The engine panics, or has panicked before.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut ClockedNetwork) -> T + Send + 'static,
    ) -> Result<T, Failed> {
        let instance = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut network = instance
                .network
                .lock()
                .map_err(|_| Failed("an earlier request broke the instance".to_owned()))?;
            let result = work(&instance, &mut network);
            instance.authority.set_ranges(ranges_of(&network));
            Ok(result)
        })
        .await
        .map_err(|e| Failed(e.to_string()))?
    }

    /// Writes the state to the directory that the client gave, if it gave one.
    ///
    /// # Errors
    /// The file system's.
    pub async fn save(self: &Arc<Self>) -> std::io::Result<()> {
        let Some(dir) = self.state_dir.clone() else {
            return Ok(());
        };
        self.run(move |instance, network| create::save(instance.layout, network, &dir))
            .await
            .map_err(std::io::Error::other)?
    }
}

/// The canister ids that a network answers for: its subnet's own, and those of canisters that
/// were created with an id of their own choice.
fn ranges_of(network: &Network) -> Vec<(Principal, Principal)> {
    let mut ranges = network.canister_ranges();
    for id in network.canister_ids() {
        if !ranges
            .iter()
            .any(|(first, last)| *first <= id && id <= *last)
        {
            ranges.push((id, id));
        }
    }
    ranges
}
