//! Texts of date limits, and the state of their page in the URL.

use common::calendrier::CivilDay;
use common::echeance::{
    EcheanceFinancement, EcheanceProspects, NatureDelai, PremiereSession, RegleFinancement, SensDelai,
};
use common::liste::DEFAULT_LIMIT;
use common::{Day, ModeFinancement, UniteDelai};

use super::catalogue::euros;
use super::format::count;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// The limits to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Horizon {
    /// All limits.
    #[default]
    All,
    /// Limits of the next 30 days.
    Month,
    /// Limits of the next 90 days.
    Quarter,
}

impl Horizon {
    /// Every choice with its label, the default first.
    pub(crate) const ALL: [(Self, &'static str); 3] = [
        (Self::All, "Toutes les échéances"),
        (Self::Month, "À faire dans les 30 jours"),
        (Self::Quarter, "À faire dans les 90 jours"),
    ];

    /// Returns the word of the choice in the URL; the default has none.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Month => "30j",
            Self::Quarter => "90j",
        }
    }

    /// Parses a word of the URL; an unknown one is the default.
    pub(crate) fn of(word: &str) -> Self {
        Self::ALL.into_iter().map(|(one, _)| one).find(|one| one.word() == word).unwrap_or_default()
    }

    const fn days(self) -> Option<i32> {
        match self {
            Self::All => None,
            Self::Month => Some(30),
            Self::Quarter => Some(90),
        }
    }
}

/// Filters of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// The limits to show.
    pub(crate) horizon: Horizon,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl UrlState for Filters {
    fn parse(address_query: &str) -> Self {
        let mut filters = Self { page: 1, ..Self::default() };
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "avant" => filters.horizon = Horizon::of(&value),
                "page" => filters.page = url_state::page(&value),
                _ => {}
            }
        }
        filters
    }

    fn to_query(&self) -> QueryString {
        let pairs = [("avant", self.horizon.word())];
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
    /// Returns the query of the service. `today` is `YYYY-MM-DD` in Paris.
    pub(crate) fn asked(&self, today: &str) -> QueryString {
        let last = self.horizon.days().zip(CivilDay::read(&Day::new(today)));
        let last = last.map(|(days, today)| today.plus_days(days).to_string());
        last.into_iter().fold(QueryString::new(), |query, last| query.with("avant", &last))
    }
}

/// Returns the limits that can still be kept, the first one first, or those that are past, the latest one first.
pub(crate) fn of_time(limits: &[EcheanceProspects], past: bool) -> Vec<EcheanceProspects> {
    let mut kept: Vec<_> =
        limits.iter().filter(|one| (one.echeance.jours_restants < 0) == past).cloned().collect();
    if past {
        kept.reverse();
    }
    kept
}

/// Returns the number of days left or past: "encore 4 jours ouvrés", "dépassé de 1 jour".
pub(crate) fn left(days: i32, unit: UniteDelai) -> String {
    match days {
        0 => "dernier jour".to_owned(),
        1.. => ["encore ", &counted(days, unit)].concat(),
        _ => ["dépassé de ", &counted(days.abs(), unit)].concat(),
    }
}

/// Writes a number of days or months: "4 jours ouvrés", "1 jour".
fn counted(number: i32, unit: UniteDelai) -> String {
    let one = match unit {
        UniteDelai::Jour => "jour",
        UniteDelai::Ouvrable => "jour ouvrable",
        UniteDelai::Ouvre => "jour ouvré",
        UniteDelai::Mois => "mois",
    };
    count(number.into(), one, unit.libelle())
}

/// Writes the period of a rule: "11 jours ouvrés avant : début de la session, marge de 1 jour ouvré".
pub(crate) fn period(rule: &RegleFinancement) -> String {
    let direction = if rule.sens == SensDelai::Avant { " avant\u{a0}: " } else { " après\u{a0}: " };
    let event = rule.evenement.libelle().to_lowercase();
    let margin = match rule.marge {
        0 => String::new(),
        days => [", marge de ", &counted(days, UniteDelai::Ouvre)].concat(),
    };
    [&counted(rule.nombre, rule.unite), direction, &event, &margin].concat()
}

/// Writes a limit: "CPF : envoyer la proposition avant le mercredi 23 décembre (encore 4 jours ouvrés)".
pub(crate) fn line(financement: ModeFinancement, echeance: &EcheanceFinancement) -> String {
    let (verb, day) = match (&echeance.agir_avant, &echeance.a_partir_du) {
        (Some(day), _) => (" avant le ", day),
        (None, Some(day)) => (", à partir du ", day),
        (None, None) => (" jusqu’au ", &echeance.limite),
    };
    let left = match echeance.nature {
        NatureDelai::Agir => [" (", &left(echeance.jours_restants, echeance.unite), ")"].concat(),
        NatureDelai::Attendre => String::new(),
    };
    let most = echeance
        .montant_max_centimes
        .map_or_else(String::new, |cents| [" (", &euros(cents), "\u{a0}€ au plus)"].concat());
    [financement.libelle(), "\u{a0}: ", &echeance.libelle, &most, verb, &in_words(day), &left].concat()
}

/// Writes a day in words, or as it is when it is no day.
fn in_words(day: &Day) -> String {
    CivilDay::read(day).map_or_else(|| day.to_string(), CivilDay::in_words)
}

