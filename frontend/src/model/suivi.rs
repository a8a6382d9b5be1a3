//! Filters of the list that follow from the work on a prospect: owner, next touch, last contact, source, reason of the
//! loss. Relative dates stay words in the URL and in a request.

use common::relance::{ContactRelatif, Responsable};
use common::{IdUtilisateur, MotifPerte, QuandRelance, Source};

use super::choices::Choices;
use super::day::{is_day, typed};
use super::format::count;
use crate::query_string::QueryString;

/// The choices except sources and reasons of the loss: key in the URL, word, label.
const WORDS: &[(&str, &str, &str)] = &[
    (OWNER, "moi", "Suivi par moi"),
    (OWNER, "aucun", "Sans responsable"),
    ("relance", QuandRelance::Retard.as_str(), "Relance en retard"),
    ("relance", QuandRelance::Aujourdhui.as_str(), "Relance aujourd’hui"),
    ("relance", QuandRelance::Semaine.as_str(), "Relance dans les 7 jours"),
    ("relance", QuandRelance::SansSuite.as_str(), "Sans suite"),
    (CONTACT, "7j", "Contact depuis 7 jours"),
    (CONTACT, "30j", "Contact depuis 30 jours"),
    (CONTACT, "avant30j", "Aucun contact depuis 30 jours"),
    (CONTACT, "avant90j", "Aucun contact depuis 90 jours"),
    (SANS_REPONSE, "7", "Sans réponse depuis 7 jours"),
    (SANS_REPONSE, "30", "Sans réponse depuis 30 jours"),
];

/// The key of the days without an answer, in the URL and in the API.
const SANS_REPONSE: &str = "sansReponseDepuis";

/// The key of the owners.
const OWNER: &str = "responsable";

/// The keys of the last contact: in days before today, and from or before a day.
const CONTACT: &str = "contact";
const CONTACT_DEPUIS: &str = "contactDepuis";
const CONTACT_AVANT: &str = "contactAvant";

/// The choices that a day completes: the beginning of their codes, and a label.
pub(crate) const BY_DAY: &[(&str, &str)] =
    &[("contactDepuis=", "Contact depuis le"), ("contactAvant=", "Dernier contact avant le")];

/// The key of the sources.
const SOURCE: &str = "source";

/// The key of the reasons of the loss.
const MOTIF: &str = "motifPerte";

/// Separates key and word in a code.
const BETWEEN: char = '=';

/// The chosen codes, each a key and a word: `relance=retard`.
pub(crate) type Suivi = Choices<String>;

/// Returns all choices, as code and label; `others` are the other admins, with their names.
pub(crate) fn choices(others: &[(IdUtilisateur, String)]) -> Vec<(String, String)> {
    let (mine, words) = WORDS.split_at(1);
    let named = |(key, word, label): &(&str, &str, &str)| (code(key, word), (*label).to_owned());
    let others =
        others.iter().map(|(id, name)| (code(OWNER, &id.to_string()), ["Suivi par ", name].concat()));
    let words = mine.iter().map(named).chain(others).chain(words.iter().map(named));
    let sources = Source::ALL
        .iter()
        .map(|source| (code(SOURCE, source.as_str()), ["Source\u{a0}: ", source.libelle()].concat()));
    let motifs = MotifPerte::ALL
        .iter()
        .map(|motif| (code(MOTIF, motif.as_str()), ["Perdu\u{a0}: ", motif.libelle()].concat()));
    words.chain(sources).chain(motifs).collect()
}

/// Returns the label of a key and a word, whether it is a choice or not.
pub(crate) fn label(key: &str, word: &str, others: &[(IdUtilisateur, String)]) -> String {
    let code = code(key, word);
    let known = choices(others).into_iter().find(|(known, _)| *known == code);
    known.map_or_else(|| unlisted(&code), |(_, label)| label)
}

/// Returns the label of a code that is no choice: an owner who is not among the active admins, or another number of days
/// or day, from a link or from a view that a program saved.
pub(crate) fn unlisted(code: &str) -> String {
    let Some((key, word)) = code.split_once(BETWEEN) else { return code.to_owned() };
    match (key, word.parse()) {
        (OWNER, _) => ["Suivi par le compte n°\u{a0}", word].concat(),
        (CONTACT, Ok(ContactRelatif::Depuis(days))) => told("Contact depuis", days),
        (CONTACT, Ok(ContactRelatif::Avant(days))) => told("Aucun contact depuis", days),
        (CONTACT_DEPUIS, _) => ["Contact depuis le ", &typed(word)].concat(),
        (CONTACT_AVANT, _) => ["Dernier contact avant le ", &typed(word)].concat(),
        (SANS_REPONSE, _) => told("Sans réponse depuis", word.parse().unwrap_or_default()),
        _ => code.to_owned(),
    }
}

/// Returns a label with a number of days.
fn told(words: &str, days: u16) -> String {
    [words, " ", &count(days.into(), "jour", "jours")].concat()
}

fn code(key: &str, word: &str) -> String {
    format!("{key}{BETWEEN}{word}")
}

/// Returns true for a key with several choices at once.
fn takes_several(key: &str) -> bool {
    matches!(key, SOURCE | MOTIF)
}

