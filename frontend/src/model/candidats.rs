//! The list of candidates as its address holds it (filters, order, page), and the wording of files.

use common::liste::DEFAULT_LIMIT;
use common::{Candidat, CandidatSortKey, EtatPiece, PieceCandidat, Sort, StatutDossier};

use super::choices::Choices;
use super::format::count;
use super::search;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// Filters of the list: OR inside a filter, AND between filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Text of the search.
    pub(crate) recherche: String,
    /// Code of the formation; empty for all.
    pub(crate) formation: String,
    /// Identifier of the session; empty for all.
    pub(crate) session: String,
    /// States of the file.
    pub(crate) dossier: Choices<StatutDossier>,
    /// Codes of missing pieces.
    pub(crate) manque: Choices<String>,
}

/// The state in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListState {
    /// Filters.
    pub(crate) filters: Filters,
    /// Order.
    pub(crate) tri: Sort<CandidatSortKey>,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl Default for ListState {
    fn default() -> Self {
        Self { filters: Filters::default(), tri: Sort::default(), page: 1 }
    }
}

impl UrlState for ListState {
    fn parse(address_query: &str) -> Self {
        let mut state = Self::default();
        let filters = &mut state.filters;
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "recherche" => filters.recherche = search::clean(&value),
                "formation" => filters.formation = value,
                "session" => filters.session = value,
                "dossier" => value.parse().ok().into_iter().for_each(|one| filters.dossier.insert(one)),
                "manque" => filters.manque.insert(value),
                "tri" => state.tri = value.parse().unwrap_or_default(),
                "page" => state.page = url_state::page(&value),
                _ => {}
            }
        }
        state
    }

    fn to_query(&self) -> QueryString {
        let mut query = self.chosen();
        url_state::push_page(&mut query, self.page, DEFAULT_LIMIT);
        query
    }

    fn page(&self) -> i64 {
        self.page
    }

    fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }
}

impl ListState {
    /// Builds the query of the filters and of the order, which a file of the whole list takes.
    pub(crate) fn chosen(&self) -> QueryString {
        let filters = &self.filters;
        let texts = [
            ("recherche", &filters.recherche),
            ("formation", &filters.formation),
            ("session", &filters.session),
        ];
        let mut query: QueryString = texts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        for one in &filters.dossier {
            query.push("dossier", one.as_str());
        }
        for one in &filters.manque {
            query.push("manque", one);
        }
        if self.tri != Sort::default() {
            query.push("tri", &self.tri.to_string());
        }
        query
    }

    /// Returns the state after a click on the column of `key`: descending first, then reversed.
    #[must_use]
    pub(crate) fn sorted_by(self, key: CandidatSortKey) -> Self {
        let descending = self.tri.key != key || !self.tri.descending;
        Self { tri: Sort { key, descending }, page: 1, ..self }
    }

    /// Returns the first page with other filters.
    #[must_use]
    pub(crate) fn filtered(self, filters: Filters) -> Self {
        Self { filters, page: 1, ..self }
    }
}

impl Filters {
    /// Returns true when there is no filter.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the number of active filters, without the search.
    pub(crate) fn active(&self) -> usize {
        let texts = [&self.formation, &self.session].iter().filter(|value| !value.is_empty()).count();
        texts + [self.dossier.len(), self.manque.len()].iter().filter(|choices| **choices > 0).count()
    }

    /// Changes the search.
    #[must_use]
    pub(crate) fn searching(self, recherche: &str) -> Self {
        Self { recherche: search::clean(recherche), ..self }
    }

    /// Changes the formation. A session of another one is removed.
    #[must_use]
    pub(crate) fn of_formation(self, formation: String) -> Self {
        Self { formation, session: String::new(), ..self }
    }

    /// Changes the session.
    #[must_use]
    pub(crate) fn of_session(self, session: String) -> Self {
        Self { session, ..self }
    }

    /// Changes the states of the file; unknown codes are ignored.
    #[must_use]
    pub(crate) fn of_dossier(mut self, codes: &[String]) -> Self {
        self.dossier.clear();
        codes.iter().filter_map(|code| code.parse().ok()).for_each(|one| self.dossier.insert(one));
        self
    }

    /// Changes the missing pieces.
    #[must_use]
    pub(crate) fn lacking(mut self, codes: Vec<String>) -> Self {
        self.manque.clear();
        for code in codes {
            self.manque.insert(code);
        }
        self
    }
}

/// Says how many pieces a file lacks: "Il manque 2 pièces".
pub(crate) fn missing(pieces: i32) -> String {
    ["Il manque ", &count(pieces.into(), "pièce", "pièces")].concat()
}

/// Returns the title of the dialog that gives a state to a piece.
pub(crate) fn piece_title(seen: &PieceCandidat, etat: EtatPiece) -> String {
    let act = match etat {
        EtatPiece::Refusee if seen.etat != etat => "Refuser",
        EtatPiece::Dispensee if seen.etat != etat => "Dispenser de",
        _ => "Modifier",
    };
    [act, " «\u{a0}", &seen.libelle, "\u{a0}»"].concat()
}

/// Returns the label of the button that gives a state to a piece.
pub(crate) fn piece_act(seen: &PieceCandidat, etat: EtatPiece) -> &'static str {
    match etat {
        EtatPiece::Refusee if seen.etat != etat => "Refuser la pièce",
        EtatPiece::Dispensee if seen.etat != etat => "Dispenser de la pièce",
        _ => "Enregistrer",
    }
}

