//! DTOs of bulk changes: a *lot* is one change of many prospects, which is rehearsed before it runs. A row of it is a
//! *ligne*.

#[cfg(not(feature = "server"))]
mod browser;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codes::{MotifPerte, StatutAction, StatutProspect, codes};
use crate::identifiant::{IdAction, IdLot, IdProspect, IdSession, IdUtilisateur};
use crate::instant::{Day, Instant, TimeOfDay};
use crate::lenient;
use crate::securite::PersonneRef;

/// Maximum number of rows of a lot.
pub const MAX_LIGNES: usize = 5_000;
/// Time between the rehearsal of a lot and its launch, at most, in hours.
pub const EXPIRATION_H: i64 = 4;

codes! {
    /// Type of a lot: the change that each row makes.
    TypeLot {
        Statut = "STATUT", "Changer le statut";
        Responsable = "RESPONSABLE", "Changer le responsable";
        Relance = "RELANCE", "Fixer la relance";
        Dossier = "DOSSIER", "Envoyer le dossier";
        EmailRelance = "EMAIL_RELANCE", "Envoyer un e-mail de relance";
        Conversion = "CONVERSION", "Convertir en candidats";
    }
}

impl TypeLot {
    /// Returns true when each row starts an action of n8n; the other types only change the record.
    pub fn starts_action(self) -> bool {
        matches!(self, Self::Dossier | Self::EmailRelance | Self::Conversion)
    }
}

codes! {
    /// State of a lot.
    EtatLot {
        /// Rehearsed and not launched.
        Prepare = "PREPARE", "Prêt";
        EnCours = "EN_COURS", "En cours";
        /// Every row has a result.
        Termine = "TERMINE", "Terminé";
        /// Stopped, by a person or because its author may no longer change records.
        Arrete = "ARRETE", "Arrêté";
    }
}

codes! {
    /// Verdict of the rehearsal about a row. Only the rows with `OK` run.
    VerdictLigne {
        Ok = "OK", "Possible";
        /// The record already has the asked values.
        Inchange = "INCHANGE", "Rien à changer";
        DejaCandidat = "DEJA_CANDIDAT", "Déjà candidat";
        ActionEnCours = "ACTION_EN_COURS", "Action déjà en cours";
        SessionComplete = "SESSION_COMPLETE", "Session complète";
        SansEmail = "SANS_EMAIL", "Sans adresse e-mail";
        /// The person refuses contact.
        Opposition = "OPPOSITION", "Ne veut pas être contactée";
        /// The record lacks a value that the change needs.
        DonneeManquante = "DONNEE_MANQUANTE", "Donnée manquante";
        Anonymisee = "ANONYMISEE", "Personne anonymisée";
        /// Another rule refuses the change: `code` of the row names it.
        Refuse = "REFUSE", "Changement refusé";
    }
}

codes! {
    /// Result of a row that is over.
    ResultatLigne {
        /// The record was changed, or the action started.
        Fait = "FAIT", "Faite";
        /// A rule refused the change that the rehearsal had found possible: `code` names it.
        Echec = "ECHEC", "Échouée";
        /// The record changed after the rehearsal; the row did not run.
        Change = "CHANGE", "Fiche modifiée entre-temps";
        /// The rehearsal had refused the row; it did not run.
        Refuse = "REFUSE", "Écartée";
        /// The lot was stopped before the row ran.
        Arrete = "ARRETE", "Arrêtée";
    }
}

/// The change of a lot: its type, and the parameters of that type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(not(feature = "server"), serde(try_from = "browser::Change"))]
#[serde(tag = "type", content = "parametres")]
pub enum ChangementLot {
    /// Sets the statut, as `changeProspect` does.
    #[serde(rename = "STATUT")]
    #[cfg_attr(feature = "server", schema(title = "LotStatut"))]
    Statut(ParametresStatut),
    /// Sets the owner, as `changeProspect` does.
    #[serde(rename = "RESPONSABLE")]
    #[cfg_attr(feature = "server", schema(title = "LotResponsable"))]
    Responsable(ParametresResponsable),
    /// Sets or ends the next touch, as `changeProspect` does.
    #[serde(rename = "RELANCE")]
    #[cfg_attr(feature = "server", schema(title = "LotRelance"))]
    Relance(ParametresRelance),
    /// Sends the application form to the main address, as `sendDossier` does.
    #[serde(rename = "DOSSIER")]
    #[cfg_attr(feature = "server", schema(title = "LotDossier"))]
    Dossier(ParametresDossier),
    /// Sends an email of the type `RELANCE`, as `sendEmail` does.
    #[serde(rename = "EMAIL_RELANCE")]
    #[cfg_attr(feature = "server", schema(title = "LotEmailRelance"))]
    EmailRelance(ParametresEmailRelance),
    /// Converts into one session, as `convertProspect` does.
    #[serde(rename = "CONVERSION")]
    #[cfg_attr(feature = "server", schema(title = "LotConversion"))]
    Conversion(ParametresConversion),
}

