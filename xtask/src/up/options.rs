//! What `cargo xtask up` was asked to do.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use candid::Principal;

/// Where dfx and icp-cli projects commonly expect a local network of their own.
const USUAL_PORT: u16 = 4943;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The first port to try.
    pub port: u16,
    /// The folder that keeps the state between runs.
    pub state: Option<PathBuf>,
    /// Principals that are to be controllers beside the developer's.
    pub controllers: Vec<Principal>,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            port: USUAL_PORT,
            state: None,
            controllers: Vec::new(),
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .with_context(|| format!("`{name}` needs a value"))
            };
            match name.as_str() {
                "--port" => options.port = port(value()?)?,
                "--state" => options.state = Some(value()?.into()),
                "--controller" => options.controllers.push(principal(value()?)?),
                other => bail!("`cargo xtask up` has no option `{other}`"),
            }
        }
        Ok(options)
    }
}

fn port(text: &str) -> Result<u16> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => bail!("`{text}` is not a port: give a number from 1 to 65535"),
    }
}

fn principal(text: &str) -> Result<Principal> {
    Principal::from_text(text).with_context(|| format!("`{text}` is not a principal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Options> {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn without_options_the_usual_port_is_taken_and_nothing_is_kept() {
        let options = parse("").unwrap();
        assert_eq!((options.port, options.state), (4943, None));
    }

    #[test]
    fn all_options_are_understood_together() {
        let options = parse("--state kept --port 8000 --controller aaaaa-aa").unwrap();
        assert_eq!(
            options,
            Options {
                port: 8000,
                state: Some("kept".into()),
                controllers: vec![Principal::management_canister()],
            }
        );
    }

    #[test]
    fn wrong_options_are_refused() {
        for words in [
            "--port",
            "--port 0",
            "--port 70000",
            "--controller nobody",
            "--verbose",
            "4943",
        ] {
            assert!(parse(words).is_err(), "{words}");
        }
    }
}
