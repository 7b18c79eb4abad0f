//! The calendar programs of others, as readers of our calendars: Python's icalendar with
//! recurring-ical-events, ical.js (the library of Thunderbird) and khal.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::programs::{self, of_tests};

/// What a reader shows of a meeting: start and end in seconds since 1970, summary, status.
pub type Shown = (i64, i64, String, String);

/// A calendar, and what a reader has to show of it, ordered.
#[derive(Debug)]
pub struct Feed {
    /// A name for its file.
    pub name: String,
    pub bytes: Vec<u8>,
    pub expected: Vec<Shown>,
}

#[derive(Clone, Copy, Debug)]
pub enum Reader {
    Icalendar,
    IcalJs,
    Khal,
}

impl Reader {
    fn name(self) -> &'static str {
        match self {
            Reader::Icalendar => "recurring-ical-events",
            Reader::IcalJs => "ical.js",
            Reader::Khal => "khal",
        }
    }

    /// The program, up to the window that it is asked for; none where this machine has no
    /// Python, which is noted.
    fn command(self, folder: &Path) -> Option<Command> {
        let python = |pinned, script| {
            let mut command = Command::new(programs::python(pinned)?);
            command.arg(of_tests(script));
            Some(command)
        };
        match self {
            Reader::Icalendar => python(
                "support/readers/icalendar.txt",
                "support/readers/icalendar_feeds.py",
            ),
            Reader::IcalJs => {
                let mut command = Command::new("node");
                command
                    .arg(of_tests("support/readers/ical_js_feeds.mjs"))
                    .arg(ical_js());
                Some(command)
            }
            Reader::Khal => {
                let mut command =
                    python("support/readers/khal.txt", "support/readers/khal_feeds.py")?;
                command.arg(folder.join("vdir"));
                Some(command)
            }
        }
    }

    /// Asserts that the reader takes each feed without a complaint, and shows what is expected
    /// to start within a window. `story` names the folder of the files.
    pub fn agrees(self, story: &str, window: Range<i64>, feeds: &[Feed]) {
        let name = self.name();
        let folder = programs::scratch().join(format!("feeds-{story}-{name}"));
        fs::create_dir_all(&folder).expect("the folder is made");
        let Some(mut command) = self.command(&folder) else {
            return;
        };
        command
            .arg(window.start.to_string())
            .arg(window.end.to_string());
        for feed in feeds {
            let file = folder.join(format!("{}.ics", feed.name));
            fs::write(&file, &feed.bytes).expect("the feed is written");
            command.arg(file);
        }
        let printed = programs::run(&mut command);
        let read: Vec<Vec<Shown>> = serde_json::from_str(&printed).expect("the reader prints JSON");
        assert_eq!(read.len(), feeds.len());
        for (feed, mut read) in feeds.iter().zip(read) {
            read.sort();
            feed.compare(name, &read);
        }
    }
}

impl Feed {
    fn compare(&self, reader: &str, read: &[Shown]) {
        let Feed { name, expected, .. } = self;
        assert!(!expected.is_empty(), "{name} shows nothing");
        let missing: Vec<_> = expected.iter().filter(|one| !read.contains(one)).collect();
        let surplus: Vec<_> = read.iter().filter(|one| !expected.contains(one)).collect();
        assert!(
            read == expected,
            "{reader} reads {name} differently: missing {missing:?}, surplus {surplus:?}"
        );
    }
}

/// The library of Thunderbird.
pub fn ical_js() -> PathBuf {
    programs::node_package("ical.js@2.2.1").join("node_modules/ical.js/dist/ical.js")
}
