//! Random operations: which record, which revision, and what to write.

use workgroups::domain::*;

use super::Maker;
use super::records::ACTION_STATES;
use crate::model::cast;

/// The current revision of a record of a map.
macro_rules! revision {
    ($self:ident, $map:ident, $id:expr) => {{
        let current = $self.plain.$map.get(&$id).map(|r| r.meta.revision);
        $self.revision(current)
    }};
}

impl Maker<'_> {
    pub(super) fn about_registry(&mut self) -> Operation {
        let expected_revision = self.revision(Some(self.plain.settings.meta.revision));
        match self.dice.below(8) {
            7 => Operation::set_patience(SetPatience {
                expected_revision,
                patience: self.patience(),
            }),
            6 => Operation::set_doors(SetDoors {
                expected_revision,
                doors: self.doors(),
            }),
            0 => Operation::set_profile(SetProfile {
                expected_revision,
                profile: Profile {
                    name: self.name(),
                    summary: self.maybe_text().unwrap_or_default(),
                    guidelines: self.maybe_text(),
                    links: self.links(),
                },
            }),
            1 => Operation::set_limits(SetLimits {
                expected_revision,
                limits: self.limits(),
            }),
            2 | 3 => Operation::add_admin(self.principal()),
            4 => Operation::set_origins(SetOrigins {
                expected_revision,
                trusted_origins: self.addresses(cast::GOOD_ORIGINS),
                alternative_origins: self.addresses(cast::GOOD_ORIGINS),
                custom_domains: self.addresses(cast::GOOD_DOMAINS),
            }),
            _ if self.dice.one_in(3) => Operation::remove_admin(self.principal()),
            _ => Operation::remove_admin(self.dice.pick(&self.plain.settings.admins)),
        }
    }

    /// Good addresses; some bad, twice there, or too many.
    fn addresses(&mut self, good: &[&str]) -> Vec<String> {
        let mut list = good[..self.dice.below(good.len() as u64 + 1) as usize].to_vec();
        if self.wrong() {
            list.push(
                self.dice
                    .pick(&["", "https://example.org/", "Example.org", good[0]]),
            );
        }
        if self.wrong() {
            list.extend([good[0]; 20]);
        }
        list.into_iter().map(str::to_owned).collect()
    }

    fn principal(&mut self) -> candid::Principal {
        let everybody = [cast::everybody(), vec![cast::nobody()]].concat();
        self.dice.pick(&everybody).principal
    }

    /// Limits that runs of this length meet; some outside their bounds.
    fn limits(&mut self) -> Limits {
        let low = if self.wrong() { 0 } else { 1 };
        let wide = self.dice.one_in(2);
        let few = |m: &mut Self, few: u32, usual: u32| match wide {
            true => usual,
            false => low * (few + m.dice.below(4) as u32),
        };
        Limits {
            name_bytes: few(self, 64, 300),
            list_entries: few(self, 10, 200),
            records_per_group: few(self, 10, 20_000),
            members_per_group: few(self, 10, 100_000),
            memberships_per_principal: few(self, 1, 200),
            feedback_per_subject: few(self, 10, 2_000),
            open_proposals_per_principal: few(self, 1, 3),
            open_link_requests_per_principal: few(self, 1, 3),
            operations_per_hour: low * (10 + self.dice.below(4) as u32),
            batch_operations: few(self, 1, 200),
            principals_per_person: few(self, 1, 20),
            admins: few(self, 1, 20),
            ..Limits::default()
        }
    }

    /// Doors that runs of this length meet; some shut, some outside their bounds.
    fn doors(&mut self) -> Doors {
        let usual = Doors::default();
        match self.dice.below(4) {
            0 => Doors {
                operations_per_day: self.dice.pick(&[0, 20, 2_000_000]),
                ..usual
            },
            1 => Doors {
                bytes_per_hour: self.dice.pick(&[0, 2_000]),
                operation_bytes: self.dice.pick(&[0, 300, 2_000_000]),
                ..usual
            },
            2 => Doors {
                bytes_per_day: self.dice.pick(&[0, 20_000]),
                link_request_days: self.dice.pick(&[0, 1]),
                ..usual
            },
            _ => Doors {
                open_proposals: self.dice.below(4) as u32,
                open_link_requests: self.dice.below(4) as u32,
                ..usual
            },
        }
    }

    /// Days after which something waits; often few, so that much does.
    fn patience(&mut self) -> Patience {
        let mut days = || self.dice.pick(&[0, 1, 1, 2, 30]);
        let patience = Patience {
            minutes_days: days(),
            approval_days: days(),
            overdue_days: days(),
            idle_days: days(),
            term_days: 200,
            meeting_days: days(),
            series_days: 100,
            confirmed_days: days(),
            report_days: days(),
            decision_days: days(),
            vacant_days: days(),
            successor_days: days(),
        };
        match self.wrong() {
            true => Patience {
                idle_days: 40_000,
                ..patience
            },
            false => patience,
        }
    }

    pub(super) fn about_people(&mut self) -> Operation {
        let id = self.id(Kind::person);
        let expected_revision = revision!(self, people, id);
        match self.dice.below(7) {
            6 => Operation::refuse_link_requests(RefuseLinkRequests {
                ids: match self.wrong() {
                    true => vec![self.request(); self.dice.pick(&[0, 2, 101])],
                    false => vec![self.request()],
                },
                reason: self.text(),
            }),
            0 => Operation::create_person(self.person_details()),
            1 => Operation::update_person(UpdatePerson {
                id,
                expected_revision,
                details: self.person_details(),
            }),
            2 => Operation::unlink_principal(UnlinkPrincipal {
                id,
                expected_revision,
                principal: self.principal_of(id),
            }),
            3 | 4 => Operation::request_link(RequestLink {
                target: match self.dice.one_in(2) {
                    // Many ask for the first two, who have as many principals as they may.
                    true => LinkTarget::existing(self.dice.pick(&[1, 2, id])),
                    false => LinkTarget::newcomer(self.person_details()),
                },
                evidence: self.text(),
            }),
            _ => {
                let id = self.request();
                Operation::decide_link(DecideLink {
                    id,
                    expected_revision: revision!(self, requests, id),
                    accept: !self.dice.one_in(4),
                    reason: self.text(),
                })
            }
        }
    }

    /// A link request that is open, as a rule.
    fn request(&mut self) -> Id {
        let all = self.plain.requests.values();
        let open: Vec<Id> = all.filter(|r| r.decision.is_none()).map(|r| r.id).collect();
        let otherwise = self.id(Kind::link_request);
        self.one_of(&open, otherwise)
    }

    fn principal_of(&mut self, person: Id) -> candid::Principal {
        let linked = self.plain.people.get(&person).map(|p| p.principals.clone());
        match linked.filter(|p| !p.is_empty()) {
            Some(linked) if !self.dice.one_in(4) => self.dice.pick(&linked),
            _ => self.principal(),
        }
    }

    /// Changes that admins propose, and what becomes of them.
    pub(super) fn about_two_admins(&mut self) -> Operation {
        let open = self
            .plain
            .proposed
            .values()
            .filter(|c| c.decision.is_none());
        let open: Vec<(Id, u64)> = open.map(|c| (c.id, c.meta.revision)).collect();
        let (id, revision) = self.one_of(&open, (1, 1));
        match self.dice.below(8) {
            0 => Operation::set_two_admins(SetTwoAdmins {
                expected_revision: self.revision(Some(self.plain.settings.meta.revision)),
                confirm_days: self.dice.pick(&[None, None, Some(1), Some(30), Some(91)]),
            }),
            1..=3 => {
                let change = match self.dice.below(4) {
                    3 => self.about_withholding(),
                    0 => self.about_registry(),
                    _ => self.about_groups(),
                };
                Operation::propose_change(ProposeChange {
                    change: AdminChange::of(change)
                        .unwrap_or_else(|| AdminChange::add_admin(self.principal())),
                    reason: self.text(),
                })
            }
            4 => Operation::drop_change(DropChange {
                id,
                expected_revision: self.revision(Some(revision)),
                reason: self.maybe_text(),
            }),
            _ => Operation::confirm_change(ConfirmChange {
                id,
                expected_revision: self.revision(Some(revision)),
            }),
        }
    }

    /// Withdrawals, of a group or a person rarely: they may be named nowhere.
    pub(super) fn about_standing(&mut self) -> Operation {
        let record = match self.dice.below(9) {
            0 | 1 => RecordId::meeting(self.id(Kind::meeting)),
            2 => RecordId::action_item(self.id(Kind::action_item)),
            3 => RecordId::initiative(self.id(Kind::initiative)),
            4 => RecordId::report(self.id(Kind::report)),
            5 | 6 => RecordId::series(self.id(Kind::series)),
            7 => RecordId::group(self.id(Kind::group)),
            _ => RecordId::person(self.id(Kind::person)),
        };
        let gone = self.plain.all_gone();
        let record = match self.dice.one_in(6) {
            true => self.one_of(&gone, record),
            false => record,
        };
        let current = self.plain.revision_of(record);
        let expected_revision = self.revision(current);
        let reason = self.text();
        match self.dice.below(5) {
            0..=2 if !self.plain.is_gone(record) => Operation::withdraw_record(WithdrawRecord {
                record,
                expected_revision,
                reason,
                instead: self.dice.one_in(6).then(|| self.id(record.kind())),
            }),
            4 => {
                let id = self.id(Kind::person);
                Operation::merge_person(MergePerson {
                    id,
                    expected_revision: revision!(self, people, id),
                    into: self.id(Kind::person),
                    reason,
                })
            }
            _ => Operation::reinstate_record(ReinstateRecord {
                record,
                expected_revision,
                reason,
            }),
        }
    }

    /// What must not be shown any more: of a person, or of the log.
    pub(super) fn about_withholding(&mut self) -> Operation {
        let reason = self.text();
        if self.dice.one_in(6) {
            let id = self.id(Kind::person);
            let current = self.plain.revision_of(RecordId::person(id));
            return Operation::withhold_person(WithholdPerson {
                id,
                expected_revision: self.revision(current),
                reason,
            });
        }
        const FIELDS: [&str; 8] = [
            "details",
            "details.slug",
            "details.name",
            "name",
            "link",
            "title",
            "handle",
            "hosts[0]",
        ];
        let many = self.dice.below(4);
        let some = |m: &mut Self| m.dice.pick(&FIELDS).to_owned();
        let mut fields: Vec<String> = (0..many).map(|_| some(self)).collect();
        if self.wrong() {
            fields.push(String::new());
        }
        let blocks = 1 + self.dice.below(2);
        Operation::withhold_blocks(WithholdBlocks {
            blocks: (0..blocks)
                .map(|_| self.dice.below(self.plain.events + 1))
                .collect(),
            fields,
            reason,
        })
    }

    pub(super) fn about_groups(&mut self) -> Operation {
        let id = self.id(Kind::group);
        let expected_revision = revision!(self, groups, id);
        match self.dice.below(24) {
            19 | 20 => Operation::set_relations(SetRelations {
                id,
                expected_revision,
                relations: self.relations(),
            }),
            21 => Operation::set_approval(SetApproval {
                id,
                expected_revision,
                approves_minutes: !self.dice.one_in(3),
            }),
            22 => Operation::confirm_group(ConfirmGroup {
                id,
                expected_revision,
            }),
            17 => {
                let id = self.proposal(id);
                Operation::remove_proposal(RemoveProposal {
                    id,
                    expected_revision: revision!(self, groups, id),
                    reason: self.text(),
                })
            }
            18 => {
                let members = self.plain.memberships.values();
                let members: Vec<_> = members.map(|m| (m.group, m.principal)).collect();
                let otherwise = (id, self.principal());
                let (group, principal) = self.one_of(&members, otherwise);
                Operation::remove_member(RemoveMember {
                    group,
                    principal,
                    reason: self.text(),
                })
            }
            0 => Operation::create_group(CreateGroup {
                details: self.group_details(),
                parent: self.dice.one_in(2).then(|| self.id(Kind::group)),
                lifecycle: self.steps(1),
                roles: self.roles(),
            }),
            1 | 2 => Operation::propose_group(ProposeGroup {
                details: self.group_details(),
                motivation: self.text(),
            }),
            3 | 4 => Operation::support_group(self.proposal(id)),
            5 => Operation::withdraw_support(self.supported(id)),
            6 => {
                let id = self.proposal(id);
                Operation::decide_proposal(DecideProposal {
                    id,
                    expected_revision: revision!(self, groups, id),
                    accept: self.dice.one_in(2),
                    reason: self.text(),
                })
            }
            7 | 8 => Operation::update_group(UpdateGroup {
                id,
                expected_revision,
                details: self.group_details(),
            }),
            9 | 10 => Operation::set_roles(SetRoles {
                id,
                expected_revision,
                roles: self.roles(),
            }),
            11 | 12 => Operation::set_lifecycle(SetLifecycle {
                id,
                expected_revision,
                lifecycle: self.life(id),
            }),
            13 => Operation::move_group(MoveGroup {
                id,
                expected_revision,
                parent: (!self.dice.one_in(4)).then(|| self.id(Kind::group)),
            }),
            14 | 15 => Operation::join_group(id),
            _ => Operation::leave_group(self.joined(id)),
        }
    }

    fn relations(&mut self) -> Vec<GroupRelation> {
        const KINDS: [RelationKind; 5] = [
            RelationKind::sponsored_by,
            RelationKind::liaison_with,
            RelationKind::successor_of,
            RelationKind::split_from,
            RelationKind::merged_into,
        ];
        let many = self.dice.below(4);
        let each = |_| GroupRelation {
            kind: (!self.wrong()).then(|| self.dice.pick(&KINDS)),
            group: self.id(Kind::group),
            since: self.maybe_date(),
            note: self.maybe_text(),
        };
        (0..many).map(each).collect()
    }

    /// A group that is an open proposal, as a rule.
    fn proposal(&mut self, otherwise: Id) -> Id {
        let open = self.plain.open_proposals();
        self.one_of(&open, otherwise)
    }

    /// A group that the caller supports, as a rule.
    fn supported(&mut self, otherwise: Id) -> Id {
        let all = self.plain.supports.values();
        let mine = all.filter(|s| s.principal == self.me).map(|s| s.group);
        let mine: Vec<Id> = mine.collect();
        self.one_of(&mine, otherwise)
    }

    /// A group that the caller is a member of, as a rule.
    fn joined(&mut self, otherwise: Id) -> Id {
        let all = self.plain.memberships.values();
        let mine = all.filter(|m| m.principal == self.me).map(|m| m.group);
        let mine: Vec<Id> = mine.collect();
        self.one_of(&mine, otherwise)
    }

    fn one_of<T: Clone>(&mut self, ids: &[T], otherwise: T) -> T {
        match ids.is_empty() || self.dice.one_in(6) {
            true => otherwise,
            false => self.dice.pick(ids),
        }
    }

    /// The life of a group with more steps, or another life.
    fn life(&mut self, id: Id) -> Vec<LifecycleStep> {
        let mut life = match self.plain.groups.get(&id) {
            Some(group) if !self.dice.one_in(4) => group.lifecycle.clone(),
            _ => Vec::new(),
        };
        life.extend(self.steps(u64::from(life.is_empty())));
        life
    }

    pub(super) fn about_meetings(&mut self) -> Operation {
        let id = self.id(Kind::meeting);
        let expected_revision = revision!(self, meetings, id);
        match self.dice.below(18) {
            16 | 17 => Operation::approve_minutes(ApproveMinutes {
                id,
                expected_revision,
                meeting: self.dice.one_in(2).then(|| self.id(Kind::meeting)),
            }),
            0..=2 => Operation::create_meeting(self.meeting_details()),
            3..=5 => Operation::update_meeting(UpdateMeeting {
                id,
                expected_revision,
                details: self.changed_meeting(id),
            }),
            6 | 7 => {
                let current = self.plain.drafts.get(&id).map_or(0, |d| d.meta.revision);
                Operation::save_draft(SaveDraft {
                    id,
                    expected_revision: self.revision(Some(current)),
                    minutes: self.minutes(),
                })
            }
            8 | 9 => {
                let draft = self.plain.drafts.get(&id).map(|d| d.meta.revision);
                let drafted = draft.map(|revision| self.revision(Some(revision)));
                Operation::publish_minutes(PublishMinutes {
                    id,
                    expected_revision: drafted.unwrap_or(expected_revision),
                    minutes: self.minutes(),
                })
            }
            10..=12 => Operation::check_in(id),
            13 | 14 => self.feedback(),
            _ => Operation::remove_feedback(RemoveFeedback {
                id: self.id(Kind::feedback),
                reason: self.text(),
            }),
        }
    }

    /// Feedback, which everybody with an identity may give.
    pub fn feedback(&mut self) -> Operation {
        let meeting = self.plain.made(Kind::meeting) > 0 && self.dice.one_in(2);
        Operation::give_feedback(GiveFeedback {
            subject: match meeting {
                true => Subject::meeting(self.id(Kind::meeting)),
                false => Subject::group(self.id(Kind::group)),
            },
            text: self.text(),
        })
    }

    /// New details of a meeting that often stays in its groups.
    fn changed_meeting(&mut self, id: Id) -> MeetingDetails {
        let mut details = self.meeting_details();
        if let Some(old) = self.plain.meetings.get(&id) {
            if self.dice.one_in(2) {
                details.groups = old.details.groups.clone();
            }
            if self.dice.one_in(2) {
                details.slug = old.details.slug.clone();
            }
        }
        details
    }

    pub(super) fn about_work(&mut self) -> Operation {
        match self.dice.below(10) {
            0 | 1 => Operation::create_action_item(self.item_details()),
            2 => {
                let id = self.id(Kind::action_item);
                Operation::update_action_item(UpdateActionItem {
                    id,
                    expected_revision: revision!(self, items, id),
                    details: self.item_details(),
                })
            }
            3 | 4 => {
                let id = self.id(Kind::action_item);
                Operation::follow_up(AddFollowUp {
                    id,
                    expected_revision: revision!(self, items, id),
                    follow_up: self.follow_up_note(),
                    state: self.dice.pick(&ACTION_STATES),
                })
            }
            5 => Operation::create_initiative(self.initiative_details()),
            6 => {
                let id = self.id(Kind::initiative);
                let mut details = self.initiative_details();
                if let Some(old) = self
                    .plain
                    .initiatives
                    .get(&id)
                    .filter(|_| self.dice.one_in(2))
                {
                    details.groups = old.details.groups.clone();
                }
                Operation::update_initiative(UpdateInitiative {
                    id,
                    expected_revision: revision!(self, initiatives, id),
                    details,
                })
            }
            7 | 8 => Operation::create_report(self.report_details()),
            _ => {
                let id = self.id(Kind::report);
                Operation::update_report(UpdateReport {
                    id,
                    expected_revision: revision!(self, reports, id),
                    details: self.report_details(),
                })
            }
        }
    }
}
