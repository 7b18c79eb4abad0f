//! The clock as PocketIC moves it. A client sets it ahead, but canisters and certificates see
//! the new time only from the next round on; until then it is the time of the last round.

use crate::engine::Network;
use std::ops::{Deref, DerefMut};

/// A network with the clock of its client. Everything but rounds and the clock is the
/// network's own.
#[derive(Debug)]
pub struct ClockedNetwork {
    network: Network,
    /// The time that the client has set and that no round has had yet; always later than the
    /// last round's.
    set_nanos: Option<u64>,
}

impl ClockedNetwork {
    /// A network whose client has not touched the clock.
    pub fn new(network: Network) -> Self {
        Self {
            network,
            set_nanos: None,
        }
    }

    /// The client's clock, nanoseconds since 1970.
    pub fn now_nanos(&self) -> u64 {
        self.set_nanos.unwrap_or_else(|| self.network.time_nanos())
    }

    /// Sets the client's clock.
    ///
    /// # Errors
    /// The clock never goes back.
    pub fn set_clock(&mut self, nanos: u64) -> Result<(), ClockBack> {
        let now_nanos = self.now_nanos();
        match nanos.cmp(&now_nanos) {
            std::cmp::Ordering::Less => Err(ClockBack { now_nanos, nanos }),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => {
                self.set_nanos = Some(nanos);
                Ok(())
            }
        }
    }

    /// Runs a round: at the time that was set, or a nanosecond after the last round.
    ///
    /// # Errors
    /// The network does not take the time.
    pub fn round(&mut self) -> Result<(), String> {
        if let Some(nanos) = self.set_nanos.take() {
            // The network itself adds a nanosecond for the round.
            self.network.set_time(nanos - 1)?;
        }
        self.network.tick();
        Ok(())
    }
}

impl Deref for ClockedNetwork {
    type Target = Network;

    fn deref(&self) -> &Network {
        &self.network
    }
}

impl DerefMut for ClockedNetwork {
    fn deref_mut(&mut self) -> &mut Network {
        &mut self.network
    }
}

/// The clock was to be set to the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockBack {
    now_nanos: u64,
    nanos: u64,
}

impl std::fmt::Display for ClockBack {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The words of PocketIC's server.
        write!(
            out,
            "SettingTimeIntoPast(({}, {}))",
            self.now_nanos, self.nanos
        )
    }
}

impl std::error::Error for ClockBack {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Config;
    use candid::Principal;

    fn network() -> ClockedNetwork {
        ClockedNetwork::new(Network::new(Config {
            subnet_id: Principal::anonymous(),
            root_key: vec![],
            first_canister: 0,
            canister_count: 1,
            time_nanos: 100,
            seed: [0; 32],
            certificates: None,
        }))
    }

    #[test]
    fn a_round_has_the_time_that_was_set_and_else_the_next_nanosecond() {
        let mut network = network();
        network.round().unwrap();
        assert_eq!(network.now_nanos(), 101);
        network.set_clock(500).unwrap();
        assert_eq!((network.now_nanos(), network.time_nanos()), (500, 101));
        network.round().unwrap();
        assert_eq!((network.now_nanos(), network.time_nanos()), (500, 500));
        network.round().unwrap();
        assert_eq!(network.now_nanos(), 501);
    }

    #[test]
    fn the_clock_does_not_go_back() {
        let mut network = network();
        network.set_clock(500).unwrap();
        assert!(network.set_clock(499).is_err());
        assert_eq!(network.set_clock(500), Ok(()));
        assert_eq!(network.now_nanos(), 500);
    }
}
