//! Calls and queries as PocketIC's protocol carries them. Nobody signs them: the client is
//! whoever it says it is.

use super::answer::{ApiError, principal};
use crate::engine::{Ingress, MessageId};
use crate::instance::Instance;
use candid::Principal;
use pocket_ic::common::rest::{RawCanisterCall, RawEffectivePrincipal, RawMessageId};
use sha2::{Digest, Sha256};

/// The method that makes a canister, which alone needs no address.
const CREATE: &str = "provisional_create_canister_with_cycles";

/// A call whose address is on this instance.
#[derive(Debug)]
pub struct Call {
    /// Who calls.
    pub sender: Principal,
    /// Who is called.
    pub canister_id: Principal,
    /// The method's name.
    pub method: String,
    /// The argument's bytes.
    pub arg: Vec<u8>,
}

impl Call {
    /// Reads a call and finds the subnet it goes to.
    ///
    /// # Errors
    /// It goes to none of this instance, or carries what is not implemented.
    pub fn parse(instance: &Instance, raw: RawCanisterCall) -> Result<Self, ApiError> {
        if raw.sender_info.is_some() {
            return Err(ApiError::bad_request(
                "localnet does not implement sender_info",
            ));
        }
        let canister_id = principal(&raw.canister_id)?;
        let creates = canister_id == Principal::management_canister() && raw.method == CREATE;
        check_address(instance, &raw.effective_principal, creates)?;
        Ok(Self {
            sender: principal(&raw.sender)?,
            canister_id,
            method: raw.method,
            arg: raw.payload,
        })
    }

    /// The call as a message with this number.
    pub fn into_ingress(self, number: u64) -> Ingress {
        let mut hash = Sha256::new();
        hash.update(b"localnet message ");
        hash.update(number.to_be_bytes());
        Ingress {
            id: hash.finalize().into(),
            sender: self.sender,
            canister_id: self.canister_id,
            method: self.method,
            arg: self.arg,
        }
    }
}

/// The id in a raw message id, whose address must be on this instance.
///
/// # Errors
/// The address is not, or the id is none.
pub fn message_id(instance: &Instance, raw: &RawMessageId) -> Result<MessageId, ApiError> {
    check_address(instance, &raw.effective_principal, false)?;
    raw.message_id
        .as_slice()
        .try_into()
        .map_err(|_| ApiError::bad_request("a message id has 32 bytes"))
}

fn check_address(
    instance: &Instance,
    address: &RawEffectivePrincipal,
    creates: bool,
) -> Result<(), ApiError> {
    let authority = instance.authority();
    match address {
        RawEffectivePrincipal::None if creates => Ok(()),
        RawEffectivePrincipal::None => Err(ApiError::bad_request(
            "the call needs an effective principal",
        )),
        RawEffectivePrincipal::SubnetId(bytes) => {
            let id = principal(bytes)?;
            if id == authority.subnet().subnet_id() {
                Ok(())
            } else {
                Err(ApiError::bad_request(format!(
                    "subnet {id} runs no canisters on this instance"
                )))
            }
        }
        // A canister may be created with an id of its own choice.
        RawEffectivePrincipal::CanisterId(bytes) => {
            let id = principal(bytes)?;
            let mut ranges = authority.ranges().into_iter();
            if creates || ranges.any(|(first, last)| first <= id && id <= last) {
                Ok(())
            } else {
                Err(ApiError::bad_request(format!(
                    "canister {id} does not belong to any subnet of this instance"
                )))
            }
        }
    }
}
