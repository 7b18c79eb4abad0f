//! What the registry's rules keep, natively: what others entered stays, what is said is one truth.

mod batches;
mod dates;
mod drafts;
mod layout;
mod life;
mod limits;
mod news;
mod offices;
mod refusals;
mod scene;
mod sealed;
mod sorts;
mod strangers;
mod times;
mod withdrawing;
mod withholding;
