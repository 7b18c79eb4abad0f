//! `withdraw`, `reinstate` and `activity`.

use std::collections::BTreeMap;

use anyhow::Result;
use candid::Principal;
use serde_json::json;
use workgroups::domain::{
    Id, Meta, Operation, PartialDate, RecordId, ReinstateRecord, Report, ReportDetails,
    WithdrawRecord,
};
use workgroups::registry::{Activity, AskActivity, AskRecordAt, AskReportDraft};
use workgroups::wire::{ActivityReply, RecordAtReply, ReportDraftReply};

use super::output::{Form, Table, data, say};
use super::reader::{Clock, kind_of, not_found, number};
use super::showing::{end_of_day, learn};
use super::{ActivityOptions, Named, ReinstateOptions, Shown, Sort, WithdrawOptions};
use crate::client::Client;
use crate::config::Place;
use crate::failure::Failure;
use crate::files::describe::Names;

/// Withdraws a record.
pub fn withdraw(place: &Place, options: &WithdrawOptions) -> Result<()> {
    let mut client = place.find()?.client()?;
    let (record, expected_revision) = found(&mut client, &options.named)?;
    let instead = match &options.instead {
        Some(name) => Some(number(&mut client, options.named.kind, name)?),
        None => None,
    };
    let operation = Operation::withdraw_record(WithdrawRecord {
        record,
        expected_revision,
        reason: options.reason.clone(),
        instead,
    });
    write(&mut client, operation, "Withdrawn.\n")
}

/// Puts a withdrawn record back.
pub fn reinstate(place: &Place, options: &ReinstateOptions) -> Result<()> {
    let mut client = place.find()?.client()?;
    let (record, expected_revision) = found(&mut client, &options.named)?;
    let operation = Operation::reinstate_record(ReinstateRecord {
        record,
        expected_revision,
        reason: options.reason.clone(),
    });
    write(&mut client, operation, "Put back.\n")
}

fn write(client: &mut Client<'_>, operation: Operation, done: &str) -> Result<()> {
    match client.apply(vec![operation])? {
        Ok(_) => say(done),
        Err(refusal) => Err(Failure::refused("The change", &refusal).into()),
    }
}

/// A record and its present revision.
fn found(client: &mut Client<'_>, named: &Named) -> Result<(RecordId, u64)> {
    let id = number(client, named.kind, &named.name)?;
    let question = AskRecordAt {
        kind: Some(kind_of(named.kind)),
        id,
        revision: Some(u64::MAX),
        at: None,
    };
    let past = match client.ask("record_at", &question)? {
        RecordAtReply::Ok(past) => past,
        RecordAtReply::Err(refusal) => {
            return Err(Failure::refused("The question", &refusal).into());
        }
    };
    let past = past.ok_or_else(|| not_found(named.kind, &named.name))?;
    Ok((record_id(named.kind, id), past.change.revision))
}

fn record_id(kind: Sort, id: Id) -> RecordId {
    match kind {
        Sort::Group => RecordId::group(id),
        Sort::Person => RecordId::person(id),
        Sort::Meeting => RecordId::meeting(id),
        Sort::Series => RecordId::series(id),
        Sort::ActionItem => RecordId::action_item(id),
        Sort::Initiative => RecordId::initiative(id),
        Sort::Report => RecordId::report(id),
    }
}

