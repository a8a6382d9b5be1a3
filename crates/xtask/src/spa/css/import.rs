//! Parses an `@import` statement and wraps the imported text accordingly.

use anyhow::{Context as _, bail};

use super::lexer;

/// `@import <target> [layer | layer(<name>)] [supports(<condition>)] [<media query>];`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import<'a> {
    /// Path of the file, relative to the importing one.
    pub(super) target: &'a str,
    /// Name of the layer; `Some("")` for an anonymous one.
    layer: Option<&'a str>,
    supports: Option<&'a str>,
    media: &'a str,
}

impl<'a> Import<'a> {
    /// Parses a statement; `None` when it is not an import.
    pub(super) fn parse(statement: &'a str) -> anyhow::Result<Option<Self>> {
        let Some(rest) = statement.strip_prefix("@import") else { return Ok(None) };
        let rest = rest.trim_end_matches(';').trim();
        let literal = lexer::pieces(rest)?.into_iter().next();
        let Some(lexer::Piece::Literal(literal)) = literal else { bail!("{statement} names no file") };
        let target = lexer::url(literal).unwrap_or_else(|| literal.trim_matches(['"', '\'']));
        if target.contains(':') || target.starts_with("//") {
            bail!("{statement} would call another host");
        }
        let rest = rest[literal.len()..].trim_start();
        let (layer, rest) = match function(rest, "layer")? {
            (None, rest) => match rest.strip_prefix("layer").filter(|rest| !rest.starts_with('-')) {
                Some(rest) => (Some(""), rest.trim_start()),
                None => (None, rest),
            },
            found => found,
        };
        let (supports, media) = function(rest, "supports")?;
        Ok(Some(Self { target, layer, supports, media }))
    }

    /// Wraps the imported text in the blocks of the statement.
    pub(super) fn wrap(&self, css: &str) -> String {
        let mut css = css.to_owned();
        if let Some(layer) = self.layer {
            css = format!("@layer {layer} {{\n{css}\n}}");
        }
        if let Some(condition) = self.supports {
            // `supports(display: grid)` is short for a declaration in parentheses.
            css = format!("@supports ({condition}) {{\n{css}\n}}");
        }
        if !self.media.is_empty() {
            css = format!("@media {} {{\n{css}\n}}", self.media);
        }
        css
    }
}

/// Parses `name(…)` at the start; returns its argument and the rest.
fn function<'a>(text: &'a str, name: &str) -> anyhow::Result<(Option<&'a str>, &'a str)> {
    let Some(argument) = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')) else {
        return Ok((None, text));
    };
    let mut depth = 1_usize;
    for (at, character) in argument.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok((Some(argument[..at].trim()), argument[at + 1..].trim_start()));
        }
    }
    Err(anyhow::anyhow!("{name}( is not closed")).context("in an @import")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_import_is_read() {
        let statement =
            r#"@import url("./a.css") layer(base.forms) supports(not (x: y)) screen and (width > 3em);"#;
        let import = Import::parse(statement).unwrap().unwrap();
        assert_eq!(
            import,
            Import {
                target: "./a.css",
                layer: Some("base.forms"),
                supports: Some("not (x: y)"),
                media: "screen and (width > 3em)"
            }
        );
    }

    #[test]
    fn an_anonymous_layer_is_not_a_media_query() {
        let import = Import::parse("@import 'a.css' layer print;").unwrap().unwrap();
        assert_eq!((import.layer, import.media), (Some(""), "print"));
    }

    #[test]
    fn another_host_is_refused() {
        assert!(Import::parse("@import url(https://fonts.example/a.css);").is_err());
        assert!(Import::parse("@import '//fonts.example/a.css';").is_err());
    }

    #[test]
    fn another_statement_is_no_import() {
        assert_eq!(Import::parse("@layer a, b;").unwrap(), None);
    }
}
