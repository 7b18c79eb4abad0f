//! The Workgroups canister: a community's registry of working groups and of their meetings.
//!
//! This file holds the entry points alone: decode, call, encode. See `README.md` for the layout.

pub mod base;
#[macro_use]
mod canister;
pub mod domain;
pub mod http;
pub mod ics;
pub mod log;
pub mod registry;
pub mod search;
pub mod site;
pub mod standards;
pub mod store;
pub mod wire;

use candid::Principal;
use domain::*;
use http::{HttpRequest, HttpResponse};
use ic_cdk_macros::{init, post_upgrade};
use registry::*;
use standards::icrc3::{
    Archive, DataCertificate, GetArchivesArgs, GetBlocksArgs, GetBlocksResult, SupportedBlockType,
};
use standards::types::*;
use wire::*;

/// The installer becomes the first admin, unless it is anonymous.
#[init]
fn init() {
    canister::found();
}

/// Opens the stable memory. There is no pre_upgrade: everything is there already.
#[post_upgrade]
fn post_upgrade() {
    canister::reopen();
}

/// Refuses anonymous updates, and queries that are sent as updates, before they cost anything.
/// Each update checks its caller itself: this runs on one node only, and not for calls of other
/// canisters.
#[cfg(feature = "inspect")]
#[ic_cdk_macros::inspect_message]
fn inspect() {
    canister::inspect::inspect(update::METHODS);
}

