//! Page of sessions and formations: its state in the URL, and the texts of its forms.

use common::catalogue::DocumentRequis;
use common::catalogue_requests::DocumentRequisRequest;
use common::liste::DEFAULT_LIMIT;

use super::day;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// Mark at the end of the line of an optional document.
const OPTIONAL: &str = "(facultatif)";
/// Maximum length of a code of a document.
const CODE: usize = 40;

/// The sessions to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Period {
    /// Sessions that start today or later.
    #[default]
    Coming,
    /// Sessions that have started.
    Started,
    /// All sessions.
    All,
}

impl Period {
    /// Every choice with its label, the default first.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Coming, "À venir"), (Self::Started, "Commencées ou finies"), (Self::All, "Toutes les dates")];

    /// Returns the word of the choice in the URL; the default has none.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Coming => "",
            Self::Started => "commencees",
            Self::All => "toutes",
        }
    }

    /// Parses a word of the URL; an unknown one is the default.
    pub(crate) fn of(word: &str) -> Self {
        Self::ALL.into_iter().map(|(one, _)| one).find(|one| one.word() == word).unwrap_or_default()
    }
}

/// Part of the week that a session takes, and its breaks. The notice of a *projet de transition professionnelle* depends
/// on both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// Full time, without a break.
    #[default]
    Full,
    /// Full time, with a break.
    Broken,
    /// Part time.
    Part,
}

impl Rhythm {
    /// Every choice with its label, the default first.
    pub(crate) const ALL: [(Self, &'static str); 3] = [
        (Self::Full, "Temps plein, en continu"),
        (Self::Broken, "Temps plein, avec interruption"),
        (Self::Part, "Temps partiel"),
    ];

    /// Returns the rhythm of a session.
    pub(crate) const fn of(en_continu: bool, temps_partiel: bool) -> Self {
        match (en_continu, temps_partiel) {
            (_, true) => Self::Part,
            (true, false) => Self::Full,
            (false, false) => Self::Broken,
        }
    }

    /// Returns `enContinu` and `tempsPartiel`.
    pub(crate) const fn flags(self) -> (bool, bool) {
        match self {
            Self::Full => (true, false),
            Self::Broken => (false, false),
            Self::Part => (true, true),
        }
    }

    /// Returns the value of the choice in the form.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Full => "continu",
            Self::Broken => "interrompu",
            Self::Part => "partiel",
        }
    }

    /// Parses a value of the form; an unknown one is the default.
    pub(crate) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().map(|(one, _)| one).find(|one| one.word() == word).unwrap_or_default()
    }
}

