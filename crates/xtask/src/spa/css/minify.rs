//! Removes comments and meaningless spaces. It changes no token, so styles stay equal.

use super::lexer::{Piece, pieces};

/// Returns the stylesheet on one line.
pub(super) fn minify(css: &str) -> anyhow::Result<String> {
    let mut out = String::with_capacity(css.len());
    let mut space = false;
    for piece in pieces(css)? {
        match piece {
            Piece::Comment => space = true,
            Piece::Literal(literal) => {
                push(&mut out, &mut space, literal);
            }
            Piece::Code(code) => push_code(&mut out, &mut space, code),
        }
    }
    Ok(out)
}

fn push_code(out: &mut String, space: &mut bool, code: &str) {
    let mut buffer = [0; 4];
    for character in code.chars() {
        if character.is_ascii_whitespace() {
            *space = true;
            continue;
        }
        // The last `;` of a block is redundant.
        if character == '}' && out.ends_with(';') {
            out.pop();
        }
        push(out, space, character.encode_utf8(&mut buffer));
    }
}

/// Appends text, after one space if a space is pending and separates two tokens.
fn push(out: &mut String, space: &mut bool, text: &str) {
    let idle_after = out.is_empty() || out.ends_with(['{', '}', ';', ',', ':']);
    // A space before `:` is a descendant selector: `a :hover` is not `a:hover`.
    let idle_before = text.starts_with(['{', '}', ';', ',']);
    if *space && !idle_after && !idle_before {
        out.push(' ');
    }
    *space = false;
    out.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_minified(css: &str, expected: &str) {
        assert_eq!(minify(css).unwrap(), expected);
    }

    #[test]
    fn idle_spaces_and_comments_go() {
        assert_minified(
            "/* a */ a ,\n b {\n  color : red ;\n margin: 0 auto;\n}\n",
            "a,b{color :red;margin:0 auto}",
        );
    }

    #[test]
    fn spaces_that_mean_something_stay() {
        assert_minified("a :hover{width:calc(1px + 2px)}", "a :hover{width:calc(1px + 2px)}");
        assert_minified(
            "@media (width > 1px) and (height > 2px) {}",
            "@media (width > 1px) and (height > 2px){}",
        );
    }

    #[test]
    fn literals_are_untouched() {
        assert_minified("a::after { content: \"a  ;  }\" }", "a::after{content:\"a  ;  }\"}");
        assert_minified("a { b: url( data:x,  y ) }", "a{b:url( data:x,  y )}");
    }

    #[test]
    fn an_escaped_quote_opens_no_string() {
        assert_minified(".a\\\"b  { c: d }", ".a\\\"b{c:d}");
    }
}
