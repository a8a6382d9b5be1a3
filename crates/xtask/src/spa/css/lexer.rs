//! Splits a stylesheet into code, comments, and literals (strings and `url(…)`) that must stay unchanged.

use anyhow::{Context as _, ensure};

/// A piece of a stylesheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Code(&'a str),
    /// A quoted string, or a whole `url(…)`.
    Literal(&'a str),
    Comment,
}

/// Returns the pieces in order.
pub(super) fn pieces(css: &str) -> anyhow::Result<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = css;
    while !rest.is_empty() {
        let code = code_length(rest);
        if code > 0 {
            pieces.push(Piece::Code(&rest[..code]));
            rest = &rest[code..];
            continue;
        }
        let length = special_length(rest)?;
        pieces.push(if rest.starts_with("/*") { Piece::Comment } else { Piece::Literal(&rest[..length]) });
        rest = &rest[length..];
    }
    Ok(pieces)
}

/// Returns the length of the code at the start, before a comment, a string, or a `url(`.
fn code_length(css: &str) -> usize {
    let mut escaped = false;
    for (at, character) in css.char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if matches!(character, '"' | '\'') || css[at..].starts_with("/*") || starts_with_url(css, at) {
            return at;
        }
    }
    css.len()
}

/// Returns true when `url(` starts at this index and is not the end of a longer name.
fn starts_with_url(css: &str, at: usize) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let head = css.as_bytes()[at..].get(..4);
    head.is_some_and(|head| head.eq_ignore_ascii_case(b"url(")) && !css[..at].ends_with(is_name)
}

/// Returns the length of the comment, string or `url(…)` at the start.
fn special_length(css: &str) -> anyhow::Result<usize> {
    if let Some(comment) = css.strip_prefix("/*") {
        return Ok(comment.find("*/").context("a comment is not closed")? + 4);
    }
    if css.starts_with(['"', '\'']) {
        return string_length(css);
    }
    let content = &css["url(".len()..];
    let blank = content.len() - content.trim_start().len();
    let inside = if content.trim_start().starts_with(['"', '\'']) {
        blank + string_length(content.trim_start())?
    } else {
        0
    };
    let close = content[inside..].find(')').context("a url( is not closed")?;
    Ok("url(".len() + inside + close + 1)
}

fn string_length(css: &str) -> anyhow::Result<usize> {
    let mut characters = css.char_indices();
    let quote = characters.next().map(|(_, quote)| quote);
    let mut escaped = false;
    for (at, character) in characters {
        ensure!(
            escaped || character != '\n',
            "a string is not closed: {}",
            css.lines().next().unwrap_or_default()
        );
        if !escaped && Some(character) == quote {
            return Ok(at + 1);
        }
        escaped = !escaped && character == '\\';
    }
    anyhow::bail!("a string is not closed")
}

/// Returns the address inside a `url(…)` literal; `None` for a plain string.
pub(super) fn url(literal: &str) -> Option<&str> {
    let inside = literal.get(.."url(".len()).filter(|head| head.eq_ignore_ascii_case("url("));
    inside?;
    Some(literal["url(".len()..].trim_end_matches(')').trim().trim_matches(['"', '\'']))
}

/// Replaces each comment by a space.
pub(super) fn without_comments(css: &str) -> anyhow::Result<String> {
    let text = pieces(css)?.into_iter().map(|piece| match piece {
        Piece::Code(text) | Piece::Literal(text) => text,
        Piece::Comment => " ",
    });
    Ok(text.collect())
}

/// Splits after the first `;` of the code; `None` when a block opens first. The text must not contain comments.
pub(super) fn statement(css: &str) -> anyhow::Result<Option<(&str, &str)>> {
    let mut at = 0;
    for piece in pieces(css)? {
        let text = match piece {
            Piece::Code(text) => text,
            Piece::Literal(text) => {
                at += text.len();
                continue;
            }
            Piece::Comment => continue,
        };
        if let Some(end) = text.find([';', '{']) {
            let cut = at + end + 1;
            return Ok(text[end..].starts_with(';').then(|| css.split_at(cut)));
        }
        at += text.len();
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_urls_are_whole() {
        let css = r#"a{b:"x;\"/*no*/" url(data:a;b,c/*d) /* yes */;}"#;
        assert_eq!(
            pieces(css).unwrap(),
            [
                Piece::Code("a{b:"),
                Piece::Literal(r#""x;\"/*no*/""#),
                Piece::Code(" "),
                Piece::Literal("url(data:a;b,c/*d)"),
                Piece::Code(" "),
                Piece::Comment,
                Piece::Code(";}"),
            ]
        );
    }

    #[test]
    fn a_statement_ends_at_its_own_semicolon() {
        assert_eq!(
            statement("@import url(\"a;b\") x; rest").unwrap(),
            Some(("@import url(\"a;b\") x;", " rest"))
        );
        assert_eq!(statement("@layer a { b: c; }").unwrap(), None);
    }

    #[test]
    fn what_is_not_closed_is_an_error() {
        for css in ["/* a", "\"a", "'a\nb'", "url(a"] {
            assert!(pieces(css).is_err(), "{css}");
        }
    }
}
