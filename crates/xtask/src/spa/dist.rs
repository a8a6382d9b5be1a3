//! Output folder: hashed files under `assets/`, the page, and their compressed copies.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, anyhow};

use super::{bindgen, compress, hash};

/// Name of the page, the only file without a hash.
const PAGE: &str = "index.html";

/// A file below `assets/`.
pub(super) struct Asset {
    /// Path below `assets/`, with `/`.
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl Asset {
    /// Creates a file named `stem-HASH` + `end`, such as `app-1f2e…_bg.wasm`.
    pub(super) fn hashed(stem: &str, end: &str, content: Vec<u8>) -> Self {
        Self { name: format!("{stem}-{}{end}", hash::short(&content)), content }
    }
}

/// The written or unchanged output.
pub(super) struct Dist {
    folder: PathBuf,
    /// Relative paths, without compressed copies.
    files: Vec<String>,
}

impl Dist {
    /// Returns the output of an earlier build.
    pub(super) fn existing(folder: &Path, files: Vec<String>) -> Self {
        Self { folder: folder.to_path_buf(), files }
    }

    /// Writes assets, then the page, then removes leftovers, so that a server always finds a page whose assets exist.
    pub(super) fn write(
        folder: &Path,
        assets: &[Asset],
        page: &[u8],
        compressed: bool,
    ) -> anyhow::Result<Self> {
        let mut files: Vec<(String, &[u8])> =
            assets.iter().map(|asset| (format!("assets/{}", asset.name), asset.content.as_slice())).collect();
        files.push((PAGE.to_owned(), page));
        let copies = if compressed { compressed_copies(&files)? } else { Vec::new() };
        let page_last = |name: &str| name.starts_with(PAGE);
        let all = || {
            let copies = copies.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
            files.iter().map(|(name, content)| (name.as_str(), *content)).chain(copies)
        };
        for (name, content) in all().filter(|(name, _)| !page_last(name)) {
            write_file(&folder.join(name), content)?;
        }
        for (name, content) in all().filter(|(name, _)| page_last(name)) {
            write_file(&folder.join(name), content)?;
        }
        let keep: BTreeSet<PathBuf> = all().map(|(name, _)| folder.join(name)).collect();
        remove_others(folder, &keep)?;
        Ok(Self { folder: folder.to_path_buf(), files: files.into_iter().map(|(name, _)| name).collect() })
    }

    /// Returns the relative paths, without compressed copies.
    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Returns the size of a file in bytes, or of its copy when `end` is `.br` or `.gz`.
    pub(super) fn size(&self, file: &str, end: &str) -> anyhow::Result<u64> {
        let path = self.folder.join(format!("{file}{end}"));
        let metadata =
            std::fs::metadata(&path).with_context(|| format!("cannot measure {}", path.display()))?;
        Ok(metadata.len())
    }

    /// Returns the folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Makes the `.br` and `.gz` of each file, one thread per file, because the module takes longest.
fn compressed_copies(files: &[(String, &[u8])]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    thread::scope(|scope| {
        let handles: Vec<_> = files
            .iter()
            .map(|(name, content)| {
                scope.spawn(move || -> anyhow::Result<_> {
                    Ok([
                        (format!("{name}.br"), compress::brotli(content)?),
                        (format!("{name}.gz"), compress::gzip(content)?),
                    ])
                })
            })
            .collect();
        let mut copies = Vec::new();
        for handle in handles {
            copies.extend(handle.join().map_err(|_| anyhow!("a compression thread failed"))??);
        }
        Ok(copies)
    })
}

/// Writes a temporary file and renames it, so that readers never see a partial file.
fn write_file(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().context("a file of the bundle has no folder")?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&beside, content))
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn remove_others(folder: &Path, keep: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for path in bindgen::files_below(folder)?.iter().filter(|path| !keep.contains(*path)) {
        std::fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
        // Remove the folder of an earlier build once it is empty.
        if let Some(parent) = path.parent().filter(|parent| *parent != folder) {
            let _ = std::fs::remove_dir(parent);
        }
    }
    Ok(())
}
