//! Creating an instance as a client asks for it, and keeping its state between runs.

use super::layout::{CANISTERS_PER_SUBNET, Layout};
use super::progress::{Progress, wall_clock_nanos};
use super::{ClockedNetwork, Instance, Requests, ranges_of};
use crate::certificate::Authority;
use crate::engine::{CertificateSource, Config, Network};
use pocket_ic::common::rest::{
    IcpConfig, IcpConfigFlag, IcpFeatures, InitialTime, InstanceConfig, RawTime,
};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Where PocketIC's clock starts, nanoseconds since 1970: 6 May 2021, 19:17:10 UTC, the
/// network's genesis.
const GENESIS_NANOS: u64 = 1_620_328_630_000_000_000;

/// What the state directory holds.
const LAYOUT_FILE: &str = "layout.json";
const NETWORK_DIR: &str = "network";

impl Instance {
    /// Creates an instance. This may read a saved state, and is to be called where that may
    /// take its time.
    ///
    /// # Errors
    /// What was asked for and is not implemented, or why the saved state cannot be read.
    pub fn create(config: InstanceConfig) -> Result<Self, String> {
        refuse_unknown_features(&config)?;
        let saved = match &config.state_dir {
            Some(dir) => saved_layout(dir)
                .map_err(|e| format!("cannot read the state in {}: {e}", dir.display()))?,
            None => None,
        };
        let layout = match saved {
            Some(layout) => layout,
            None => Layout::new(&config.subnet_config_set)?,
        };
        let authority = Arc::new(layout.authority());
        let network_config = Config {
            subnet_id: authority.subnet().subnet_id(),
            root_key: authority.root().public_der().to_vec(),
            first_canister: layout.first_canister(),
            canister_count: CANISTERS_PER_SUBNET,
            // PocketIC moves the clock by a nanosecond for each subnet that it creates.
            time_nanos: start_nanos(config.initial_time.as_ref())? + layout.subnet_count(),
            seed: Sha256::digest(b"localnet").into(),
            certificates: Some(Arc::clone(&authority) as Arc<dyn CertificateSource>),
        };
        let network = match (&config.state_dir, saved) {
            (Some(dir), Some(_)) => Network::load(network_config, &dir.join(NETWORK_DIR))
                .map_err(|e| format!("cannot read the state in {}: {e}", dir.display()))?,
            _ => Network::new(network_config),
        };
        Ok(Self::assemble(layout, network, authority, config.state_dir))
    }

    fn assemble(
        layout: Layout,
        network: Network,
        authority: Arc<Authority>,
        state_dir: Option<std::path::PathBuf>,
    ) -> Self {
        authority.set_ranges(ranges_of(&network));
        Self {
            layout,
            network: Mutex::new(ClockedNetwork::new(network)),
            authority,
            requests: Mutex::new(Requests::default()),
            progress: Progress::default(),
            state_dir,
        }
    }
}

/// Writes the state of an instance.
///
/// # Errors
/// The file system's.
pub fn save(layout: Layout, network: &mut ClockedNetwork, dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    if network.time_nanos() < network.now_nanos() {
        // The network keeps the time of its last round.
        network.round().map_err(io::Error::other)?;
    }
    network.save(&dir.join(NETWORK_DIR))?;
    // Written last: a directory with this file holds a whole state.
    fs::write(dir.join(LAYOUT_FILE), serde_json::to_vec(&layout)?)
}

/// The layout of the state in a directory; `None` when the directory is empty or not there.
fn saved_layout(dir: &Path) -> io::Result<Option<Layout>> {
    match fs::read(dir.join(LAYOUT_FILE)) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let empty = match fs::read_dir(dir) {
                Ok(mut entries) => entries.next().is_none(),
                Err(e) if e.kind() == io::ErrorKind::NotFound => true,
                Err(e) => return Err(e),
            };
            if empty {
                Ok(None)
            } else {
                Err(io::Error::other(
                    "it holds something, but no state of localnet",
                ))
            }
        }
        Err(e) => Err(e),
    }
}

fn start_nanos(initial_time: Option<&InitialTime>) -> Result<u64, String> {
    match initial_time {
        None => Ok(GENESIS_NANOS),
        Some(InitialTime::AutoProgress(_)) => Ok(wall_clock_nanos()),
        Some(InitialTime::Timestamp(RawTime { nanos_since_epoch })) => {
            if *nanos_since_epoch < GENESIS_NANOS {
                return Err(format!(
                    "The initial timestamp (unix timestamp in nanoseconds) must be no earlier \
                     than {GENESIS_NANOS} (provided {nanos_since_epoch})."
                ));
            }
            Ok(*nanos_since_epoch)
        }
    }
}

/// Refuses what changes how a network behaves and is not implemented. What changes nothing
/// here (the log level) is let pass.
fn refuse_unknown_features(config: &InstanceConfig) -> Result<(), String> {
    let refuse = |what: &str| Err(format!("localnet does not implement {what}"));
    if config
        .icp_features
        .as_ref()
        .is_some_and(|features| *features != IcpFeatures::default())
    {
        return refuse("icp_features (system canisters such as ledgers and Internet Identity)");
    }
    if config.bitcoind_addr.is_some() || config.dogecoind_addr.is_some() {
        return refuse("bitcoind_addr and dogecoind_addr");
    }
    if config.mainnet_nns_subnet_id == Some(true) {
        return refuse("mainnet_nns_subnet_id");
    }
    if config.disable_ingress_validation == Some(true) {
        return refuse("disable_ingress_validation");
    }
    let IcpConfig {
        beta_features,
        function_name_length_limits,
        canister_execution_rate_limiting,
    } = config.icp_config.clone().unwrap_or_default();
    if beta_features == Some(IcpConfigFlag::Enabled) {
        return refuse("beta_features");
    }
    if function_name_length_limits.is_some() {
        return refuse("function_name_length_limits");
    }
    if canister_execution_rate_limiting == Some(IcpConfigFlag::Enabled) {
        return refuse("canister_execution_rate_limiting");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_genesis_is_refused() {
        let at = |nanos_since_epoch| {
            start_nanos(Some(&InitialTime::Timestamp(RawTime { nanos_since_epoch })))
        };
        assert!(at(GENESIS_NANOS - 1).is_err());
        assert_eq!(at(GENESIS_NANOS), Ok(GENESIS_NANOS));
        assert_eq!(start_nanos(None), Ok(GENESIS_NANOS));
    }
}