impl ChangementLot {
    /// Returns the type of the lot.
    pub fn type_lot(&self) -> TypeLot {
        match self {
            Self::Statut(_) => TypeLot::Statut,
            Self::Responsable(_) => TypeLot::Responsable,
            Self::Relance(_) => TypeLot::Relance,
            Self::Dossier(_) => TypeLot::Dossier,
            Self::EmailRelance(_) => TypeLot::EmailRelance,
            Self::Conversion(_) => TypeLot::Conversion,
        }
    }
}

/// Parameters of a lot `STATUT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ParametresStatut {
    /// The new statut, never `CANDIDAT`.
    pub statut_prospect: StatutProspect,
    /// The reason of the loss: required with the statut `PERDU`, refused with another one.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub motif_perte: Option<MotifPerte>,
}

/// Parameters of a lot `RESPONSABLE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ParametresResponsable {
    /// Account of the admin who follows the prospects; null for nobody.
    #[serde(deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>, required = true))]
    pub id_responsable: Option<IdUtilisateur>,
}

/// Parameters of a lot `RELANCE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ParametresRelance {
    /// Day of the next touch, today or later; a day on which the school is closed becomes the next working day. Null
    /// ends the touch.
    #[serde(deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(required = true))]
    pub relance_le: Option<Day>,
    /// Time of the next touch; null for any time of the day.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub relance_heure: Option<TimeOfDay>,
    /// Subject of the next touch, which names no person; the subject of each record stays without it.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 200))]
    pub relance_objet: Option<String>,
}

/// Parameters of a lot `DOSSIER`, which has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
pub struct ParametresDossier {}

/// Parameters of a lot `EMAIL_RELANCE`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
pub struct ParametresEmailRelance {
    /// Text that every email should convey, which names no person; n8n's default text when absent or null.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 5000))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 5000, code = "LONGUEUR", message = "5 000 caractères au plus."))
    )]
    pub message: Option<String>,
}

/// Parameters of a lot `CONVERSION`. Rows take the seats of the session in the order of the selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ParametresConversion {
    /// Code of the formation.
    #[cfg_attr(feature = "server", schema(example = "CAP_BJ", max_length = 40))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 40, code = "LONGUEUR", message = "Choisissez une formation."))
    )]
    pub formation_retenue: String,
    /// The session, of that formation.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_session: IdSession,
    /// Requested start date, not in the past.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub date_debut_souhaitee: Option<Day>,
}

/// Request to rehearse a lot: one change, and either `ids` or `requete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NewLotRequest {
    /// The change.
    #[serde(flatten)]
    pub changement: ChangementLot,
    /// The prospects, in this order, 1 to 5 000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(min_items = 1, max_items = 5000))]
    pub ids: Option<Vec<IdProspect>>,
    /// Filters and `tri` of `listProspects`, as a query string: every prospect that they show, at most 5 000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(max_length = 2000, example = "statut=NOUVEAU&contact=30j"))]
    pub requete: Option<String>,
}

/// A lot and its progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Lot {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_lot: IdLot,
    /// The change.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub changement: ChangementLot,
    /// Label of the session of a lot `CONVERSION`; null for other types, and when the session is gone.
    pub session_visee: Option<String>,
    /// The query string of the selection; null when its prospects were named.
    pub requete: Option<String>,
    /// State.
    pub etat: EtatLot,
    /// Number of rows.
    pub nombre: i64,
    /// Numbers of rows by verdict of the rehearsal, without those of no row.
    pub verdicts: BTreeMap<String, i64>,
    /// Numbers of rows by result, without those of no row.
    pub resultats: BTreeMap<String, i64>,
    /// Number of rows that will run and have no result yet.
    pub restantes: i64,
    /// Number of its actions whose call has not left; a stop undoes them.
    pub annulables: i64,
    /// The person who made the lot.
    pub auteur: PersonneRef,
    /// When it was rehearsed.
    pub date_creation: Instant,
    /// When it was launched.
    pub date_lancement: Option<Instant>,
    /// When its last row got its result.
    pub date_fin: Option<Instant>,
    /// Instant from which the rehearsal is too old for a launch; null once the lot was launched or stopped.
    pub expire_le: Option<Instant>,
}

