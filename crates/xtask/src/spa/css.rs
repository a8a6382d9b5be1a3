//! Bundles the stylesheets into one: follows `@import`, keeps cascade layers, refuses what would be lost.
//!
//! A file starts with `@import url("x.css") layer(name) <media query>;`, in browser syntax, so that the folder also
//! works unbundled.

mod import;
mod lexer;
mod minify;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use self::import::Import;
use self::lexer::Piece;
use super::read_text;

/// Returns the bundled stylesheet of `entry`, minified.
pub(super) fn bundle(entry: &Path) -> anyhow::Result<String> {
    let css = inline(entry, &mut Vec::new())?;
    minify::minify(&css)
}

/// Returns the text of a file with its imports inlined.
fn inline(path: &Path, opened: &mut Vec<PathBuf>) -> anyhow::Result<String> {
    let path = path.canonicalize().with_context(|| format!("there is no stylesheet {}", path.display()))?;
    ensure!(!opened.contains(&path), "{} imports itself", path.display());
    opened.push(path.clone());
    let css = expand(&path, opened).with_context(|| format!("in {}", path.display()))?;
    opened.pop();
    Ok(css)
}

fn expand(path: &Path, opened: &mut Vec<PathBuf>) -> anyhow::Result<String> {
    let css = lexer::without_comments(&read_text(path)?)?;
    let folder = path.parent().context("a stylesheet has no folder")?;
    let mut out = String::new();
    let mut rest = css.trim_start();
    // Only `@layer a, b;` may precede an import.
    while rest.starts_with("@import") || rest.starts_with("@layer") {
        let Some((statement, after)) = lexer::statement(rest)? else { break };
        match Import::parse(statement)? {
            Some(import) => out.push_str(&import.wrap(&inline(&folder.join(import.target), opened)?)),
            None => out.push_str(statement),
        }
        out.push('\n');
        rest = after.trim_start();
    }
    check(rest)?;
    out.push_str(rest);
    Ok(out)
}

/// Refuses an import that browsers would ignore, and a reference to a file outside the bundle.
fn check(css: &str) -> anyhow::Result<()> {
    for piece in lexer::pieces(css)? {
        match piece {
            Piece::Code(code) if code.contains("@import") => {
                bail!("@import comes after a rule: browsers ignore it")
            }
            Piece::Literal(literal) => check_url(literal)?,
            Piece::Code(_) | Piece::Comment => {}
        }
    }
    Ok(())
}

/// Refuses a `url(…)` without inline content, because no other file is copied and no other host is called.
fn check_url(literal: &str) -> anyhow::Result<()> {
    let Some(url) = lexer::url(literal) else { return Ok(()) };
    ensure!(
        url.starts_with("data:") || url.starts_with('#'),
        "url({url}) would not be in the bundle: use a data: URL"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of stylesheets that the test deletes.
    struct Styles(PathBuf);

    impl Styles {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-css-{name}-{}", std::process::id()));
            for (file, css) in files {
                let path = folder.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, css).unwrap();
            }
            Self(folder)
        }

        fn bundle(&self) -> anyhow::Result<String> {
            bundle(&self.0.join("main.css"))
        }
    }

    impl Drop for Styles {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn imports_are_inlined_in_order_inside_their_layers() {
        let styles = Styles::new(
            "order",
            &[
                (
                    "main.css",
                    "/* order */ @layer tokens, base;\n@import url(\"./tokens.css\") layer(tokens);\n\
                     @import 'base.css' layer(base);\n@import url(more/list.css);\nbody { color: red; }",
                ),
                ("tokens.css", ":root { --a: 1px }"),
                ("base.css", "p { margin: 0 }"),
                ("more/list.css", "@import url('row.css') print;"),
                ("more/row.css", "td { top: 0 }"),
            ],
        );
        assert_eq!(
            styles.bundle().unwrap(),
            "@layer tokens,base;@layer tokens{:root{--a:1px}}@layer base{p{margin:0}}\
             @media print{td{top:0}}body{color:red}"
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let styles = Styles::new("missing", &[("main.css", "@import url(absent.css);")]);
        assert!(format!("{:#}", styles.bundle().unwrap_err()).contains("absent.css"));
    }

    #[test]
    fn a_circle_is_refused() {
        let styles =
            Styles::new("circle", &[("main.css", "@import 'b.css';"), ("b.css", "@import 'main.css';")]);
        assert!(format!("{:#}", styles.bundle().unwrap_err()).contains("imports itself"));
    }

    #[test]
    fn an_import_after_a_rule_is_refused() {
        let styles = Styles::new("late", &[("main.css", "p{} @import 'b.css';"), ("b.css", "")]);
        assert!(format!("{:#}", styles.bundle().unwrap_err()).contains("after a rule"));
    }

    #[test]
    fn only_self_contained_urls_pass() {
        let good =
            Styles::new("good-url", &[("main.css", "a{b:url(data:x,y);c:url(\"data:image/svg+xml,;\")}")]);
        assert_eq!(good.bundle().unwrap(), "a{b:url(data:x,y);c:url(\"data:image/svg+xml,;\")}");
        for bad in ["url(font.woff2)", "url('font.woff2')", "url( \"https://other.example/x.png\" )"] {
            let styles = Styles::new("bad-url", &[("main.css", &format!("a{{b:{bad}}}"))]);
            assert!(styles.bundle().is_err(), "{bad}");
        }
    }
}
