//! The command line itself: what can be asked for, and how it is answered.

mod applying;
mod asking;
mod checking;
mod documents;
mod editing;
mod exporting;
mod help;
mod importing;
mod listing;
mod output;
mod progress;
mod reader;
mod showing;
mod standing;
mod waiting;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Place;
use crate::failure::{Cause, Failure};
use crate::import::Source;
pub use help::{completions, manual_pages, markdown};
pub use output::Form;

/// What the program is, and what it is asked for.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "workgroups",
    version,
    about = "Working groups, their meetings and their minutes, from a terminal",
    after_help = help::EXAMPLES,
    after_long_help = help::long(),
    propagate_version = true,
    max_term_width = 100
)]
pub struct CommandLine {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub shown: Shown,
    #[command(subcommand)]
    pub task: Task,
}

/// How answers are shown.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "How it is shown")]
pub struct Shown {
    /// In words and columns, or as data
    #[arg(long, short = 'o', global = true, value_enum, default_value = "table")]
    pub output: Form,
    /// The time zone of the times, such as Europe/Zurich [default: this machine's]
    #[arg(long, global = true, env = "TZ", value_name = "ZONE")]
    pub zone: Option<String>,
}

/// What can be asked for.
#[derive(Clone, Debug, Subcommand)]
pub enum Task {
    /// List records of a kind
    ///
    /// Example: workgroups list meetings --group defi --most 20
    List(ListOptions),
    /// Show one record, as it is or as it stood
    ///
    /// Example: workgroups show meeting defi-2024-05-02
    Show(ShowOptions),
    /// Find records by words, in any language
    ///
    /// Example: workgroups search 跨链 --kind meeting
    Search(SearchOptions),
    /// The meetings that come, in your time zone
    ///
    /// Example: workgroups upcoming --group defi --days 30
    Upcoming(UpcomingOptions),
    /// Who changed a record, when, and what
    ///
    /// Example: workgroups history group defi
    History(Named),
    /// Who you are to the registry, and what you may change
    Whoami,
    /// What waits for you, for a group, or for anybody
    ///
    /// For you: your action items, what waits in the groups in which you hold an office, and for
    /// admins what is to be decided.
    ///
    /// Example: workgroups attention --group defi
    Attention(AttentionOptions),
    /// What groups did in a period, or a report that begins with it
    ///
    /// Example: workgroups activity --group defi --from 2026-01-01 --until 2026-03-31
    Activity(ActivityOptions),
    /// Withdraw a record that was made by mistake, or is a duplicate
    ///
    /// It leaves lists, search, feeds and calendars. Its history is kept, and it can be put back.
    ///
    /// Example: workgroups withdraw meeting defi-2 --instead defi-2024-05-02 --reason "entered twice"
    Withdraw(WithdrawOptions),
    /// Put a withdrawn record back
    ///
    /// Example: workgroups reinstate meeting 17 --reason "it was none"
    Reinstate(ReinstateOptions),
    /// Change a record in your editor
    ///
    /// Opens it as commented YAML, shows the difference and what the registry says that it will
    /// do, and sends it. What others changed meanwhile is merged; what is refused is shown at its
    /// line. What you wrote is never lost.
    ///
    /// Example: workgroups edit group defi
    Edit(EditOptions),
    /// Make the registry say what files say
    ///
    /// The files have the format of `examples/`. Applying them twice changes nothing.
    ///
    /// Example: workgroups apply -f registry/ --dry-run
    Apply(ApplyOptions),
    /// Templates for minutes, and publishing them
    #[command(subcommand)]
    Minutes(MinutesTask),
    /// Move in: read notes in Markdown, the directories of other communities, and calendars
    ///
    /// What a file is follows from its name: notes (.md), a calendar (.ics), `sigs.yaml` of
    /// Kubernetes, meeting files of yaml2ical (other .yaml files, and folders with them), the
    /// folder of rust-lang/team. The report tells what was taken that nobody told, which cadences
    /// stay as text, and what is left out. Importing twice changes nothing.
    ///
    /// Of notes, front matter, facts, sections, speakers, feedback and follow-up items are
    /// recognised, in English and Chinese; all else stays as it is in its section. A document with
    /// goals and with milestones or highlights is a report: its milestones become initiatives.
    ///
    /// Example: workgroups import sigs.yaml --into registry/
    ///
    /// Example: workgroups import thread.txt --from forum --name "Working groups" --into registry/
    ///
    /// Example: workgroups import calendar.ics --group defi --dry-run
    ///
    /// Example: workgroups import notes/2024-05-02.md --group defi
    Import(ImportOptions),
    /// Write the registry into files, or parts of it as Markdown
    Export(ExportOptions),
    /// Check that everything the canister answers follows from its log, and that the network has
    /// signed it
    ///
    /// Example: workgroups verify --since ~/registry-checked.toml
    Verify(VerifyOptions),
    /// Read the whole log into a file, checked while it is read
    ///
    /// A file that is there is gone on with. Made by a controller, it has all that is needed to
    /// restore the registry.
    ///
    /// Example: workgroups backup registry.backup
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Bring a backup into a newly installed canister that you control
    ///
    /// Block by block, with the same hashes. The file is checked before anything is sent; a
    /// restoration that was broken off is gone on with.
    ///
    /// Example: workgroups restore registry.backup -c NEW-CANISTER
    Restore {
        /// The file
        file: PathBuf,
        /// Do not ask before it begins
        #[arg(long, short = 'y')]
        yes: bool,
    },
    /// Print a script that completes commands in your shell
    ///
    /// Example: workgroups completions bash > ~/.local/share/bash-completion/completions/workgroups
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder
    ///
    /// Example: workgroups man ~/.local/share/man/man1
    Man {
        /// The folder, which must be there
        folder: PathBuf,
    },
}

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    #[value(alias = "groups")]
    Group,
    #[value(alias = "people")]
    Person,
    #[value(alias = "meetings")]
    Meeting,
    Series,
    #[value(alias = "action-items", alias = "actions")]
    ActionItem,
    #[value(alias = "initiatives")]
    Initiative,
    #[value(alias = "reports")]
    Report,
}

