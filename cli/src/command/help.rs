//! What the program says of itself: examples, exit codes, completions, manual pages, and the
//! document that is made of the definitions.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};

use super::CommandLine;
use crate::failure::CODES;

/// What stands below the help.
pub const EXAMPLES: &str = "\
Examples:
  workgroups -n ic -c CANISTER upcoming
  workgroups show group defi
  workgroups search 跨链 --kind meeting
  workgroups -i ann edit group defi
  workgroups -i ann apply -f registry/ --dry-run

The network, the canister and the identity can stand in workgroups.toml:
  network = \"ic\"
  canister = \"aaaaa-aa\"
  identity = \"ann\"";

/// What stands below the long help.
pub fn long() -> String {
    format!("{EXAMPLES}\n\nExit codes:\n{}", codes("  "))
}

fn codes(before: &str) -> String {
    let mut text = format!("{before}0    done\n");
    for (_, code, meaning) in CODES {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{before}{code:<4} {meaning}");
    }
    text
}

/// A script that completes commands in a shell.
pub fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "workgroups", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

fn command() -> Command {
    CommandLine::command().mut_args(|argument| argument.hide_env_values(true))
}

/// The manual pages: names of files, and their contents.
///
/// # Errors
/// When one cannot be made.
pub fn manual_pages() -> Result<Vec<(String, Vec<u8>)>> {
    let mut command = command();
    command.build();
    let mut pages = Vec::new();
    add_page(&command, "workgroups", &mut pages)?;
    Ok(pages)
}

fn add_page(command: &Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone().name(name.to_owned())).render(&mut page)?;
    pages.push((format!("{name}.1"), page));
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        add_page(part, &format!("{name}-{}", part.get_name()), pages)?;
    }
    Ok(())
}

/// Writes the manual pages into a folder.
pub fn write_manual(folder: &Path) -> Result<()> {
    for (name, page) in manual_pages()? {
        let path = folder.join(name);
        fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The document of all commands, `docs/cli.md`.
pub fn markdown() -> String {
    let mut command = command();
    command.build();
    let mut text = String::from(INTRODUCTION);
    text.push_str("\n## Exit codes\n```\n");
    text.push_str(&codes(""));
    text.push_str("```\n\n## Commands\n");
    add_command(&command, "workgroups", &mut text);
    text
}

const INTRODUCTION: &str = include_str!("introduction.md");

fn add_command(command: &Command, name: &str, text: &mut String) {
    // Writing to a text cannot fail.
    let _ = writeln!(text, "\n### `{name}`");
    let about = command.get_long_about().or_else(|| command.get_about());
    if let Some(about) = about {
        let _ = writeln!(text, "{about}\n");
    }
    let parts: Vec<&Command> =
        command.get_subcommands().filter(|part| part.get_name() != "help").collect();
    let own = command.get_arguments().filter(|argument| {
        let is_general = matches!(argument.get_id().as_str(), "help" | "version");
        !is_general && !argument.is_hide_set() && (name == "workgroups" || !argument.is_global_set())
    });
    let rows: Vec<String> = own.map(row).collect();
    if !rows.is_empty() {
        let _ = writeln!(text, "| | |\n|---|---|\n{}", rows.join("\n"));
    }
    for part in parts {
        add_command(part, &format!("{name} {}", part.get_name()), text);
    }
}

fn row(argument: &clap::Arg) -> String {
    let value = argument.get_value_names().and_then(|names| names.first());
    let value = value.map_or("VALUE", |name| name.as_str());
    let takes = argument.get_action().takes_values();
    let name = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (None, Some(long)) => format!("--{long}"),
        (Some(short), None) => format!("-{short}"),
        (None, None) => String::new(),
    };
    let name = match (name.is_empty(), takes) {
        (true, _) => format!("<{value}>"),
        (false, true) => format!("{name} {value}"),
        (false, false) => name,
    };
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let mut help = help.replace('\n', " ").replace('|', "\\|");
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| takes)
        .map(|choice| format!("`{}`", choice.get_name()))
        .collect();
    if !choices.is_empty() {
        let _ = write!(help, ": {}", choices.join(", "));
    }
    if let Some(variable) = argument.get_env() {
        let _ = write!(help, " (variable `{}`)", variable.to_string_lossy());
    }
    format!("| `{name}` | {help} |")
}
