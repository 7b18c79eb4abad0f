//! What a newcomer is told: what runs, and calls to try.

use candid::Principal;

use super::identity::Developer;
use crate::workspace::Workspace;

/// The running network.
#[derive(Debug)]
pub struct Running<'a> {
    pub port: u16,
    pub canister: Principal,
    pub developer: &'a Developer,
    pub controllers: &'a [Principal],
    pub workspace: &'a Workspace,
}

/// A call that works when it is copied.
struct Example {
    what: &'static str,
    method: &'static str,
    arguments: &'static str,
}

const QUERIES: [Example; 1] = [Example {
    what: "Who am I here?",
    method: "whoami",
    arguments: "()",
}];

pub fn print(running: &Running) {
    let Running { port, canister, .. } = running;
    println!("\nWorkgroups is running at http://127.0.0.1:{port}, canister {canister}.");
    for example in &QUERIES {
        println!("\n# {}", example.what);
        println!("{}", icp_call(running, example, "--query"));
    }
}

fn icp_call(running: &Running, example: &Example, options: &str) -> String {
    let Running { port, canister, .. } = running;
    let Example {
        method, arguments, ..
    } = example;
    format!(
        "icp canister call {canister} {method} '{arguments}' {options} \
         -n http://127.0.0.1:{port} -k fetch"
    )
}
