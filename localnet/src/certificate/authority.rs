//! Who signs: the root subnet, and the subnet that runs canisters, to which the root delegates
//! unless it is the root itself.

use super::encoding::{cbor, leb128};
use super::tree::{Path, StateTree};
use crate::crypto::{NodeKey, SubnetKey};
use crate::engine::CertificateSource;
use candid::Principal;
use ic_certification::certificate::{Certificate, Delegation};
use serde_bytes::Bytes;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// First and last canister id of each range that a subnet holds.
pub type Ranges = Vec<(Principal, Principal)>;

/// How long a delegation is used before a new one is signed, nanoseconds of the network's
/// time. Agents take delegations of up to 30 days.
const DELEGATION_LIFETIME_NANOS: u64 = 3_600_000_000_000;

/// The keys of one instance and what they sign.
#[derive(Debug)]
pub struct Authority {
    root: SubnetKey,
    /// The key of the subnet that runs canisters, when that is not the root.
    delegated: Option<SubnetKey>,
    subnet_type: &'static str,
    node: NodeKey,
    state: Mutex<Mutable>,
}

#[derive(Debug, Default)]
struct Mutable {
    ranges: Ranges,
    delegation: Option<SignedDelegation>,
}

#[derive(Debug)]
struct SignedDelegation {
    time_nanos: u64,
    ranges: Ranges,
    certificate: Vec<u8>,
}

impl Authority {
    /// The authority of an instance, by the names of its root subnet and of the subnet that
    /// runs canisters, if that is another one; and the type and the canister ids of the subnet
    /// that runs them.
    pub fn new(
        root: &str,
        delegated: Option<&str>,
        subnet_type: &'static str,
        ranges: Ranges,
    ) -> Self {
        Self {
            root: SubnetKey::for_name(root),
            delegated: delegated.map(SubnetKey::for_name),
            subnet_type,
            node: NodeKey::for_name(delegated.unwrap_or(root)),
            state: Mutex::new(Mutable {
                ranges,
                delegation: None,
            }),
        }
    }

    /// The key that all certificates go back to.
    pub fn root(&self) -> &SubnetKey {
        &self.root
    }

    /// The key of the subnet that runs canisters.
    pub fn subnet(&self) -> &SubnetKey {
        self.delegated.as_ref().unwrap_or(&self.root)
    }

    /// The node that signs answers to queries.
    pub fn node(&self) -> &NodeKey {
        &self.node
    }

    /// The canister ids that the subnet answers for.
    pub fn ranges(&self) -> Ranges {
        self.lock().ranges.clone()
    }

    /// Tells which canister ids the subnet answers for from now on.
    pub fn set_ranges(&self, ranges: Ranges) {
        self.lock().ranges = ranges;
    }

    /// A certificate, in CBOR, of the paths asked for.
    ///
    /// # Errors
    /// It cannot be written as CBOR.
    pub fn certify(
        &self,
        tree: &StateTree,
        paths: &[Path],
        time_nanos: u64,
    ) -> Result<Vec<u8>, serde_cbor::Error> {
        let delegation = self.delegation(time_nanos)?;
        sign(self.subnet(), tree, paths, delegation)
    }

