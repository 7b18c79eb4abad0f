//! The command line, as PocketIC's server has it.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// What `--help` prints.
pub const HELP: &str = "\
A local Internet Computer network for development and tests. It speaks the protocol of the
PocketIC server; the pocket-ic crate starts it when POCKET_IC_BIN names it.

Options:
  --port <PORT>         listen at this port (default: any free one)
  --ip-addr <IP>        listen at this address (default: 127.0.0.1)
  --port-file <FILE>    write the port to this file; exit at once if another server has it
  --ttl <SECONDS>       exit when there was no request for so long (default: 60)
  --hard-ttl <SECONDS>  exit after so long in any case
  --version             print the version of the protocol
  --help                print this";

/// How long the server waits for a request before it exits, unless told otherwise; as
/// PocketIC's does.
const DEFAULT_TTL: Duration = Duration::from_secs(60);

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// `--version`
    Version,
    /// `--help`
    Help,
    /// To run the server.
    Serve(Options),
}

/// How the server runs.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The address to listen at.
    pub ip: IpAddr,
    /// The port to listen at; 0 for any free one.
    pub port: u16,
    /// The file that tells the port.
    pub port_file: Option<PathBuf>,
    /// How long the server stays without requests.
    pub ttl: Duration,
    /// How long the server stays at most.
    pub hard_ttl: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ip: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            port_file: None,
            ttl: DEFAULT_TTL,
            hard_ttl: None,
        }
    }
}

/// Reads the arguments.
///
/// # Errors
/// Which argument is unknown or has no proper value.
pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut options = Options::default();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        // Both `--name value` and `--name=value` are usual.
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (arg, None),
        };
        match name.as_str() {
            "--version" | "-V" => return Ok(Command::Version),
            "--help" | "-h" => return Ok(Command::Help),
            _ => {}
        }
        let known = ["--port", "--ip-addr", "--port-file", "--ttl", "--hard-ttl"];
        if !known.contains(&name.as_str()) {
            return Err(format!("there is no option {name}"));
        }
        let value = inline
            .or_else(|| args.next())
            .ok_or_else(|| format!("{name} needs a value"))?;
        set(&mut options, &name, &value).map_err(|e| format!("{name} {value}: {e}"))?;
    }
    Ok(Command::Serve(options))
}

fn set(options: &mut Options, name: &str, value: &str) -> Result<(), String> {
    let seconds = || {
        value
            .parse()
            .map(Duration::from_secs)
            .map_err(|e| e.to_string())
    };
    match name {
        "--port" => {
            options.port = value
                .parse()
                .map_err(|e: std::num::ParseIntError| e.to_string())?;
        }
        "--ip-addr" => {
            options.ip = value
                .parse()
                .map_err(|e: std::net::AddrParseError| e.to_string())?;
        }
        "--port-file" => options.port_file = Some(value.into()),
        "--ttl" => options.ttl = seconds()?,
        _ => options.hard_ttl = Some(seconds()?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_command_line_of_the_pocket_ic_crate_is_understood() {
        assert_eq!(parsed("--version"), Ok(Command::Version));
        assert_eq!(
            parsed("--ttl 5 --hard-ttl=9 --port-file /a/b"),
            Ok(Command::Serve(Options {
                port_file: Some("/a/b".into()),
                ttl: Duration::from_secs(5),
                hard_ttl: Some(Duration::from_secs(9)),
                ..Options::default()
            }))
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(
            parsed("--nonsense"),
            Err("there is no option --nonsense".to_owned())
        );
        assert_eq!(parsed("--ttl"), Err("--ttl needs a value".to_owned()));
        assert!(parsed("--port many").is_err());
    }
}
