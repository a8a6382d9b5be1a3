//! Queries on `conversions_en_cours`: actions as locks, status and history. [`super::outbox`] holds the queries of
//! their delivery.

use chrono::{DateTime, NaiveDate, Utc};
use common::{Action, IdAction, IdLot, IdProspect, IdSession, IdUtilisateur, StatutAction, TypeAction};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::prepared::Prepared;
use super::schema::conversions_en_cours;
use super::{Code, RowId};

/// An action as stored, without its idempotency columns.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = conversions_en_cours)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct ActionRow {
    pub id_conversion: RowId<IdAction>,
    pub id_prospect: Code<IdProspect>,
    pub type_action: Code<TypeAction>,
    pub statut_action: Code<StatutAction>,
    pub partielle: bool,
    pub etape: Option<String>,
    pub pourcentage: Option<i32>,
    pub tentatives: i32,
    pub formation_retenue: Option<String>,
    pub id_session: Option<RowId<IdSession>>,
    pub session_visee: Option<String>,
    pub place_retenue: bool,
    pub date_debut_souhaitee: Option<NaiveDate>,
    pub parametres: Value,
    pub workflow_id: Option<String>,
    pub execution_id: Option<String>,
    pub message_erreur: Option<String>,
    pub resultat: Option<Value>,
    pub rappel: Option<Value>,
    pub demande_par: String,
    pub relance_de: Option<RowId<IdAction>>,
    pub remplacee: bool,
    pub date_debut: DateTime<Utc>,
    pub date_fin: Option<DateTime<Utc>>,
    pub duree_ms: Option<i64>,
    pub prochaine_tentative: Option<DateTime<Utc>>,
    pub date_depart: Option<DateTime<Utc>>,
    pub id_lot: Option<RowId<IdLot>>,
}

impl ActionRow {
    /// Returns the session of a conversion.
    pub fn session(&self) -> Option<IdSession> {
        self.id_session.map(|RowId(id)| id)
    }

    /// Returns the identifier of the action.
    pub fn id(&self) -> IdAction {
        self.id_conversion.0
    }

    /// Returns the bulk change that started the action.
    pub fn lot(&self) -> Option<IdLot> {
        self.id_lot.map(|RowId(id)| id)
    }

    /// Returns the type of the action.
    pub fn type_action(&self) -> TypeAction {
        self.type_action.0
    }

    /// Reads the JSON of the parameters as the type `T`.
    pub fn parameters<T: DeserializeOwned>(&self) -> QueryResult<T> {
        T::deserialize(&self.parametres)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
    }

    /// Returns true while the action runs.
    pub fn is_running(&self) -> bool {
        self.statut_action.0 == StatutAction::EnCours
    }

    /// Returns when the call may leave; `None` once an instance has claimed it, or the action has ended. A running
    /// action without this instant cannot be undone.
    pub fn undoable_until(&self) -> Option<DateTime<Utc>> {
        self.prochaine_tentative.filter(|_| self.is_running() && self.date_depart.is_none())
    }

    /// Returns true when "Relancer" is possible: the action failed and no later one replaced it.
    pub fn is_relancable(&self) -> bool {
        self.statut_action.0 == StatutAction::Erreur && !self.remplacee
    }
}

impl From<ActionRow> for Action {
    fn from(row: ActionRow) -> Self {
        Self {
            relancable: row.is_relancable(),
            id_lot: row.lot(),
            annulable_jusqua: row.undoable_until().map(Into::into),
            id_conversion: row.id_conversion.0,
            id_prospect: row.id_prospect.0,
            type_action: row.type_action.0,
            statut_action: row.statut_action.0,
            partielle: row.partielle,
            etape: row.etape,
            pourcentage: row.pourcentage,
            tentatives: row.tentatives,
            formation_retenue: row.formation_retenue,
            id_session: row.id_session.map(|RowId(id)| id),
            session_visee: row.session_visee,
            date_debut_souhaitee: row.date_debut_souhaitee.map(Into::into),
            workflow_id: row.workflow_id,
            execution_id: row.execution_id,
            message_erreur: row.message_erreur,
            demande_par: row.demande_par,
            date_debut: row.date_debut.into(),
            date_fin: row.date_fin.map(Into::into),
            duree_ms: row.duree_ms,
            resultat: row.resultat,
            relance_de: row.relance_de.map(|RowId(id)| id),
        }
    }
}

