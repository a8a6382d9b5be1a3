//! Reading of a change in the browser: the code that serde derives for the enum is several times larger.

use serde::Deserialize;

use super::{
    ChangementLot, Day, IdSession, IdUtilisateur, MotifPerte, ParametresConversion, ParametresDossier,
    ParametresEmailRelance, ParametresRelance, ParametresResponsable, ParametresStatut, StatutProspect,
    TimeOfDay, TypeLot,
};

#[derive(Deserialize)]
pub(super) struct Change {
    r#type: TypeLot,
    parametres: Parametres,
}

/// The parameters of every type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parametres {
    statut_prospect: Option<StatutProspect>,
    motif_perte: Option<MotifPerte>,
    id_responsable: Option<IdUtilisateur>,
    relance_le: Option<Day>,
    relance_heure: Option<TimeOfDay>,
    relance_objet: Option<String>,
    message: Option<String>,
    formation_retenue: Option<String>,
    id_session: Option<IdSession>,
    date_debut_souhaitee: Option<Day>,
}

impl TryFrom<Change> for ChangementLot {
    type Error = &'static str;

    fn try_from(Change { r#type, parametres: p }: Change) -> Result<Self, Self::Error> {
        const MISSING: &str = "a parameter is missing";
        Ok(match r#type {
            TypeLot::Statut => Self::Statut(ParametresStatut {
                statut_prospect: p.statut_prospect.ok_or(MISSING)?,
                motif_perte: p.motif_perte,
            }),
            TypeLot::Responsable => {
                Self::Responsable(ParametresResponsable { id_responsable: p.id_responsable })
            }
            TypeLot::Relance => Self::Relance(ParametresRelance {
                relance_le: p.relance_le,
                relance_heure: p.relance_heure,
                relance_objet: p.relance_objet,
            }),
            TypeLot::Dossier => Self::Dossier(ParametresDossier {}),
            TypeLot::EmailRelance => Self::EmailRelance(ParametresEmailRelance { message: p.message }),
            TypeLot::Conversion => Self::Conversion(ParametresConversion {
                formation_retenue: p.formation_retenue.ok_or(MISSING)?,
                id_session: p.id_session.ok_or(MISSING)?,
                date_debut_souhaitee: p.date_debut_souhaitee,
            }),
        })
    }
}
