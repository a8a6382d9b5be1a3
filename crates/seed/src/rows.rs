//! Insertable rows of the tables.

use chrono::{DateTime, NaiveDate, Utc};
use common::SensEmail;
use diesel::prelude::*;
use serde_json::Value;

use super::emails::Courriel;
use super::errors::ErreurFaite;
use super::generator::Dossier;
use super::n8n_stories::Evenement;
use prospects_api::db::schema::{
    candidats, conversions_en_cours, conversions_journal, historique_emails, journal_erreurs, prospects,
};

#[derive(Insertable)]
#[diesel(table_name = prospects)]
pub(super) struct ProspectNeuf<'a> {
    id_prospect: String,
    nom: &'a str,
    prenom: &'a str,
    emails: &'a [String],
    telephones: &'a [String],
    adresse: Option<&'a str>,
    code_postal: Option<&'a str>,
    ville: Option<&'a str>,
    formation_souhaitee: Option<&'a str>,
    mode_financement: Option<&'a str>,
    statut_prospect: &'a str,
    source: &'a str,
    nb_echanges: i32,
    date_premier_contact: DateTime<Utc>,
    date_dernier_contact: DateTime<Utc>,
    resume_ia: Option<&'a str>,
    date_creation: DateTime<Utc>,
    date_dernier_entrant: Option<DateTime<Utc>>,
    date_dernier_sortant: Option<DateTime<Utc>>,
    motif_perte: Option<&'a str>,
    relance_le: Option<NaiveDate>,
    relance_heure: Option<&'a str>,
    relance_objet: Option<&'a str>,
    relance_fixee_le: Option<DateTime<Utc>>,
    relance_repondu_le: Option<DateTime<Utc>>,
}

impl<'a> From<&'a Dossier> for ProspectNeuf<'a> {
    fn from(dossier: &'a Dossier) -> Self {
        let fiche = &dossier.fiche;
        let relance = dossier.relance.as_ref();
        Self {
            id_prospect: fiche.id(),
            nom: &fiche.personne.nom,
            prenom: &fiche.personne.prenom,
            emails: &fiche.emails,
            telephones: &fiche.telephones,
            adresse: fiche.adresse.as_deref(),
            code_postal: fiche.ville.map(|ville| ville.code_postal),
            ville: fiche.ville.map(|ville| ville.nom),
            formation_souhaitee: fiche.formation.map(|formation| formation.code),
            mode_financement: fiche.financement.map(common::ModeFinancement::as_str),
            statut_prospect: fiche.statut.as_str(),
            source: fiche.source.as_str(),
            nb_echanges: i32::try_from(fiche.nb_echanges).unwrap_or(i32::MAX),
            date_premier_contact: fiche.premier,
            date_dernier_contact: fiche.dernier,
            resume_ia: dossier.resume_ia.as_deref(),
            date_creation: fiche.premier,
            date_dernier_entrant: last(dossier, SensEmail::Entrant),
            date_dernier_sortant: last(dossier, SensEmail::Sortant),
            motif_perte: fiche.motif_perte.map(common::MotifPerte::as_str),
            relance_le: relance.map(|one| one.le),
            relance_heure: relance.and_then(|one| one.heure),
            relance_objet: relance.and_then(|one| one.objet),
            relance_fixee_le: relance.map(|one| one.fixee_le),
            relance_repondu_le: relance.and_then(|one| one.repondu_le),
        }
    }
}

/// Returns the date of the last email in this direction.
fn last(dossier: &Dossier, sens: SensEmail) -> Option<DateTime<Utc>> {
    dossier.courriels.iter().filter(|courriel| courriel.sens == sens).map(|courriel| courriel.date).max()
}

#[derive(Insertable)]
#[diesel(table_name = historique_emails)]
pub(super) struct EmailNeuf<'a> {
    id_prospect: &'a str,
    sens: &'a str,
    objet: &'a str,
    resume: &'a str,
    contenu: &'a str,
    expediteur: &'a str,
    destinataire: &'a str,
    date_envoi: DateTime<Utc>,
    message_id: &'a str,
}

