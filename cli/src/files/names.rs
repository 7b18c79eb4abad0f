//! The words that stand for kinds and states in the files. Each set is the registry's own: a word
//! that is added there and not here does not compile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workgroups::domain;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $($word:ident)*;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
            #[allow(non_camel_case_types)]
            pub enum $name { $($word,)* }

            impl From<$name> for domain::$name {
                fn from(name: $name) -> Self {
                    match name { $($name::$word => domain::$name::$word,)* }
                }
            }

            impl From<domain::$name> for $name {
                fn from(name: domain::$name) -> Self {
                    match name { $(domain::$name::$word => $name::$word,)* }
                }
            }
        )*
    };
}

names! {
    /// What a link leads to.
    LinkKind: forum chat code notes recording slides calendar location document website social image other;
    /// What sort of group it is.
    GroupKind: working_group special_interest_group user_group committee team other;
    /// Where a group stands in its life.
    LifecycleState: proposed active paused archived;
    /// What somebody does for a group.
    RoleKind: lead co_lead coordinator scribe liaison other emeritus;
    /// How a group stands to another.
    RelationKind: sponsored_by liaison_with successor_of split_from merged_into;
    /// Whether a meeting takes or took place.
    MeetingStatus: scheduled held cancelled moved;
    /// How far an action item is.
    ActionState: open in_progress done dropped;
    /// How far an initiative or a milestone is.
    Progress: not_started ongoing completed dropped;
}
