//! The programs of others that the tests compare with, each set up once in a pinned version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::{ROOT, note_skipped, target_folder};

static SETTING_UP: Mutex<()> = Mutex::new(());

/// Where the tests keep their files: the folder that cargo makes for them.
pub fn scratch() -> PathBuf {
    target_folder().join("tmp")
}

/// A file of the folder `tests`.
pub fn of_tests(name: &str) -> PathBuf {
    Path::new(ROOT).join("tests").join(name)
}

/// The Python of a virtual environment that holds exactly what a file of the folder `tests`
/// lists. None, with a note that the test is skipped, on a machine without Python 3 and its
/// venv, unless the variable `CI` says that nothing may be skipped.
pub fn python(requirements: &str) -> Option<PathBuf> {
    if !has_python() && !is_ci() {
        note_skipped(
            "this machine has no Python 3 with venv, so what the registry writes is not \
             compared with programs in Python",
        );
        return None;
    }
    let pinned = of_tests(requirements);
    let wanted = fs::read_to_string(&pinned).expect("the list of pinned packages is read");
    let name = pinned.file_stem().expect("the list has a name");
    let folder = scratch().join("python").join(name);
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
    Some(python)
}

/// Whether virtual environments can be made. Debian keeps a part of that in a package of its own.
fn has_python() -> bool {
    let asked = Command::new("python3")
        .args(["-c", "import ensurepip, venv"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// Whether this is a run in which every test has to run.
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
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
