//! Example records of what the team sees of its work: notifications, views, activity, audit, paths of statuts.

use chrono::TimeDelta;
use common::activite::EntreeActivite;
use common::notification::Notification;
use common::parcours::EtapeParcours;
use common::{
    Audience, CategorieNotification, EntreeAudit, OperationAudit, PorteeVue, Priorite, StatutAction,
    StatutProspect, TypeAction, TypeNotification, Vue, pages,
};

use super::super::{after, asked, marie};
use super::sophie;

pub(in crate::openapi::examples) fn notification() -> Notification {
    Notification {
        id: 981,
        categorie: CategorieNotification::Candidat,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Haute,
        titre: "Nouveau candidat créé".into(),
        message: "Marie Dumitru · dossier DUMI15092024.".into(),
        audience: Audience::Admin,
        lien_action: Some(pages::candidat(12.into())),
        date_creation: after(TimeDelta::seconds(9)),
    }
}

/// A view of the team.
pub(in crate::openapi::examples) fn view() -> Vue {
    Vue {
        id_vue: 5.into(),
        nom: "Nouveaux du mois".into(),
        requete: "statut=NOUVEAU&contact=30j".into(),
        portee: PorteeVue::Equipe,
        ordre: 1,
        total: 12,
        total_exact: true,
        ignore: Vec::new(),
        version: 3,
    }
}

pub(in crate::openapi::examples) fn entree_activite() -> EntreeActivite {
    EntreeActivite {
        id: 8_112,
        date: asked(),
        operation: OperationAudit::ActionDemandee,
        champs: Vec::new(),
        id_conversion: Some(42.into()),
        type_action: Some(TypeAction::ConvertirCandidat),
        statut_action: Some(StatutAction::Terminee),
        id_prospect: marie(),
        prospect: Some("Marie Dumitru".into()),
        id_lot: None,
        fiches: 1,
        auteur: sophie().into(),
    }
}

/// A statut that lasted two days.
pub(in crate::openapi::examples) fn etape() -> EtapeParcours {
    let lasted = TimeDelta::days(2);
    EtapeParcours {
        statut: StatutProspect::Nouveau,
        depuis: asked(),
        jusqua: Some(after(lasted)),
        duree_ms: Some(lasted.num_milliseconds()),
    }
}

pub(in crate::openapi::examples) fn audit() -> EntreeAudit {
    EntreeAudit {
        date: asked(),
        operation: OperationAudit::ActionDemandee,
        champs: Vec::new(),
        ignores: Vec::new(),
        id_conversion: Some(42.into()),
        type_action: Some(TypeAction::ConvertirCandidat),
        id_lot: None,
        auteur: "Sophie Martin".into(),
    }
}
