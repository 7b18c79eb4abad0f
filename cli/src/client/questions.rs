//! Single records.

use anyhow::Result;
use workgroups::domain::{
    ActionItem, Draft, Group, Id, Initiative, Meeting, Person, Ref, Report, UpcomingMeeting,
};
use workgroups::registry::{LimitsInfo, RegistryInfo, SeriesView, Whoami};
use workgroups::wire::{
    ActionItemReply, DraftReply, GroupReply, InitiativeReply, MeetingReply, NextMeetingReply,
    PersonReply, ReportReply, SeriesReply,
};

use super::Client;
use crate::failure::Failure;

macro_rules! records {
    ($($method:ident, $all:ident, $named:ty, $reply:ident, $record:ty;)*) => {
        impl Client<'_> { $(
            #[doc = concat!("Asks `", stringify!($method), "`; None when there is no such record.")]
            ///
            /// # Errors
            /// When the canister does not answer, or refuses the question.
            pub fn $method(&mut self, named: &$named) -> Result<Option<$record>> {
                let reply: $reply = self.ask(stringify!($method), named)?;
                match reply {
                    $reply::Ok(record) => Ok(record),
                    $reply::Err(refusal) => {
                        Err(Failure::refused("The question", &refusal).into())
                    }
                }
            }

            #[doc = concat!("Asks `", stringify!($method), "` of each of these.")]
            ///
            /// # Errors
            /// When the canister does not answer, or refuses a question.
            pub fn $all(&mut self, named: &[$named]) -> Result<Vec<Option<$record>>> {
                let replies: Vec<$reply> = self.ask_all(stringify!($method), named)?;
                let record = |reply| match reply {
                    $reply::Ok(record) => Ok(record),
                    $reply::Err(refusal) => {
                        Err(Failure::refused("The question", &refusal).into())
                    }
                };
                replies.into_iter().map(record).collect()
            }
        )* }
    };
}

records! {
    get_group, get_groups, Ref, GroupReply, Group;
    get_person, get_people, Ref, PersonReply, Person;
    get_meeting, get_meetings, Ref, MeetingReply, Meeting;
    get_draft, get_drafts, Id, DraftReply, Draft;
    get_action_item, get_action_items, Id, ActionItemReply, ActionItem;
    get_initiative, get_initiatives, Ref, InitiativeReply, Initiative;
    get_report, get_reports, Ref, ReportReply, Report;
    get_series, get_all_series, Id, SeriesReply, SeriesView;
    next_meeting, next_meetings, Ref, NextMeetingReply, UpcomingMeeting;
}

impl Client<'_> {
    /// What the registry says of itself.
    ///
    /// # Errors
    /// When the canister does not answer.
    pub fn about(&mut self) -> Result<RegistryInfo> {
        let info: RegistryInfo = self.fact("about")?;
        self.events = Some(info.events);
        Ok(info)
    }

    /// The limits in force.
    ///
    /// # Errors
    /// When the canister does not answer.
    pub fn limits(&mut self) -> Result<LimitsInfo> {
        self.fact("limits")
    }

    /// Who the caller is to the registry.
    ///
    /// # Errors
    /// When the canister does not answer.
    pub fn whoami(&mut self) -> Result<Whoami> {
        self.fact("whoami")
    }
}
