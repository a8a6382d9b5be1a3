//! Checks email addresses in the browser; the server decides.

/// Returns true when a text may be an address. It rejects half-typed text and accepts unusual addresses.
pub(crate) fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let labels = domain.split('.');
    !local.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
        && !domain.contains('@')
        && labels.clone().count() > 1
        && labels.into_iter().all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::looks_like_email;

    #[test]
    fn what_was_half_typed_is_caught() {
        for good in ["a@b.fr", "marie.dumitru+cap@exemple.fr", "é@exemple.co.uk"] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in [
            "",
            "marie",
            "marie@",
            "@exemple.fr",
            "marie@exemple",
            "a@b@c.fr",
            "a b@c.fr",
            "a@.fr",
            "a@b.fr,",
        ] {
            assert!(!looks_like_email(bad), "{bad}");
        }
    }
}
