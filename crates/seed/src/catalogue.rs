//! The catalogue of the demo school, with sessions around the current date.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use common::StatutSession;
use prospects_api::catalogue::usual_label;

use Remplissage::{Complet, Jusqua, UneLibre};
use StatutSession::{Annulee, EnCours, Fermee, Ouverte, Planifiee, Terminee};

/// A formation of the demo data.
#[derive(Debug, PartialEq)]
pub(super) struct FormationModele {
    pub(super) code: &'static str,
    pub(super) nom: &'static str,
    pub(super) niveau: &'static str,
    pub(super) duree_heures: i32,
    /// Price in euros.
    pub(super) tarif: f64,
    pub(super) active: bool,
    /// Code of its certification, invented.
    pub(super) certification: Option<&'static str>,
    /// The field of training, with its preposition: "au sertissage".
    pub(super) vers: &'static str,
    /// Weight of the formation in prospects' requests.
    pub(super) poids: u32,
    pub(super) documents: &'static [Document],
    sessions: &'static [SessionModele],
}

/// Code, label, true when compulsory.
pub(super) type Document = (&'static str, &'static str, bool);

/// Share of a session's seats that candidates take, if there are enough candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remplissage {
    Complet,
    UneLibre,
    Jusqua(i32),
}

/// Offset in months, duration in days, seats, state, filling.
type SessionModele = (i32, u64, i32, StatutSession, Remplissage);

/// A session with dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SessionDatee {
    /// Index in [`FORMATIONS`].
    pub(super) formation: usize,
    pub(super) libelle: String,
    pub(super) debut: NaiveDate,
    pub(super) fin: NaiveDate,
    pub(super) capacite: i32,
    pub(super) statut: StatutSession,
    pub(super) remplissage: Remplissage,
}

impl SessionDatee {
    /// Returns its formation.
    pub(super) fn modele(&self) -> &'static FormationModele {
        &FORMATIONS[self.formation]
    }
}

/// Returns the sessions of every formation as of `maintenant`. No month offset is 0, because that month's first
/// Monday may be past or not, and the states would depend on the day.
pub(super) fn sessions(maintenant: DateTime<Utc>) -> Vec<SessionDatee> {
    let dated = |(formation, modele): (usize, &'static FormationModele)| {
        modele.sessions.iter().map(move |&(month, days, capacite, statut, remplissage)| {
            let debut = first_monday(school_day(maintenant), month);
            SessionDatee {
                formation,
                libelle: usual_label(debut),
                debut,
                fin: debut.checked_add_days(Days::new(days)).unwrap_or(debut),
                capacite,
                statut,
                remplissage,
            }
        })
    };
    FORMATIONS.iter().enumerate().flat_map(dated).collect()
}

/// Number of months for which the certifications of the demo school stay registered.
pub(super) const CERTIFIED: u32 = 30;

/// Returns the closures of the next Christmas and summer: label, first day, last day.
pub(super) fn closures(today: NaiveDate) -> [(&'static str, NaiveDate, NaiveDate); 2] {
    let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(today);
    let year = today.year();
    let summer = if today.month() > 8 { year + 1 } else { year };
    [
        ("Congés de Noël", on(year, 12, 24), on(year + 1, 1, 3)),
        ("Congés d’été", on(summer, 8, 2), on(summer, 8, 22)),
    ]
}

/// Returns the day at the school.
pub(super) fn school_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Paris).date_naive()
}

/// Returns the first Monday of the month `offset` months away from `day`.
fn first_monday(day: NaiveDate, offset: i32) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    let months = Months::new(offset.unsigned_abs());
    let moved = if offset < 0 { first.checked_sub_months(months) } else { first.checked_add_months(months) };
    let first = moved.unwrap_or(first);
    let to_monday = (7 - first.weekday().num_days_from_monday()) % 7;
    first.checked_add_days(Days::new(u64::from(to_monday))).unwrap_or(first)
}

const PIECE_IDENTITE: Document = ("PIECE_IDENTITE", "Pièce d’identité en cours de validité", true);
const CV: Document = ("CV", "Curriculum vitæ à jour", true);
const LETTRE_MOTIVATION: Document = ("LETTRE_MOTIVATION", "Lettre de motivation", true);
const DIPLOME: Document = ("DIPLOME", "Copie du dernier diplôme obtenu", true);
const JUSTIFICATIF_DOMICILE: Document =
    ("JUSTIFICATIF_DOMICILE", "Justificatif de domicile de moins de trois mois", true);
