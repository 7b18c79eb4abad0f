//! The registry's types and rules: plain Rust, without the network and without stable memory.

mod attention;
pub mod calendar;
mod call;
pub mod check;
pub mod checks;
mod common;
mod confirmation;
mod date;
mod error;
mod group;
pub mod letters;
mod meeting;
mod operation;
mod origin;
mod person;
mod relation;
pub mod series;
mod settings;
mod withholding;
mod work;

pub use crate::base::Fault;
pub use attention::*;
pub use call::METHODS;
pub use common::*;
pub use confirmation::*;
pub use date::*;
pub use error::*;
pub use group::*;
pub use meeting::*;
pub use operation::*;
pub use person::*;
pub use relation::*;
pub use series::record::*;
pub use settings::*;
pub use withholding::*;
pub use work::*;
