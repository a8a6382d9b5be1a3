//! Export and erasure of one person's data across all tables.
//!
//! Only codes, months and counters survive erasure.

use chrono::{DateTime, Utc};
use common::{IdAction, IdCandidat, IdProspect, StatutProspect};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use super::schema::{
    anciens_candidats, candidats, conversions_en_cours as c, conversions_journal, historique_emails,
    journal_erreurs, notifications, prospects,
};
use super::{Code, RowId};

/// Placeholder that replaces an erased name.
pub const NOM_ANONYME: &str = "Personne anonymisée";
/// Placeholder that replaces an erased text that cannot be empty.
pub const EFFACE: &str = "Contenu effacé : la personne a été anonymisée.";

/// Every table that holds personal data, with the SQL condition on one prospect's rows; `$1` is the identifier.
pub const TABLES: &[(&str, &str)] = &[
    ("prospects", "id_prospect = $1"),
    ("prospects_distincts", "$1 IN (id_prospect, id_autre)"),
    ("anciennes_coordonnees", "id_prospect = $1"),
    ("historique_emails", "id_prospect = $1"),
    ("notes", "id_prospect = $1"),
    ("candidats", "id_prospect = $1"),
    ("pieces_candidat", "id_candidat IN (SELECT id_candidat FROM candidats WHERE id_prospect = $1)"),
    ("prospects_parcours", "id_prospect = $1"),
    ("anciens_candidats", "id_prospect = $1"),
    ("liste_attente", "id_prospect = $1"),
    ("lots", "id_lot IN (SELECT lots_de_personne($1))"),
    ("lots_lignes", "id_prospect = $1"),
    ("conversions_en_cours", "id_prospect = $1"),
    (
        "conversions_journal",
        "id_conversion IN (SELECT id_conversion FROM conversions_en_cours WHERE id_prospect = $1)",
    ),
    ("notifications", "id IN (SELECT notifications_de_personne($1))"),
    ("journal_erreurs", "id IN (SELECT journal_de_personne($1))"),
    ("audit_prospects", "id_prospect = $1"),
    ("vues", "id_vue IN (SELECT vues_de_personne($1))"),
];

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Jsonb)]
    held: serde_json::Value,
}

/// Exports the rows of a prospect in each of [`TABLES`], in one snapshot: `{"prospects": [{"nom": …}], …}`.
pub async fn export(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<serde_json::Value> {
    let rows = TABLES.iter().map(|(table, theirs)| {
        format!(
            "'{table}', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t), '[]') FROM {table} t WHERE {theirs})"
        )
    });
    let sql = format!("SELECT jsonb_build_object({}) AS held", rows.collect::<Vec<_>>().join(", "));
    let Held { held } = diesel::sql_query(sql).bind::<Text, _>(id.as_str()).get_result(conn).await?;
    Ok(held)
}

/// The columns of a locked prospect that an anonymisation needs.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct Erasable {
    statut_prospect: Code<StatutProspect>,
    /// Date of the last contact that came from the prospect.
    pub date_debut_conservation: DateTime<Utc>,
    /// Date of the anonymisation; `None` before it.
    pub date_anonymisation: Option<DateTime<Utc>>,
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
}

impl Erasable {
    /// Returns the statut of the prospect.
    pub fn statut(&self) -> StatutProspect {
        self.statut_prospect.0
    }

    /// Returns the email addresses and the telephone numbers, the latter in E.164.
    pub fn coordinates(&self) -> (Vec<String>, Vec<String>) {
        let known = |column: &[Option<String>]| column.iter().flatten().cloned().collect();
        (known(&self.emails), known(&self.telephones))
    }
}

