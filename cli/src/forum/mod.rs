//! The directory of groups as a post of a forum: a paragraph for each group, which begins with its
//! topic and tells who leads it, when it meets and where, a line each. A thread is read as well: its
//! posts one after the other, the directory in one of them.

mod line;
mod post;
mod write;

pub use line::{Who, date, link, links, named, people, role_kind, term, with_kind};
pub use post::{Entry, Post, Read, posts, read};
pub use write::write;
