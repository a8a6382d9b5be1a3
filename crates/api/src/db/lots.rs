//! Queries on `lots`: bulk changes. [`super::lots_lignes`] holds the queries on their rows.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use common::lot::{ChangementLot, EXPIRATION_H, EtatLot, Lot, ResultatLigne, TypeLot, VerdictLigne};
use common::securite::PersonneRef;
use common::{IdAction, IdLot, IdProspect, IdSession, IdUtilisateur};
use diesel::dsl::{auto_type, count_star, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::schema::{conversions_en_cours, lots, sessions};
use super::{Code, RowId};

/// A lot, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = lots)]
pub struct LotRow {
    id_lot: RowId<IdLot>,
    id_utilisateur: RowId<IdUtilisateur>,
    auteur: String,
    type_lot: Code<TypeLot>,
    parametres: Value,
    requete: Option<String>,
    etat: Code<EtatLot>,
    nombre: i32,
    /// Idempotency-Key of the launch.
    pub cle_idempotence: Option<String>,
    date_creation: DateTime<Utc>,
    date_lancement: Option<DateTime<Utc>>,
    date_fin: Option<DateTime<Utc>>,
    verdicts: Value,
    resultats: Value,
    date_annonce: Option<DateTime<Utc>>,
}

/// Labels of sessions.
type Labels = BTreeMap<IdSession, String>;

impl LotRow {
    /// Returns the identifier.
    pub fn id(&self) -> IdLot {
        self.id_lot.0
    }

    /// Returns the account of the author.
    pub fn author(&self) -> IdUtilisateur {
        self.id_utilisateur.0
    }

    /// Returns the type.
    pub fn type_lot(&self) -> TypeLot {
        self.type_lot.0
    }

    /// Returns the state.
    pub fn etat(&self) -> EtatLot {
        self.etat.0
    }

    /// Returns the instant of the rehearsal.
    pub fn prepared_at(&self) -> DateTime<Utc> {
        self.date_creation
    }

    /// Returns the instant from which the rehearsal is too old for a launch.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.date_creation + TimeDelta::hours(EXPIRATION_H)
    }

    /// Reads the change.
    ///
    /// # Errors
    /// The stored parameters are not those of the type, such as a statut of a later version.
    pub fn change(&self) -> QueryResult<ChangementLot> {
        ChangementLot::deserialize(json!({ "type": self.type_lot.0, "parametres": self.parametres }))
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
    }

    /// Returns the session into which the rows convert.
    fn session(&self) -> Option<IdSession> {
        match self.change() {
            Ok(ChangementLot::Conversion(asked)) => Some(asked.id_session),
            _ => None,
        }
    }

    fn shown(self, labels: &Labels, undoable: &BTreeMap<IdLot, i64>) -> QueryResult<Lot> {
        let is_ready = self.etat() == EtatLot::Prepare;
        let (verdicts, resultats) = (numbers(&self.verdicts)?, numbers(&self.resultats)?);
        let number = |numbers: &BTreeMap<String, i64>, code| numbers.get(code).copied().unwrap_or_default();
        // The rows that the rehearsal refused end with `REFUSE`, the others with another result.
        let ran = resultats.values().sum::<i64>() - number(&resultats, ResultatLigne::Refuse.as_str());
        Ok(Lot {
            id_lot: self.id(),
            changement: self.change()?,
            session_visee: self.session().and_then(|id| labels.get(&id).cloned()),
            etat: self.etat(),
            nombre: self.nombre.into(),
            restantes: number(&verdicts, VerdictLigne::Ok.as_str()) - ran,
            verdicts,
            resultats,
            annulables: undoable.get(&self.id()).copied().unwrap_or_default(),
            auteur: PersonneRef { id_utilisateur: self.author(), nom: self.auteur.clone() },
            date_creation: self.date_creation.into(),
            date_lancement: self.date_lancement.map(Into::into),
            date_fin: self.date_fin.map(Into::into),
            expire_le: is_ready.then(|| self.expires_at().into()),
            requete: self.requete,
        })
    }
}

/// Reads stored numbers of rows by code.
fn numbers(stored: &Value) -> QueryResult<BTreeMap<String, i64>> {
    BTreeMap::deserialize(stored).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

/// A lot to insert.
#[derive(Debug, Clone, Copy)]
pub struct NewLot<'a> {
    /// Account of the author.
    pub id_utilisateur: IdUtilisateur,
    /// Full name of the author.
    pub auteur: &'a str,
    /// The change.
    pub change: &'a ChangementLot,
    /// Query string of the selection.
    pub requete: Option<&'a str>,
    /// Number of rows.
    pub nombre: i32,
    /// When it was rehearsed.
    pub date_creation: DateTime<Utc>,
}

