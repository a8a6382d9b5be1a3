//! The folder that is served: hashed files under `assets/`, the page, and their compressed copies.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, anyhow};

use super::{bindgen, compress, hash};

/// The page's own name: the only file whose name does not change with its content.
const PAGE: &str = "index.html";

/// One file below `assets/`.
pub(super) struct Asset {
    /// Path below `assets/`, with `/`.
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl Asset {
    /// `stem-HASH` + `end`, such as `app-1f2e…_bg.wasm`.
    pub(super) fn hashed(stem: &str, end: &str, content: Vec<u8>) -> Self {
        Self { name: format!("{stem}-{}{end}", hash::short(&content)), content }
    }
}

/// What was written, or found unchanged.
pub(super) struct Dist {
    folder: PathBuf,
    /// Relative paths, compressed copies left out.
    files: Vec<String>,
}

impl Dist {
    /// A folder that an earlier build wrote.
    pub(super) fn existing(folder: &Path, files: Vec<String>) -> Self {
        Self { folder: folder.to_path_buf(), files }
    }

    /// Writes assets, then the page, then removes what earlier builds left: a server that reads the folder at
    /// any moment finds a page whose assets exist.
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

    /// Relative paths, compressed copies left out.
    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Size in bytes of a file, or of its copy when `end` is `.br` or `.gz`.
    pub(super) fn size(&self, file: &str, end: &str) -> anyhow::Result<u64> {
        let path = self.folder.join(format!("{file}{end}"));
        let metadata =
            std::fs::metadata(&path).with_context(|| format!("cannot measure {}", path.display()))?;
        Ok(metadata.len())
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The `.br` and `.gz` of each file; one thread a file, for the module takes longer than all the others.
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

/// Writes beside and renames: a reader sees the old file or the new one, never half of it.
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
        // The folder of an earlier build, once it is empty.
        if let Some(parent) = path.parent().filter(|parent| *parent != folder) {
            let _ = std::fs::remove_dir(parent);
        }
    }
    Ok(())
}