const ATTESTATION_CPF: Document = ("ATTESTATION_CPF", "Attestation de droits CPF", false);
const ATTESTATION_FRANCE_TRAVAIL: Document =
    ("ATTESTATION_FRANCE_TRAVAIL", "Attestation d’inscription à France Travail", false);
const PHOTO: Document = ("PHOTO", "Photo d’identité", false);
const ATTESTATION_ASSURANCE: Document =
    ("ATTESTATION_ASSURANCE", "Attestation de responsabilité civile", true);
const PORTFOLIO: Document = ("PORTFOLIO", "Photographies de réalisations (trois au moins)", true);
const ATTESTATION_NIVEAU: Document =
    ("ATTESTATION_NIVEAU", "Attestation de fin de formation du niveau précédent", true);

/// The catalogue, with plausible prices and hours.
pub(super) const FORMATIONS: &[FormationModele] = &[
    FormationModele {
        code: "CAP_BJ",
        nom: "CAP Bijouterie-Joaillerie",
        niveau: "CAP (niveau 3)",
        duree_heures: 840,
        tarif: 9_800.0,
        active: true,
        certification: Some("RNCP990101"),
        vers: "au CAP Bijouterie-Joaillerie",
        poids: 30,
        documents: &[
            PIECE_IDENTITE,
            CV,
            LETTRE_MOTIVATION,
            DIPLOME,
            JUSTIFICATIF_DOMICILE,
            ATTESTATION_CPF,
            ATTESTATION_ASSURANCE,
            PHOTO,
        ],
        sessions: &[
            (-16, 290, 14, Terminee, Jusqua(13)),
            (-4, 290, 14, EnCours, Jusqua(13)),
            (2, 290, 14, Ouverte, Jusqua(9)),
            (8, 290, 14, Planifiee, Jusqua(3)),
        ],
    },
    FormationModele {
        code: "SERT_N1",
        nom: "Sertissage – niveau 1",
        niveau: "Initiation",
        duree_heures: 105,
        tarif: 2_450.0,
        active: true,
        certification: Some("RS990201"),
        vers: "au sertissage (niveau 1)",
        poids: 16,
        documents: &[PIECE_IDENTITE, CV, LETTRE_MOTIVATION, JUSTIFICATIF_DOMICILE, ATTESTATION_CPF],
        sessions: &[
            (-7, 25, 8, Terminee, Jusqua(7)),
            (-3, 25, 8, Terminee, Complet),
            (1, 25, 8, Ouverte, Complet),
            (3, 25, 8, Ouverte, Jusqua(4)),
            (6, 25, 8, Planifiee, Jusqua(0)),
        ],
    },
    FormationModele {
        code: "SERT_N2",
        nom: "Sertissage – niveau 2",
        niveau: "Perfectionnement",
        duree_heures: 140,
        tarif: 3_290.0,
        active: true,
        certification: Some("RS990202"),
        vers: "au sertissage (niveau 2)",
        poids: 8,
        documents: &[PIECE_IDENTITE, CV, ATTESTATION_NIVEAU, PORTFOLIO, ATTESTATION_CPF],
        sessions: &[
            (-5, 32, 6, Terminee, Jusqua(5)),
            (2, 32, 6, Ouverte, UneLibre),
            (5, 32, 6, Planifiee, Jusqua(1)),
        ],
    },
    FormationModele {
        code: "POLISSAGE",
        nom: "Polissage et finitions",
        niveau: "Initiation",
        duree_heures: 70,
        tarif: 1_540.0,
        active: false,
        certification: None,
        vers: "au polissage",
        poids: 2,
        documents: &[PIECE_IDENTITE, CV, LETTRE_MOTIVATION],
        sessions: &[(-9, 12, 8, Terminee, Jusqua(5)), (-6, 12, 8, Annulee, Jusqua(0))],
    },
    FormationModele {
        code: "CAO_3D",
        nom: "CAO/DAO 3D appliquée au bijou",
        niveau: "Perfectionnement",
        duree_heures: 140,
        tarif: 3_360.0,
        active: true,
        certification: Some("RS990301"),
        vers: "à la CAO/DAO 3D",
        poids: 15,
        documents: &[
            PIECE_IDENTITE,
            CV,
            LETTRE_MOTIVATION,
            DIPLOME,
            ATTESTATION_CPF,
            ATTESTATION_FRANCE_TRAVAIL,
        ],
        sessions: &[
            (-6, 40, 10, Terminee, Jusqua(9)),
            (-2, 40, 10, Terminee, Jusqua(8)),
            (1, 40, 10, Ouverte, Jusqua(6)),
            (4, 40, 10, Planifiee, Jusqua(2)),
        ],
    },
    FormationModele {
        code: "GEMMO_INIT",
        nom: "Gemmologie – initiation",
        niveau: "Initiation",
        duree_heures: 35,
        tarif: 890.0,
        active: true,
        certification: None,
        vers: "à la gemmologie (initiation)",
        poids: 12,
        documents: &[PIECE_IDENTITE, CV, JUSTIFICATIF_DOMICILE],
        sessions: &[
            (-2, 4, 12, Terminee, Jusqua(10)),
            (-1, 4, 12, Terminee, Jusqua(11)),
            (1, 4, 12, Fermee, Jusqua(9)),
            (2, 4, 12, Ouverte, Jusqua(5)),
            (4, 4, 12, Planifiee, Jusqua(0)),
        ],
    },
    FormationModele {
        code: "GEMMO_PERF",
        nom: "Gemmologie – perfectionnement",
        niveau: "Perfectionnement",
        duree_heures: 105,
        tarif: 2_790.0,
        active: true,
        certification: Some("RS990401"),
        vers: "à la gemmologie (perfectionnement)",
        poids: 5,
        documents: &[PIECE_IDENTITE, CV, LETTRE_MOTIVATION, ATTESTATION_NIVEAU],
        sessions: &[
            (-8, 25, 10, Terminee, Jusqua(8)),
            (3, 25, 10, Ouverte, Jusqua(7)),
            (7, 25, 10, Planifiee, Jusqua(1)),
        ],
    },
    FormationModele {
        code: "CIRE_FONTE",
        nom: "Sculpture sur cire et fonte à cire perdue",
        niveau: "Initiation",
        duree_heures: 70,
        tarif: 1_690.0,
        active: true,
        certification: None,
        vers: "à la cire perdue",
        poids: 7,
        documents: &[PIECE_IDENTITE, CV, LETTRE_MOTIVATION, PHOTO],
        sessions: &[
            (-3, 12, 8, Terminee, Jusqua(6)),
            (1, 12, 8, Annulee, Jusqua(0)),
            (3, 12, 8, Ouverte, Jusqua(3)),
        ],
    },
    FormationModele {
        code: "JOAIL_PERF",
        nom: "Joaillerie – perfectionnement",
        niveau: "Perfectionnement",
        duree_heures: 210,
        tarif: 5_250.0,
        active: true,
        certification: Some("RS990501"),
        vers: "à la joaillerie (perfectionnement)",
        poids: 5,
        documents: &[
            PIECE_IDENTITE,
            CV,
            LETTRE_MOTIVATION,
            DIPLOME,
            PORTFOLIO,
            ATTESTATION_ASSURANCE,
            ATTESTATION_CPF,
        ],
        sessions: &[(-1, 75, 6, EnCours, Jusqua(5)), (5, 75, 6, Planifiee, Jusqua(2))],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{TimeDelta, TimeZone as _};

    use super::*;

    #[test]
    fn sessions_stand_where_their_state_says_on_every_day_of_the_year() {
        let start = Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap();
        for offset in 0..400 {
            let now = start + TimeDelta::days(offset);
            let today = school_day(now);
            let sessions = sessions(now);
            let mut labels = HashSet::new();
            for session in &sessions {
                assert!(labels.insert((session.formation, session.libelle.clone())), "{session:?}");
                let past = session.fin < today;
                let running = session.debut <= today && !past;
                match session.statut {
                    Terminee => assert!(past, "{today} {session:?}"),
                    EnCours => assert!(running, "{today} {session:?}"),
                    Ouverte | Planifiee | Fermee => assert!(session.debut > today, "{today} {session:?}"),
                    Annulee => {}
                }
            }
        }
    }

    #[test]
    fn the_catalogue_has_every_case() {
        let all = sessions(Utc.with_ymd_and_hms(2027, 1, 15, 9, 0, 0).unwrap());
        for statut in StatutSession::ALL {
            assert!(all.iter().any(|session| session.statut == *statut), "{statut}");
        }
        let open =
            |filling| all.iter().any(|session| session.statut == Ouverte && session.remplissage == filling);
        assert!(open(Complet) && open(UneLibre));
        assert_eq!(FORMATIONS.iter().filter(|formation| !formation.active).count(), 1);
        assert!(FORMATIONS.iter().all(|formation| (3..=8).contains(&formation.documents.len())));
        assert!(all.iter().any(|session| session.libelle == "Mars 2027"));
    }
}
