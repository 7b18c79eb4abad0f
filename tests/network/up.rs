//! `cargo xtask up`, as a newcomer uses it.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use workgroups_test_support as support;
use workgroups_test_support::clients;

/// A running `cargo xtask up`, and what it has printed so far.
struct Up {
    process: Child,
    output: BufReader<ChildStdout>,
    printed: Vec<String>,
}

impl Up {
    fn start(port: u16, state: &Path) -> Self {
        let mut process = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--bin", "xtask", "--", "up"])
            .args(["--port", &port.to_string()])
            .arg("--state")
            .arg(state)
            .current_dir(support::ROOT)
            .env("CARGO_TARGET_DIR", support::target_folder())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut up = Self {
            process,
            output,
            printed: Vec::new(),
        };
        up.read_until("Ctrl-C");
        up
    }

    fn read_until(&mut self, text: &str) {
        loop {
            let mut line = String::new();
            let bytes = self.output.read_line(&mut line).unwrap();
            assert!(
                bytes > 0,
                "it ended before it printed `{text}`: {:#?}",
                self.printed
            );
            let found = line.contains(text);
            self.printed.push(line.trim_end().to_owned());
            if found {
                return;
            }
        }
    }

    /// The commands among what it printed.
    fn commands(&self) -> Vec<&str> {
        self.printed
            .iter()
            .map(String::as_str)
            .filter(|line| line.starts_with("icp ") || line.starts_with("cargo "))
            .collect()
    }

    fn printed(&self, text: &str) -> bool {
        self.printed.iter().any(|line| line.contains(text))
    }

    /// Stops it as Ctrl-C does.
    fn interrupt(mut self) {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.process.wait().unwrap().success());
    }
}

/// A folder that is removed at the end of the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let path = env::temp_dir().join(format!("workgroups-up-{}", std::process::id()));
        fs::create_dir_all(path.join("home")).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Where cargo and rustup keep their things: below the home of the one who runs the tests.
fn below_home(variable: &str, folder: &str) -> PathBuf {
    let usual = || PathBuf::from(env::var("HOME").unwrap()).join(folder);
    env::var_os(variable).map_or_else(usual, PathBuf::from)
}

/// Runs a printed command as if it had been copied to a terminal of a user without any identity.
fn run_copied(command: &str, home: &Path) -> String {
    let icp = clients::icp();
    let programs = format!(
        "{}:{}",
        icp.parent().unwrap().display(),
        env::var("PATH").unwrap()
    );
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(support::ROOT)
        .env("PATH", programs)
        .env("HOME", home)
        .env("DO_NOT_TRACK", "1")
        .env("CARGO_TARGET_DIR", support::target_folder())
        .env("CARGO_HOME", below_home("CARGO_HOME", ".cargo"))
        .env("RUSTUP_HOME", below_home("RUSTUP_HOME", ".rustup"))
        .output()
        .unwrap();
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{command}`\n{answer}\n{errors}");
    assert!(
        !answer.contains("Err ="),
        "`{command}` is refused:\n{answer}"
    );
    answer
}

/// Opens the addresses that it printed. Not every machine resolves names below localhost.
fn every_printed_page_answers(up: &Up, port: u16) {
    let words = up.printed.iter().flat_map(|line| line.split_whitespace());
    let pages: Vec<&str> = words.filter(|word| word.contains(".localhost:")).collect();
    assert!(pages.len() >= 3, "{:#?}", up.printed);
    for page in pages {
        let rest = page.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let answer = reqwest::blocking::Client::new()
            .get(format!("http://127.0.0.1:{port}/{path}"))
            .header("host", host)
            .send()
            .unwrap();
        assert_eq!(answer.status(), 200, "{page}");
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn a_newcomer_copies_every_printed_call_and_finds_the_edits_again_after_a_restart() {
    let scratch = Scratch::new();
    let (home, state) = (scratch.0.join("home"), scratch.0.join("state"));
    let port = free_port();

    let up = Up::start(port, &state);
    let commands: Vec<String> = up.commands().into_iter().map(str::to_owned).collect();
    assert!(commands.len() >= 6, "{commands:#?}");
    for command in &commands {
        run_copied(command, &home);
    }
    every_printed_page_answers(&up, port);
    up.interrupt();
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "the network still runs"
    );

    let up = Up::start(port, &state);
    assert!(up.printed("Upgraded the canister"), "{:#?}", up.printed);
    let last_call = commands.iter().rfind(|command| command.starts_with("icp "));
    let history = run_copied(last_call.unwrap(), &home);
    assert!(!history.is_empty());
    up.interrupt();
}
