//! The registry about itself, and about who asks.

use ic_stable_structures::Memory;

use crate::domain::{
    GROUP_DEPTH, HANDLE_BYTES, Kind, Membership, Nanos, PAGE_BYTES, PAGE_ENTRIES, Person,
    PersonSummary, SLUG_BYTES, Settings,
};
use crate::registry::Registry;
use crate::registry::access::{self, Caller};
use crate::registry::questions::*;
use crate::store::{List, decode, scope_of_principal};

impl<M: Memory> Registry<M> {
    pub fn whoami(&self, caller: &Caller, now: Nanos) -> Whoami {
        let principal = caller.principal;
        let person = self.store.person_of(&principal);
        let offices = person
            .into_iter()
            .flat_map(|p| access::offices_of(&self.store, p, now));
        let joined = self
            .store
            .entries(List::MembershipsOf, scope_of_principal(&principal));
        let memberships = joined
            .map(|(_, card)| decode::<Membership>(&card))
            .filter(|m| m.principal == principal)
            .map(|m| m.group);
        let is_admin = access::is_admin(&self.settings, caller);
        Whoami {
            principal,
            person: person
                .and_then(|id| self.store.get::<Person>(id))
                .map(|person| PersonSummary::from(&person)),
            is_admin,
            is_controller: caller.is_controller,
            offices: offices
                .map(|(group, role)| Office {
                    group,
                    role: Some(role),
                })
                .collect(),
            memberships: memberships.collect(),
            operations_left: (!is_admin).then(|| self.operations_left(principal, now)),
        }
    }

    pub fn registry_info(&self) -> RegistryInfo {
        let Settings {
            meta,
            profile,
            admins,
            limits: _,
            origins,
            doors,
            patience,
            confirm_days,
        } = self.settings.clone();
        RegistryInfo {
            meta,
            profile,
            admins,
            origins,
            doors,
            patience,
            confirm_days,
            groups: self.store.count(List::Groups, 0),
            people: self.store.count(List::People, 0),
            meetings: self.store.count(List::Meetings, 0),
            initiatives: self.store.count(List::Initiatives, 0),
            reports: self.store.count(List::Reports, 0),
            events: self.store.events(),
            next: self.next_numbers(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }

    fn next_numbers(&self) -> NextNumbers {
        let next = |kind| self.store.made(kind) + 1;
        NextNumbers {
            group: next(Kind::group),
            person: next(Kind::person),
            meeting: next(Kind::meeting),
            action_item: next(Kind::action_item),
            initiative: next(Kind::initiative),
            report: next(Kind::report),
            series: next(Kind::series),
        }
    }

    pub fn limits_info(&self) -> LimitsInfo {
        let limits = self.settings.limits.clone();
        let bound = |(name, value, lowest, highest): (&str, u32, u32, u32)| LimitBounds {
            name: name.into(),
            value,
            lowest,
            highest,
        };
        LimitsInfo {
            bounds: limits.with_bounds().into_iter().map(bound).collect(),
            limits,
            page_entries: PAGE_ENTRIES,
            page_bytes: PAGE_BYTES as u32,
            group_depth: GROUP_DEPTH as u32,
            slug_bytes: SLUG_BYTES as u32,
            handle_bytes: HANDLE_BYTES as u32,
        }
    }
}
