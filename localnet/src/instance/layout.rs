//! Which subnets an instance has. One runs canisters; an NNS beside it is the root of trust
//! and nothing else. PocketIC's other shapes are refused.

use crate::certificate::Authority;
use candid::Principal;
use pocket_ic::common::rest::{
    CanisterCyclesCostSchedule, CanisterIdRange, ExtendedSubnetConfigSet, SubnetConfig,
    SubnetInstructionConfig, SubnetKind, SubnetSpec, Topology,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How many canister ids PocketIC gives to a subnet.
pub const CANISTERS_PER_SUBNET: u64 = 1 << 20;

/// The subnets of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Whether there is an NNS beside the subnet that runs canisters.
    nns: bool,
    /// The kind of the subnet that runs canisters.
    runs: SubnetKind,
}

impl Layout {
    /// The layout that a client asks for.
    ///
    /// # Errors
    /// What was asked for and is not implemented.
    pub fn new(config: &ExtendedSubnetConfigSet) -> Result<Self, String> {
        config.validate()?;
        let ExtendedSubnetConfigSet {
            nns,
            sns,
            ii,
            fiduciary,
            bitcoin,
            test_threshold_keys,
            system,
            application,
            cloud_engine,
            verified_application,
        } = config;
        for (spec, kind) in [
            (sns, "SNS"),
            (ii, "II"),
            (fiduciary, "fiduciary"),
            (bitcoin, "Bitcoin"),
            (test_threshold_keys, "test threshold keys"),
        ] {
            if spec.is_some() {
                return Err(format!("localnet has no {kind} subnet"));
            }
        }
        let others = [
            (SubnetKind::System, system),
            (SubnetKind::Application, application),
            (SubnetKind::CloudEngine, cloud_engine),
            (SubnetKind::VerifiedApplication, verified_application),
        ];
        let mut running = Vec::new();
        for (kind, specs) in others {
            for spec in specs {
                check_spec(spec)?;
                running.push(kind);
            }
        }
        if let Some(spec) = nns {
            check_spec(spec)?;
        }
        match running.as_slice() {
            [] => Ok(Self {
                nns: false,
                runs: SubnetKind::NNS,
            }),
            [kind] => Ok(Self {
                nns: nns.is_some(),
                runs: *kind,
            }),
            _ => Err(format!(
                "localnet runs canisters on one subnet, and {} were asked for",
                running.len()
            )),
        }
    }

    /// How many subnets there are.
    pub fn subnet_count(self) -> u64 {
        1 + u64::from(self.nns)
    }

    /// The number of the first canister id. PocketIC hands out its ranges from the top, the
    /// NNS comes first.
    pub fn first_canister(self) -> u64 {
        range_start(u64::from(self.nns))
    }

    /// The keys of this layout.
    pub fn authority(self) -> Authority {
        let (first, last) = canister_range(self.first_canister());
        let ranges = vec![(first, last)];
        let name = format!("{:?}", self.runs);
        let subnet_type = match self.runs {
            SubnetKind::NNS | SubnetKind::System => "system",
            SubnetKind::VerifiedApplication => "verified_application",
            SubnetKind::CloudEngine => "cloud_engine",
            _ => "application",
        };
        if self.nns {
            Authority::new("NNS", Some(&name), subnet_type, ranges)
        } else {
            Authority::new(&name, None, subnet_type, ranges)
        }
    }

    /// The topology as PocketIC tells it.
    pub fn topology(self, authority: &Authority) -> Topology {
        let mut subnet_configs = BTreeMap::new();
        subnet_configs.insert(
            authority.subnet().subnet_id(),
            subnet_config(self.runs, authority.ranges()),
        );
        if self.nns {
            subnet_configs.insert(
                authority.root().subnet_id(),
                subnet_config(SubnetKind::NNS, vec![canister_range(range_start(0))]),
            );
        }
        Topology {
            subnet_configs,
            default_effective_canister_id: canister_id(self.first_canister()).into(),
        }
    }
}

fn check_spec(spec: &SubnetSpec) -> Result<(), String> {
    if spec.get_state_path().is_some() || !spec.is_supported() {
        return Err("localnet cannot load the state of a subnet".to_owned());
    }
    if spec.get_instruction_config() != SubnetInstructionConfig::Production {
        return Err("localnet has the network's instruction limits only".to_owned());
    }
    if spec.get_subnet_admins().is_some()
        || spec.get_cost_schedule() != CanisterCyclesCostSchedule::default()
    {
        return Err("localnet has no subnet admins and no cost schedules".to_owned());
    }
    Ok(())
}

fn subnet_config(kind: SubnetKind, ranges: Vec<(Principal, Principal)>) -> SubnetConfig {
    SubnetConfig {
        subnet_kind: kind,
        subnet_admins: None,
        cost_schedule: CanisterCyclesCostSchedule::default(),
        subnet_seed: Sha256::digest(format!("localnet {kind:?}")).into(),
        instruction_config: SubnetInstructionConfig::Production,
        canister_ranges: ranges
            .into_iter()
            .map(|(start, end)| CanisterIdRange {
                start: start.into(),
                end: end.into(),
            })
            .collect(),
    }
}

/// The first number of a range, counted from the top of all numbers.
fn range_start(index: u64) -> u64 {
    (u64::MAX / CANISTERS_PER_SUBNET - 1 - index) * CANISTERS_PER_SUBNET
}

fn canister_range(start: u64) -> (Principal, Principal) {
    (
        canister_id(start),
        canister_id(start + CANISTERS_PER_SUBNET - 1),
    )
}

/// The id of the canister with this number: eight bytes, and two that mark a canister.
pub fn canister_id(number: u64) -> Principal {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes[8..].copy_from_slice(&[1, 1]);
    Principal::from_slice(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(change: impl FnOnce(&mut ExtendedSubnetConfigSet)) -> Result<Layout, String> {
        let mut config = ExtendedSubnetConfigSet::default();
        change(&mut config);
        Layout::new(&config)
    }

    #[test]
    fn the_first_canister_is_the_one_that_pocketic_creates_first() {
        let layout = asked(|config| config.application.push(SubnetSpec::default())).unwrap();
        assert_eq!(
            canister_id(layout.first_canister()).to_text(),
            "lxzze-o7777-77777-aaaaa-cai"
        );
    }

    #[test]
    fn an_nns_beside_an_application_subnet_is_the_root_of_trust() {
        let layout = asked(|config| {
            config.nns = Some(SubnetSpec::default());
            config.application.push(SubnetSpec::default());
        })
        .unwrap();
        let authority = layout.authority();
        let topology = layout.topology(&authority);
        assert_eq!(topology.get_nns(), Some(authority.root().subnet_id()));
        assert_eq!(topology.get_app_subnets(), [authority.subnet().subnet_id()]);
        assert_eq!(
            topology.get_subnet(canister_id(layout.first_canister())),
            Some(authority.subnet().subnet_id())
        );
    }

    #[test]
    fn shapes_that_are_not_implemented_are_refused_by_name() {
        let none = asked(|_| ()).unwrap_err();
        assert!(none.contains("at least one subnet"), "{none}");
        let two = asked(|config| {
            config.application = vec![SubnetSpec::default(); 2];
        });
        assert!(two.unwrap_err().contains("2 were asked for"));
        let ii = asked(|config| config.ii = Some(SubnetSpec::default()));
        assert!(ii.unwrap_err().contains("II"));
        let spec = SubnetSpec::default().with_benchmarking_instruction_config();
        assert!(asked(|config| config.application.push(spec)).is_err());
    }
}
