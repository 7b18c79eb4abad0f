//! The programs of others that the tests compare with, each set up once in a pinned version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

static SETTING_UP: Mutex<()> = Mutex::new(());

/// Where the tests keep their files.
pub fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// A file next to the tests.
pub fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(env!("CARGO_CRATE_NAME"))
        .join(name)
}

/// The Python of a virtual environment that holds exactly what `requirements` lists.
pub fn python(requirements: &str) -> PathBuf {
    let pinned = beside(requirements);
    let wanted = fs::read_to_string(&pinned).expect("the list of pinned packages is read");
    let folder = scratch().join(requirements.trim_end_matches(".txt"));
    let python = folder.join("bin/python");
    set_up(&folder, &wanted, || {
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder));
        run(Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .arg("--requirement")
            .arg(&pinned));
    });
    python
}

/// A folder with `node_modules` that holds the given package.
pub fn node_package(package: &str) -> PathBuf {
    let folder = scratch().join("calendar-node");
    set_up(&folder, package, || {
        fs::create_dir_all(&folder).expect("the folder is made");
        run(Command::new("npm")
            .args([
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--silent",
            ])
            .arg("--prefix")
            .arg(&folder)
            .arg(package));
    });
    folder
}

/// Runs `make` unless the folder was made from the same list before.
fn set_up(folder: &Path, wanted: &str, make: impl FnOnce()) {
    let _one_at_a_time = SETTING_UP.lock().expect("no other set-up has failed");
    let stamp = folder.join("made-from.txt");
    if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
        return;
    }
    make();
    fs::write(&stamp, wanted).expect("the stamp is written");
}

/// Runs a program and gives what it prints; fails with all that it said if it fails.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{command:?} cannot be started ({error}): these tests compare with programs in \
             Python 3 and Node 20, which must be installed"
        )
    });
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?} failed with {}:\n{printed}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    printed
}