/// An action to insert.
#[derive(Debug, Insertable)]
#[diesel(table_name = conversions_en_cours)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct NewAction<'a> {
    pub id_prospect: &'a str,
    pub type_action: Code<TypeAction>,
    pub formation_retenue: Option<&'a str>,
    pub id_session: Option<RowId<IdSession>>,
    pub session_visee: Option<&'a str>,
    pub place_retenue: bool,
    pub date_debut_souhaitee: Option<NaiveDate>,
    pub parametres: &'a Value,
    pub id_utilisateur: RowId<IdUtilisateur>,
    pub demande_par: &'a str,
    pub relance_de: Option<RowId<IdAction>>,
    pub date_debut: DateTime<Utc>,
    pub prochaine_tentative: DateTime<Utc>,
    pub cle_idempotence: Option<&'a str>,
    pub empreinte_requete: Option<&'a [u8]>,
}

/// The columns that the end of an action writes.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = conversions_en_cours)]
#[expect(missing_docs, reason = "the columns are described in the migrations")]
pub struct Ending {
    pub statut_action: Code<StatutAction>,
    pub partielle: bool,
    #[diesel(treat_none_as_null = true)]
    pub message_erreur: Option<String>,
    #[diesel(treat_none_as_null = true)]
    pub resultat: Option<Value>,
    /// Body of the callback; `None` keeps the stored one.
    pub rappel: Option<Value>,
    /// Date of the callback; `None` keeps the stored one.
    pub date_rappel: Option<DateTime<Utc>>,
    pub workflow_id: Option<String>,
    pub execution_id: Option<String>,
    pub date_fin: DateTime<Utc>,
    pub duree_ms: i64,
}

/// Finds one action.
pub async fn find(conn: &mut AsyncPgConnection, id: IdAction) -> QueryResult<Option<ActionRow>> {
    conversions_en_cours::table.find(RowId(id)).select(ActionRow::as_select()).first(conn).await.optional()
}

/// Loads one action and locks it until the end of the transaction. Lock the prospect first: every transaction uses
/// this order.
pub async fn lock(conn: &mut AsyncPgConnection, id: IdAction) -> QueryResult<ActionRow> {
    conversions_en_cours::table.find(RowId(id)).select(ActionRow::as_select()).for_update().first(conn).await
}

/// Lists the actions with these identifiers, by identifier.
pub async fn list_by_ids(conn: &mut AsyncPgConnection, ids: &[IdAction]) -> QueryResult<Vec<ActionRow>> {
    conversions_en_cours::table
        .filter(conversions_en_cours::id_conversion.eq_any(ids.iter().copied().map(RowId)))
        .order(conversions_en_cours::id_conversion)
        .select(ActionRow::as_select())
        .load(conn)
        .await
}

/// Lists the actions of a prospect, newest first.
pub async fn list_by_prospect(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    limit: i64,
) -> QueryResult<Vec<ActionRow>> {
    conversions_en_cours::table
        .filter(conversions_en_cours::id_prospect.eq(id.as_str()))
        .order(conversions_en_cours::id_conversion.desc())
        .limit(limit)
        .select(ActionRow::as_select())
        .load(conn)
        .await
}

/// Finds the last action of this type for a prospect, leaving out those that were undone; a running one is always the
/// last.
pub async fn find_last(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    type_action: TypeAction,
) -> QueryResult<Option<ActionRow>> {
    conversions_en_cours::table
        .filter(conversions_en_cours::id_prospect.eq(id.as_str()))
        .filter(conversions_en_cours::type_action.eq(type_action.as_str()))
        .filter(conversions_en_cours::statut_action.ne(StatutAction::Annulee.as_str()))
        .order(conversions_en_cours::id_conversion.desc())
        .select(ActionRow::as_select())
        .first(&mut &*conn)
        .await
        .optional()
}

/// Lists the running actions of these prospects, in the order of their requests.
pub async fn list_running<S: AsRef<str>>(
    conn: &AsyncPgConnection,
    prospects: &[S],
) -> QueryResult<Vec<ActionRow>> {
    let ids: Vec<&str> = prospects.iter().map(AsRef::as_ref).collect();
    conversions_en_cours::table
        .filter(conversions_en_cours::id_prospect.eq_any(ids))
        .filter(conversions_en_cours::statut_action.eq(StatutAction::EnCours.as_str()))
        .order(conversions_en_cours::id_conversion)
        .select(ActionRow::as_select())
        .load(&mut &*conn)
        .await
}

/// Inserts an action and returns it as stored.
pub async fn insert(conn: &mut AsyncPgConnection, new: &NewAction<'_>) -> QueryResult<ActionRow> {
    Prepared(
        diesel::insert_into(conversions_en_cours::table).values(new).returning(ActionRow::as_returning()),
    )
    .get_result(conn)
    .await
}

