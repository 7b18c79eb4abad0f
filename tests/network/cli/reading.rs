//! `list`, `show`, `search`, `upcoming`, `history`, `whoami` and `verify`.

use std::process::Command;
use std::sync::LazyLock;

use crate::cli::registry::{Registry, controller};

static EXAMPLES: LazyLock<Registry> = LazyLock::new(Registry::with_examples);

#[test]
fn groups_are_listed_in_columns_and_as_data() {
    let text = EXAMPLES.does(&["list", "groups", "--most", "3"]);
    assert!(text.starts_with("ID  SLUG"), "{text}");
    assert_eq!(text.lines().count(), 4, "{text}");
    let chinese = EXAMPLES.does(&["list", "meetings", "--language", "zh"]);
    assert!(chinese.contains("icp-dev-forum-ep03"), "{chinese}");
    assert!(!chinese.contains("ledger-"), "{chinese}");
    let data = EXAMPLES.does(&["list", "groups", "--most", "3", "-o", "json"]);
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data.as_array().unwrap().len(), 3);
    assert!(
        data[0]["slug"].is_string() && data[0]["state"].is_string(),
        "{data}"
    );
}

#[test]
fn a_record_of_every_kind_is_listed_and_shown_in_names() {
    for (list, kind) in [
        ("groups", "group"),
        ("people", "person"),
        ("meetings", "meeting"),
        ("series", "series"),
        ("initiatives", "initiative"),
        ("reports", "report"),
    ] {
        let listed = EXAMPLES.does(&["list", list, "-o", "json", "--most", "1"]);
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        let id = listed[0]["id"].to_string();
        let shown = EXAMPLES.does(&["show", kind, &id]);
        assert!(
            shown.starts_with(&format!("{kind} number {id}, revision ")),
            "{shown}"
        );
        // Series have no names but their numbers.
        let shown = shown.replace("series: '#", "").replace("slug: '#", "");
        assert!(!shown.contains("'#"), "a number is left: {shown}");
        let history = EXAMPLES.does(&["history", kind, &id]);
        assert!(history.contains("create"), "{history}");
    }
    let items = EXAMPLES.does(&["list", "action-items", "--meeting", "icp-dev-forum-ep03"]);
    assert!(items.contains("Wei Zhang"), "{items}");
    EXAMPLES.does(&["show", "action-item", "1"]);
}

#[test]
fn a_chinese_word_finds_the_session_in_which_it_fell() {
    let found = EXAMPLES.does(&["search", "跨链", "--kind", "meeting"]);
    assert!(found.contains("icp-dev-forum-ep03"), "{found}");
}

#[test]
fn what_comes_is_told_in_the_time_zone_of_the_reader() {
    let zurich = EXAMPLES.does(&["upcoming", "--days", "60"]);
    assert!(zurich.starts_with("Times in Europe/Zurich.\n"), "{zurich}");
    let (code, complaint) = EXAMPLES.fails(&["upcoming", "--zone", "Europe/Atlantis"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("--zone UTC"), "{complaint}");
}

#[test]
fn what_waits_is_told_for_everybody_and_for_a_group() {
    let all = EXAMPLES.does(&["attention", "--all"]);
    assert!(
        all.contains("successor missing") || all.contains("minutes missing"),
        "{all}"
    );
    assert!(all.contains("role vacant"), "{all}");
    let own = EXAMPLES.does(&["attention", "--group", "ledger-tokenization"]);
    assert!(own.lines().count() < all.lines().count(), "{own}");
    let data = EXAMPLES.does(&["attention", "--all", "--output", "json"]);
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert!(
        data.as_array().is_some_and(|rows| !rows.is_empty()),
        "{data}"
    );
}

#[test]
fn the_registry_tells_who_calls() {
    let me = EXAMPLES.does(&["whoami"]);
    assert!(
        me.contains(&controller().to_text()) && me.contains("control"),
        "{me}"
    );
    let nobody = EXAMPLES.does(&["whoami", "--identity", "anonymous"]);
    assert!(nobody.starts_with("You are 2vxsx-fae."), "{nobody}");
}

#[test]
fn a_registry_is_verified_from_the_outside() {
    let told = EXAMPLES.does(&["verify", "--identity", "anonymous"]);
    assert!(told.contains("hang together"), "{told}");
    assert!(
        told.ends_with("nobody has changed it on the way.\n"),
        "{told}"
    );
}

#[test]
fn each_failure_has_its_code_and_says_what_to_do() {
    for (arguments, code, advice) in [
        (
            &["show", "group", "nothing-of-this"][..],
            5,
            "workgroups list group",
        ),
        (&["list", "action-items"], 2, "--group"),
        (
            &["list", "groups", "-n", "http://127.0.0.1:1"],
            4,
            "--network",
        ),
        (
            &["list", "groups", "-n", "elsewhere"],
            2,
            "begins with http",
        ),
        (
            &["list", "groups", "-c", "not a canister"],
            2,
            "names no canister",
        ),
        (&["list", "groups", "-i", "nobody"], 2, "identity list"),
        (&["list", "groups", "-i", "./none.pem"], 6, "none.pem"),
        (&["apply", "-f", "none.yaml"], 6, "none.yaml"),
        (&["list", "nonsense"], 2, "possible values"),
    ] {
        let (given, complaint) = EXAMPLES.fails(arguments);
        assert_eq!(given, code, "{arguments:?}: {complaint}");
        assert!(complaint.contains(advice), "{arguments:?}: {complaint}");
    }
}

#[test]
fn the_settings_of_a_file_stand_behind_those_of_the_command_line() {
    let registry = Registry::new();
    let program = registry.program(&[]);
    let url = program
        .get_envs()
        .find(|(name, _)| *name == "WORKGROUPS_NETWORK");
    let url = url.unwrap().1.unwrap().to_str().unwrap();
    let canister = registry.canister;
    let settings =
        format!("network = \"{url}\"\ncanister = \"{canister}\"\nidentity = \"./key.pem\"\n");
    registry.file("workgroups.toml", settings);
    let run = |arguments: &[&str]| {
        let mut bare = Command::new(program.get_program());
        bare.args(arguments)
            .env_clear()
            .env("HOME", &registry.folder);
        let output = bare.current_dir(&registry.folder).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        said + &String::from_utf8(output.stderr).unwrap()
    };
    let me = run(&["whoami"]);
    assert!(me.contains(&controller().to_text()), "{me}");
    let nobody = run(&["whoami", "-i", "anonymous"]);
    assert!(nobody.contains("2vxsx-fae"), "{nobody}");
    registry.file("workgroups.toml", "netwerk = \"ic\"\n");
    let fault = run(&["whoami"]);
    assert!(
        fault.contains("netwerk") && fault.contains("workgroups.toml"),
        "{fault}"
    );
}
