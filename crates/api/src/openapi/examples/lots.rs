//! Example bulk changes.

use chrono::TimeDelta;
use common::lot::{
    ChangementLot, EtatLot, ExportSelectionRequest, LigneLot, LignesLot, Lot, NewLotRequest,
    ParametresStatut, ResultatLigne, VerdictLigne,
};
use common::securite::PersonneRef;
use common::{IdProspect, MotifPerte, StatutProspect};
use serde_json::Value;

use super::answers::whole;
use super::{after, asked, marie, records, to_json};

/// Returns the example body of a request.
pub(super) fn request(operation: &str) -> Option<Value> {
    Some(match operation {
        "createLot" => to_json(&NewLotRequest {
            changement: change(),
            ids: None,
            requete: Some("statut=A_RECONTACTER&contact=avant90j".into()),
        }),
        "exportSelection" => to_json(&ExportSelectionRequest {
            ids: Some(vec![marie(), IdProspect::from(124)]),
            requete: None,
        }),
        _ => return None,
    })
}

/// Returns the example body of a response.
pub(super) fn answer(operation: &str) -> Option<Value> {
    Some(match operation {
        "createLot" | "getLot" => to_json(&rehearsed()),
        "listLots" => whole(rehearsed()),
        "launchLot" => to_json(&Lot {
            etat: EtatLot::EnCours,
            resultats: [(ResultatLigne::Refuse.to_string(), 4)].into(),
            date_lancement: Some(after(TimeDelta::minutes(2))),
            expire_le: None,
            ..rehearsed()
        }),
        "stopLot" => to_json(&Lot {
            etat: EtatLot::Arrete,
            resultats: [
                (ResultatLigne::Fait.to_string(), 30),
                (ResultatLigne::Refuse.to_string(), 4),
                (ResultatLigne::Arrete.to_string(), 20),
            ]
            .into(),
            restantes: 0,
            date_lancement: Some(after(TimeDelta::minutes(2))),
            date_fin: Some(after(TimeDelta::minutes(3))),
            expire_le: None,
            ..rehearsed()
        }),
        "listLignesLot" => to_json(&LignesLot { data: vec![row()], curseur_suivant: None }),
        _ => return None,
    })
}

fn change() -> ChangementLot {
    ChangementLot::Statut(ParametresStatut {
        statut_prospect: StatutProspect::Perdu,
        motif_perte: Some(MotifPerte::PlusDeNouvelles),
    })
}

fn rehearsed() -> Lot {
    Lot {
        id_lot: 9.into(),
        changement: change(),
        session_visee: None,
        requete: Some("statut=A_RECONTACTER&contact=avant90j".into()),
        etat: EtatLot::Prepare,
        nombre: 54,
        verdicts: [(VerdictLigne::Ok.to_string(), 50), (VerdictLigne::DejaCandidat.to_string(), 4)].into(),
        resultats: [].into(),
        restantes: 50,
        annulables: 0,
        auteur: PersonneRef::from(records::sophie()),
        date_creation: asked(),
        date_lancement: None,
        date_fin: None,
        expire_le: Some(after(TimeDelta::hours(4))),
    }
}

fn row() -> LigneLot {
    LigneLot {
        rang: 1,
        id_prospect: marie(),
        nom: Some("Dumitru".into()),
        prenom: Some("Marie".into()),
        verdict: VerdictLigne::Ok,
        resultat: Some(ResultatLigne::Fait),
        code: None,
        id_action: None,
        statut_action: None,
        relancable: false,
        date: Some(after(TimeDelta::minutes(2))),
    }
}
