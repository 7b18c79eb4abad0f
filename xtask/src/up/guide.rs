//! What a newcomer is told: what runs, and calls to try.

use candid::{Decode, Encode, Principal};
use pocket_ic::PocketIc;
use workgroups::domain::{Id, Ref};
use workgroups::wire::MeetingReply;

use super::identity::Developer;

/// A meeting of the examples that has everything a meeting can have.
const RICH_MEETING: &str = "icp-dev-forum-ep03";

/// What is told.
#[derive(Debug)]
pub struct Guide<'a> {
    pub port: u16,
    pub canister: Principal,
    pub developer: &'a Developer,
    /// None when the examples are no longer in the registry.
    pub rich_meeting: Option<Id>,
}

/// Looks the meeting up that the calls speak of.
pub fn rich_meeting(network: &PocketIc, canister: Principal) -> Option<Id> {
    let named = Encode!(&Ref::slug(RICH_MEETING.to_owned())).ok()?;
    let reply = network
        .query_call(canister, Principal::anonymous(), "get_meeting", named)
        .ok()?;
    match Decode!(&reply, MeetingReply).ok()? {
        MeetingReply::Ok(meeting) => Some(meeting?.id),
        MeetingReply::Err(_) => None,
    }
}

impl Guide<'_> {
    pub fn print(&self) {
        let Self { port, canister, .. } = self;
        println!();
        println!("Workgroups runs at http://127.0.0.1:{port} as canister {canister}.");
        println!();
        println!("Open it in a browser: http://{canister}.localhost:{port}/");
        println!("Subscribe to a calendar, or follow the news:");
        println!("  http://{canister}.localhost:{port}/groups/ledger-tokenization/calendar.ics");
        println!("  http://{canister}.localhost:{port}/feed.xml");
        println!();
        println!("These calls can be copied (with dfx: see the README):");
        self.print_queries();
        self.print_edit();
        self.print_check();
        println!();
        println!("Ctrl-C stops it.");
    }

    fn print_queries(&self) {
        self.query("All groups", "list_groups", "record {}");
        self.query(
            "One group",
            "get_group",
            r#"variant { slug = "ledger-tokenization" }"#,
        );
        for words in ["跨链", "token"] {
            self.query(
                &format!("What speaks of {words}?"),
                "search",
                &format!(r#"record {{ text = "{words}"; kinds = vec {{}} }}"#),
            );
        }
        self.query(
            "A session of the developer forum, with its minutes",
            "get_meeting",
            &format!(r#"variant {{ slug = "{RICH_MEETING}" }}"#),
        );
        if let Some(meeting) = self.rich_meeting {
            self.query(
                "What came of its action items?",
                "list_action_items",
                &format!("record {{ meeting = opt {meeting} }}"),
            );
        }
    }

    fn print_edit(&self) {
        println!(
            "\n# An identity that controls this canister: of this checkout, for trying things"
        );
        println!(
            "icp identity list | grep -q workgroups-developer || icp identity import \
             workgroups-developer --storage plaintext --from-pem '{}'",
            self.developer.key_file.display()
        );
        let identity = "--identity workgroups-developer";
        println!("\n# Who am I to the registry?");
        println!(
            "{}",
            self.call("whoami", "", &format!("{identity} --query"))
        );
        if let Some(meeting) = self.rich_meeting {
            println!("\n# Give feedback, and read it");
            let feedback = format!(
                r#"record {{ subject = variant {{ meeting = {meeting} }}; text = "More of this, please." }}"#
            );
            println!("{}", self.call("give_feedback", &feedback, identity));
            let of_meeting = format!("record {{ subject = variant {{ meeting = {meeting} }} }}");
            println!("{}", self.call("list_feedback", &of_meeting, "--query"));
        }
    }

    fn print_check(&self) {
        let Self { port, canister, .. } = self;
        println!("\n# Does everything follow from the log, and has the network signed it?");
        println!("cargo xtask verify http://127.0.0.1:{port} {canister} --root-key fetch");
    }

    fn query(&self, what: &str, method: &str, argument: &str) {
        println!("\n# {what}");
        println!("{}", self.call(method, argument, "--query"));
    }

    fn call(&self, method: &str, argument: &str, options: &str) -> String {
        let Self { port, canister, .. } = self;
        format!(
            "icp canister call {canister} {method} '({argument})' {options} \
             -n http://127.0.0.1:{port} -k fetch"
        )
    }
}
