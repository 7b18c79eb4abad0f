//! Long work: a bar on a terminal, and Ctrl-C between two steps.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::{Cause, Failure};

static STOPPED: AtomicBool = AtomicBool::new(false);
static LISTENING: Once = Once::new();

/// The exit code of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// A bar of a known length. It is drawn on a terminal alone.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar; from now on the first Ctrl-C stops between two steps, the second at once.
    pub fn new(length: usize, what: &'static str) -> Bar {
        LISTENING.call_once(|| _ = std::thread::spawn(listen));
        let bar = ProgressBar::new(length as u64).with_message(what);
        let form = "{msg} {bar:30} {pos}/{len}, {eta} to go";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Bar(bar)
    }

    /// Tells how much is done.
    ///
    /// # Errors
    /// When Ctrl-C was pressed.
    pub fn at(&self, done: usize) -> Result<()> {
        self.0.set_position((done as u64).min(self.0.length().unwrap_or(u64::MAX)));
        if STOPPED.load(Ordering::Relaxed) {
            self.end();
            let stopped = format!("stopped after {done} steps, which are done whole");
            return Err(Failure::new(Cause::Stopped, stopped)
                .advise("Run the same command again: it goes on where this one stopped.")
                .into());
        }
        Ok(())
    }

    /// Tells how much there is.
    pub fn of(&self, length: u64) {
        self.0.set_length(length);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

/// Notes the first Ctrl-C, and ends the program at the second.
fn listen() {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        while tokio::signal::ctrl_c().await.is_ok() {
            if STOPPED.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
            eprintln!("\nStopping after this step; Ctrl-C again stops at once.");
        }
    });
}
