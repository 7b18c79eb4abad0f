//! Chains of delegations from the sender's key to the key that signed.

use super::envelope::Purpose;
use crate::crypto::verify_user_signature;
use candid::Principal;
use ic_transport_types::{DelegationPermissions, SignedDelegation};
use std::collections::BTreeSet;

/// Limits of the interface specification.
const MAX_DELEGATIONS: usize = 20;
const MAX_TARGETS: usize = 1000;

/// The key that must have signed the request: the sender's own, or the last one that the chain
/// of delegations leads to.
///
/// # Errors
/// A delegation is not signed by the key before it, is over, does not allow the canister or the
/// kind of request, or the chain is too long or has a cycle.
pub fn signing_key<'a>(
    sender_key: &'a [u8],
    delegations: &'a [SignedDelegation],
    now_nanos: u64,
    canister: Option<Principal>,
    purpose: Purpose,
) -> Result<&'a [u8], String> {
    if delegations.len() > MAX_DELEGATIONS {
        return Err(format!(
            "the chain has {} delegations, the limit is {MAX_DELEGATIONS}",
            delegations.len()
        ));
    }
    let mut key = sender_key;
    let mut seen = BTreeSet::from([key]);
    for signed in delegations {
        check_scope(signed, now_nanos, canister, purpose)?;
        verify_user_signature(key, &signed.delegation.signable(), &signed.signature)
            .map_err(|e| format!("invalid delegation: {e}"))?;
        key = &signed.delegation.pubkey;
        if !seen.insert(key) {
            return Err("the chain of delegations has a cycle".to_owned());
        }
    }
    Ok(key)
}

fn check_scope(
    signed: &SignedDelegation,
    now_nanos: u64,
    canister: Option<Principal>,
    purpose: Purpose,
) -> Result<(), String> {
    let delegation = &signed.delegation;
    if delegation.expiration < now_nanos {
        return Err(format!(
            "the delegation has expired at {} ns, it is {now_nanos} ns now",
            delegation.expiration
        ));
    }
    if let Some(targets) = &delegation.targets {
        if targets.len() > MAX_TARGETS {
            return Err(format!(
                "the delegation has {} targets, the limit is {MAX_TARGETS}",
                targets.len()
            ));
        }
        if let Some(canister) = canister
            && !targets.contains(&canister)
        {
            return Err(format!("the delegation does not allow {canister}"));
        }
    }
    if delegation.permissions == Some(DelegationPermissions::Queries) && purpose == Purpose::Call {
        return Err("the delegation allows queries only".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ic_ed25519::PrivateKey;
    use ic_transport_types::Delegation;

    const NOW: u64 = 1_000;

    fn key(n: u8) -> PrivateKey {
        PrivateKey::deserialize_raw_32(&[n; 32])
    }

    fn der(n: u8) -> Vec<u8> {
        key(n).public_key().serialize_rfc8410_der()
    }

    fn canister(n: u8) -> Principal {
        Principal::from_slice(&[n])
    }

    fn delegate(from: u8, to: u8, change: impl FnOnce(&mut Delegation)) -> SignedDelegation {
        let mut delegation = Delegation {
            pubkey: der(to),
            expiration: NOW,
            targets: None,
            permissions: None,
        };
        change(&mut delegation);
        let signature = key(from).sign_message(&delegation.signable()).to_vec();
        SignedDelegation {
            delegation,
            signature,
        }
    }

    fn signer(chain: &[SignedDelegation]) -> Result<Vec<u8>, String> {
        signing_key(&der(1), chain, NOW, Some(canister(1)), Purpose::Call).map(<[u8]>::to_vec)
    }

    #[test]
    fn a_chain_leads_from_the_sender_to_the_last_key() {
        assert_eq!(signer(&[]), Ok(der(1)));
        let chain = [delegate(1, 2, |_| ()), delegate(2, 3, |_| ())];
        assert_eq!(signer(&chain), Ok(der(3)));
    }

    #[test]
    fn a_chain_with_a_gap_a_cycle_or_too_many_links_is_refused() {
        assert!(signer(&[delegate(2, 3, |_| ())]).is_err());
        assert!(signer(&[delegate(1, 2, |_| ()), delegate(2, 1, |_| ())]).is_err());
        let links =
            |count: u8| -> Vec<_> { (1..=count).map(|n| delegate(n, n + 1, |_| ())).collect() };
        assert_eq!(signer(&links(20)), Ok(der(21)));
        assert!(signer(&links(21)).is_err());
    }

    #[test]
    fn a_delegation_holds_for_its_time_its_targets_and_its_kind_of_request() {
        assert!(signer(&[delegate(1, 2, |d| d.expiration = NOW - 1)]).is_err());
        let for_canister = |n| signer(&[delegate(1, 2, |d| d.targets = Some(vec![canister(n)]))]);
        assert!(for_canister(1).is_ok());
        assert!(for_canister(2).is_err());
        let queries = [delegate(1, 2, |d| {
            d.permissions = Some(DelegationPermissions::Queries);
        })];
        assert!(signer(&queries).is_err());
        assert!(signing_key(&der(1), &queries, NOW, Some(canister(1)), Purpose::Read).is_ok());
    }
}
