//! The registry from the log as everybody sees it, with the arguments of some blocks sealed.

use candid::Principal;
use ic_stable_structures::Memory;

use super::Registry;
use crate::domain::{
    Error, Event, Id, Kind, LinkRequest, LinkTarget, Meta, Operation, PendingChange,
};
use crate::log::block::{AcceptedLink, Block, ShownBlock};
use crate::registry::access::Permit;

impl<M: Memory> Registry<M> {
    /// Applies a block as it is shown. A sealed one changes nothing that is public.
    ///
    /// # Errors
    /// When the log is not one of this registry.
    pub fn replay_shown(&mut self, block: &ShownBlock) -> Result<(), Error> {
        let Some(argument) = &block.argument else {
            self.pass_over(block);
            return Ok(());
        };
        let unknown = || Error::invalid("arg", "is not the argument of a method");
        let operation = Operation::of_call(&block.method, argument).ok_or_else(unknown)?;
        let event = Event {
            at: block.at,
            by: block.by,
            operation,
        };
        let permit = Permit::of_event(&event);
        let accepted = self.accepted_request(&event.operation);
        for id in self.requests_of(&event.operation) {
            let link = block.link.as_ref().filter(|_| accepted == Some(id));
            self.tell_request(&permit, id, link)?;
        }
        self.replay(&event).map(|_| ())
    }

    /// Leaves the place of a sealed block in the log, and of what it made among the numbers.
    fn pass_over(&mut self, block: &ShownBlock) {
        if block.method == "request_link" {
            self.store.next_id(Kind::link_request);
        }
        self.store.commit();
        self.store.append(&Block {
            at: block.at,
            by: block.by,
            method: block.method.clone(),
            argument: Vec::new(),
            salt: Some(Vec::new()),
            accepted: None,
            parent: None,
        });
    }

    /// The link requests that an operation decides on, be it by a change that it confirms.
    fn requests_of(&self, operation: &Operation) -> Vec<Id> {
        match operation {
            Operation::decide_link(a) => vec![a.id],
            Operation::refuse_link_requests(a) => a.ids.clone(),
            Operation::confirm_change(a) => {
                let change = self.store.get::<PendingChange>(a.id);
                let operation = change.and_then(|change| change.operation());
                operation.map_or(Vec::new(), |operation| self.requests_of(&operation))
            }
            _ => Vec::new(),
        }
    }

    /// Enters what is told of a link request, which was sealed itself: of one that is accepted who
    /// asked and whom they are linked to; of others nothing.
    fn tell_request(
        &mut self,
        permit: &Permit,
        id: Id,
        link: Option<&AcceptedLink>,
    ) -> Result<(), Error> {
        let unreadable = || Error::invalid("link.target", "is not a LinkTarget");
        let principal = link.map_or(Principal::anonymous(), |link| link.principal);
        let target = match link {
            Some(link) => link.target().ok_or_else(unreadable)?,
            None => LinkTarget::existing(0),
        };
        let request = LinkRequest {
            id,
            meta: Meta {
                created_by: principal,
                updated_by: principal,
                ..super::new_meta(permit)
            },
            principal,
            target,
            evidence: String::new(),
            decision: None,
        };
        self.store.put(None, &request, usize::MAX)
    }
}
