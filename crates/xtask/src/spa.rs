//! `cargo xtask spa`: builds the sources of `frontend/` into a folder for any static server.
//!
//! Ready-made bundlers take minutes to install and download tools at build time; `wasm-bindgen` is also a library,
//! whose version `Cargo.lock` pins.

mod bindgen;
mod build;
mod compact;
mod compress;
mod css;
mod dist;
mod exports;
mod hash;
mod merge;
mod module;
mod names;
mod packs;
mod page;
mod report;
mod split;
mod stamp;
mod watch;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use self::dist::{Asset, Dist};
use self::packs::{DAY, LIST, Parts, STREAM};

/// Options of the command.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// Builds fast, without optimisation and compressed copies, for development.
    #[arg(long)]
    dev: bool,
    /// Builds for this machine: optimises little, and makes no compressed copies.
    #[arg(long)]
    local: bool,
    /// Keeps running, and builds again (as with --dev) after each change of a source.
    #[arg(long)]
    watch: bool,
    /// Only warns when the bundle exceeds its size limit, for running rather than releasing.
    #[arg(long)]
    any_size: bool,
    /// Output folder, relative to the workspace. Its content is replaced.
    #[arg(long, default_value = "dist")]
    out: PathBuf,
}

/// A build: input, output, profile.
struct Job {
    root: PathBuf,
    out: PathBuf,
    profile: build::Profile,
    any_size: bool,
}

/// Runs the command; fails for a release bundle above the size limit.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    let profile = match (options.dev || options.watch, options.local) {
        (true, _) => build::Profile::Dev,
        (false, true) => build::Profile::Local,
        (false, false) => build::Profile::Release,
    };
    let any_size = options.any_size;
    let job = Job { root: root.to_path_buf(), out: root.join(&options.out), profile, any_size };
    if options.watch { watch::run(&job) } else { job.run() }
}

impl Job {
    /// Builds once. Skips everything when neither the sources nor this tool changed.
    fn run(&self) -> anyhow::Result<()> {
        let wasm = build::wasm(&self.root, self.profile)?;
        let inputs = self.inputs(&wasm)?;
        let stamp = stamp::Stamp::new(&wasm, &self.out, self.profile, &inputs)?;
        let (dist, parts) = match stamp.previous() {
            Some((files, parts)) => (Dist::existing(&self.out, files), parts),
            None => self.bundle(&wasm, &inputs).context("the bundle could not be made")?,
        };
        stamp.remember(dist.files(), &parts)?;
        if self.profile.is_compressed() {
            report::release(&dist, &parts, self.any_size)
        } else {
            report::uncompressed(&dist)
        }
    }

    /// Reads all inputs except the WebAssembly.
    fn inputs(&self, wasm: &Path) -> anyhow::Result<Inputs> {
        let frontend = self.root.join("frontend");
        Ok(Inputs {
            wasm: read(wasm)?,
            css: css::bundle(&frontend.join("styles/main.css"))?,
            icon: read(&frontend.join("favicon.svg"))?,
            boot: read_text(&frontend.join("boot.js"))?,
            loader: read_text(&frontend.join("parts.js"))?,
            page: read_text(&frontend.join("index.html"))?,
        })
    }

    /// Writes the whole folder; the page comes last, because it makes the new files reachable.
    fn bundle(&self, wasm: &Path, inputs: &Inputs) -> anyhow::Result<(Dist, Parts)> {
        let generated = bindgen::run(wasm, &inputs.loader, self.profile)?;
        // These files reference each other: they keep their names, and their folder's name changes with their
        // content.
        let contents: Vec<&[u8]> = generated.files.iter().map(|file| file.content.as_slice()).collect();
        let app = format!("app-{}", hash::short(hash::full(&contents).as_bytes()));
        let style = Asset::hashed("style", ".css", inputs.css.clone().into_bytes());
        let icon = Asset::hashed("favicon", ".svg", inputs.icon.clone());
        let (glue, module) = (format!("{app}/{}", bindgen::GLUE), format!("{app}/{}", bindgen::MODULE));
        let files = |page| page_files(&generated.parts, page, &app);
        let (list, day) = (files(LIST)?, files(DAY)?);
        let boot =
            page::fill(&inputs.boot, &[("glue", &glue), ("wasm", &module), ("list", &list), ("day", &day)])?;
        let boot = Asset::hashed("boot", ".js", page::compact(&boot).into_bytes());
        let page = page::fill(
            &inputs.page,
            &[
                ("boot", &boot.name),
                ("glue", &glue),
                ("wasm", &module),
                ("style", &style.name),
                ("icon", &icon.name),
            ],
        )?;
        // Paths of the output, as the report needs them.
        let below =
            |files: BTreeSet<String>| files.into_iter().map(|file| format!("assets/{app}/{file}")).collect();
        let parts = generated.parts.into_iter().map(|(part, files)| (part, below(files))).collect();
        let mut assets = vec![boot, style, icon];
        assets.extend(
            generated.files.into_iter().map(|file| Asset { name: format!("{app}/{}", file.name), ..file }),
        );
        let compressed = self.profile.is_compressed();
        Ok((Dist::write(&self.out, &assets, page.as_bytes(), compressed)?, parts))
    }
}

/// Returns the files that a page of the application needs after the main module, as a list of JavaScript.
fn page_files(parts: &Parts, page: &str, folder: &str) -> anyhow::Result<String> {
    let needed = [STREAM, page].into_iter().filter_map(|part| parts.get(part)).flatten();
    let files: BTreeSet<_> = needed.map(|file| format!("{folder}/{file}")).collect();
    Ok(serde_json::to_string(&files)?)
}

/// The inputs of a bundle.
struct Inputs {
    wasm: Vec<u8>,
    css: String,
    icon: Vec<u8>,
    boot: String,
    loader: String,
    page: String,
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pages_load_the_files_of_their_part_and_of_the_stream() {
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let parts: Parts = [(STREAM, files(&["a"])), (LIST, files(&["a", "b"])), ("fiche", files(&["c"]))]
            .into_iter()
            .map(|(part, files)| (part.to_owned(), files))
            .collect();
        assert_eq!(page_files(&parts, LIST, "app-1f").unwrap(), r#"["app-1f/a","app-1f/b"]"#);
        // A development build loads each module when it is asked for.
        assert_eq!(page_files(&Parts::new(), LIST, "app-1f").unwrap(), "[]");
    }

    #[test]
    fn the_page_preloads_its_code_and_the_first_pages_theirs() {
        let read = |file: &str| read_text(&Path::new("../../frontend").join(file)).unwrap();
        for link in [r#""modulepreload" href="/assets/{{glue}}""#, r#""preload" href="/assets/{{wasm}}""#] {
            assert!(read("index.html").contains(link), "{link}");
        }
        for files in ["{{list}}", "{{day}}"] {
            assert!(read("boot.js").contains(&["files: ", files].concat()), "{files}");
        }
    }
}
