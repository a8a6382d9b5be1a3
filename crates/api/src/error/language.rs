//! Language of a problem document: French, or English for a client that prefers it.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header as _, Preference, Quality};
use common::{ErrorCode, Problem};

use super::english;

/// A language of problem documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// The default.
    French,
    /// For a client that prefers it to French.
    English,
}

impl Language {
    /// Returns the language that the request prefers (RFC 9110 §12.5.4); French if it does not choose between the two.
    pub(crate) fn of(request: &impl HttpMessage) -> Self {
        let accepted = AcceptLanguage::parse(request).unwrap_or_else(|_| AcceptLanguage(Vec::new()));
        if quality(&accepted, "en") > quality(&accepted, "fr") { Self::English } else { Self::French }
    }
}

/// Returns the weight of a language. A range with subtags, such as `en-GB`, also accepts its language (RFC 4647 §3.4);
/// `*` is for the languages that no range names.
fn quality(accepted: &AcceptLanguage, language: &str) -> Quality {
    let (mut named, mut others) = (None, None);
    for range in &accepted.0 {
        let weight = match &range.item {
            Preference::Any => &mut others,
            Preference::Specific(tag) if tag.primary_language().eq_ignore_ascii_case(language) => &mut named,
            Preference::Specific(_) => continue,
        };
        *weight = (*weight).max(Some(range.quality));
    }
    named.or(others).unwrap_or(Quality::ZERO)
}

/// A problem document that the middleware sends in the language of the request.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    code: ErrorCode,
    french: Problem,
    english: Option<String>,
}

impl Told {
    /// Keeps a problem in French, with the English sentence of its `detail`, if there is one.
    pub(super) fn new(code: ErrorCode, french: Problem, english: Option<&str>) -> Self {
        Self { code, french, english: english.map(str::to_owned) }
    }

    /// Returns the problem in a language, and the languages of its texts for `Content-Language` (RFC 9110 §8.5). The
    /// messages of fields, and a `detail` without an English sentence, stay French.
    pub(crate) fn tell(self, language: Language) -> (Problem, &'static str) {
        let mut problem = self.french;
        if language == Language::French {
            return (problem, "fr");
        }
        english::title(self.code).clone_into(&mut problem.title);
        let is_whole = self.english.is_some() && problem.erreurs.is_empty();
        if let Some(detail) = self.english {
            problem.detail = detail;
        }
        (problem, if is_whole { "en" } else { "en, fr" })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_LANGUAGE;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::error::ApiError;

    fn chosen(accepted: &str) -> Language {
        Language::of(&TestRequest::default().insert_header((ACCEPT_LANGUAGE, accepted)).to_http_request())
    }

    #[test]
    fn english_is_for_those_who_prefer_it_to_french() {
        for accepted in [
            "en",
            "EN",
            "en-GB",
            "en-US,en;q=0.9,fr;q=0.8",
            "de, en;q=0.5, fr;q=0.4",
            "fr;q=0, *",
            "de, en;q=0.1",
        ] {
            assert_eq!(chosen(accepted), Language::English, "{accepted}");
        }
    }

    #[test]
    fn french_is_for_everybody_else() {
        for accepted in [
            "",
            "fr",
            "fr-CA, en;q=0.9",
            "en, fr",
            "en;q=0.5, fr;q=0.5",
            "de",
            "*",
            "en;q=0, *",
            "en;q=0",
            "en_US",
            "?!",
        ] {
            assert_eq!(chosen(accepted), Language::French, "{accepted}");
        }
        assert_eq!(Language::of(&TestRequest::default().to_http_request()), Language::French);
    }

    #[test]
    fn every_code_has_an_english_title_of_its_own() {
        let mut titles: Vec<&str> = ErrorCode::ALL.iter().map(|code| english::title(*code)).collect();
        for (code, title) in ErrorCode::ALL.iter().zip(&titles) {
            assert!(!title.is_empty() && *title != code.libelle() && title.is_ascii(), "{code:?}: {title}");
        }
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), ErrorCode::ALL.len());
    }

    #[test]
    fn the_languages_of_a_problem_are_those_of_its_texts() {
        let told = |error: &ApiError| Told::new(error.code, error.problem(), error.detail.english());
        let fixed = ApiError::new(ErrorCode::VersionPerimee, ("Relisez la fiche.", "Read the record again."));
        let (problem, languages) = told(&fixed).tell(Language::English);
        assert_eq!((problem.detail.as_str(), languages), ("Read the record again.", "en"));
        let (problem, languages) = told(&fixed).tell(Language::French);
        assert_eq!((problem.detail.as_str(), languages), ("Relisez la fiche.", "fr"));
        let named = ApiError::new(ErrorCode::ActionEnCours, "Lancée par Sophie Martin.".to_owned());
        let (problem, languages) = told(&named).tell(Language::English);
        assert_eq!(problem.title, "An action is already running");
        assert_eq!((problem.detail.as_str(), languages), ("Lancée par Sophie Martin.", "en, fr"));
    }
}