/// A record.
#[derive(Args, Clone, Debug)]
pub struct Named {
    /// The kind of the record
    #[arg(value_enum)]
    pub kind: Sort,
    /// Its slug, handle, or number
    pub name: String,
}

/// Which record is shown, and which state of it.
#[derive(Args, Clone, Debug)]
pub struct ShowOptions {
    #[command(flatten)]
    pub named: Named,
    /// The state that this revision made
    #[arg(long, conflicts_with = "on")]
    pub revision: Option<u64>,
    /// The state at the end of this day (UTC), such as 2026-01-31
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
}

/// What is withdrawn.
#[derive(Args, Clone, Debug)]
pub struct WithdrawOptions {
    #[command(flatten)]
    pub named: Named,
    /// Why
    #[arg(long)]
    pub reason: String,
    /// The record of the same kind that stands in its place
    #[arg(long, value_name = "NAME")]
    pub instead: Option<String>,
}

/// What is put back.
#[derive(Args, Clone, Debug)]
pub struct ReinstateOptions {
    #[command(flatten)]
    pub named: Named,
    /// Why
    #[arg(long)]
    pub reason: String,
}

/// Whose activity is told, and of which period.
#[derive(Args, Clone, Debug)]
pub struct ActivityOptions {
    /// Of these groups (slugs or numbers)
    #[arg(long, required = true)]
    pub group: Vec<String>,
    /// The first day (UTC), such as 2026-01-01
    #[arg(long, value_name = "DAY")]
    pub from: String,
    /// The last day
    #[arg(long, value_name = "DAY")]
    pub until: String,
    /// Draft a report of it
    #[arg(long)]
    pub report: bool,
    /// The language of the draft: en or zh
    #[arg(long)]
    pub language: Option<String>,
}

