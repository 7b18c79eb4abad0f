//! The calls of the table of rights. Each is made so that nothing but a missing right stands in
//! its way, whoever sends it.

mod groups;
mod meetings;
mod people;
mod series;
mod withdrawal;
mod work;

use candid::Principal;
use pocket_ic::RejectResponse;
use workgroups::domain::{Operation, Written};
use workgroups::registry::ApplyBatch;

pub use groups::*;
pub use meetings::*;
pub use people::*;
pub use series::*;
pub use withdrawal::*;
pub use work::*;

use crate::registry::community::Community;
use crate::registry::samples;
use workgroups_test_support::host::{Answer, Host, message};

/// A call of an update method.
pub enum Request {
    One(Box<Operation>),
    Batch(Vec<Operation>),
}

impl From<Operation> for Request {
    fn from(operation: Operation) -> Self {
        Request::One(Box::new(operation))
    }
}

impl Request {
    /// What the canister answers, unless the network rejects the call.
    pub fn send(
        &self,
        host: &Host,
        caller: Principal,
    ) -> Result<Answer<Vec<Written>>, RejectResponse> {
        match self {
            Request::One(operation) => {
                let (method, bytes) = message(operation);
                let reply = host.send(caller, method, bytes)?;
                let answer: Answer<Written> = candid::decode_one(&reply).unwrap();
                Ok(answer.map(|written| vec![written]))
            }
            Request::Batch(operations) => {
                let operations = operations.clone();
                let bytes = candid::encode_one(ApplyBatch {
                    operations,
                    request_id: None,
                    numbers: None,
                })
                .unwrap();
                let reply = host.send(caller, "apply_batch", bytes)?;
                Ok(candid::decode_one(&reply).unwrap())
            }
        }
    }
}

/// One operation, sent as a batch.
pub fn batch_of_draft(c: &Community, letter: char) -> Request {
    match save_draft(c, letter) {
        Request::One(operation) => Request::Batch(vec![*operation]),
        batch => batch,
    }
}

/// A batch whose first operation all may do, and its last one leads alone.
pub fn batch_up_to_roles(c: &Community, letter: char) -> Request {
    match set_roles(c, letter) {
        Request::One(last) => Request::Batch(vec![feedback_on(c), *last]),
        batch => batch,
    }
}

pub fn batch_for_all(c: &Community, letter: char) -> Request {
    let slug = format!("batch-{}", letter.to_ascii_lowercase());
    let propose = Operation::propose_group(workgroups::domain::ProposeGroup {
        details: samples::group(&slug).details,
        motivation: "there is nothing for it yet".into(),
    });
    Request::Batch(vec![feedback_on(c), propose])
}