/// What groups did in a period, or a report that begins with it.
pub fn activity(place: &Place, shown: &Shown, options: &ActivityOptions) -> Result<()> {
    let clock = Clock::of(shown)?;
    let mut client = place.find()?.client()?;
    let mut groups = Vec::new();
    for group in &options.group {
        groups.push(number(&mut client, Sort::Group, group)?);
    }
    let (from, until) = (
        begin_of_day(&options.from)?,
        end_of_day(&options.until)? + 1,
    );
    if options.report {
        let question = AskReportDraft {
            groups,
            from,
            until,
            language: options.language.clone(),
        };
        return match client.ask("draft_report", &question)? {
            ReportDraftReply::Ok(details) => say(&drafted(&mut client, details)?),
            ReportDraftReply::Err(refusal) => {
                Err(Failure::refused("The question", &refusal).into())
            }
        };
    }
    let question = AskActivity {
        groups,
        from,
        until,
    };
    let activity = match client.ask("activity", &question)? {
        ActivityReply::Ok(activity) => activity,
        ActivityReply::Err(refusal) => {
            return Err(Failure::refused("The question", &refusal).into());
        }
    };
    match shown.output {
        Form::Table => say(&table(&clock, &activity).text(shown.output)?),
        form => say(&data(&told(&activity), form)?),
    }
}

/// A drafted report as a file for `apply`.
fn drafted(client: &mut Client<'_>, details: ReportDetails) -> Result<String> {
    let nobody = Principal::anonymous();
    let report = Report {
        id: 0,
        meta: Meta {
            revision: 0,
            created_at: 0,
            created_by: nobody,
            updated_at: 0,
            updated_by: nobody,
        },
        details,
        milestones: Vec::new(),
        withdrawn: None,
    };
    let mut names = Names::default();
    names.report(report.clone());
    learn(client, &mut names)?;
    let file = BTreeMap::from([("reports", vec![names.report(report)])]);
    Ok(serde_yaml_ng::to_string(&file)?)
}

fn begin_of_day(text: &str) -> Result<u64, Failure> {
    let day = PartialDate::of_day(text).and_then(|day| day.first_instant());
    day.ok_or_else(|| Failure::usage(format!("{text} is no day such as 2026-01-31")))
}

fn told(activity: &Activity) -> serde_json::Value {
    let attended =
        |a: workgroups::registry::Attended| json!({ "meetings": a.meetings, "people": a.people });
    json!({
        "meetings": activity.meetings.iter().map(|m| &m.slug).collect::<Vec<_>>(),
        "attendance": {
            "now": attended(activity.attendance.now),
            "before": attended(activity.attendance.before),
        },
        "decisions": activity.decisions.iter().map(|d| &d.text).collect::<Vec<_>>(),
        "opened": activity.opened.iter().map(|i| &i.title).collect::<Vec<_>>(),
        "closed": activity.closed.iter().map(|i| &i.title).collect::<Vec<_>>(),
        "milestones": activity.milestones.iter().map(|m| json!({
            "title": m.title,
            "was": m.was.map(|p| format!("{p:?}")),
            "is": m.is.map(|p| format!("{p:?}")),
        })).collect::<Vec<_>>(),
        "is_whole": activity.is_whole,
    })
}

fn table(clock: &Clock, activity: &Activity) -> Table {
    let mut table = Table::new(&["what", "at", "which", "how"]);
    for meeting in &activity.meetings {
        let at = meeting.start.map(|at| clock.show(at));
        let people = meeting
            .attendance
            .map(|people| format!("{people} attended"));
        table.row([
            json!("meeting"),
            json!(at),
            json!(meeting.title),
            json!(people),
        ]);
    }
    let mut rows = |what: &str, which: &str, how: Option<String>| {
        table.row([json!(what), json!(null), json!(which), json!(how)]);
    };
    for decision in &activity.decisions {
        rows("decision", &decision.text, None);
    }
    for item in &activity.opened {
        rows("action item raised", &item.title, None);
    }
    for item in &activity.closed {
        rows(
            "action item closed",
            &item.title,
            Some(format!("{:?}", item.state)),
        );
    }
    for moved in &activity.milestones {
        let is = moved.is.map(|p| format!("{p:?}").replace('_', " "));
        rows("milestone", &moved.title, is);
    }
    for change in &activity.holders {
        let how = if change.began { "began" } else { "ended" };
        let role = change
            .role
            .map(|role| format!("{role:?}").replace('_', " "));
        rows(
            "role",
            &format!("person {} as {}", change.person, role.unwrap_or_default()),
            Some(how.into()),
        );
    }
    table
}