/// Filters of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Code of a formation; empty for all.
    pub(crate) formation: String,
    /// The sessions to show.
    pub(crate) period: Period,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl UrlState for Filters {
    fn parse(address_query: &str) -> Self {
        let mut filters = Self { page: 1, ..Self::default() };
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "formation" => filters.formation = value,
                "periode" => filters.period = Period::of(&value),
                "page" => filters.page = url_state::page(&value),
                _ => {}
            }
        }
        filters
    }

    fn to_query(&self) -> QueryString {
        let pairs = [("formation", self.formation.as_str()), ("periode", self.period.word())];
        let mut query: QueryString = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
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

impl Filters {
    /// Returns true when every coming session is shown.
    pub(crate) fn is_empty(&self) -> bool {
        Self { page: 0, ..self.clone() } == Self::default()
    }

    /// Returns the number of active filters.
    pub(crate) fn active(&self) -> usize {
        usize::from(!self.formation.is_empty()) + usize::from(self.period != Period::default())
    }

    /// Builds the query of the service.
    pub(crate) fn asked(&self) -> QueryString {
        let coming = match self.period {
            Period::Coming => "true",
            Period::Started => "false",
            Period::All => "",
        };
        let pairs = [("formation", self.formation.as_str()), ("aVenir", coming)];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// Returns the errors of the two days of a session, `YYYY-MM-DD` or as typed.
pub(crate) fn wrong_days(first: &str, last: &str) -> [Option<&'static str>; 2] {
    let wrong = |day: &str| (!day::is_day(day)).then_some("Indiquez un jour, JJ/MM/AAAA.");
    let reversed = day::is_day(first) && day::is_day(last) && day::is_reversed(first, last);
    [wrong(first), wrong(last).or(reversed.then_some("Le dernier jour précède le premier."))]
}

/// Parses a whole number; `None` for any other text.
pub(crate) fn whole(typed: &str) -> Option<i32> {
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// Parses a price in euros, such as `9 800` or `540,50 €`; returns cents.
pub(crate) fn cents(typed: &str) -> Option<i32> {
    let text = typed.trim().trim_end_matches('€').replace('.', ",");
    let (euros, rest) = text.split_once(',').unwrap_or((&text, ""));
    let rest = rest.trim();
    let decimals = match rest.len() {
        0 => 0,
        1 => whole(rest)?.checked_mul(10)?,
        2 => whole(rest)?,
        _ => return None,
    };
    whole(euros)?.checked_mul(100)?.checked_add(decimals)
}

/// Writes a price in cents as people type it: `9800` or `540,50`.
pub(crate) fn euros(cents: i64) -> String {
    match (cents / 100, cents % 100) {
        (euros, 0) => euros.to_string(),
        (euros, rest) => format!("{euros},{rest:02}"),
    }
}

/// Writes documents as a person edits them, one a line.
pub(crate) fn lines(documents: &[DocumentRequis]) -> String {
    let line = |one: &DocumentRequis| {
        if one.obligatoire { one.libelle.clone() } else { [&one.libelle, " ", OPTIONAL].concat() }
    };
    documents.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads the documents of a text, one a line. A known label keeps its code, and so does a label that is rewritten in
/// its line; another label gets a code of its own.
pub(crate) fn documents(typed: &str, known: &[DocumentRequis]) -> Vec<DocumentRequisRequest> {
    let labels: Vec<(&str, bool)> =
        typed.lines().map(str::trim).filter(|line| !line.is_empty()).map(read_line).collect();
    let kept = |libelle: &str| known.iter().find(|one| one.libelle == libelle);
    let rewritten =
        |at: usize| known.get(at).filter(|one| labels.iter().all(|(libelle, _)| *libelle != one.libelle));
    let mut codes: Vec<String> = Vec::with_capacity(labels.len());
    for (at, (libelle, _)) in labels.iter().enumerate() {
        let code = kept(libelle).or_else(|| rewritten(at)).map(|one| one.code.clone());
        let code = code.unwrap_or_else(|| free_code(libelle, known, &codes));
        codes.push(code);
    }
    let documents = codes.into_iter().zip(labels);
    documents
        .map(|(code, (libelle, obligatoire))| DocumentRequisRequest {
            code,
            libelle: libelle.to_owned(),
            obligatoire,
        })
        .collect()
}

/// Returns the label of a line, and true when the document is required.
fn read_line(line: &str) -> (&str, bool) {
    line.strip_suffix(OPTIONAL).map_or((line, true), |label| (label.trim_end(), false))
}

/// Makes a code of a label: `Pièce d’identité` becomes `PIECE_D_IDENTITE`, and `_2` is added to a code that is taken.
fn free_code(label: &str, known: &[DocumentRequis], codes: &[String]) -> String {
    let code = code_of(label);
    let is_taken = |code: &String| codes.contains(code) || known.iter().any(|one| one.code == *code);
    let numbered = (2..).map(|rank| [&code, "_", &rank.to_string()].concat());
    std::iter::once(code.clone()).chain(numbered).find(|code| !is_taken(code)).unwrap_or_default()
}

/// Makes a code of a label.
fn code_of(label: &str) -> String {
    let mut code = String::new();
    for sign in label.chars().flat_map(char::to_lowercase) {
        match sign {
            'a'..='z' | '0'..='9' => code.push(sign.to_ascii_uppercase()),
            'à' | 'â' | 'ä' => code.push('A'),
            'ç' => code.push('C'),
            'é' | 'è' | 'ê' | 'ë' => code.push('E'),
            'î' | 'ï' => code.push('I'),
            'ô' | 'ö' => code.push('O'),
            'ù' | 'û' | 'ü' => code.push('U'),
            'œ' => code.push_str("OE"),
            _ if !code.is_empty() && !code.ends_with('_') => code.push('_'),
            _ => {}
        }
    }
    // Room for a number behind the code.
    code.truncate(CODE - 3);
    let code = code.trim_end_matches('_');
    if code.is_empty() { "DOCUMENT".to_owned() } else { code.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_holds_only_filters_that_differ_from_the_default() {
        let filters = Filters::parse("?formation=CAP_BJ&periode=toutes&page=2&x=1");
        assert_eq!(filters.to_query().after(""), "?formation=CAP_BJ&periode=toutes&page=2");
        assert_eq!((filters.active(), filters.is_empty()), (2, false));
        let plain = Filters::parse("?periode=hier");
        assert_eq!((plain.to_query().after(""), plain.is_empty()), (String::new(), true));
    }

    #[test]
    fn a_rhythm_survives_the_form_and_the_service() {
        for (rhythm, _) in Rhythm::ALL {
            let (en_continu, temps_partiel) = rhythm.flags();
            assert_eq!(Rhythm::of(en_continu, temps_partiel), rhythm);
            assert_eq!(Rhythm::parse(rhythm.word()), rhythm);
        }
    }

    #[test]
    fn the_coming_sessions_are_asked_for_unless_the_person_wants_others() {
        let asked = |query: &str| Filters::parse(query).asked().after("");
        assert_eq!(asked(""), "?aVenir=true");
        assert_eq!(asked("periode=commencees&formation=GEMMO"), "?formation=GEMMO&aVenir=false");
        assert_eq!(asked("periode=toutes"), "");
    }

    #[test]
    fn a_price_is_read_in_the_ways_in_which_people_write_it() {
        for (typed, expected) in [
            ("9800", Some(980_000)),
            ("9 800 €", Some(980_000)),
            ("9\u{202f}800,5", Some(980_050)),
            ("540.05", Some(54_005)),
            ("0", Some(0)),
            ("540,505", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
            ("gratuit", None),
            ("99999999999", None),
        ] {
            assert_eq!(cents(typed), expected, "{typed}");
        }
        for typed in ["9800", "540,50", "0,05", "0"] {
            assert_eq!(cents(typed).map(|cents| euros(cents.into())).as_deref(), Some(typed));
        }
    }

    #[test]
    fn the_days_of_a_session_are_in_order() {
        assert_eq!(wrong_days("2027-03-01", "2027-03-01"), [None, None]);
        assert_eq!(wrong_days("2027-03-02", "2027-03-01")[0], None);
        assert!(wrong_days("2027-03-02", "2027-03-01")[1].is_some());
        assert!(wrong_days("", "demain").iter().all(Option::is_some));
    }

    fn known() -> Vec<DocumentRequis> {
        let one = |code: &str, libelle: &str, obligatoire| DocumentRequis {
            code: code.to_owned(),
            libelle: libelle.to_owned(),
            obligatoire,
        };
        vec![one("IDENTITE", "Pièce d’identité", true), one("CV", "CV", false)]
    }

    fn read(typed: &str) -> Vec<(String, String, bool)> {
        documents(typed, &known()).into_iter().map(|one| (one.code, one.libelle, one.obligatoire)).collect()
    }

    fn document(code: &str, libelle: &str, obligatoire: bool) -> (String, String, bool) {
        (code.to_owned(), libelle.to_owned(), obligatoire)
    }

    #[test]
    fn documents_written_as_lines_are_read_back_unchanged() {
        let text = lines(&known());
        assert_eq!(text, "Pièce d’identité\nCV (facultatif)");
        assert_eq!(
            read(&text),
            [document("IDENTITE", "Pièce d’identité", true), document("CV", "CV", false)]
        );
    }

    #[test]
    fn a_document_keeps_its_code_when_it_moves_or_is_rewritten() {
        let moved = [document("CV", "CV", true), document("IDENTITE", "Pièce d’identité", true)];
        assert_eq!(read("CV\n\n Pièce d’identité "), moved);
        let rewritten = [document("IDENTITE", "Carte d’identité", true), document("CV", "CV", false)];
        assert_eq!(read("Carte d’identité\nCV (facultatif)"), rewritten);
    }

    #[test]
    fn a_new_document_gets_a_code_of_its_own() {
        let all = read("Pièce d’identité\nCV\nŒuvre (photo)\nœuvre, photo\n!");
        let codes: Vec<&str> = all.iter().map(|(code, _, _)| code.as_str()).collect();
        assert_eq!(codes, ["IDENTITE", "CV", "OEUVRE_PHOTO", "OEUVRE_PHOTO_2", "DOCUMENT"]);
        assert!(read(&"é".repeat(200))[0].0.len() <= CODE);
    }
}
