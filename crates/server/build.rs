//! Sets `GIT_COMMIT` for the compiler: the commit of the working copy, else the environment variable of this name, else
//! `unknown` (an archive without `.git`).

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=GIT_COMMIT");
    // Every commit and checkout appends a line to this log.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    let given = std::env::var("GIT_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).or(given).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=GIT_COMMIT={commit}");
}

/// Returns what git says; `None` without git or outside a working copy.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}
