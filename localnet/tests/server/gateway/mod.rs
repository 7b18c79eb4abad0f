//! The HTTP gateway: which canister a request reaches, what is verified, and what is refused.

mod backends;
mod hosts;
mod site;
mod tampering;
mod updates;
mod verification;
