//! Fills the `{{name}}` placeholders of `index.html` and `boot.js` with the hashed file names, and shortens scripts.

use anyhow::{bail, ensure};

/// Replaces each placeholder; fails for a missing or unknown one.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut page = template.to_owned();
    for (name, value) in values {
        let placeholder = format!("{{{{{name}}}}}");
        ensure!(page.contains(&placeholder), "the template never uses {placeholder}");
        page = page.replace(&placeholder, value);
    }
    if let Some((_, rest)) = page.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or(rest);
        bail!("the template uses {{{{{name}}}}}, which nothing fills");
    }
    Ok(page)
}

/// Removes the lines of a script that hold only a comment, and the indentation: they weigh on each first visit.
pub(super) fn compact(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_sent_without_its_comments() {
        let script = "// Starts.\n\nif (a) {\n  // Why.\n  b(\"https://c\");\n}\n";
        assert_eq!(compact(script), "if (a) {\nb(\"https://c\");\n}\n");
    }

    #[test]
    fn every_occurrence_is_filled() {
        let page =
            fill(r#"<link href="/{{a}}"><script src="/{{a}}" data-b="{{b}}">"#, &[("a", "x.js"), ("b", "y")]);
        assert_eq!(page.unwrap(), r#"<link href="/x.js"><script src="/x.js" data-b="y">"#);
    }

    #[test]
    fn a_value_without_a_place_is_refused() {
        assert!(fill("<p>", &[("a", "x")]).is_err());
    }

    #[test]
    fn a_place_without_a_value_is_refused() {
        let error = fill("{{a}} {{b}}", &[("a", "x")]).unwrap_err();
        assert!(error.to_string().contains("{{b}}"), "{error}");
    }
}