/// Inserts a lot that waits for its launch; returns its identifier.
pub async fn insert(conn: &mut AsyncPgConnection, new: NewLot<'_>) -> QueryResult<IdLot> {
    let parametres = json!(new.change)["parametres"].take();
    diesel::insert_into(lots::table)
        .values((
            lots::id_utilisateur.eq(RowId(new.id_utilisateur)),
            lots::auteur.eq(new.auteur),
            lots::type_lot.eq(Code(new.change.type_lot())),
            lots::parametres.eq(parametres),
            lots::requete.eq(new.requete),
            lots::nombre.eq(new.nombre),
            lots::date_creation.eq(new.date_creation),
        ))
        .returning(lots::id_lot)
        .get_result(conn)
        .await
        .map(|RowId(id)| id)
}

/// Returns true when a lot exists.
pub async fn exists(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(lots::table.find(RowId(id)))).get_result(conn).await
}

/// Finds a lot.
pub async fn find(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<Option<Lot>> {
    let found = lots::table.find(RowId(id)).select(LotRow::as_select()).load(conn).await?;
    shown(conn, found).await?.pop().map(|(_, lot)| lot).transpose()
}

/// Lists these lots, by identifier.
pub async fn list_by_ids(conn: &mut AsyncPgConnection, ids: &[IdLot]) -> QueryResult<Vec<Lot>> {
    let found = lots::table
        .filter(lots::id_lot.eq_any(ids.iter().copied().map(RowId)))
        .order(lots::id_lot)
        .select(LotRow::as_select())
        .load(conn)
        .await?;
    Ok(readable(shown(conn, found).await?))
}

/// Lists the latest lots, newest first: those of an account, or of all.
pub async fn list_latest(
    conn: &mut AsyncPgConnection,
    author: Option<IdUtilisateur>,
    limit: i64,
) -> QueryResult<Vec<Lot>> {
    let mut query = lots::table.order(lots::id_lot.desc()).limit(limit).into_boxed();
    if let Some(id) = author {
        query = query.filter(lots::id_utilisateur.eq(RowId(id)));
    }
    let found = query.select(LotRow::as_select()).load(conn).await?;
    Ok(readable(shown(conn, found).await?))
}

/// Leaves out the lots that cannot be read, such as those of a later version of the service: they hide no other.
fn readable(shown: Vec<(IdLot, QueryResult<Lot>)>) -> Vec<Lot> {
    let read = shown.into_iter().filter_map(|(id, lot)| {
        let told = |error: &_| tracing::error!(id_lot = id.get(), %error, "a bulk change cannot be read");
        lot.inspect_err(told).ok()
    });
    read.collect()
}

/// Names the sessions of lots, and counts their actions that have not left.
async fn shown(
    conn: &mut AsyncPgConnection,
    found: Vec<LotRow>,
) -> QueryResult<Vec<(IdLot, QueryResult<Lot>)>> {
    let ids: Vec<RowId<IdSession>> = found.iter().filter_map(LotRow::session).map(RowId).collect();
    let mut labels = Labels::new();
    if !ids.is_empty() {
        let named: Vec<(RowId<IdSession>, String)> = sessions::table
            .filter(sessions::id_session.eq_any(ids))
            .select((sessions::id_session, sessions::libelle))
            .load(conn)
            .await?;
        labels.extend(named.into_iter().map(|(RowId(id), libelle)| (id, libelle)));
    }
    // Once the end of a lot was told, its actions have ended.
    let untold = |row: &&LotRow| row.date_lancement.is_some() && row.date_annonce.is_none();
    let untold: Vec<IdLot> = found.iter().filter(untold).map(LotRow::id).collect();
    let mut undoable = BTreeMap::new();
    if !untold.is_empty() {
        undoable = count_undoable(conn, &untold).await?;
    }
    Ok(found.into_iter().map(|row| (row.id(), row.shown(&labels, &undoable))).collect())
}

/// Loads a lot and locks it until the end of the transaction: no row of it runs meanwhile.
pub async fn lock(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<Option<LotRow>> {
    lots::table.find(RowId(id)).select(LotRow::as_select()).for_no_key_update().first(conn).await.optional()
}

/// Locks the lots that name a prospect until the end of the transaction, in one order: no row of them runs meanwhile.
pub async fn lock_naming(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    diesel::sql_query(
        "SELECT FROM lots WHERE id_lot IN (SELECT lots_de_personne($1)) ORDER BY id_lot FOR NO KEY UPDATE",
    )
    .bind::<Text, _>(id.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks a running lot until the end of the transaction: the next one by identifier after `last`, or else the first
/// one. Skips the lots that another instance has locked: rows of one lot run one after the other.
pub async fn lock_next(conn: &mut AsyncPgConnection, last: Option<IdLot>) -> QueryResult<Option<LotRow>> {
    let last = RowId(last.unwrap_or(IdLot::from(0)));
    lots::table
        // A literal text, so that a generic plan uses the index of the running lots.
        .filter(sql::<Bool>("etat = 'EN_COURS'"))
        .order((lots::id_lot.le(last), lots::id_lot))
        .select(LotRow::as_select())
        .for_no_key_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()
}

/// Marks a locked lot as launched.
pub async fn launch(
    conn: &mut AsyncPgConnection,
    id: IdLot,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(lots::table.find(RowId(id)))
        .set((
            lots::etat.eq(Code(EtatLot::EnCours)),
            lots::cle_idempotence.eq(key),
            lots::date_lancement.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a locked lot in this state.
pub async fn end(
    conn: &mut AsyncPgConnection,
    id: IdLot,
    etat: EtatLot,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(lots::table.find(RowId(id)))
        .set((lots::etat.eq(Code(etat)), lots::date_fin.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks a locked lot, which has ended, as stopped.
pub async fn mark_stopped(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<()> {
    diesel::update(lots::table.find(RowId(id)))
        .set(lots::etat.eq(Code(EtatLot::Arrete)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The running actions of lots whose calls have not left, served by an index.
#[auto_type(no_type_alias)]
fn undoable_of_lots() -> _ {
    let running: SqlLiteral<Bool> = sql("conversions_en_cours.statut_action = 'EN_COURS'");
    conversions_en_cours::table
        .filter(running)
        .filter(conversions_en_cours::prochaine_tentative.is_not_null())
        .filter(conversions_en_cours::date_depart.is_null())
}

/// Lists the actions of a lot whose calls have not left, the last one first, because calls leave in the order of
/// the requests.
pub async fn list_undoable(conn: &mut AsyncPgConnection, id_lot: IdLot) -> QueryResult<Vec<IdAction>> {
    let ids: Vec<RowId<IdAction>> = undoable_of_lots()
        .filter(conversions_en_cours::id_lot.eq(RowId(id_lot)))
        .order(conversions_en_cours::id_conversion.desc())
        .select(conversions_en_cours::id_conversion)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(|RowId(id)| id).collect())
}

/// Counts the actions of these lots whose calls have not left.
async fn count_undoable(conn: &mut AsyncPgConnection, lots: &[IdLot]) -> QueryResult<BTreeMap<IdLot, i64>> {
    let counted: Vec<(Option<RowId<IdLot>>, i64)> = undoable_of_lots()
        .filter(conversions_en_cours::id_lot.eq_any(lots.iter().copied().map(RowId)))
        .group_by(conversions_en_cours::id_lot)
        .select((conversions_en_cours::id_lot, count_star()))
        .load(conn)
        .await?;
    Ok(counted.into_iter().filter_map(|(id, count)| Some((id?.0, count))).collect())
}

/// Locks a launched lot that has ended, with its actions, and whose end nobody was told of. Skips the lots that another
/// instance has locked.
pub async fn lock_untold(conn: &mut AsyncPgConnection) -> QueryResult<Option<LotRow>> {
    let running = conversions_en_cours::table
        .filter(conversions_en_cours::id_lot.eq(lots::id_lot.nullable()))
        .filter(sql::<Bool>("statut_action = 'EN_COURS'"));
    lots::table
        .filter(lots::date_lancement.is_not_null())
        .filter(lots::date_fin.is_not_null())
        .filter(lots::date_annonce.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(running)))
        .order(lots::id_lot)
        .select(LotRow::as_select())
        .for_no_key_update()
        .skip_locked()
        .first(conn)
        .await
        .optional()
}

/// Marks the end of a locked lot as told.
pub async fn mark_told(conn: &mut AsyncPgConnection, id: IdLot, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(lots::table.find(RowId(id))).set(lots::date_annonce.eq(now)).execute(conn).await?;
    Ok(())
}

/// Names the lot whose row this transaction runs: the actions and the entries of the audit that it inserts carry it.
pub async fn name_in_transaction(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<()> {
    let set = diesel::sql_query("SELECT set_config('admissions.id_lot', $1, true)");
    set.bind::<Text, _>(id.to_string()).execute(conn).await?;
    Ok(())
}

/// Removes the search, the subject and the message of the lots that name a prospect. A lot that runs sends n8n's default
/// text from then on.
pub async fn erase_names(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE lots SET requete = btrim(regexp_replace(requete, '(^|&)recherche=[^&]*', '', 'g'), '&'),
             parametres = parametres - 'message' - 'relanceObjet'
         WHERE id_lot IN (SELECT lots_de_personne($1))",
    )
    .bind::<Text, _>(id.as_str())
    .execute(conn)
    .await?;
    Ok(())
}