impl<'a> EmailNeuf<'a> {
    pub(super) fn new(id_prospect: &'a str, courriel: &'a Courriel) -> Self {
        Self {
            id_prospect,
            sens: courriel.sens.as_str(),
            objet: &courriel.objet,
            resume: &courriel.resume,
            contenu: &courriel.contenu,
            expediteur: &courriel.expediteur,
            destinataire: &courriel.destinataire,
            date_envoi: courriel.date,
            message_id: &courriel.message_id,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = conversions_en_cours)]
pub(super) struct ActionNeuve<'a> {
    pub(super) id_prospect: &'a str,
    pub(super) type_action: &'a str,
    pub(super) statut_action: &'a str,
    pub(super) partielle: bool,
    pub(super) etape: Option<&'a str>,
    pub(super) pourcentage: Option<i32>,
    pub(super) tentatives: i32,
    pub(super) formation_retenue: Option<&'a str>,
    pub(super) id_session: Option<i64>,
    pub(super) session_visee: Option<&'a str>,
    pub(super) date_debut_souhaitee: Option<NaiveDate>,
    pub(super) parametres: &'a Value,
    pub(super) workflow_id: Option<&'a str>,
    pub(super) execution_id: Option<&'a str>,
    pub(super) message_erreur: Option<&'a str>,
    pub(super) resultat: Option<&'a Value>,
    pub(super) rappel: Option<&'a Value>,
    pub(super) demande_par: &'a str,
    pub(super) relance_de: Option<i64>,
    pub(super) remplacee: bool,
    pub(super) date_debut: DateTime<Utc>,
    pub(super) date_fin: DateTime<Utc>,
    pub(super) duree_ms: i64,
    pub(super) date_livraison: Option<DateTime<Utc>>,
    pub(super) date_tentative: Option<DateTime<Utc>>,
    pub(super) statut_http: Option<i32>,
    pub(super) date_rappel: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = conversions_journal)]
pub(super) struct EvenementNeuf<'a> {
    id_conversion: i64,
    date_evenement: DateTime<Utc>,
    evenement: &'static str,
    detail: &'a str,
}

impl<'a> EvenementNeuf<'a> {
    pub(super) fn new(id_conversion: i64, event: &'a Evenement) -> Self {
        Self {
            id_conversion,
            date_evenement: event.date,
            evenement: event.sorte.as_str(),
            detail: &event.detail,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = candidats)]
pub(super) struct CandidatNeuf<'a> {
    pub(super) id_prospect: &'a str,
    pub(super) id_conversion: i64,
    pub(super) numero_dossier: &'a str,
    pub(super) lien_dossier_drive: Option<&'a str>,
    pub(super) formation_retenue: &'a str,
    pub(super) id_session: Option<i64>,
    pub(super) date_debut_souhaitee: Option<NaiveDate>,
    pub(super) statut_dossier: &'a str,
    pub(super) partielle: bool,
    pub(super) date_conversion: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = journal_erreurs)]
pub(super) struct ErreurNeuve<'a> {
    date_erreur: DateTime<Utc>,
    nom_workflow: &'a str,
    nom_noeud: Option<&'a str>,
    message_erreur: &'a str,
    donnees_entree: Value,
    severite: &'a str,
    resolu: bool,
    resolu_par: Option<&'a str>,
    date_resolution: Option<DateTime<Utc>>,
    id_conversion: Option<i64>,
}

impl<'a> ErreurNeuve<'a> {
    /// Creates the entry, linked to the action `id_conversion` if there is one.
    pub(super) fn new(erreur: &'a ErreurFaite, id_conversion: Option<i64>) -> Self {
        let mut donnees_entree = erreur.donnees.clone();
        if let (Some(id), Value::Object(fields)) = (id_conversion, &mut donnees_entree) {
            fields.insert("idConversion".to_owned(), id.into());
        }
        Self {
            date_erreur: erreur.date,
            nom_workflow: erreur.nom_workflow,
            nom_noeud: erreur.nom_noeud,
            message_erreur: &erreur.message,
            donnees_entree,
            severite: erreur.severite.as_str(),
            resolu: erreur.resolution.is_some(),
            resolu_par: erreur.resolution.map(|(by, _)| by),
            date_resolution: erreur.resolution.map(|(_, date)| date),
            id_conversion,
        }
    }
}
