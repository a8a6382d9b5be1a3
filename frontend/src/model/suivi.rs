//! Filters of the list that follow from the work on a prospect: owner, next touch, last contact, source. Relative dates
//! stay words in the URL, and become days in a request.

use common::relance::Responsable;
use common::{IdUtilisateur, QuandRelance, Source};

use super::choices::Choices;
use super::day::{earlier, later};
use crate::query_string::QueryString;

/// The choices except sources: key in the URL, word, label.
const WORDS: &[(&str, &str, &str)] = &[
    (OWNER, "moi", "Suivi par moi"),
    (OWNER, "aucun", "Sans responsable"),
    ("relance", QuandRelance::Retard.as_str(), "Relance en retard"),
    ("relance", QuandRelance::Aujourdhui.as_str(), "Relance aujourd’hui"),
    ("relance", QuandRelance::Semaine.as_str(), "Relance dans les 7 jours"),
    ("relance", QuandRelance::SansSuite.as_str(), "Sans suite"),
    ("contact", "7j", "Contact depuis 7 jours"),
    ("contact", "30j", "Contact depuis 30 jours"),
    ("contact", "avant30j", "Aucun contact depuis 30 jours"),
    ("contact", "avant90j", "Aucun contact depuis 90 jours"),
    (SANS_REPONSE, "7", "Sans réponse depuis 7 jours"),
    (SANS_REPONSE, "30", "Sans réponse depuis 30 jours"),
];

/// The key of the days without an answer, in the URL and in the API.
const SANS_REPONSE: &str = "sansReponseDepuis";

/// The key of the owners.
const OWNER: &str = "responsable";

/// The key of the sources, the only one with several choices at once.
const SOURCE: &str = "source";

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
    words.chain(sources).collect()
}

/// Returns the label of a key and a word, whether it is a choice or not.
pub(crate) fn label(key: &str, word: &str, others: &[(IdUtilisateur, String)]) -> String {
    let code = code(key, word);
    let known = choices(others).into_iter().find(|(known, _)| *known == code);
    known.map_or_else(|| if key == OWNER { former_owner(&code) } else { code.clone() }, |(_, label)| label)
}

fn code(key: &str, word: &str) -> String {
    format!("{key}{BETWEEN}{word}")
}

/// Selects or deselects a choice; a key but the sources has one choice. An unknown code changes nothing.
pub(crate) fn toggle(chosen: &mut Suivi, code: &str) {
    let Some((key, _)) = code.split_once(BETWEEN).filter(|(key, word)| is_known(key, word)) else { return };
    if chosen.remove(&code.to_owned()) {
        return;
    }
    if key != SOURCE {
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
        OWNER if matches!(word.parse(), Ok(Responsable::Compte(_))) => true,
        _ => is_word(),
    }
}

/// Returns the label of an owner who is not among the active admins.
pub(crate) fn former_owner(code: &str) -> String {
    ["Suivi par le compte n°\u{a0}", code.rsplit(BETWEEN).next().unwrap_or(code)].concat()
}

fn starts(code: &str, key: &str) -> bool {
    code.split_once(BETWEEN).is_some_and(|(own, _)| own == key)
}

/// Reads a pair of the URL; returns false for another key.
pub(crate) fn read(chosen: &mut Suivi, key: &str, word: &str) -> bool {
    // Older links.
    let (key, word) =
        if key == "sansReponse" { (SANS_REPONSE, word.trim_end_matches('j')) } else { (key, word) };
    let is_mine = key == SOURCE || WORDS.iter().any(|(own, ..)| *own == key);
    let code = code(key, word);
    if is_mine && !chosen.contains(&code) {
        toggle(chosen, &code);
    }
    is_mine
}

/// Appends the choices to the query of the URL.
pub(crate) fn push(chosen: &Suivi, query: &mut QueryString) {
    for (key, word) in chosen.iter().filter_map(|code| code.split_once(BETWEEN)) {
        query.push(key, word);
    }
}

/// Appends the choices to the query of a request; `today` is the current day, `YYYY-MM-DD`.
pub(crate) fn push_request(chosen: &Suivi, today: &str, query: &mut QueryString) {
    let days = |word: &str| word.trim_end_matches('j').parse().unwrap_or(0);
    for (key, word) in chosen.iter().filter_map(|code| code.split_once(BETWEEN)) {
        match (key, word.strip_prefix("avant")) {
            ("contact", Some(word)) => query.push("contactAvant", &later(&earlier(today, days(word)), 1)),
            ("contact", None) => query.push("contactDepuis", &earlier(today, days(word))),
            _ => query.push(key, word),
        }
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
    fn a_key_has_one_choice_and_sources_have_several() {
        let codes = ["contact=7j", "source=SALON", "contact=30j", "source=EMAIL", "contact=demain"];
        let kept: Vec<_> = chosen(&codes).iter().cloned().collect();
        assert_eq!(kept, ["contact=30j", "source=EMAIL", "source=SALON"]);
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
        assert_eq!(former_owner("responsable=4"), "Suivi par le compte n°\u{a0}4");
    }

    #[test]
    fn a_relative_date_is_a_word_in_the_url_and_a_day_in_a_request() {
        let (mut url, mut request) = (QueryString::new(), QueryString::new());
        let all =
            chosen(&["contact=avant30j", "sansReponseDepuis=7", "responsable=moi", "relance=sans_suite"]);
        push(&all, &mut url);
        push_request(&all, "2026-11-05", &mut request);
        assert_eq!(url.after(""), "?contact=avant30j&relance=sans_suite&responsable=moi&sansReponseDepuis=7");
        assert_eq!(
            request.after(""),
            "?contactAvant=2026-10-07&relance=sans_suite&responsable=moi&sansReponseDepuis=7"
        );
        let mut since = QueryString::new();
        push_request(&chosen(&["contact=30j"]), "2026-11-05", &mut since);
        assert_eq!(since.after(""), "?contactDepuis=2026-10-06");
    }

    #[test]
    fn the_url_is_read_back_without_unknown_words() {
        let mut read_back = Suivi::default();
        for (key, word) in [
            ("contact", "30j"),
            ("relance", "hier"),
            ("source", "SALON"),
            ("sansReponse", "7j"),
            ("statut", "NOUVEAU"),
        ] {
            assert_eq!(read(&mut read_back, key, word), key != "statut");
        }
        assert_eq!(read_back, chosen(&["contact=30j", "source=SALON", "sansReponseDepuis=7"]));
    }
}
