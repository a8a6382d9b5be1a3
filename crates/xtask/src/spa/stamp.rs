//! Remembers the inputs of an output folder, so that an unchanged bundle is not built again.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::build::Profile;
use super::packs::Parts;
use super::{Inputs, hash, read};

/// The fingerprint of a build, and the file with the previous one of its output folder.
pub(super) struct Stamp {
    file: PathBuf,
    fingerprint: String,
    out: PathBuf,
    profile: Profile,
}

impl Stamp {
    /// Creates the fingerprint. It includes the bundler itself, so that a new version builds again.
    pub(super) fn new(wasm: &Path, out: &Path, profile: Profile, inputs: &Inputs) -> anyhow::Result<Self> {
        let bundler = read(&std::env::current_exe().context("where is this program?")?)?;
        let fingerprint = hash::full(&[
            &bundler,
            profile.cargo_name().as_bytes(),
            &inputs.wasm,
            inputs.css.as_bytes(),
            &inputs.icon,
            inputs.boot.as_bytes(),
            inputs.loader.as_bytes(),
            inputs.page.as_bytes(),
        ]);
        let name = format!("bundle-{}.stamp", hash::short(out.as_os_str().as_encoded_bytes()));
        Ok(Self { file: wasm.with_file_name(name), fingerprint, out: out.to_path_buf(), profile })
    }

    /// Returns the files of the last build, and those of each part, if it had this fingerprint and all its files still
    /// exist.
    pub(super) fn previous(&self) -> Option<(Vec<String>, Parts)> {
        let text = std::fs::read_to_string(&self.file).ok()?;
        let (fingerprint, files, parts): (String, Vec<String>, Parts) = serde_json::from_str(&text).ok()?;
        if fingerprint != self.fingerprint {
            return None;
        }
        let copies: &[&str] = if self.profile.is_compressed() { &["", ".br", ".gz"] } else { &[""] };
        let is_there =
            |file: &String| copies.iter().all(|end| self.out.join(format!("{file}{end}")).is_file());
        files.iter().all(is_there).then_some((files, parts))
    }

    /// Writes the fingerprint, the list of files, and the files of each part.
    pub(super) fn remember(&self, files: &[String], parts: &Parts) -> anyhow::Result<()> {
        let text = serde_json::to_string(&(&self.fingerprint, files, parts))?;
        std::fs::write(&self.file, text).with_context(|| format!("cannot write {}", self.file.display()))
    }
}