/// Stores the response given for an Idempotency-Key.
pub async fn keep_answer(conn: &AsyncPgConnection, id: IdAction, answer: &Value) -> QueryResult<()> {
    Prepared(
        diesel::update(conversions_en_cours::table.find(RowId(id)))
            .set(conversions_en_cours::reponse_initiale.eq(answer)),
    )
    .execute(&mut &*conn)
    .await?;
    Ok(())
}

/// Finds the fingerprint and the response of the request that an account sent with this Idempotency-Key.
pub async fn find_answer(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    key: &str,
) -> QueryResult<Option<(Option<Vec<u8>>, Option<Value>)>> {
    conversions_en_cours::table
        .filter(conversions_en_cours::id_utilisateur.eq(RowId(id_utilisateur)))
        .filter(conversions_en_cours::cle_idempotence.eq(key))
        .select((conversions_en_cours::empreinte_requete, conversions_en_cours::reponse_initiale))
        .first(conn)
        .await
        .optional()
}

/// Marks the failed actions of this type as replaced, except the action that replaces them.
pub async fn mark_replaced(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    type_action: TypeAction,
    except: Option<IdAction>,
) -> QueryResult<()> {
    Prepared(
        diesel::update(conversions_en_cours::table)
            .filter(conversions_en_cours::id_prospect.eq(id.as_str()))
            .filter(conversions_en_cours::type_action.eq(type_action.as_str()))
            .filter(conversions_en_cours::statut_action.eq(StatutAction::Erreur.as_str()))
            .filter(conversions_en_cours::id_conversion.nullable().is_distinct_from(except.map(RowId)))
            .filter(conversions_en_cours::remplacee.eq(false))
            .set(conversions_en_cours::remplacee.eq(true)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Marks an action as the last one of its type again, after the one that replaced it was undone.
pub async fn unmark_replaced(conn: &mut AsyncPgConnection, id: IdAction) -> QueryResult<()> {
    Prepared(
        diesel::update(conversions_en_cours::table.find(RowId(id)))
            .set(conversions_en_cours::remplacee.eq(false)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds the action of this type that succeeded after `since`. A success can arrive late, while a later action runs.
pub async fn find_success_after(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    type_action: TypeAction,
    since: DateTime<Utc>,
) -> QueryResult<Option<IdAction>> {
    let found: Option<RowId<IdAction>> = conversions_en_cours::table
        .filter(conversions_en_cours::id_prospect.eq(id.as_str()))
        .filter(conversions_en_cours::type_action.eq(type_action.as_str()))
        .filter(conversions_en_cours::statut_action.eq(StatutAction::Terminee.as_str()))
        .filter(conversions_en_cours::date_fin.gt(since))
        .select(conversions_en_cours::id_conversion)
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|RowId(id)| id))
}

/// Records a step of a running action. Returns false when the action has ended.
pub async fn update_step(
    conn: &mut AsyncPgConnection,
    id: IdAction,
    etape: &str,
    pourcentage: Option<i32>,
) -> QueryResult<bool> {
    let updated = Prepared(
        diesel::update(conversions_en_cours::table.find(RowId(id)))
            .filter(conversions_en_cours::statut_action.eq(StatutAction::EnCours.as_str()))
            .set((conversions_en_cours::etape.eq(etape), conversions_en_cours::pourcentage.eq(pourcentage))),
    )
    .execute(conn)
    .await?;
    Ok(updated > 0)
}

/// Ends an action: releases its lock and clears its outbox columns.
pub async fn end(conn: &mut AsyncPgConnection, id: IdAction, ending: &Ending) -> QueryResult<()> {
    let none: Option<DateTime<Utc>> = None;
    Prepared(diesel::update(conversions_en_cours::table.find(RowId(id))).set((
        ending,
        conversions_en_cours::place_retenue.eq(false),
        conversions_en_cours::prochaine_tentative.eq(none),
        conversions_en_cours::bail_fin.eq(none),
        conversions_en_cours::bail_proprietaire.eq(None::<String>),
        conversions_en_cours::date_echeance.eq(none),
    )))
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores the body of a callback that changed nothing, as evidence.
pub async fn keep_callback(
    conn: &mut AsyncPgConnection,
    id: IdAction,
    rappel: &Value,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    Prepared(
        diesel::update(conversions_en_cours::table.find(RowId(id)))
            .set((conversions_en_cours::rappel.eq(rappel), conversions_en_cours::date_rappel.eq(now))),
    )
    .execute(conn)
    .await?;
    Ok(())
}
