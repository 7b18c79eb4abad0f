//! The registry from the log as everybody sees it, with the arguments of some blocks sealed.

use ic_stable_structures::Memory;

use super::Registry;
use crate::base::idl;
use crate::domain::{Error, Event, Id, Kind, LinkRequest, LinkTarget, Meta, Operation};
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
        if let (Some(id), Some(link)) = (self.accepted_request(&event.operation), &block.link) {
            self.tell_request(&Permit::of_event(&event), id, link)?;
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

    /// Enters what the block that accepts a link request tells of the request.
    fn tell_request(&mut self, permit: &Permit, id: Id, link: &AcceptedLink) -> Result<(), Error> {
        let target: LinkTarget = idl::decode(&link.target)
            .ok_or_else(|| Error::invalid("link.target", "is not a LinkTarget"))?;
        let request = LinkRequest {
            id,
            meta: Meta {
                created_by: link.principal,
                updated_by: link.principal,
                ..super::new_meta(permit)
            },
            principal: link.principal,
            target,
            evidence: String::new(),
            decision: None,
        };
        self.store.put(None, &request, usize::MAX)
    }
}
