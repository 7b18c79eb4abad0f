//! `edit`.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value as Json;
use serde_yaml_ng::Value;
use workgroups::domain::{Error, Fault, Operation};
use workgroups::standards::types::{
    ConsentMessage, ConsentMessageMetadata, ConsentMessageRequest, ConsentMessageResponse,
    ConsentMessageSpec, DeviceSpec,
};

use super::output::{printable, say, say_difference};
use super::reader::{kind_of, sort_name};
use super::showing::one;
use super::{EditOptions, Sort};
use crate::apply::{self, Change, Read};
use crate::client::Client;
use crate::config::Place;
use crate::edit::{compose, marked, merge, unmarked};
use crate::failure::{Cause, Failure};
use crate::files::format as f;
use crate::files::yaml;

/// Opens a record in the editor, and sends what was changed.
pub fn edit(place: &Place, options: &EditOptions) -> Result<()> {
    let mut client = place.find()?.client()?;
    let mut session = Session::begin(&mut client, options)?;
    let ended = session.run(&mut client);
    match &ended {
        Ok(()) => _ = fs::remove_file(&session.page),
        Err(_) => eprintln!("What you wrote stands in {}.", session.page.display()),
    }
    ended
}

/// An edit until it is sent or given up.
struct Session<'a> {
    options: &'a EditOptions,
    /// The record as it was read last.
    read: Read,
    /// The file in the editor.
    page: PathBuf,
    /// What the editor last left, without marks: the same twice means that the user gives up.
    last: String,
}

/// What is done with a change that was shown.
enum Answer {
    Send,
    EditAgain,
    Stop,
}

impl<'a> Session<'a> {
    fn begin(client: &mut Client<'_>, options: &'a EditOptions) -> Result<Session<'a>> {
        let read = read(client, options)?;
        let title = format!("{} {}", sort_name(options.kind), options.name);
        let text = compose(&read.words, &schema(options.kind)?, &title)?;
        let page = free_page(options)?;
        fs::write(&page, &text).with_context(|| format!("cannot write {}", page.display()))?;
        Ok(Session {
            options,
            read,
            page,
            last: text,
        })
    }

    fn run(&mut self, client: &mut Client<'_>) -> Result<()> {
        loop {
            open_editor(&self.page)?;
            let text = unmarked(&crate::files::bounded::text(&self.page).map_err(Failure::file)?);
            let has_changed = text != self.last;
            self.last.clone_from(&text);
            let faults = match parse(&text, self.options.kind) {
                Err(fault) => vec![fault],
                Ok(new) if new == self.read.words => return say("Nothing was changed.\n"),
                Ok(new) => match self.offer(client, new)? {
                    None => return Ok(()),
                    Some(faults) => faults,
                },
            };
            if !has_changed && !faults.is_empty() {
                let told: Vec<String> = faults
                    .iter()
                    .map(|f| format!("{} {}", f.field, f.reason))
                    .collect();
                let message = format!("nothing was written: {}", told.join("; "));
                return Err(Failure::new(Cause::Refused, message).into());
            }
            fs::write(&self.page, marked(&self.last, &faults))?;
        }
    }

    /// Shows a change, and sends it; gives back what is at fault, or nothing when it is done.
    fn offer(&mut self, client: &mut Client<'_>, mut new: Value) -> Result<Option<Vec<Fault>>> {
        loop {
            let operations = match apply::operations(client, &self.read, &new) {
                Ok(operations) => operations,
                Err(error) => match error.downcast_ref::<Failure>() {
                    Some(failure) if failure.cause == Cause::File => {
                        return Ok(Some(vec![whole(&failure.message)]));
                    }
                    _ => return Err(error),
                },
            };
            let change = Change {
                name: format!("{} {}", sort_name(self.options.kind), self.options.name),
                before: Some(yaml::text(&self.read.words)?),
                after: yaml::text(&new)?,
            };
            say_difference(&change.to_string())?;
            match self.answer(client, &operations)? {
                Answer::Send => {}
                Answer::EditAgain => return Ok(Some(Vec::new())),
                Answer::Stop => {
                    return Err(Failure::new(Cause::Stopped, "nothing was changed").into());
                }
            }
            let Err(refusal) = client.apply(operations)? else {
                say("Written.\n")?;
                return Ok(None);
            };
            match &refusal.error {
                Some(Error::invalid { faults }) => return Ok(Some(faults.clone())),
                Some(Error::conflict { .. }) => match self.merged(client, &new)? {
                    Ok(merged) => new = merged,
                    Err(faults) => return Ok(Some(faults)),
                },
                Some(Error::already_exists { field, .. }) => {
                    let reason = refusal.message.clone();
                    return Ok(Some(vec![Fault {
                        field: field.clone(),
                        reason,
                    }]));
                }
                _ => return Err(Failure::refused(&change.name, &refusal).into()),
            }
        }
    }

    /// The change together with what others changed meanwhile; where both changed the same, what
    /// the page has to say about it.
    fn merged(
        &mut self,
        client: &mut Client<'_>,
        new: &Value,
    ) -> Result<Result<Value, Vec<Fault>>> {
        let now = read(client, self.options)?;
        let merged = merge(&self.read.words, new, &now.words);
        self.read = now;
        let title = format!("{} {}", sort_name(self.options.kind), self.options.name);
        self.last = compose(&merged.record, &schema(self.options.kind)?, &title)?;
        fs::write(&self.page, &self.last)?;
        if !merged.theirs.is_empty() {
            say(&format!(
                "Others changed meanwhile: {}.\n",
                merged.theirs.join(", ")
            ))?;
        }
        if merged.both.is_empty() {
            return Ok(Ok(merged.record));
        }
        let fault = |(field, value): (String, Value)| {
            let value = serde_yaml_ng::to_string(&value).unwrap_or_default();
            let value = value.trim_end().replace('\n', " ");
            Fault {
                field,
                reason: format!("was changed by others too, into: {value}"),
            }
        };
        Ok(Err(merged.both.into_iter().map(fault).collect()))
    }

    fn answer(&self, client: &mut Client<'_>, operations: &[Operation]) -> Result<Answer> {
        if self.options.yes {
            return Ok(Answer::Send);
        }
        for operation in operations {
            say(&printable(&consent(client, operation)?))?;
            say("\n")?;
        }
        if !std::io::stdin().is_terminal() {
            return Err(
                Failure::usage("nobody can be asked whether this is to be written")
                    .advise("Add `--yes` to write it without being asked.")
                    .into(),
            );
        }
        eprint!("Write this? [y]es, [e]dit again, [N]o: ");
        std::io::stderr().flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        Ok(match answer.trim() {
            "y" | "Y" | "yes" => Answer::Send,
            "e" | "E" | "edit" => Answer::EditAgain,
            _ => Answer::Stop,
        })
    }
}