methods! {
    update:
    /// Sets what the registry says of itself. Admins.
    set_profile(SetProfile) -> WriteReply: canister::update(Operation::set_profile);
    /// Sets sizes and quotas, within hard bounds. Admins.
    set_limits(SetLimits) -> WriteReply: canister::update(Operation::set_limits);
    /// Makes a principal an admin. Admins.
    add_admin(Principal) -> WriteReply: canister::update(Operation::add_admin);
    /// Ends that a principal is an admin. The last one stays. Admins.
    remove_admin(Principal) -> WriteReply: canister::update(Operation::remove_admin);
    /// Adds a person. Coordinators and leads of any group, admins.
    create_person(PersonDetails) -> WriteReply: canister::update(Operation::create_person);
    /// Replaces what is known of a person. The person, admins.
    update_person(UpdatePerson) -> WriteReply: canister::update(Operation::update_person);
    /// Asks that the caller's principal be linked to a person, who may be new. Anyone with an
    /// identity that is not linked yet; a few open requests at a time. No right comes with it
    /// before an admin accepts.
    request_link(RequestLink) -> WriteReply: canister::update(Operation::request_link);
    /// Accepts or refuses a link request. Accepting makes the principal the person's, with all
    /// rights that the person's roles give. Admins.
    decide_link(DecideLink) -> WriteReply: canister::update(Operation::decide_link);
    /// Takes a principal away from a person. The person, admins.
    unlink_principal(UnlinkPrincipal) -> WriteReply: canister::update(Operation::unlink_principal);
    /// Makes a group. Leads of the parent for a subgroup, admins.
    create_group(CreateGroup) -> WriteReply: canister::update(Operation::create_group);
    /// Proposes a group. Anyone with an identity; a few open proposals at a time. No record
    /// comes to a proposal before it is accepted.
    propose_group(ProposeGroup) -> WriteReply: canister::update(Operation::propose_group);
    /// Supports a proposed group. Anyone with an identity, once.
    support_group(Id) -> WriteReply: canister::update(Operation::support_group);
    /// Takes one's support back. `revision` is 0 in the reply.
    withdraw_support(Id) -> WriteReply: canister::update(Operation::withdraw_support);
    /// Accepts a proposed group, which is active from then on, or refuses it, which archives it.
    /// Admins.
    decide_proposal(DecideProposal) -> WriteReply: canister::update(Operation::decide_proposal);
    /// Replaces the details of a group. Its coordinators and leads, admins; while it is an open
    /// proposal, whoever proposed it.
    update_group(UpdateGroup) -> WriteReply: canister::update(Operation::update_group);
    /// Replaces the roles of a group, former and vacant ones included. Its leads, admins.
    set_roles(SetRoles) -> WriteReply: canister::update(Operation::set_roles);
    /// Replaces the life of a group. Leads may add steps between active and paused; anything
    /// else is for admins.
    set_lifecycle(SetLifecycle) -> WriteReply: canister::update(Operation::set_lifecycle);
    /// Makes a group a subgroup of another. Leads of both; admins; taking a group out of all
    /// others is for admins.
    move_group(MoveGroup) -> WriteReply: canister::update(Operation::move_group);
    /// Joins a group that is not archived. Anyone with an identity, once.
    join_group(Id) -> WriteReply: canister::update(Operation::join_group);
    /// Leaves a group. `revision` is 0 in the reply.
    leave_group(Id) -> WriteReply: canister::update(Operation::leave_group);
    /// Adds a meeting. Coordinators and leads of each of its groups, admins.
    create_meeting(MeetingDetails) -> WriteReply: canister::update(Operation::create_meeting);
    /// Replaces the details of a meeting: moves it, cancels it, records it as held. Coordinators
    /// and leads of one of its groups, and of each group that is added; admins.
    update_meeting(UpdateMeeting) -> WriteReply: canister::update(Operation::update_meeting);
    /// Saves minutes that are not to be published yet. Scribes, coordinators and leads of one of
    /// the meeting's groups, admins; the same may read it. A draft is no place for secrets: node
    /// providers can read a canister's memory.
    save_draft(SaveDraft) -> WriteReply: canister::update(Operation::save_draft);
    /// Publishes the minutes of a meeting, or replaces those that are published, and removes the
    /// draft. While there is a draft, the revision asked for is the draft's, so that nobody
    /// publishes over what others have drafted since; otherwise the meeting's. Scribes,
    /// coordinators and leads of one of its groups, admins.
    publish_minutes(PublishMinutes) -> WriteReply: canister::update(Operation::publish_minutes);
    /// Checks in to a meeting with a known start, from 15 minutes before it to 15 minutes after
    /// its end (an hour after the start, if its duration is not known). Members and officers of
    /// its groups, once.
    check_in(Id) -> WriteReply: canister::update(Operation::check_in);
    /// Gives feedback on a group or a meeting. Anyone with an identity.
    give_feedback(GiveFeedback) -> WriteReply: canister::update(Operation::give_feedback);
    /// Removes the text of feedback; that it was given, and why it was removed, stays. Its
    /// author, coordinators and leads of the group, admins.
    remove_feedback(RemoveFeedback) -> WriteReply: canister::update(Operation::remove_feedback);
    /// Adds an action item. Scribes, coordinators and leads of its group, admins.
    create_action_item(ActionItemDetails) -> WriteReply:
        canister::update(Operation::create_action_item);
    /// Replaces an action item. Scribes, coordinators and leads of its group, admins.
    update_action_item(UpdateActionItem) -> WriteReply:
        canister::update(Operation::update_action_item);
    /// Adds what a later meeting noted about an action item, and sets its state. Scribes,
    /// coordinators and leads of its group, admins.
    follow_up(AddFollowUp) -> WriteReply: canister::update(Operation::follow_up);
    /// Adds an initiative. Coordinators and leads of each group that carries it, admins.
    create_initiative(InitiativeDetails) -> WriteReply:
        canister::update(Operation::create_initiative);
    /// Replaces an initiative. Coordinators and leads of one of its groups, and of each group
    /// that is added; admins.
    update_initiative(UpdateInitiative) -> WriteReply:
        canister::update(Operation::update_initiative);
    /// Adds a report; it keeps how the listed initiatives stand now. Coordinators and leads of
    /// each of its groups, admins.
    create_report(ReportDetails) -> WriteReply: canister::update(Operation::create_report);
    /// Replaces a report. Initiatives that were listed stay as they stood; those that are newly
    /// listed are kept as they stand now. Coordinators and leads of one of its groups, and of
    /// each group that is added; admins.
    update_report(UpdateReport) -> WriteReply: canister::update(Operation::update_report);
    /// Adds a series of meetings. Coordinators and leads of each of its groups, admins.
    create_series(NewSeries) -> WriteReply: canister::update(Operation::create_series);
    /// Replaces a series' groups, tags and details, for past dates too: to keep the past as it
    /// was, `change_following`. What was announced for dates that the new schedule does not have
    /// falls away. Coordinators and leads of one of its groups, and of each group that is added;
    /// admins.
    update_series(UpdateSeries) -> WriteReply: canister::update(Operation::update_series);
    /// Cancels a date of a series. Coordinators and leads of one of its groups, admins.
    cancel_occurrence(CancelOccurrence) -> WriteReply:
        canister::update(Operation::cancel_occurrence);
    /// Takes the cancellation of a date back; or, if it is not cancelled, what was changed for
    /// it. Coordinators and leads of one of the series' groups, admins.
    restore_occurrence(RestoreOccurrence) -> WriteReply:
        canister::update(Operation::restore_occurrence);
    /// Moves a date of a series, or changes its length, title, text or place; replaces what was
    /// changed for it before. Coordinators and leads of one of the series' groups, admins.
    change_occurrence(ChangeOccurrence) -> WriteReply:
        canister::update(Operation::change_occurrence);
    /// Changes a date of a series and all that follow: the series ends before it, and a new one
    /// goes on, which the reply names. Cancellations of later days stay where the new series has
    /// a date on the same day. Coordinators and leads of one of the series' groups, admins.
    change_following(ChangeFollowing) -> WriteReply: canister::update(Operation::change_following);
    /// Ends a series, or takes its end back. Coordinators and leads of one of its groups, admins.
    end_series(EndSeries) -> WriteReply: canister::update(Operation::end_series);
    /// Does many operations in one message, all or none. Each needs the right that it needs by
    /// itself. At most as many as `limits` tells.
    apply_batch(ApplyBatch) -> BatchReply: canister::batch();
    /// Answers an HTTP request, and certifies the answer for the queries to come: gateways call it
    /// when `http_request` asks for it. Anybody.
    http_request_update(HttpRequest) -> HttpResponse: canister::http_update();
    /// Replaces the web addresses that the registry vouches for. Admins.
    set_origins(SetOrigins) -> WriteReply: canister::update(Operation::set_origins);
    /// Sets what those may do who hold no office and are no admins: anybody can make a principal
    /// for nothing. `operations_per_day = 0` closes all their doors at once. Admins.
    set_doors(SetDoors) -> WriteReply: canister::update(Operation::set_doors);
    /// Removes a proposed group that was refused or is not decided, with its words and its
    /// supporters; the log keeps what was asked for. Of more than 500 supporters, 500 go with one
    /// call: as long as the revision in the reply is not 0, call again. Admins.
    remove_proposal(RemoveProposal) -> WriteReply: canister::update(Operation::remove_proposal);
    /// Takes a member out of a group. Coordinators and leads of the group, admins.
    remove_member(RemoveMember) -> WriteReply: canister::update(Operation::remove_member);
    /// Refuses link requests, 1 to 100 at once, all or none. Admins.
    refuse_link_requests(RefuseLinkRequests) -> WriteReply:
        canister::update(Operation::refuse_link_requests);
    /// Sets how a group stands to others: sponsor, liaison, successor, split, merger. The other
    /// groups show it too. Its leads, admins.
    set_relations(SetRelations) -> WriteReply: canister::update(Operation::set_relations);
    /// Sets whether the minutes of a group are to be approved once they are published. It holds
    /// for what is published from then on. Its leads, admins.
    set_approval(SetApproval) -> WriteReply: canister::update(Operation::set_approval);
    /// Says that the record of a group and its links still hold. Its coordinators and leads,
    /// admins.
    confirm_group(ConfirmGroup) -> WriteReply: canister::update(Operation::confirm_group);
    /// Approves the published minutes of a meeting. What is published afterwards is marked as a
    /// correction, and can be approved again. Coordinators and leads of one of its groups, admins.
    approve_minutes(ApproveMinutes) -> WriteReply: canister::update(Operation::approve_minutes);
    /// Sets the agenda that each date of a series begins with: the record of a date that comes
    /// takes it over when it is made without one. Records that are there keep theirs.
    /// Coordinators and leads of one of its groups, admins.
    set_agenda(SetAgenda) -> WriteReply: canister::update(Operation::set_agenda);
    /// Sets after how many days something waits for somebody (`attention`). Admins.
    set_patience(SetPatience) -> WriteReply: canister::update(Operation::set_patience);
    /// Withdraws a record that was made by mistake or is a duplicate: it leaves lists, search,
    /// feeds and calendars, and its address says so or leads to the record in its place. History
    /// and log keep it; `reinstate_record` puts it back. A group must be empty, a person named
    /// nowhere, a series without records of its dates. Leads of all its groups; for groups and
    /// people admins.
    withdraw_record(WithdrawRecord) -> WriteReply: canister::update(Operation::withdraw_record);
    /// Puts a withdrawn record back, after its groups and, if it is of a date, its series. Who may
    /// withdraw it.
    reinstate_record(ReinstateRecord) -> WriteReply: canister::update(Operation::reinstate_record);
    /// Lets a person who is another one too go up in that one: roles, meetings, action items and
    /// principals become the other's, and the handle leads there. Of more than 100 records, 100
    /// change with one call: as long as the revision in the reply is the expected one, call again.
    /// Admins.
    merge_person(MergePerson) -> WriteReply: canister::update(Operation::merge_person);
    /// Sets whether changes that admins alone may make take two of them, so that one lost key harms
    /// nobody. There are two admins at least. Admins; two of them once it is set.
    set_two_admins(SetTwoAdmins) -> WriteReply: canister::update(Operation::set_two_admins);
    /// Proposes a change that another admin confirms. Admins.
    propose_change(ProposeChange) -> WriteReply: canister::update(Operation::propose_change);
    /// Confirms a proposed change, which is made in the same message; what the change refuses
    /// refuses it too. Admins other than the one who proposed it, while that one is an admin.
    confirm_change(ConfirmChange) -> WriteReply: canister::update(Operation::confirm_change);
    /// Drops a proposed change. Admins.
    drop_change(DropChange) -> WriteReply: canister::update(Operation::drop_change);
    /// Puts a neutral handle in the place of all that the registry tells of a person: handle, name,
    /// affiliation, links and remarks, former handles, and what is written beside the person in
    /// meetings and action items; the blocks that entered it are withheld, and the principals
    /// are taken away. Of more than 100 records, 100 change with one call: as long as the revision
    /// in the reply is the expected one, call again. It cannot be undone. Admins.
    withhold_person(WithholdPerson) -> WriteReply: canister::update(Operation::withhold_person);
    /// Withholds texts of the log. A block is then shown with what stands for them, and with the
    /// hashes from which its own is computed; earlier states of records are shown without them. The
    /// records as they stand are not changed: edit them first. It cannot be undone. Admins.
    withhold_blocks(WithholdBlocks) -> WriteReply: canister::update(Operation::withhold_blocks);
    /// Brings in blocks of a backup, into an empty registry: the log becomes that of the backup,
    /// with the same hashes, and the records become what follows from it. As long as not all
    /// blocks are there, nothing else is accepted; an upgrade ends that. Controllers.
    restore_blocks(RestoreBlocks) -> RestoreReply: canister::restore();
    /// Tells in words what a call of an update method would do, for a wallet to show before the
    /// call is signed (ICRC-21). In English or Chinese. Anyone; it writes nothing.
    icrc21_canister_call_consent_message(ConsentMessageRequest) -> ConsentMessageResponse:
        canister::consent();
    /// The front ends that a wallet may let act for its user without asking each time (ICRC-28).
    /// Anyone; it writes nothing.
    icrc28_trusted_origins() -> TrustedOrigins:
        canister::fact(|view| {
            TrustedOrigins { trusted_origins: view.registry.origins().trusted_origins.clone() }
        });
}