/// What is listed.
#[derive(Args, Clone, Debug)]
pub struct ListOptions {
    /// What to list
    #[arg(value_enum)]
    pub what: Listed,
    /// Only of this group (slug or number)
    #[arg(long)]
    pub group: Option<String>,
    /// Only of this person (handle or number)
    #[arg(long)]
    pub person: Option<String>,
    /// Only with this tag or topic
    #[arg(long)]
    pub tag: Option<String>,
    /// Only groups, meetings or reports in this language, such as `zh`
    #[arg(long)]
    pub language: Option<String>,
    /// Only of this meeting (slug or number)
    #[arg(long)]
    pub meeting: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    pub most: usize,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    #[value(alias = "group")]
    Groups,
    #[value(alias = "person")]
    People,
    #[value(alias = "meeting")]
    Meetings,
    Series,
    #[value(alias = "action-item", alias = "actions")]
    ActionItems,
    #[value(alias = "initiative")]
    Initiatives,
    #[value(alias = "report")]
    Reports,
    /// Proposed groups that are not decided
    Proposals,
    /// The members of a group
    Members,
    /// The feedback on a group or a meeting
    Feedback,
    /// Who checked in to a meeting
    CheckIns,
    /// Undecided requests to be linked to a person
    LinkRequests,
}

/// What is searched for.
#[derive(Args, Clone, Debug)]
pub struct SearchOptions {
    /// The words; a beginning of a word is enough
    pub words: Vec<String>,
    /// Only records of these kinds
    #[arg(long, value_enum)]
    pub kind: Vec<Sort>,
    /// Only of this group (slug or number)
    #[arg(long)]
    pub group: Option<String>,
    /// Only with this tag
    #[arg(long)]
    pub tag: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 20)]
    pub most: usize,
}

/// For whom something waits.
#[derive(Args, Clone, Debug)]
pub struct AttentionOptions {
    /// What waits in this group (slug or number)
    #[arg(long, conflicts_with = "all")]
    pub group: Option<String>,
    /// What waits in all groups
    #[arg(long)]
    pub all: bool,
}

/// Which meetings come.
#[derive(Args, Clone, Debug)]
pub struct UpcomingOptions {
    /// Only of these groups (slugs or numbers)
    #[arg(long)]
    pub group: Vec<String>,
    /// Only of the groups that you are in
    #[arg(long)]
    pub mine: bool,
    /// Within so many days
    #[arg(long, default_value_t = 30)]
    pub days: u32,
    /// At most so many
    #[arg(long, default_value_t = 50)]
    pub most: usize,
}

/// What is edited.
#[derive(Args, Clone, Debug)]
pub struct EditOptions {
    /// The kind of the record
    #[arg(value_enum)]
    pub kind: Sort,
    /// Its slug, handle, or number
    pub name: String,
    /// Do not ask before it is written
    #[arg(long, short = 'y')]
    pub yes: bool,
}

/// What is applied.
#[derive(Args, Clone, Debug)]
pub struct ApplyOptions {
    /// Files, or folders whose *.yaml files are read
    #[arg(long = "file", short = 'f', required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// End what no file has: archive groups, cancel meetings, drop action items and initiatives.
    /// Nothing is ever removed
    #[arg(long)]
    pub prune: bool,
    /// Do not ask before something is written
    #[arg(long, short = 'y')]
    pub yes: bool,
}

/// What is exported.
#[derive(Args, Clone, Debug)]
pub struct ExportOptions {
    #[command(subcommand)]
    pub what: Exported,
}

/// What can be exported.
#[derive(Clone, Debug, Subcommand)]
pub enum Exported {
    /// Everything, as files for `apply`
    ///
    /// Example: workgroups export files registry/
    Files {
        /// The folder, which is made if it is not there
        folder: PathBuf,
    },
    /// A meeting with its minutes, as Markdown
    ///
    /// Example: workgroups export minutes icp-dev-forum-ep03 > ep03.md
    Minutes {
        /// The meeting's slug or number
        meeting: String,
    },
    /// A report with the milestones of its initiatives, as Markdown
    ///
    /// Example: workgroups export report icon-technical-community-update-q1-2023 > q1.md
    Report {
        /// The report's slug or number
        report: String,
    },
    /// The directory of groups, as a post for a forum
    Directory,
}

