//! Keys and signatures: the network's own keys, and the checks of what users sign.

mod cose;
mod keys;
mod spki;
mod user_signature;

pub use keys::{NodeKey, SubnetKey, verify_subnet_signature};
pub use user_signature::{SignatureError, verify_user_signature};
