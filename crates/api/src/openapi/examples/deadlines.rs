//! Examples of the funding clock.

use common::echeance::{
    Certitude, EcheanceFinancement, EcheanceProspects, EcheancesSession, EvenementDelai, Fermeture,
    NatureDelai, PremiereSession, RegleFinancement, SensDelai,
};
use common::{Day, ModeFinancement, UniteDelai};

use super::records;

const SOURCE: &str =
    "Conditions de Mon Compte Formation : onze jours ouvrés entre la proposition et le début";

pub(super) fn rule() -> RegleFinancement {
    RegleFinancement {
        code: "CPF_PROPOSITION".into(),
        financement: ModeFinancement::Cpf,
        libelle: "envoyer la proposition".into(),
        evenement: EvenementDelai::Debut,
        sens: SensDelai::Avant,
        nature: NatureDelai::Agir,
        nombre: 11,
        unite: UniteDelai::Ouvre,
        marge: 0,
        condition: None,
        prorogee: false,
        certitude_prorogation: None,
        ouverture_mois: None,
        pourcent_max: None,
        certification_requise: true,
        source: SOURCE.into(),
        valide_du: None,
        valide_au: None,
        certitude: Certitude::Administration,
        active: true,
        version: 3,
    }
}

fn echeance() -> EcheanceFinancement {
    EcheanceFinancement {
        regle: "CPF_PROPOSITION".into(),
        libelle: "envoyer la proposition".into(),
        nature: NatureDelai::Agir,
        limite: Day::new("2026-02-13"),
        agir_avant: Some(Day::new("2026-02-13")),
        a_partir_du: None,
        ouverture_le: None,
        jours_restants: -2,
        unite: UniteDelai::Ouvre,
        pourcent_max: None,
        montant_max_centimes: None,
        explication:
            "11 jours ouvrés avant le début de la session (lundi 2 mars) : vendredi 13 février. Les \
                      week-ends ne comptent pas."
                .into(),
        source: SOURCE.into(),
        certitude: Certitude::Administration,
        a_verifier: false,
    }
}

pub(super) fn of_session() -> EcheancesSession {
    EcheancesSession {
        financement: Some(ModeFinancement::Cpf),
        avertissements: Vec::new(),
        echeances: vec![echeance()],
    }
}

pub(super) fn first_session() -> PremiereSession {
    let found = EcheanceFinancement {
        limite: Day::new("2026-08-18"),
        agir_avant: Some(Day::new("2026-08-18")),
        jours_restants: 125,
        explication:
            "11 jours ouvrés avant le début de la session (mercredi 2 septembre) : mardi 18 août. Les \
                      week-ends ne comptent pas."
                .into(),
        ..echeance()
    };
    PremiereSession {
        debut_au_plus_tot: Some(Day::new("2026-03-04")),
        session: Some(records::next_session()),
        echeances: vec![found],
    }
}

pub(super) fn with_prospects() -> EcheanceProspects {
    EcheanceProspects {
        session: records::session(),
        nom_formation: records::formation().nom,
        financement: ModeFinancement::Cpf,
        prospects: 4,
        echeance: echeance(),
    }
}

pub(super) fn closure() -> Fermeture {
    Fermeture {
        id_fermeture: 2,
        libelle: "Congés de printemps".into(),
        date_debut: Day::new("2026-04-27"),
        date_fin: Day::new("2026-05-03"),
    }
}