/// What is done about minutes.
#[derive(Clone, Debug, Subcommand)]
pub enum MinutesTask {
    /// Print a template for a date of a series, with the action items that are open
    ///
    /// Example: workgroups minutes new 4 > minutes.md
    New {
        /// The number of the series
        series: String,
        /// The date, such as 2024-05-02; for a past one its start, such as 2024-05-02T17:00
        /// [default: the next one]
        date: Option<String>,
    },
    /// Publish minutes from a file that `minutes new` or `export minutes` wrote
    Publish {
        /// The file
        file: PathBuf,
    },
}

/// What is imported.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// Files, or folders with them
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What they are, where their names do not tell it
    #[arg(long, value_enum)]
    pub from: Option<Source>,
    /// The group of the meetings, where a document or a calendar does not name it
    #[arg(long)]
    pub group: Option<String>,
    /// The day from which on the dates of a series are counted whose first one is not told
    /// [default: the first of January of this year]
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// What the registry is called, where a post of a forum does not say it: what the post says
    /// beside its groups becomes the guidelines of the registry
    #[arg(long)]
    pub name: Option<String>,
    /// Write the records into this folder, as files to correct and `apply`, and change nothing else
    #[arg(long, value_name = "FOLDER", conflicts_with = "dry_run")]
    pub into: Option<PathBuf>,
    /// Print the records as YAML for `apply`, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before a directory or a calendar is written into the registry
    #[arg(long, short = 'y')]
    pub yes: bool,
}

/// What is checked.
#[derive(Args, Clone, Debug)]
pub struct VerifyOptions {
    /// Check a backup, which needs no network
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    pub backup: Option<PathBuf>,
    /// Check only the blocks that are new since the last time, which this file remembers. Fit
    /// for a watcher that runs every day
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
}

/// Does what is asked for, and gives the code to end with.
pub fn main(line: &CommandLine) -> ExitCode {
    match run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let failure = error.downcast_ref::<Failure>();
            let advice = failure.map_or("", |failure| failure.advice.as_str());
            eprintln!("error: {}", output::printable(&format!("{error:#}")));
            if !advice.is_empty() {
                eprintln!("  {}", output::printable(advice));
            }
            let cause = failure.map_or(Cause::Other, |failure| failure.cause);
            ExitCode::from(cause.exit_code())
        }
    }
}

fn run(line: &CommandLine) -> anyhow::Result<()> {
    let CommandLine { place, shown, task } = line;
    match task {
        Task::List(options) => listing::list(place, shown, options),
        Task::Show(options) => showing::show(place, shown, options),
        Task::Search(options) => asking::search(place, shown, options),
        Task::Upcoming(options) => asking::upcoming(place, shown, options),
        Task::History(named) => asking::history(place, shown, named),
        Task::Whoami => asking::whoami(place, shown),
        Task::Attention(options) => waiting::attention(place, shown, options),
        Task::Activity(options) => standing::activity(place, shown, options),
        Task::Withdraw(options) => standing::withdraw(place, options),
        Task::Reinstate(options) => standing::reinstate(place, options),
        Task::Edit(options) => editing::edit(place, options),
        Task::Apply(options) => applying::apply(place, options),
        Task::Minutes(task) => documents::minutes(place, task),
        Task::Import(options) => importing::import(place, options),
        Task::Export(options) => exporting::export(place, &options.what),
        Task::Verify(options) => checking::verify(place, options),
        Task::Backup { file } => checking::backup(place, file),
        Task::Restore { file, yes } => checking::restore(place, file, *yes),
        Task::Completions { shell } => {
            print!("{}", completions(*shell));
            Ok(())
        }
        Task::Man { folder } => help::write_manual(folder),
    }
}
