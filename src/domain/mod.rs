//! The registry's types and rules: plain Rust, without the network and without stable memory.

pub mod block;
mod call;
mod cbor;
pub mod check;
pub mod checks;
mod common;
mod date;
mod error;
mod group;
mod meeting;
mod operation;
mod origin;
mod person;
mod relation;
mod series;
mod settings;
pub mod text;
pub mod value;
mod work;

pub use call::METHODS;
pub use common::*;
pub use date::*;
pub use error::*;
pub use group::*;
pub use meeting::*;
pub use operation::*;
pub use person::*;
pub use relation::*;
pub use series::*;
pub use settings::*;
pub use work::*;
