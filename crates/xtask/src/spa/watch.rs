//! Rebuilds after changes of sources. It compares modification times, without a dependency and on every system.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::Job;
use super::bindgen::files_below;

/// Interval between two checks.
const PAUSE: Duration = Duration::from_millis(400);

/// The watched sources, relative to the workspace.
const SOURCES: [&str; 9] = [
    "frontend/src",
    "frontend/styles",
    "frontend/index.html",
    "frontend/boot.js",
    "frontend/parts.js",
    "frontend/favicon.svg",
    "frontend/Cargo.toml",
    "crates/common",
    "Cargo.lock",
];

type Seen = BTreeMap<PathBuf, SystemTime>;

/// Watches endlessly; a failed build is reported, and the next change tries again.
pub(super) fn run(job: &Job) -> anyhow::Result<()> {
    let mut seen = look(job)?;
    build(job);
    loop {
        std::thread::sleep(PAUSE);
        // A file was removed during the listing; the next check sees a stable tree.
        let Ok(now) = look(job) else { continue };
        if now != seen {
            seen = now;
            build(job);
        }
    }
}

fn build(job: &Job) {
    if let Err(error) = job.run() {
        eprintln!("{error:#}\nwaiting for a change");
    }
}

fn look(job: &Job) -> anyhow::Result<Seen> {
    let mut seen = Seen::new();
    for source in SOURCES {
        let path = job.root.join(source);
        let files = if path.is_dir() { files_below(&path)? } else { vec![path] };
        for file in files.into_iter().filter(|file| file.exists()) {
            let modified = std::fs::metadata(&file)?.modified()?;
            seen.insert(file, modified);
        }
    }
    Ok(seen)
}
