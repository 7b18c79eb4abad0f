//! What a request's address names, and whether it may be asked there.

use super::Refusal;
use crate::instance::Instance;
use candid::{CandidType, Decode, Principal};
use serde::Deserialize;

/// The canister or the subnet in a request's address (the "effective" id).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `/canister/<id>/`
    Canister(Principal),
    /// `/subnet/<id>/`
    Subnet(Principal),
}

impl Target {
    /// Reads the two parts of an address.
    pub fn parse(scope: &str, id: &str) -> Result<Self, Refusal> {
        let id = Principal::from_text(id)
            .map_err(|e| Refusal::bad_request(format!("{id} is no principal: {e}")))?;
        match scope {
            "canister" => Ok(Self::Canister(id)),
            "subnet" => Ok(Self::Subnet(id)),
            _ => Err(Refusal::new(
                axum::http::StatusCode::NOT_FOUND,
                format!("there is no /{scope}/ in the interface"),
            )),
        }
    }

    /// Refuses what this instance does not hold: canisters of other subnets, other subnets.
    pub fn check_held(self, instance: &Instance) -> Result<(), Refusal> {
        let authority = instance.authority();
        match self {
            Self::Subnet(id) if id == authority.subnet().subnet_id() => Ok(()),
            Self::Subnet(id) => Err(Refusal::bad_request(format!(
                "subnet {id} is not on this network"
            ))),
            Self::Canister(id) => {
                let held = authority
                    .ranges()
                    .iter()
                    .any(|(first, last)| *first <= id && id <= *last);
                if held {
                    Ok(())
                } else {
                    Err(Refusal::bad_request(format!(
                        "canister {id} does not belong to any subnet of this network"
                    )))
                }
            }
        }
    }

    /// Refuses a call or query that is addressed to one canister and meant for another
    /// (interface specification, section "Effective canister id").
    pub fn check_call(self, canister: Principal, method: &str, arg: &[u8]) -> Result<(), Refusal> {
        let management = canister == Principal::management_canister();
        let meant = if management {
            named_in(method, arg)?
        } else {
            Some(canister)
        };
        match (self, meant) {
            (Self::Canister(id), Some(meant)) if id != meant => Err(Refusal::bad_request(format!(
                "the request is for {meant}, but addressed to {id}"
            ))),
            (Self::Subnet(_), Some(meant)) => Err(Refusal::bad_request(format!(
                "the request is for {meant}, and only requests that name no canister go to a subnet"
            ))),
            _ => Ok(()),
        }
    }
}

/// The canister that a call to the management canister names. Creating a canister names none.
fn named_in(method: &str, arg: &[u8]) -> Result<Option<Principal>, Refusal> {
    #[derive(CandidType, Deserialize)]
    struct Named {
        canister_id: Principal,
    }
    #[derive(CandidType, Deserialize)]
    struct Targeted {
        target_canister: Principal,
    }
    let named = match method {
        "provisional_create_canister_with_cycles" | "create_canister" => return Ok(None),
        "install_chunked_code" => Decode!(arg, Targeted).map(|named| named.target_canister),
        _ => Decode!(arg, Named).map(|named| named.canister_id),
    };
    named.map(Some).map_err(|e| {
        Refusal::bad_request(format!(
            "the argument of {method} does not name a canister as it should: {e}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use candid::Encode;

    #[derive(CandidType)]
    struct Arg {
        canister_id: Principal,
        note: String,
    }

    fn canister(n: u8) -> Principal {
        Principal::from_slice(&[0, 0, 0, 0, 0, 0, 0, n, 1, 1])
    }

    #[test]
    fn a_call_must_be_addressed_to_the_canister_that_it_is_for() {
        let target = Target::Canister(canister(1));
        assert!(target.check_call(canister(1), "m", b"").is_ok());
        assert!(target.check_call(canister(2), "m", b"").is_err());
        assert!(
            Target::Subnet(canister(9))
                .check_call(canister(1), "m", b"")
                .is_err()
        );
    }

    #[test]
    fn a_management_call_must_be_addressed_to_the_canister_in_its_argument() {
        let target = Target::Canister(canister(1));
        let arg = |n| {
            Encode!(&Arg {
                canister_id: canister(n),
                note: "x".to_owned()
            })
            .unwrap()
        };
        let management = Principal::management_canister();
        assert!(
            target
                .check_call(management, "canister_status", &arg(1))
                .is_ok()
        );
        assert!(
            target
                .check_call(management, "canister_status", &arg(2))
                .is_err()
        );
        assert!(
            target
                .check_call(management, "canister_status", b"junk")
                .is_err()
        );
    }
}