fn read(client: &mut Client<'_>, options: &EditOptions) -> Result<Read> {
    let record = one(client, options.kind, &options.name)?;
    Ok(Read {
        kind: kind_of(options.kind),
        id: record.id,
        revision: record.meta.revision,
        words: record.words,
    })
}

/// What a call does, as a wallet would show it.
///
/// # Errors
/// When the canister does not answer.
pub fn consent(client: &mut Client<'_>, operation: &Operation) -> Result<String> {
    let is_chinese = std::env::var("LANG").is_ok_and(|language| language.starts_with("zh"));
    let metadata = ConsentMessageMetadata {
        language: if is_chinese { "zh" } else { "en" }.into(),
        utc_offset_minutes: None,
    };
    let request = ConsentMessageRequest {
        method: operation.method().into(),
        arg: serde_bytes::ByteBuf::from(operation.argument()),
        user_preferences: ConsentMessageSpec {
            metadata,
            device_spec: Some(DeviceSpec::GenericDisplay),
        },
    };
    let reply = client.call("icrc21_canister_call_consent_message", &request)?;
    Ok(match reply {
        ConsentMessageResponse::Ok(info) => match info.consent_message {
            ConsentMessage::GenericDisplayMessage(text) => text + "\n",
            ConsentMessage::FieldsDisplayMessage(fields) => format!("{fields:?}\n"),
        },
        ConsentMessageResponse::Err(_) => {
            format!("{} (too long to be told in words)\n", operation.method())
        }
    })
}

fn parse(text: &str, kind: Sort) -> Result<Value, Fault> {
    fn tidy<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Result<Value, Fault> {
        let record: T = serde_yaml_ng::from_str(text).map_err(|e| whole(&e.to_string()))?;
        yaml::value(&record).map_err(|e| whole(&e.to_string()))
    }
    match kind {
        Sort::Group => tidy::<f::Group>(text),
        Sort::Person => tidy::<f::Person>(text),
        Sort::Meeting => tidy::<f::Meeting>(text),
        Sort::Series => tidy::<f::Series>(text),
        Sort::ActionItem => tidy::<f::ActionItem>(text),
        Sort::Initiative => tidy::<f::Initiative>(text),
        Sort::Report => tidy::<f::Report>(text),
    }
}

fn whole(reason: &str) -> Fault {
    Fault {
        field: "the page".into(),
        reason: reason.to_owned(),
    }
}

fn schema(kind: Sort) -> Result<Json> {
    let schema = match kind {
        Sort::Group => schemars::schema_for!(f::Group),
        Sort::Person => schemars::schema_for!(f::Person),
        Sort::Meeting => schemars::schema_for!(f::Meeting),
        Sort::Series => schemars::schema_for!(f::Series),
        Sort::ActionItem => schemars::schema_for!(f::ActionItem),
        Sort::Initiative => schemars::schema_for!(f::Initiative),
        Sort::Report => schemars::schema_for!(f::Report),
    };
    Ok(serde_json::to_value(schema)?)
}

/// A file for the editor that is not there yet: what an earlier edit left stays.
fn free_page(options: &EditOptions) -> Result<PathBuf> {
    let kind = sort_name(options.kind).replace(' ', "-");
    let safe = |c: char| {
        if c.is_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    let name: String = options.name.chars().map(safe).collect();
    for number in 1..1_000 {
        let file = format!("workgroups-{kind}-{name}-{number}.yaml");
        let path = std::env::temp_dir().join(file);
        if fs::File::create_new(&path).is_ok() {
            return Ok(path);
        }
    }
    let folder = std::env::temp_dir();
    Err(Failure::file(format!("no file can be made in {}", folder.display())).into())
}

/// Runs the editor of `VISUAL` or `EDITOR`, and waits until it ends.
fn open_editor(page: &Path) -> Result<()> {
    let chosen = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let editor = chosen.into_iter().find(|editor| !editor.is_empty());
    let editor = editor.unwrap_or_else(|| "vi".into());
    // The variable may hold options; the file's name is passed on as it is.
    let command = format!("{editor} \"$1\"");
    let status = Command::new("sh")
        .args(["-c", &command, "sh"])
        .arg(page)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Failure::usage(format!("the editor `{editor}` failed"))
            .advise("Name another one in the variable EDITOR.")
            .into()),
    }
}
