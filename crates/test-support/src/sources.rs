//! Files of the project's own code, for tests that hold a rule over all of it.

use std::path::{Path, PathBuf};

/// Lists the Rust files in a folder and in the folders below it; returns a file itself.
pub fn rust_files(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        return entries.flat_map(|entry| rust_files(&entry)).collect();
    }
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    is_rust.then(|| path.to_owned()).into_iter().collect()
}
