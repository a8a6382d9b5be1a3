//! Compiles the browser target with cargo and locates the WebAssembly.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// The compilation profile of the browser code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Profile {
    /// Cargo's `dev`: with debug assertions, and fast to build again after a change.
    Dev,
    /// The workspace's `wasm-local`: fast to build for the first time.
    Local,
    /// The workspace's `wasm-release`: small.
    Release,
}

impl Profile {
    /// Returns cargo's name of the profile.
    pub(super) fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Local => "wasm-local",
            Self::Release => "wasm-release",
        }
    }

    /// Returns true if the output has compressed copies and is measured.
    pub(super) fn is_compressed(self) -> bool {
        self == Self::Release
    }
}

/// The part of a cargo message that locates an artifact.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    name: String,
}

/// Builds `frontend` and returns the path of its `.wasm` from cargo's messages, so that `CARGO_TARGET_DIR` and
/// configuration files are respected.
pub(super) fn wasm(root: &Path, profile: Profile) -> anyhow::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root)
        // An alias of .cargo/config.toml.
        .args(["page", "--profile", profile.cargo_name(), "--message-format=json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("the browser code does not compile (see above)");
    }
    artifact(&output.stdout).context("cargo reported no .wasm file for `frontend`")
}

/// Finds the binary of `frontend` in cargo's JSON messages.
fn artifact(messages: &[u8]) -> Option<PathBuf> {
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .filter(|message| message.reason == "compiler-artifact")
        .filter(|message| {
            message.target.as_ref().is_some_and(|target| {
                target.name == "frontend" && target.kind.iter().any(|kind| kind == "bin")
            })
        })
        .flat_map(|message| message.filenames)
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_is_found_among_the_other_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"common"},"filenames":["/t/libcommon.rlib"]}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"frontend"},"filenames":["/t/frontend.wasm"]}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
            "\n",
        );
        assert_eq!(artifact(messages.as_bytes()), Some(PathBuf::from("/t/frontend.wasm")));
    }

    #[test]
    fn a_library_of_the_same_name_is_not_the_binary() {
        let message = r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"frontend"},"filenames":["/t/frontend.wasm"]}"#;
        assert_eq!(artifact(message.as_bytes()), None);
    }
}