/// Loads a prospect without locking it, even an anonymised one.
pub async fn find(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<Erasable>> {
    prospects::table.find(id.as_str()).select(Erasable::as_select()).first(conn).await.optional()
}

/// Locks a prospect until the end of the transaction, even an anonymised one.
pub async fn lock(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<Erasable>> {
    prospects::table
        .find(id.as_str())
        .select(Erasable::as_select())
        .for_no_key_update()
        .get_result(conn)
        .await
        .optional()
}

/// Returns true when one of these prospects, or the prospect of one of these actions, was anonymised. It waits for an
/// anonymisation in progress, and none can start before the end of the transaction.
pub async fn is_any_anonymised(
    conn: &mut AsyncPgConnection,
    ids: &[String],
    actions: &[IdAction],
) -> QueryResult<bool> {
    let theirs =
        c::table.filter(c::id_conversion.eq_any(actions.iter().copied().map(RowId))).select(c::id_prospect);
    let dates: Vec<Option<DateTime<Utc>>> = prospects::table
        .filter(prospects::id_prospect.eq_any(ids).or(prospects::id_prospect.eq_any(theirs)))
        .order(prospects::id_prospect)
        .select(prospects::date_anonymisation)
        .for_share()
        .load(conn)
        .await?;
    Ok(dates.iter().any(Option::is_some))
}

/// Returns true when the prospect exists and was anonymised.
pub async fn is_anonymised(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<bool> {
    let anonymised = prospects::table.find(id.as_str()).filter(prospects::date_anonymisation.is_not_null());
    diesel::select(diesel::dsl::exists(anonymised)).get_result(conn).await
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// PostgreSQL's `date_trunc`, in the time zone of the school.
    fn date_trunc(unit: Text, at: Timestamptz, zone: Text) -> Timestamptz;
    /// Finds the error journal entries that mention a prospect.
    fn journal_de_personne(prospect: Text) -> diesel::sql_types::BigInt;
    /// Finds the notifications that mention a prospect.
    fn notifications_de_personne(prospect: Text) -> diesel::sql_types::BigInt;
    /// Tells if a text contains an address, a number or a name of a prospect.
    fn nomme_personne(prospect: Text, texte: Text) -> diesel::sql_types::Bool;
}

/// Truncates an instant to its month.
macro_rules! month {
    ($column:expr) => {
        date_trunc("month", $column, "Europe/Paris")
    };
}

/// Erases all data that identifies a prospect, in every table. The caller holds the lock of the prospect, which has
/// no running action.
pub async fn erase(conn: &mut AsyncPgConnection, id: &IdProspect, now: DateTime<Utc>) -> QueryResult<()> {
    // Erase notifications, journal, views and bulk changes first: they are found through rows erased below.
    erase_reports(conn, id).await?;
    super::vues::erase_names(conn, id).await?;
    super::lots::erase_names(conn, id).await?;
    erase_actions(conn, id).await?;
    erase_emails(conn, id).await?;
    erase_candidat(conn, id).await?;
    super::notes::delete_of(conn, id).await?;
    erase_former_candidats(conn, id).await?;
    // The pairs are obsolete, and they reveal who shares an address with whom.
    super::prospects_distincts::delete_of(conn, id).await?;
    super::prospects_parcours::round_to_months(conn, id).await?;
    erase_record(conn, id, now).await
}

/// Erases a prospect's data from notifications and the error journal.
pub async fn erase_reports(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    erase_notifications(conn, id).await?;
    erase_journal(conn, id).await
}

async fn erase_notifications(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let found: Vec<i64> = diesel::select(notifications_de_personne(id.as_str())).load(conn).await?;
    diesel::update(notifications::table.filter(notifications::id.eq_any(found)))
        .set(notifications::message.eq(EFFACE))
        .execute(conn)
        .await?;
    Ok(())
}

async fn erase_journal(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let found: Vec<i64> = diesel::select(journal_de_personne(id.as_str())).load(conn).await?;
    // Statistics count by workflow: keep its name unless it names the person.
    let named = nomme_personne(id.as_str(), journal_erreurs::nom_workflow);
    let workflow = case_when(named, EFFACE.into_sql::<Text>()).otherwise(journal_erreurs::nom_workflow);
    diesel::update(journal_erreurs::table.filter(journal_erreurs::id.eq_any(found)))
        .set((
            journal_erreurs::nom_workflow.eq(workflow),
            journal_erreurs::nom_noeud.eq(None::<String>),
            journal_erreurs::message_erreur.eq(EFFACE),
            journal_erreurs::donnees_entree.eq(None::<serde_json::Value>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Also clears the data of "Relancer": the action has no recipient any more.
async fn erase_actions(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let theirs = c::table.filter(c::id_prospect.eq(id.as_str()));
    let events = conversions_journal::id_conversion.eq_any(theirs.select(c::id_conversion));
    diesel::update(conversions_journal::table.filter(events))
        .set(conversions_journal::detail.eq(EFFACE))
        .execute(conn)
        .await?;
    let (no_text, no_json) = (None::<String>, None::<serde_json::Value>);
    diesel::update(theirs)
        .set((
            c::etape.eq(&no_text),
            c::parametres.eq(json!({})),
            c::message_erreur.eq(&no_text),
            c::resultat.eq(&no_json),
            c::rappel.eq(&no_json),
            c::workflow_id.eq(&no_text),
            c::execution_id.eq(&no_text),
            c::date_debut_souhaitee.eq(None::<chrono::NaiveDate>),
            c::remplacee.eq(true),
            c::cle_idempotence.eq(&no_text),
            c::empreinte_requete.eq(None::<Vec<u8>>),
            c::reponse_initiale.eq(&no_json),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

async fn erase_emails(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let nothing = None::<String>;
    diesel::update(historique_emails::table.filter(historique_emails::id_prospect.eq(id.as_str())))
        .set((
            historique_emails::objet.eq(&nothing),
            historique_emails::resume.eq(&nothing),
            historique_emails::contenu.eq(&nothing),
            historique_emails::expediteur.eq(NOM_ANONYME),
            historique_emails::destinataire.eq(NOM_ANONYME),
            historique_emails::date_envoi.eq(month!(historique_emails::date_envoi)),
            historique_emails::message_id.eq(&nothing),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces the file number, which starts with letters of the name, by a unique one made from the identifier.
async fn erase_candidat(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let theirs = candidats::table.filter(candidats::id_prospect.eq(id.as_str()));
    let found: Option<RowId<IdCandidat>> =
        theirs.select(candidats::id_candidat).first(conn).await.optional()?;
    let Some(RowId(id_candidat)) = found else { return Ok(()) };
    diesel::update(candidats::table.find(RowId(id_candidat)))
        .set((
            candidats::numero_dossier.eq(format!("ANONYME-{id_candidat}")),
            candidats::lien_dossier_drive.eq(None::<String>),
            candidats::date_debut_souhaitee.eq(None::<chrono::NaiveDate>),
            candidats::partielle.eq(false),
            candidats::motif_decision.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    super::pieces_candidat::erase(conn, id_candidat).await
}

/// Replaces file numbers as [`erase_candidat`] does.
async fn erase_former_candidats(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let theirs = anciens_candidats::table.filter(anciens_candidats::id_prospect.eq(id.as_str()));
    let ids: Vec<i64> = theirs.select(anciens_candidats::id_candidat).load(conn).await?;
    for id_candidat in ids {
        diesel::update(anciens_candidats::table.find(id_candidat))
            .set((
                anciens_candidats::numero_dossier.eq(format!("ANONYME-{id_candidat}")),
                anciens_candidats::lien_dossier_drive.eq(None::<String>),
                anciens_candidats::motif_decision.eq(None::<String>),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Erases the record. Triggers delete the former addresses and numbers, the next touch and the owner.
async fn erase_record(conn: &mut AsyncPgConnection, id: &IdProspect, now: DateTime<Utc>) -> QueryResult<()> {
    let nothing = None::<String>;
    diesel::update(prospects::table.find(id.as_str()))
        .set((
            prospects::nom.eq(NOM_ANONYME),
            prospects::prenom.eq(""),
            prospects::emails.eq(Vec::<String>::new()),
            prospects::telephones.eq(Vec::<String>::new()),
            prospects::adresse.eq(&nothing),
            prospects::code_postal.eq(&nothing),
            prospects::ville.eq(&nothing),
            prospects::resume_ia.eq(&nothing),
            prospects::date_premier_contact.eq(month!(prospects::date_premier_contact)),
            prospects::date_dernier_contact.eq(month!(prospects::date_dernier_contact)),
            prospects::date_dernier_entrant.eq(None::<DateTime<Utc>>),
            prospects::date_dernier_sortant.eq(None::<DateTime<Utc>>),
            prospects::date_creation.eq(month!(prospects::date_creation)),
            prospects::date_anonymisation.eq(now),
            prospects::version.eq(prospects::version + 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