/// Introduces the first session that can be paid; `None` when no rule says anything.
pub(crate) fn first(found: &PremiereSession) -> Option<String> {
    match (&found.session, &found.debut_au_plus_tot) {
        (Some(session), Some(_)) => Some(["Première session finançable\u{a0}: ", &session.libelle].concat()),
        (None, Some(day)) => {
            let day = in_words(day);
            Some(["Aucune session finançable\u{a0}: il en faut une à partir du ", &day, "."].concat())
        }
        (_, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echeance(nature: &str, agir_avant: Option<&str>, jours: i32) -> EcheanceFinancement {
        serde_json::from_value(serde_json::json!({
            "regle": "CPF_PROPOSITION", "libelle": "envoyer la proposition", "nature": nature, "limite": "2026-12-23",
            "agirAvant": agir_avant, "aPartirDu": agir_avant.is_none().then_some("2026-12-24"), "joursRestants": jours,
            "unite": "OUVRE", "explication": "", "source": "", "certitude": "A", "aVerifier": false
        }))
        .unwrap()
    }

    #[test]
    fn a_limit_says_what_to_do_until_when_and_how_long_that_is() {
        let shown = line(ModeFinancement::Cpf, &echeance("AGIR", Some("2026-12-23"), 4));
        let expected =
            "CPF\u{a0}: envoyer la proposition avant le mercredi 23 décembre (encore 4\u{a0}jours ouvrés)";
        assert_eq!(shown, expected);
        let waits = line(ModeFinancement::Personnel, &echeance("ATTENDRE", None, 4));
        assert_eq!(waits, "Personnel\u{a0}: envoyer la proposition, à partir du jeudi 24 décembre");
        let part =
            EcheanceFinancement { montant_max_centimes: Some(285_050), ..echeance("ATTENDRE", None, 4) };
        let shown = line(ModeFinancement::Personnel, &part);
        assert!(shown.contains("proposition (2850,50\u{a0}€ au plus), à partir du"), "{shown}");
    }

    #[test]
    fn what_can_still_be_done_comes_apart_from_what_is_past() {
        let session = serde_json::json!({"idSession": 1, "idFormation": 1, "formation": "CAP_BJ", "libelle": "Mars 2027",
            "dateDebut": "2027-03-01", "dateFin": "2027-06-30", "capacite": 12, "inscrits": 0, "retenues": 0,
            "placesRestantes": 12, "complete": false, "statutSession": "OUVERTE", "enContinu": true,
            "tempsPartiel": false, "aDistance": false});
        let limit = |days: i32| EcheanceProspects {
            session: serde_json::from_value(session.clone()).unwrap(),
            nom_formation: "CAP Bijouterie".to_owned(),
            financement: ModeFinancement::Cpf,
            prospects: 1,
            echeance: echeance("AGIR", None, days),
        };
        let all = [limit(-9), limit(-2), limit(0), limit(5)];
        let left =
            |past| of_time(&all, past).iter().map(|one| one.echeance.jours_restants).collect::<Vec<_>>();
        assert_eq!((left(false), left(true)), (vec![0, 5], vec![-2, -9]));
    }

    #[test]
    fn days_are_left_until_the_last_one_and_past_after_it() {
        for (days, unit, expected) in [
            (4, UniteDelai::Ouvre, "encore 4\u{a0}jours ouvrés"),
            (1, UniteDelai::Ouvre, "encore 1\u{a0}jour ouvré"),
            (2, UniteDelai::Jour, "encore 2\u{a0}jours"),
            (1, UniteDelai::Ouvrable, "encore 1\u{a0}jour ouvrable"),
            (0, UniteDelai::Jour, "dernier jour"),
            (-1, UniteDelai::Jour, "dépassé de 1\u{a0}jour"),
            (-3, UniteDelai::Ouvre, "dépassé de 3\u{a0}jours ouvrés"),
        ] {
            assert_eq!(left(days, unit), expected);
        }
    }

    #[test]
    fn the_period_of_a_rule_counts_in_french() {
        let written = |nombre: i32, unite: &str, marge: i32| {
            let rule: RegleFinancement = serde_json::from_value(serde_json::json!({
                "code": "CPF_PROPOSITION", "financement": "CPF", "libelle": "envoyer la proposition", "nature": "AGIR",
                "sens": "AVANT", "evenement": "DEBUT", "nombre": nombre, "unite": unite, "marge": marge,
                "prorogee": false, "certificationRequise": false, "source": "", "certitude": "A", "active": true, "version": 1
            }))
            .unwrap();
            period(&rule)
        };
        assert_eq!(written(11, "OUVRE", 0), "11\u{a0}jours ouvrés avant\u{a0}: début de la session");
        assert!(written(1, "OUVRE", 1).starts_with("1\u{a0}jour ouvré avant"));
        assert!(written(1, "OUVRE", 1).ends_with(", marge de 1\u{a0}jour ouvré"));
        assert!(written(1, "MOIS", 2).starts_with("1\u{a0}mois avant"));
        assert!(written(1, "MOIS", 2).ends_with(", marge de 2\u{a0}jours ouvrés"));
    }

    #[test]
    fn the_service_gets_a_day_where_the_url_has_a_word() {
        let asked = |query: &str| Filters::parse(query).asked("2026-12-15").after("");
        assert_eq!(asked("avant=30j"), "?avant=2027-01-14");
        assert_eq!(asked("avant=90j"), "?avant=2027-03-15");
        assert_eq!((asked(""), asked("avant=demain")), (String::new(), String::new()));
        assert_eq!(Filters::parse("?avant=30j&page=1").to_query().after(""), "?avant=30j");
    }

    #[test]
    fn without_a_session_the_earliest_start_is_told() {
        let none = PremiereSession {
            debut_au_plus_tot: Some(Day::new("2027-01-12")),
            session: None,
            echeances: Vec::new(),
        };
        assert!(first(&none).unwrap().contains("mardi 12 janvier"));
        assert_eq!(first(&PremiereSession { debut_au_plus_tot: None, ..none }), None);
    }
}
