//! Sets `GIT_COMMIT` for the compiler: the commit of the working copy, else the environment variable of this name, else
//! `unknown` (an archive without `.git`). Packs the relocations of the program.

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
    if loads_packed_relocations() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Returns true when the linker can pack the relocations (`DT_RELR`) and the C library of this machine reads them: glibc
/// 2.36 or later. The start reads all relocations, and unpacked ones take 1.8 MB of memory.
fn loads_packed_relocations() -> bool {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let is_for_here = variable("CARGO_CFG_TARGET_ENV") == "gnu" && variable("HOST") == variable("TARGET");
    // The linker gold refuses the option.
    if !is_for_here || variable("CARGO_ENCODED_RUSTFLAGS").contains("gold") {
        return false;
    }
    let version = output("getconf", &["GNU_LIBC_VERSION"]).unwrap_or_default();
    let minor = version.strip_prefix("glibc 2.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    minor.is_some_and(|minor| minor >= 36)
}

/// Returns what git says; `None` without git or outside a working copy.
fn git(arguments: &[&str]) -> Option<String> {
    output("git", arguments)
}

/// Returns the output of a program; `None` without the program or when it fails.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}
