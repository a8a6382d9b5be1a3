//! Fields of a callback's result, checked alike for every type of action.

use common::ErreurChamp;

/// Longest link that is kept.
const LINK_LIMIT: usize = 2_000;

/// A text that a success must have.
pub(super) fn required<'a>(erreurs: &mut Vec<ErreurChamp>, champ: &str, value: Option<&'a str>) -> &'a str {
    let value = value.map(str::trim).unwrap_or_default();
    if value.is_empty() {
        erreurs.push(ErreurChamp::new(champ, "CHAMP_REQUIS", "Une réussite doit le donner."));
    }
    value
}

/// A link that may be absent, and is https without credentials otherwise: people will click on it.
pub(super) fn https_link<'a>(
    erreurs: &mut Vec<ErreurChamp>,
    champ: &str,
    value: Option<&'a str>,
) -> Option<&'a str> {
    let value = value.map(str::trim).filter(|value| !value.is_empty())?;
    let parsed = reqwest::Url::parse(value).ok();
    let safe = parsed.is_some_and(|url| {
        url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none()
    });
    if !safe || !value.starts_with("https://") || value.len() > LINK_LIMIT {
        erreurs.push(ErreurChamp::new(champ, "LIEN_INVALIDE", "Le lien doit commencer par https://."));
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_links_are_kept() {
        for (link, accepted) in [
            ("https://drive.google.com/drive/folders/1", true),
            ("http://drive.google.com/1", false),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https://moi:secret@drive.google.com/1", false),
            ("HTTPS://drive.google.com/1", false),
        ] {
            let mut erreurs = Vec::new();
            https_link(&mut erreurs, "lien", Some(link));
            assert_eq!(erreurs.is_empty(), accepted, "{link}");
        }
    }
}