methods! {
    query:
    /// A group by its number or slug; null when there is none.
    get_group(Ref) -> GroupReply:
        canister::query::<Ref, _, GroupReply>(|view, named| Ok(view.registry.get_group(&named)));
    /// A person by their number or handle; null when there is none.
    get_person(Ref) -> PersonReply:
        canister::query::<Ref, _, PersonReply>(|view, named| Ok(view.registry.get_person(&named)));
    /// A meeting with its published minutes, by its number or slug; null when there is none.
    get_meeting(Ref) -> MeetingReply:
        canister::query::<Ref, _, MeetingReply>(|view, named| {
            Ok(view.registry.get_meeting(&named))
        });
    /// The draft of a meeting's minutes; null when there is none. Officers of its groups, admins.
    get_draft(Id) -> DraftReply:
        canister::query::<Id, _, DraftReply>(|view, id| {
            view.registry.get_draft(&view.caller, view.now, id)
        });
    /// An action item; null when there is none.
    get_action_item(Id) -> ActionItemReply:
        canister::query::<Id, _, ActionItemReply>(|view, id| Ok(view.registry.get_action_item(id)));
    /// An initiative by its number or slug; null when there is none.
    get_initiative(Ref) -> InitiativeReply:
        canister::query::<Ref, _, InitiativeReply>(|view, named| {
            Ok(view.registry.get_initiative(&named))
        });
    /// A report by its number or slug; null when there is none.
    get_report(Ref) -> ReportReply:
        canister::query::<Ref, _, ReportReply>(|view, named| Ok(view.registry.get_report(&named)));
    /// Groups, by name. Proposed ones that are not accepted stand in `list_proposals`.
    list_groups(ListGroups) -> GroupPageReply:
        canister::query::<ListGroups, _, GroupPageReply>(|view, q| view.registry.list_groups(&q));
    /// Proposed groups that are not decided, or that were refused, oldest first.
    list_proposals(ListProposals) -> GroupPageReply:
        canister::query::<ListProposals, _, GroupPageReply>(|view, q| {
            view.registry.list_proposals(&q)
        });
    /// People, by handle.
    list_people(ListPeople) -> PersonPageReply:
        canister::query::<ListPeople, _, PersonPageReply>(|view, q| view.registry.list_people(&q));
    /// Meetings, newest first.
    list_meetings(ListMeetings) -> MeetingPageReply:
        canister::query::<ListMeetings, _, MeetingPageReply>(|view, q| {
            view.registry.list_meetings(&q)
        });
    /// Action items of a group, a person or a meeting.
    list_action_items(ListActionItems) -> ActionItemPageReply:
        canister::query::<ListActionItems, _, ActionItemPageReply>(|view, q| {
            view.registry.list_action_items(&q)
        });
    /// Initiatives, by title.
    list_initiatives(ListInitiatives) -> InitiativePageReply:
        canister::query::<ListInitiatives, _, InitiativePageReply>(|view, q| {
            view.registry.list_initiatives(&q)
        });
    /// Reports, newest first.
    list_reports(ListReports) -> ReportPageReply:
        canister::query::<ListReports, _, ReportPageReply>(|view, q| {
            view.registry.list_reports(&q)
        });
    /// The members of a group.
    list_members(ListMembers) -> MemberPageReply:
        canister::query::<ListMembers, _, MemberPageReply>(|view, q| {
            view.registry.list_members(&q)
        });
    /// The supporters of a proposed group.
    list_supporters(ListMembers) -> SupporterPageReply:
        canister::query::<ListMembers, _, SupporterPageReply>(|view, q| {
            view.registry.list_supporters(&q)
        });
    /// The feedback on a group or a meeting.
    list_feedback(ListFeedback) -> FeedbackPageReply:
        canister::query::<ListFeedback, _, FeedbackPageReply>(|view, q| {
            view.registry.list_feedback(&q)
        });
    /// The check-ins to a meeting.
    list_check_ins(ListCheckIns) -> CheckInPageReply:
        canister::query::<ListCheckIns, _, CheckInPageReply>(|view, q| {
            view.registry.list_check_ins(&q)
        });
    /// The undecided link requests: an admin sees all, others see their own.
    list_link_requests(ListLinkRequests) -> LinkRequestPageReply:
        canister::query::<ListLinkRequests, _, LinkRequestPageReply>(|view, q| {
            view.registry.list_link_requests(&view.caller, view.now, &q)
        });
    /// The proposed changes that wait for another admin, oldest first.
    list_proposed_changes(ListProposedChanges) -> ProposedChangePageReply:
        canister::query::<ListProposedChanges, _, ProposedChangePageReply>(|view, q| {
            view.registry.list_proposed_changes(view.now, &q)
        });
    /// What waits for somebody: minutes that are missing, action items that are overdue, vacant
    /// roles and so on; of all groups, of one, or of the caller. Link requests are for admins.
    attention(AskAttention) -> AttentionPageReply:
        canister::query::<AskAttention, _, AttentionPageReply>(|view, q| {
            view.registry.attention(&view.caller, view.now, &q)
        });
    /// The groups, open proposals and people whose names look like some names: before somebody
    /// decides on a proposal or a link request.
    look_alikes(AskLookAlikes) -> LookAlikesReply:
        canister::query::<AskLookAlikes, _, LookAlikesReply>(|view, q| {
            view.registry.look_alikes(&q)
        });
    /// What other groups say of a group.
    list_related(ListRelated) -> RelatedPageReply:
        canister::query::<ListRelated, _, RelatedPageReply>(|view, q| {
            view.registry.list_related(&q)
        });
    /// A record as it stood at a revision or an instant; null when it was not there.
    record_at(AskRecordAt) -> RecordAtReply:
        canister::query::<AskRecordAt, _, RecordAtReply>(|view, q| view.registry.record_at(&q));
    /// Two states of a record, and the fields in which they differ.
    differences(AskDifferences) -> DifferencesReply:
        canister::query::<AskDifferences, _, DifferencesReply>(|view, q| {
            view.registry.differences(&q)
        });
    /// What groups did in a period: meetings and attendance, decisions, action items, milestones,
    /// roles.
    activity(AskActivity) -> ActivityReply:
        canister::query::<AskActivity, _, ActivityReply>(|view, q| view.registry.activity(&q));
    /// A report on what groups did in a period, to be corrected and given to `create_report`. It
    /// goes on from the last report of the first group: purpose, goals, languages.
    draft_report(AskReportDraft) -> ReportDraftReply:
        canister::query::<AskReportDraft, _, ReportDraftReply>(|view, q| {
            site::draft_report(view.registry, &q)
        });
    /// Who changed a record, when, and which fields. For drafts and link requests: those who may
    /// see them.
    history(AskHistory) -> HistoryPageReply:
        canister::query::<AskHistory, _, HistoryPageReply>(|view, q| {
            view.registry.history(&view.caller, view.now, &q)
        });
    /// A series with what was announced for its dates; null when there is none.
    get_series(Id) -> SeriesReply:
        canister::query::<Id, _, SeriesReply>(|view, id| Ok(view.registry.get_series(id)));
    /// Series, by title.
    list_series(ListSeries) -> SeriesPageReply:
        canister::query::<ListSeries, _, SeriesPageReply>(|view, q| view.registry.list_series(&q));
    /// The meetings that come, dates of series and single ones, cancelled and moved ones among
    /// them; of all groups, of some, or of the caller's.
    upcoming(Upcoming) -> UpcomingPageReply:
        canister::query::<Upcoming, _, UpcomingPageReply>(|view, q| {
            view.registry.upcoming(&view.caller, view.now, &q)
        });
    /// The meeting of a group that runs now, or else the next that is not cancelled; null when
    /// none comes.
    next_meeting(Ref) -> NextMeetingReply:
        canister::query::<Ref, _, NextMeetingReply>(|view, named| {
            view.registry.next_meeting(view.now, &named)
        });
    /// Meetings at the same time: among some groups, with groups that share people with them, or
    /// with a schedule that is only planned.
    schedule_conflicts(AskConflicts) -> ConflictsReply:
        canister::query::<AskConflicts, _, ConflictsReply>(|view, q| {
            view.registry.schedule_conflicts(view.now, &q)
        });
    /// The hours of the week that lie between 8 and 20 o'clock for the most people of given time
    /// zones, the best first, and what they mean for each zone through the year.
    suggest_slots(AskSlots) -> SlotsReply:
        canister::query::<AskSlots, _, SlotsReply>(|view, q| {
            view.registry.suggest_slots(view.now, &q)
        });
    /// The next dates that a schedule would give.
    preview_dates(AskDates) -> DatesReply:
        canister::query::<AskDates, _, DatesReply>(|view, q| {
            view.registry.preview_dates(view.now, &q)
        });
    /// Markdown as the pages show it: in HTML. At most 100,000 bytes.
    preview_text(String) -> TextReply:
        canister::query::<String, _, TextReply>(|_, text| site::preview(&text));
    /// The calendar of a group to subscribe to.
    calendar_of_group(AskGroupCalendar) -> CalendarReply:
        canister::query::<AskGroupCalendar, _, CalendarReply>(|view, q| {
            view.registry.calendar_of_group(&view.host, view.now, &q)?.piece(q.offset)
        });
    /// The calendar of a person: the meetings of the groups in which they have a role or are a
    /// member.
    calendar_of_person(AskPersonCalendar) -> CalendarReply:
        canister::query::<AskPersonCalendar, _, CalendarReply>(|view, q| {
            view.registry.calendar_of_person(&view.host, view.now, &q)?.piece(q.offset)
        });
    /// The calendar of the series and single meetings with a tag.
    calendar_of_tag(AskTagCalendar) -> CalendarReply:
        canister::query::<AskTagCalendar, _, CalendarReply>(|view, q| {
            view.registry.calendar_of_tag(&view.host, view.now, &q)?.piece(q.offset)
        });
    /// The calendar of all groups, in parts. Each part is a calendar by itself; whoever subscribes
    /// to all parts has each meeting once.
    calendar_of_all(AskWholeCalendar) -> CalendarReply:
        canister::query::<AskWholeCalendar, _, CalendarReply>(|view, q| {
            view.registry.calendar_of_all(&view.host, view.now, &q)?.piece(q.offset)
        });
    /// Finds records by words, in any language.
    search(Search) -> SearchPageReply:
        canister::query::<Search, _, SearchPageReply>(|view, q| view.registry.search(&q));
    /// Who the caller is to the registry, and what is left of the caller's quota.
    whoami() -> Whoami: canister::fact(|view| view.registry.whoami(&view.caller, view.now));
    /// What the registry says of itself, who its admins are, and how much it holds.
    about() -> RegistryInfo: canister::fact(|view| view.registry.registry_info());
    /// The sizes and quotas in force, and the bounds within which admins may set them.
    limits() -> LimitsInfo: canister::fact(|view| view.registry.limits_info());
    /// Answers an HTTP request. `docs/http.md` lists the addresses.
    http_request(HttpRequest) -> HttpResponse: canister::http_query();
    /// Blocks of the log (ICRC-3): every change of the registry, with who made it and when.
    /// `docs/log.md` describes them.
    icrc3_get_blocks(Vec<GetBlocksArgs>) -> GetBlocksResult:
        canister::standard(|view, ranges: Vec<GetBlocksArgs>| {
            standards::icrc3::blocks(view.registry.store(), &ranges)
        });
    /// The canisters that keep parts of the log (ICRC-3): none but this one, which tells no
    /// archives.
    icrc3_get_archives(GetArchivesArgs) -> Vec<Archive>:
        canister::standard(|_, _: GetArchivesArgs| Vec::<Archive>::new());
    /// The network's signature on the end of the log (ICRC-3).
    icrc3_get_tip_certificate() -> Option<DataCertificate>:
        canister::fact(|_| canister::tip_certificate());
    /// The types of the log's blocks (ICRC-3).
    icrc3_supported_block_types() -> Vec<SupportedBlockType>:
        canister::fact(|view| standards::icrc3::block_types(&view.host));
    /// What the sealed blocks of the log were made of, for a backup. Controllers.
    sealed_arguments(AskSealed) -> SealedReply:
        canister::query::<AskSealed, _, SealedReply>(|view, q| {
            view.registry.sealed_arguments(&view.caller, &q)
        });
    /// The standards that this canister keeps (ICRC-10).
    icrc10_supported_standards() -> Vec<SupportedStandard>: canister::fact(|_| supported());
}

candid::export_service!();

/// The interface in Candid, from the code. For tools on the developer's machine.
///
/// The candid crate remembers in each thread which types it has described, and describes them
/// otherwise the second time; a new thread remembers nothing.
///
/// # Panics
/// When no thread can be started.
pub fn interface() -> String {
    let interface = match std::thread::spawn(__export_service).join() {
        Ok(interface) => interface,
        Err(panic) => std::panic::resume_unwind(panic),
    };
    let signatures = [update::SIGNATURES, query::SIGNATURES].concat();
    interface::with_own_names(&interface, &signatures)
}
