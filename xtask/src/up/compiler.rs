//! Whether there is a C compiler, which rustc links with and some libraries are built with.

use std::process::{Command, Stdio};

/// What rustc calls to link, unless it is told otherwise.
const LINKER: &str = "cc";

/// Says in one line that there is no C compiler, before a build that takes minutes fails for it.
pub fn look_for() {
    if cfg!(unix) && !starts(LINKER) {
        eprintln!(
            "There is no C compiler (`{LINKER}`), and the build will need one: install gcc or clang."
        );
    }
}

/// Whether there is such a program.
fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).status().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_does_not_start() {
        assert!(starts("cargo"));
        assert!(!starts("no-such-compiler-of-this-machine"));
    }
}
