//! Adds a prospect or completes a known one: a person never gets two records, and two people never share one.

use common::prospect_requests::NewProspectRequest;
use common::{FieldCode, IdProspect, OperationAudit, Source, StatutProspect};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::complete::{Said, complete, ignored};
use super::identity::{Known, recognise};
use super::{formation, instant, loss};
use crate::contact::{Check, column, limit};
use crate::db::audit::Auteur;
use crate::db::prospects::Record;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;

/// The outcome of incoming data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Identifier of the record.
    pub id: IdProspect,
    /// True when the record is new.
    pub is_new: bool,
    /// Fields that a known record took over.
    pub complete: Vec<&'static str>,
    /// Given fields that the record did not take over.
    pub ignore: Vec<&'static str>,
}

impl Received {
    /// Returns true when the data left an audit entry on the record.
    pub fn is_audited(&self) -> bool {
        self.is_new || !self.complete.is_empty() || !self.ignore.is_empty()
    }
}

/// Adds a prospect, or completes the record that has one of these addresses or numbers and a compatible name.
///
/// # Errors
/// 422 with the invalid fields, 409 for an address or number on the opposition list.
pub async fn add_person(
    state: &AppState,
    auteur: &Auteur,
    asked: &NewProspectRequest,
) -> ApiResult<Received> {
    let mut conn = state.pool.get().await?;
    let said = read(&mut conn, asked).await?;
    let (received, others) = conn.transaction(async |conn| add(conn, state, auteur, &said).await).await?;
    record_changed(state, &received.id);
    // These records now show that they share an address or number.
    for other in &others {
        record_changed(state, other);
    }
    Ok(received)
}

async fn read(conn: &mut AsyncPgConnection, asked: &NewProspectRequest) -> ApiResult<Said> {
    let mut check = Check::default();
    let emails = check.emails(numbered("email", asked.email.as_deref(), "emails", &asked.emails));
    let telephones =
        check.telephones(numbered("telephone", asked.telephone.as_deref(), "telephones", &asked.telephones));
    let statut = asked.statut_prospect.unwrap_or(StatutProspect::Nouveau);
    if statut == StatutProspect::Candidat {
        let message = "Un prospect devient candidat par une conversion.";
        check.refuse("statutProspect", FieldCode::StatutInterdit, message);
    }
    let record = Record {
        nom: check.line("nom", &asked.nom, limit::NAME),
        prenom: check.line("prenom", &asked.prenom, limit::NAME),
        adresse: check.optional_line("adresse", asked.adresse.as_deref(), limit::ADDRESS),
        code_postal: check.optional_line("codePostal", asked.code_postal.as_deref(), limit::POSTCODE),
        ville: check.optional_line("ville", asked.ville.as_deref(), limit::NAME),
        formation_souhaitee: formation::wished(&mut check, conn, asked.formation_souhaitee.as_deref())
            .await?,
        mode_financement: asked.mode_financement.map(Code),
        statut_prospect: Code(statut),
        motif_perte: loss::motif_perte(&mut check, statut, None, Some(asked.motif_perte)).map(Code),
        source: Code(asked.source.unwrap_or(Source::Autre)),
        resume_ia: check.optional_text("resumeIa", asked.resume_ia.as_deref(), limit::SUMMARY),
        relance_le: None,
        relance_heure: None,
        relance_objet: None,
        id_responsable: None,
        emails: column(emails),
        telephones: column(telephones),
    };
    let unreachable = record.emails.is_empty() && record.telephones.is_empty();
    // An invalid address or number is reported at its own field.
    if unreachable && check.is_clean() {
        check.refuse(
            "email",
            FieldCode::ContactRequis,
            "Donnez une adresse e-mail ou un numéro de téléphone.",
        );
    }
    // Without coordinates, only a name could identify the person.
    if unreachable && record.nom.is_empty() {
        check.refuse("nom", FieldCode::ChampRequis, "Ce champ est requis.");
    }
    let contact = asked.date_contact.as_ref().map(instant::parse);
    if contact == Some(None) {
        check.refuse("dateContact", FieldCode::DateInvalide, instant::INVALID);
    }
    check.finish()?;
    Ok(Said { record, statut: asked.statut_prospect, source: asked.source, contact: contact.flatten() })
}

/// Numbers the single field and the list, each value with its name in the request.
fn numbered<'a>(
    single: &str,
    first: Option<&'a str>,
    list: &str,
    all: &'a [String],
) -> impl Iterator<Item = (String, &'a str)> {
    let first = first.map(|typed| (single.to_owned(), typed)).into_iter();
    let list = list.to_owned();
    first.chain(all.iter().enumerate().map(move |(at, typed)| (format!("{list}[{at}]"), typed.as_str())))
}

/// Adds or completes a record. Returns also the other records that share its coordinates and must be fetched again.
async fn add(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    said: &Said,
) -> ApiResult<(Received, Vec<IdProspect>)> {
    let known = |column: &[Option<String>]| column.iter().flatten().cloned().collect::<Vec<_>>();
    let (emails, telephones) = (known(&said.record.emails), known(&said.record.telephones));
    db::prospects::lock_coordinates(conn, &[emails.as_slice(), telephones.as_slice()].concat()).await?;
    let owners = db::prospects::lock_owners(conn, &emails, &telephones).await?;
    // Check after taking the locks: their previous holder may have added to the opposition list.
    rgpd::refuse_opposed(conn, state, &emails, &telephones).await?;
    let found = recognise(&said.record, &owners);
    let touched = match found {
        Some(known) => write_completed(conn, state, auteur, known, said).await?,
        None => insert(conn, state, auteur, said).await?,
    };
    let is_changed = touched.is_new || !touched.complete.is_empty();
    let others = owners.into_iter().map(|owner| owner.id_prospect.0);
    let others = others.filter(|other| is_changed && *other != touched.id).collect();
    Ok((touched, others))
}

async fn insert(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    said: &Said,
) -> ApiResult<Received> {
    if said.record.nom.is_empty() {
        return Err(ApiError::field(
            "nom",
            FieldCode::ChampRequis,
            "Donnez le nom : cette personne n’est pas connue.",
        ));
    }
    let now = state.clock.now();
    let contact = said.contact.map_or(now, |contact| contact.min(now));
    let id = db::prospects::insert(conn, &said.record, contact).await?;
    db::audit::insert(conn, &id, OperationAudit::Ajout, &[], auteur, now).await?;
    Ok(Received { id, is_new: true, complete: Vec::new(), ignore: Vec::new() })
}

async fn write_completed(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    Known { owner, is_certain }: Known,
    said: &Said,
) -> ApiResult<Received> {
    let (Code(id), old) = (owner.id_prospect, owner.record);
    let new = complete(&old, &said.record, is_certain);
    if new != old {
        db::prospects::update(conn, &id, &new).await?;
    }
    let now = state.clock.now();
    if let Some(contact) = said.contact {
        db::prospects::note_contact(conn, &id, contact.min(now)).await?;
    }
    let (complete, ignore) = (old.changed_fields(&new), ignored(said, &new));
    let received = Received { id, is_new: false, complete, ignore };
    if received.is_audited() {
        let Received { id, complete, ignore, .. } = &received;
        db::audit::insert_completion(conn, id, complete, ignore, auteur, now).await?;
    }
    Ok(received)
}
