//! The registry's own record: profile, limits, admins, origins.

use candid::Principal;
use ic_stable_structures::Memory;

use crate::domain::{
    Doors, Error, Id, Kind, Limits, Meta, Origins, Patience, Profile, SetDoors, SetLimits,
    SetOrigins, SetPatience, SetProfile, Settings, Written, checks,
};
use crate::registry::Registry;
use crate::registry::access::Permit;
use crate::registry::history::{Difference, Keeps, Record};
use crate::search::Document;
use crate::store::{Entry, Name, Row, Store};

/// The number of the registry's own record.
const ID: Id = 0;

impl Row for Settings {
    const KIND: Kind = Kind::registry;

    fn id(&self) -> Id {
        ID
    }

    fn names(&self) -> Vec<Name> {
        Vec::new()
    }

    fn entries(&self) -> Vec<Entry> {
        Vec::new()
    }

    fn document(&self) -> Option<Document<'_>> {
        None
    }
}

impl Record for Settings {
    const KEEPS: Keeps = Keeps::Changes;

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn meta_mut(&mut self) -> &mut Meta {
        &mut self.meta
    }

    fn difference(&self, old: &Self) -> Difference {
        let Settings {
            meta: _,
            profile,
            admins,
            limits,
            origins,
            doors,
            patience,
            confirm_days,
        } = self;
        let changes = [
            ("profile", *profile != old.profile),
            ("admins", *admins != old.admins),
            ("limits", *limits != old.limits),
            ("origins", *origins != old.origins),
            ("doors", *doors != old.doors),
            ("patience", *patience != old.patience),
            ("confirm_days", *confirm_days != old.confirm_days),
        ];
        let changed = changes.into_iter().filter(|(_, changed)| *changed);
        Difference::of(changed.map(|(name, _)| name.into()).collect())
    }

    fn put_back(&mut self, _: &[u8]) -> Result<(), minicbor::decode::Error> {
        Err(minicbor::decode::Error::message("states are not kept"))
    }
}

/// The registry's own record; in a new store it is at revision 0 and has no admins.
pub fn read<M: Memory>(store: &Store<M>) -> Settings {
    store.get(ID).unwrap_or_else(|| Settings {
        meta: Meta {
            revision: 0,
            created_at: 0,
            created_by: Principal::management_canister(),
            updated_at: 0,
            updated_by: Principal::management_canister(),
        },
        profile: Profile::default(),
        admins: Vec::new(),
        limits: Limits::default(),
        origins: Origins::default(),
        doors: Doors::default(),
        patience: Patience::default(),
        confirm_days: None,
    })
}

impl<M: Memory> Registry<M> {
    pub(in crate::registry) fn set_profile(
        &mut self,
        permit: &Permit,
        a: &SetProfile,
    ) -> Result<Written, Error> {
        self.check(|c| checks::profile(c, &a.profile))?;
        self.expect_settings(a.expected_revision)?;
        let new = Settings {
            profile: a.profile.clone(),
            ..self.settings.clone()
        };
        self.put_settings(permit, "set_profile", new)
    }

    pub(in crate::registry) fn set_limits(
        &mut self,
        permit: &Permit,
        a: &SetLimits,
    ) -> Result<Written, Error> {
        self.check(|c| checks::limits(c, &a.limits))?;
        self.expect_settings(a.expected_revision)?;
        let new = Settings {
            limits: a.limits.clone(),
            ..self.settings.clone()
        };
        self.put_settings(permit, "set_limits", new)
    }

    pub(in crate::registry) fn set_origins(
        &mut self,
        permit: &Permit,
        a: &SetOrigins,
    ) -> Result<Written, Error> {
        let origins = Origins {
            trusted_origins: a.trusted_origins.clone(),
            alternative_origins: a.alternative_origins.clone(),
            custom_domains: a.custom_domains.clone(),
        };
        self.check(|c| checks::origins(c, &origins))?;
        self.expect_settings(a.expected_revision)?;
        let new = Settings {
            origins,
            ..self.settings.clone()
        };
        self.put_settings(permit, "set_origins", new)
    }

    pub(in crate::registry) fn set_doors(
        &mut self,
        permit: &Permit,
        a: &SetDoors,
    ) -> Result<Written, Error> {
        self.check(|c| checks::doors(c, &a.doors))?;
        self.expect_settings(a.expected_revision)?;
        let new = Settings {
            doors: a.doors.clone(),
            ..self.settings.clone()
        };
        self.put_settings(permit, "set_doors", new)
    }

    pub(in crate::registry) fn set_patience(
        &mut self,
        permit: &Permit,
        a: &SetPatience,
    ) -> Result<Written, Error> {
        self.check(|c| checks::patience(c, &a.patience))?;
        self.expect_settings(a.expected_revision)?;
        let new = Settings {
            patience: a.patience.clone(),
            ..self.settings.clone()
        };
        self.put_settings(permit, "set_patience", new)
    }

    /// The web addresses that the registry vouches for.
    pub fn origins(&self) -> &Origins {
        &self.settings.origins
    }

    pub(in crate::registry) fn add_admin(
        &mut self,
        permit: &Permit,
        admin: Principal,
    ) -> Result<Written, Error> {
        if admin == Principal::anonymous() || admin == Principal::management_canister() {
            return Err(Error::invalid(
                "principal",
                "is not one that somebody can act with",
            ));
        }
        let mut new = self.settings.clone();
        if new.admins.contains(&admin) {
            return Err(Error::already_exists {
                field: "principal".into(),
                id: ID,
            });
        }
        let limit = new.limits.admins;
        if new.admins.len() >= limit as usize {
            return Err(Error::limit_exceeded {
                what: "admins".into(),
                limit: limit.into(),
            });
        }
        new.admins.push(admin);
        self.put_settings(permit, "add_admin", new)
    }

    pub(in crate::registry) fn remove_admin(
        &mut self,
        permit: &Permit,
        admin: Principal,
    ) -> Result<Written, Error> {
        let mut new = self.settings.clone();
        if !new.admins.contains(&admin) {
            return Err(Error::invalid("principal", "is not an admin"));
        }
        if new.confirm_days.is_some() && new.admins.len() == 2 {
            return Err(Error::not_now {
                reason: "there must be two admins; set_two_admins can change that".into(),
            });
        }
        if new.admins.len() == 1 {
            return Err(Error::not_now {
                reason: "the last admin cannot be removed".into(),
            });
        }
        new.admins.retain(|a| *a != admin);
        self.put_settings(permit, "remove_admin", new)
    }

    pub(in crate::registry) fn expect_settings(&self, expected: u64) -> Result<(), Error> {
        match self.settings.meta.revision {
            current if current == expected => Ok(()),
            current_revision => Err(Error::conflict { current_revision }),
        }
    }

    pub(in crate::registry) fn put_settings(
        &mut self,
        permit: &Permit,
        operation: &str,
        mut new: Settings,
    ) -> Result<Written, Error> {
        let old = self.settings.clone();
        if old.meta.revision == 0 {
            new.meta.created_at = permit.at();
            new.meta.created_by = permit.by();
        }
        let written = self.replace(permit, operation, &old, new)?;
        self.settings = read(&self.store);
        Ok(written)
    }
}