/// Returns what the head of a sheet shows of a candidate. The state of the file, its pieces and the decision have
/// parts of their own, whose changes do not redraw the head.
pub(crate) fn facts(one: &Candidat) -> Candidat {
    Candidat {
        statut_dossier: StatutDossier::Incomplet,
        pieces_manquantes: 0,
        motif_decision: None,
        date_decision: None,
        decide_par: None,
        ..one.clone()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_piece_and_a_decision_leave_the_head_of_the_sheet_as_it_is() {
        let candidate = |more: serde_json::Value| {
            let mut one = json!({
                "idCandidat": 9, "idProspect": "PROS_1", "nom": "Dumitru", "prenom": "Marie",
                "numeroDossier": "DUMI15092024", "formation": { "code": "CAP_BJ", "nom": "CAP" },
                "statutDossier": "INCOMPLET", "piecesManquantes": 2, "partielle": false,
                "dateConversion": "2026-11-05T09:00:00Z"
            });
            one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            serde_json::from_value::<Candidat>(one).unwrap()
        };
        let before = candidate(json!({}));
        let accepted = candidate(json!({
            "statutDossier": "ACCEPTE", "piecesManquantes": 0, "decidePar": "Sophie Martin",
            "dateDecision": "2026-11-06T09:00:00Z", "motifDecision": "complet"
        }));
        assert_eq!(facts(&before), facts(&accepted));
        assert_ne!(facts(&before), facts(&candidate(json!({ "session": "Mars 2027" }))));
    }

    #[test]
    fn the_address_says_what_is_shown_and_nothing_more() {
        let address = "?recherche=du%20mont&formation=CAP_BJ&session=7&dossier=INCOMPLET&manque=CV&manque=PHOTO\
                       &tri=-piecesManquantes&page=3";
        let state = ListState::parse(&[address, "&x=1&dossier=PERDU"].concat());
        assert_eq!(state.to_query().after(""), address);
        assert_eq!(state.chosen().after(""), address.trim_end_matches("&page=3"));
        assert_eq!(state.clone().at_page(1).to_query().after(""), state.chosen().after(""));
        assert_eq!(state.clone().filtered(Filters::default()).page, 1);
        assert_eq!((state.filters.active(), state.filters.is_empty()), (4, false));
        assert_eq!(ListState::parse("recherche=Roux%09L%C3%A9a").filters.recherche, "Roux Léa");
        let plain = ListState::parse("page=-4&tri=nom");
        assert!(plain.filters.is_empty() && plain.to_query().after("").is_empty());
    }

    #[test]
    fn another_formation_removes_the_session() {
        let filters = ListState::parse("formation=CAP_BJ&session=7&manque=CV").filters;
        let other = filters.of_formation("GEMMO".to_owned());
        assert_eq!((other.session.as_str(), other.manque.len()), ("", 1));
    }

    #[test]
    fn a_column_sorts_from_the_largest_and_then_the_other_way() {
        let words = |state: &ListState| state.tri.to_string();
        let start = ListState::parse("page=2");
        assert_eq!(words(&start), "-dateConversion");
        let once = start.sorted_by(CandidatSortKey::Manquantes);
        assert_eq!((words(&once).as_str(), once.page), ("-piecesManquantes", 1));
        assert_eq!(words(&once.clone().sorted_by(CandidatSortKey::Manquantes)), "piecesManquantes");
        assert_eq!(words(&once.sorted_by(CandidatSortKey::Conversion)), "-dateConversion");
    }

    #[test]
    fn choices_of_a_filter_replace_the_former_ones() {
        let filters = Filters::default().of_dossier(&["COMPLET".to_owned(), "x".to_owned()]);
        assert_eq!(filters.clone().of_dossier(&["REFUSE".to_owned()]).dossier.len(), 1);
        assert_eq!(filters.dossier.len(), 1);
        assert!(Filters::default().lacking(vec!["CV".to_owned()]).lacking(Vec::new()).is_empty());
    }

    #[test]
    fn the_words_of_a_piece_say_the_act() {
        let piece = |etat: &str| -> PieceCandidat {
            serde_json::from_value(json!({ "code": "CV", "libelle": "CV", "obligatoire": true, "etat": etat,
                "motif": null, "lien": null, "date": null, "auteur": null }))
            .unwrap()
        };
        let title = |etat: &str, wanted| piece_title(&piece(etat), wanted);
        assert_eq!(title("ATTENDUE", EtatPiece::Refusee), "Refuser «\u{a0}CV\u{a0}»");
        assert_eq!(title("RECUE", EtatPiece::Dispensee), "Dispenser de «\u{a0}CV\u{a0}»");
        assert_eq!(title("REFUSEE", EtatPiece::Refusee), "Modifier «\u{a0}CV\u{a0}»");
        assert_eq!(piece_act(&piece("RECUE"), EtatPiece::Recue), "Enregistrer");
        assert_eq!(piece_act(&piece("RECUE"), EtatPiece::Refusee), "Refuser la pièce");
        assert_eq!(
            (missing(1).as_str(), missing(2).as_str()),
            ("Il manque 1\u{a0}pièce", "Il manque 2\u{a0}pièces")
        );
    }
}
