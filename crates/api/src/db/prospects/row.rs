//! The row of a prospect in the list.

use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, Utc};
use common::catalogue::FormationRef;
use common::prospect::ProspectResume;
use common::{
    IdProspect, IdUtilisateur, ModeFinancement, MotifPerte, Source, StatutProspect, TimeOfDay, TypeAction,
};
use diesel::helper_types::AsSelect;
use diesel::pg::Pg;
use diesel::prelude::*;

use super::statement::{Built, FirstOf};
use crate::db::schema::{formations, prospects, utilisateurs};
use crate::db::{Code, RowId};

/// The columns of a prospect that the list shows.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct ProspectRow {
    id_prospect: Code<IdProspect>,
    nom: String,
    prenom: String,
    #[diesel(select_expression = FirstOf(prospects::emails))]
    email: Option<String>,
    #[diesel(select_expression = FirstOf(prospects::telephones))]
    telephone: Option<String>,
    ville: Option<String>,
    formation_souhaitee: Option<String>,
    #[diesel(select_expression = formations::nom.nullable())]
    formation_nom: Option<String>,
    mode_financement: Option<Code<ModeFinancement>>,
    statut_prospect: Code<StatutProspect>,
    motif_perte: Option<Code<MotifPerte>>,
    source: Code<Source>,
    pub(super) nb_echanges: i32,
    pub(super) date_premier_contact: DateTime<Utc>,
    pub(super) date_dernier_contact: DateTime<Utc>,
    relance_le: Option<NaiveDate>,
    relance_heure: Option<String>,
    relance_objet: Option<String>,
    relance_repondu_le: Option<DateTime<Utc>>,
    id_responsable: Option<RowId<IdUtilisateur>>,
    #[diesel(select_expression = (utilisateurs::prenom, utilisateurs::nom).nullable())]
    responsable: Option<(String, String)>,
}

impl ProspectRow {
    /// The columns, for statements whose text differs from request to request.
    pub(super) fn columns() -> Built<AsSelect<Self, Pg>> {
        static TEXT: OnceLock<String> = OnceLock::new();
        Built { expression: Self::as_select(), text: &TEXT }
    }

    /// Returns the identifier.
    pub fn id(&self) -> &IdProspect {
        &self.id_prospect.0
    }

    /// Returns the date of the last contact.
    pub fn last_contact(&self) -> DateTime<Utc> {
        self.date_dernier_contact
    }

    /// Returns the day and the time of the next touch; `24:00` stands for no time.
    pub fn touch(&self) -> Option<(NaiveDate, &str)> {
        Some((self.relance_le?, self.relance_heure.as_deref().unwrap_or("24:00")))
    }

    /// Converts the row to the contract's summary, with its running action.
    pub fn resume(self, action_en_cours: Option<TypeAction>) -> ProspectResume {
        let named = self.formation_souhaitee.zip(self.formation_nom);
        ProspectResume {
            id_prospect: self.id_prospect.0,
            nom: self.nom,
            prenom: self.prenom,
            email: self.email,
            telephone: self.telephone,
            ville: self.ville,
            formation_souhaitee: named.map(|(code, nom)| FormationRef { code, nom }),
            mode_financement: self.mode_financement.map(|mode| mode.0),
            statut_prospect: self.statut_prospect.0,
            motif_perte: self.motif_perte.map(|motif| motif.0),
            source: self.source.0,
            nb_echanges: self.nb_echanges,
            date_premier_contact: self.date_premier_contact.into(),
            date_dernier_contact: self.date_dernier_contact.into(),
            action_en_cours,
            relance_le: self.relance_le.map(Into::into),
            relance_heure: self.relance_heure.map(TimeOfDay::new),
            relance_objet: self.relance_objet,
            relance_repondu_le: self.relance_repondu_le.map(Into::into),
            id_responsable: self.id_responsable.map(|RowId(id)| id),
            responsable: self.responsable.map(|(prenom, nom)| common::auth::nom_complet(&prenom, &nom)),
        }
    }
}
