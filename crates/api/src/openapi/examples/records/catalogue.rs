//! Example records of the catalogue.

use common::catalogue::{DocumentRequis, Formation, FormationRef, SessionFormation};
use common::{Day, StatutSession};

pub(in crate::openapi::examples) fn formation_ref() -> FormationRef {
    FormationRef { code: "CAP_BJ".into(), nom: "CAP Bijouterie-joaillerie".into() }
}

pub(in crate::openapi::examples) fn formation() -> Formation {
    let FormationRef { code, nom } = formation_ref();
    Formation {
        id_formation: 3,
        code,
        nom,
        niveau: Some("CAP (niveau 3)".into()),
        duree_heures: Some(800),
        tarif: Some(9_800.0),
        tarif_centimes: Some(980_000),
        certification: Some("RNCP39010".into()),
        certification_fin: Some(Day::new("2028-08-31")),
        active: true,
    }
}

pub(in crate::openapi::examples) fn session() -> SessionFormation {
    SessionFormation {
        id_session: 7.into(),
        id_formation: 3,
        formation: "CAP_BJ".into(),
        libelle: "Mars 2026".into(),
        date_debut: Day::new("2026-03-02"),
        date_fin: Day::new("2026-12-18"),
        capacite: 12,
        inscrits: 6,
        retenues: 1,
        places_restantes: 5,
        complete: false,
        statut_session: StatutSession::Ouverte,
        en_continu: true,
        temps_partiel: false,
        a_distance: false,
    }
}

/// The copy of the session, six months later.
pub(in crate::openapi::examples) fn next_session() -> SessionFormation {
    SessionFormation {
        id_session: 8.into(),
        libelle: "Septembre 2026".into(),
        date_debut: Day::new("2026-09-02"),
        date_fin: Day::new("2027-06-18"),
        inscrits: 0,
        retenues: 0,
        places_restantes: 12,
        statut_session: StatutSession::Planifiee,
        ..session()
    }
}

pub(in crate::openapi::examples) fn document() -> DocumentRequis {
    DocumentRequis {
        code: "PIECE_IDENTITE".into(), libelle: "Pièce d’identité".into(), obligatoire: true
    }
}