impl Lot {
    /// Returns the number of rows with a verdict.
    pub fn with_verdict(&self, verdict: VerdictLigne) -> i64 {
        self.verdicts.get(verdict.as_str()).copied().unwrap_or_default()
    }

    /// Returns the number of rows with a result.
    pub fn with_resultat(&self, resultat: ResultatLigne) -> i64 {
        self.resultats.get(resultat.as_str()).copied().unwrap_or_default()
    }
}

/// A row of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LigneLot {
    /// Place in the selection, from 1.
    pub rang: i32,
    /// The prospect.
    pub id_prospect: IdProspect,
    /// Family name; null for a person who was anonymised.
    pub nom: Option<String>,
    /// Given name; null for a person who was anonymised.
    pub prenom: Option<String>,
    /// Verdict of the rehearsal.
    pub verdict: VerdictLigne,
    /// Result; null while the row waits.
    pub resultat: Option<ResultatLigne>,
    /// Code of the problem or of the invalid field that refused the row, in the rehearsal or when it ran.
    pub code: Option<String>,
    /// The action that the row started.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_action: Option<IdAction>,
    /// State of that action now.
    pub statut_action: Option<StatutAction>,
    /// True when "Relancer" is possible for that action.
    pub relancable: bool,
    /// When the row got its result.
    pub date: Option<Instant>,
}

/// A page of rows, in the order of the selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LignesLot {
    /// Rows of the page.
    pub data: Vec<LigneLot>,
    /// Opaque cursor of the next page, to pass as `curseur`; null on the last page.
    pub curseur_suivant: Option<String>,
}

/// Request to export a selection of prospects: either `ids` or `requete`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ExportSelectionRequest {
    /// The prospects, 1 to 5 000.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(min_items = 1, max_items = 5000))]
    pub ids: Option<Vec<IdProspect>>,
    /// Filters and `tri` of `listProspects`, as a query string: every prospect that they show.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 2000, example = "statut=NOUVEAU&contact=30j"))]
    pub requete: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn a_change_is_its_type_with_its_parameters() {
        for stored in [
            json!({ "type": "STATUT", "parametres": { "statutProspect": "PERDU", "motifPerte": "TROP_CHER" } }),
            json!({ "type": "STATUT", "parametres": { "statutProspect": "QUALIFIE", "motifPerte": null } }),
            json!({ "type": "RESPONSABLE", "parametres": { "idResponsable": null } }),
            json!({ "type": "RELANCE", "parametres":
                { "relanceLe": "2026-03-16", "relanceHeure": "14:30", "relanceObjet": null } }),
            json!({ "type": "DOSSIER", "parametres": {} }),
            json!({ "type": "EMAIL_RELANCE", "parametres": { "message": "Bonjour" } }),
            json!({ "type": "CONVERSION", "parametres":
                { "formationRetenue": "CAP_BJ", "idSession": 3, "dateDebutSouhaitee": null } }),
        ] {
            let read: ChangementLot = from_value(stored.clone()).unwrap();
            assert_eq!(read.type_lot().as_str(), stored["type"]);
            assert_eq!(json!(read), stored);
        }
    }

    #[test]
    fn the_fields_of_another_version_are_ignored() {
        let stored = json!({ "type": "DOSSIER", "parametres": { "copie": ["paul@exemple.example"] } });
        assert_eq!(
            from_value::<ChangementLot>(stored).unwrap(),
            ChangementLot::Dossier(ParametresDossier::default())
        );
    }

    #[test]
    fn a_request_holds_the_change_beside_its_selection() {
        let request = NewLotRequest {
            changement: ChangementLot::Dossier(ParametresDossier {}),
            ids: None,
            requete: Some("statut=NOUVEAU".to_owned()),
        };
        let written = json!({ "type": "DOSSIER", "parametres": {}, "requete": "statut=NOUVEAU" });
        assert_eq!(json!(request), written);
    }
}