/// Selects or deselects a choice; most keys have one choice. An unknown code changes nothing.
pub(crate) fn toggle(chosen: &mut Suivi, code: &str) {
    let Some((key, _)) = code.split_once(BETWEEN).filter(|(key, word)| is_known(key, word)) else { return };
    if chosen.remove(&code.to_owned()) {
        return;
    }
    if !takes_several(key) {
        let others: Vec<_> = chosen.iter().filter(|other| starts(other, key)).cloned().collect();
        for other in others {
            chosen.remove(&other);
        }
    }
    chosen.insert(code.to_owned());
}

fn is_known(key: &str, word: &str) -> bool {
    let is_word = || WORDS.iter().any(|(own, known, _)| (*own, *known) == (key, word));
    match key {
        SOURCE => word.parse::<Source>().is_ok(),
        MOTIF => word.parse::<MotifPerte>().is_ok(),
        OWNER if matches!(word.parse(), Ok(Responsable::Compte(_))) => true,
        CONTACT => word.parse::<ContactRelatif>().is_ok(),
        CONTACT_DEPUIS | CONTACT_AVANT => is_day(word),
        SANS_REPONSE => word.parse::<u16>().is_ok(),
        _ => is_word(),
    }
}

fn starts(code: &str, key: &str) -> bool {
    code.split_once(BETWEEN).is_some_and(|(own, _)| own == key)
}

/// Reads a pair of the URL; returns false for another key.
pub(crate) fn read(chosen: &mut Suivi, key: &str, word: &str) -> bool {
    // Older links.
    let (key, word) =
        if key == "sansReponse" { (SANS_REPONSE, word.trim_end_matches('j')) } else { (key, word) };
    let is_mine = [SOURCE, MOTIF, CONTACT_DEPUIS, CONTACT_AVANT].contains(&key)
        || WORDS.iter().any(|(own, ..)| *own == key);
    let code = code(key, word);
    if is_mine && !chosen.contains(&code) {
        toggle(chosen, &code);
    }
    is_mine
}

/// Appends the choices to a query, of the URL or of a request.
pub(crate) fn push(chosen: &Suivi, query: &mut QueryString) {
    for (key, word) in chosen.iter().filter_map(|code| code.split_once(BETWEEN)) {
        query.push(key, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(codes: &[&str]) -> Suivi {
        let mut chosen = Suivi::default();
        for code in codes {
            toggle(&mut chosen, code);
        }
        chosen
    }

    #[test]
    fn a_key_has_one_choice_and_sources_and_reasons_have_several() {
        let codes = ["contact=7j", "source=SALON", "contact=30j", "source=EMAIL", "contact=demain"];
        let kept: Vec<_> = chosen(&codes).iter().cloned().collect();
        assert_eq!(kept, ["contact=30j", "source=EMAIL", "source=SALON"]);
        assert_eq!(chosen(&["motifPerte=DOUBLON", "motifPerte=AUTRE"]).len(), 2);
        assert_eq!(chosen(&["relance=retard", "relance=retard"]).len(), 0);
    }

    #[test]
    fn every_admin_is_an_owner_to_choose_after_the_person_herself() {
        let others = [(IdUtilisateur::from(4), "Léa Roux".to_owned())];
        let all = choices(&others);
        let first: Vec<_> = all.iter().take(3).map(|(code, label)| (code.as_str(), label.as_str())).collect();
        let expected = [
            ("responsable=moi", "Suivi par moi"),
            ("responsable=4", "Suivi par Léa Roux"),
            ("responsable=aucun", "Sans responsable"),
        ];
        assert_eq!(first, expected);
        let kept = chosen(&["responsable=moi", "responsable=4", "responsable=x"]);
        assert_eq!(kept.iter().collect::<Vec<_>>(), ["responsable=4"]);
    }

    #[test]
    fn every_word_of_the_contract_is_kept_and_has_a_label() {
        let all = [
            ("contact", "avant30j", "Aucun contact depuis 30 jours"),
            ("contact", "45j", "Contact depuis 45\u{a0}jours"),
            ("contact", "avant1j", "Aucun contact depuis 1\u{a0}jour"),
            ("contactDepuis", "2026-02-01", "Contact depuis le 01/02/2026"),
            ("contactAvant", "2026-02-15", "Dernier contact avant le 15/02/2026"),
            ("sansReponseDepuis", "14", "Sans réponse depuis 14\u{a0}jours"),
            ("motifPerte", "TROP_CHER", "Perdu\u{a0}: Trop cher"),
            ("responsable", "7", "Suivi par le compte n°\u{a0}7"),
        ];
        for (key, word, expected) in all {
            let (mut read_back, mut url) = (Suivi::default(), QueryString::new());
            assert!(read(&mut read_back, key, word));
            push(&read_back, &mut url);
            assert_eq!(url.after(""), format!("?{key}={word}"));
            assert_eq!(label(key, word, &[]), expected);
        }
    }

    #[test]
    fn the_url_is_read_back_without_unknown_words() {
        let mut read_back = Suivi::default();
        for (key, word) in [
            (CONTACT, "30j"),
            ("relance", "hier"),
            ("contactAvant", "hier"),
            ("motifPerte", "AGE"),
            ("source", "SALON"),
            ("sansReponse", "7j"),
            ("statut", "NOUVEAU"),
        ] {
            assert_eq!(read(&mut read_back, key, word), key != "statut");
        }
        assert_eq!(read_back, chosen(&["contact=30j", "source=SALON", "sansReponseDepuis=7"]));
    }
}