    /// Puts what is certified about a subnet into a tree.
    ///
    /// # Errors
    /// It cannot be written as CBOR.
    pub fn insert_subnet(&self, tree: &mut StateTree) -> Result<(), serde_cbor::Error> {
        let subnet_id = self.subnet().subnet_id();
        insert_key_and_ranges(tree, self.subnet(), &self.ranges())?;
        let id = subnet_id.as_slice();
        tree.insert(&[b"subnet", id, b"type"], self.subnet_type.into());
        let node_id = self.node.node_id();
        tree.insert(
            &[b"subnet", id, b"node", node_id.as_slice(), b"public_key"],
            self.node.public_der().to_vec(),
        );
        if self.delegated.is_some() {
            let root_id = self.root.subnet_id();
            tree.insert(
                &[b"subnet", root_id.as_slice(), b"public_key"],
                self.root.public_der().to_vec(),
            );
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Mutable> {
        // What the lock guards is replaced whole, so that a panic cannot leave it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn delegation(
        &self,
        time_nanos: u64,
    ) -> Result<Option<Delegation<Vec<u8>>>, serde_cbor::Error> {
        let Some(key) = &self.delegated else {
            return Ok(None);
        };
        let mut state = self.lock();
        let usable = state.delegation.as_ref().filter(|signed| {
            signed.ranges == state.ranges
                && time_nanos.abs_diff(signed.time_nanos) < DELEGATION_LIFETIME_NANOS
        });
        let certificate = match usable {
            Some(signed) => signed.certificate.clone(),
            None => {
                let certificate = self.delegate(key, &state.ranges, time_nanos)?;
                state.delegation = Some(SignedDelegation {
                    time_nanos,
                    ranges: state.ranges.clone(),
                    certificate: certificate.clone(),
                });
                certificate
            }
        };
        Ok(Some(Delegation {
            subnet_id: key.subnet_id().as_slice().to_vec(),
            certificate,
        }))
    }

    /// The root's certificate that the key is the subnet's, and what its ranges are.
    fn delegate(
        &self,
        key: &SubnetKey,
        ranges: &Ranges,
        time_nanos: u64,
    ) -> Result<Vec<u8>, serde_cbor::Error> {
        let mut tree = StateTree::default();
        tree.insert(&[b"time"], leb128(time_nanos));
        insert_key_and_ranges(&mut tree, key, ranges)?;
        sign(&self.root, &tree, &[vec![]], None)
    }
}

impl CertificateSource for Authority {
    fn certificate(&self, canister: Principal, certified_data: &[u8], time_nanos: u64) -> Vec<u8> {
        let mut tree = StateTree::default();
        tree.insert(&[b"time"], leb128(time_nanos));
        tree.insert(
            &[b"canister", canister.as_slice(), b"certified_data"],
            certified_data.to_vec(),
        );
        // Byte strings and arrays always have a form in CBOR; a canister would see an empty
        // certificate, which verifies nowhere.
        self.certify(&tree, &[vec![]], time_nanos)
            .unwrap_or_default()
    }
}

fn sign(
    key: &SubnetKey,
    tree: &StateTree,
    paths: &[Path],
    delegation: Option<Delegation<Vec<u8>>>,
) -> Result<Vec<u8>, serde_cbor::Error> {
    let tree = tree.witness(paths);
    let signature = key.sign_root_hash(&tree.digest());
    cbor(&Certificate {
        tree,
        signature,
        delegation,
    })
}

/// A subnet's public key, and its ranges at both places where agents look for them: below the
/// subnet, and (newer) in shards named by their first canister id; one shard is enough here.
fn insert_key_and_ranges(
    tree: &mut StateTree,
    key: &SubnetKey,
    ranges: &Ranges,
) -> Result<(), serde_cbor::Error> {
    let subnet_id = key.subnet_id();
    let id = subnet_id.as_slice();
    tree.insert(&[b"subnet", id, b"public_key"], key.public_der().to_vec());
    let mut ranges = ranges.clone();
    ranges.sort();
    let encoded = encode_ranges(&ranges)?;
    if let Some((first, _)) = ranges.first() {
        tree.insert(&[b"canister_ranges", id, first.as_slice()], encoded.clone());
    }
    tree.insert(&[b"subnet", id, b"canister_ranges"], encoded);
    Ok(())
}

fn encode_ranges(ranges: &Ranges) -> Result<Vec<u8>, serde_cbor::Error> {
    let pairs: Vec<(&Bytes, &Bytes)> = ranges
        .iter()
        .map(|(first, last)| (Bytes::new(first.as_slice()), Bytes::new(last.as_slice())))
        .collect();
    cbor(&pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::verify_subnet_signature;

    fn decoded(certificate: &[u8]) -> Certificate<Vec<u8>> {
        serde_cbor::from_slice(certificate).unwrap()
    }

    #[test]
    fn a_root_subnet_signs_without_delegation() {
        let authority = Authority::new("root", None, "system", vec![]);
        let canister = Principal::from_slice(&[1]);
        let certificate = decoded(&authority.certificate(canister, b"data", 5));
        assert!(certificate.delegation.is_none());
        verify_subnet_signature(
            authority.root().public_der(),
            &certificate.tree.digest(),
            &certificate.signature,
        )
        .unwrap();
    }

    #[test]
    fn a_delegation_leads_from_the_root_to_the_subnet_and_follows_its_ranges() {
        let range = |n| (Principal::from_slice(&[n]), Principal::from_slice(&[n + 1]));
        let authority = Authority::new("root", Some("app"), "application", vec![range(1)]);
        let certified_ranges = || {
            let bytes = authority.certificate(Principal::from_slice(&[1]), b"data", 5);
            let delegation = decoded(&bytes).delegation.unwrap();
            let by_root = decoded(&delegation.certificate);
            verify_subnet_signature(
                authority.root().public_der(),
                &by_root.tree.digest(),
                &by_root.signature,
            )
            .unwrap();
            let path: [&[u8]; 3] = [b"subnet", &delegation.subnet_id, b"canister_ranges"];
            match by_root.tree.lookup_path(path) {
                ic_certification::LookupResult::Found(value) => value.to_vec(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(certified_ranges(), encode_ranges(&vec![range(1)]).unwrap());
        authority.set_ranges(vec![range(1), range(7)]);
        assert_eq!(
            certified_ranges(),
            encode_ranges(&vec![range(1), range(7)]).unwrap()
        );
    }
}
