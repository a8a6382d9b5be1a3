//! Queries on `lots`: bulk changes. [`super::lots_lignes`] holds the queries on their rows.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use common::lot::{ChangementLot, EXPIRATION_H, EtatLot, Lot, TypeLot};
use common::securite::PersonneRef;
use common::{IdLot, IdProspect, IdUtilisateur};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::lots_lignes::{self, Counts};
use super::schema::lots;
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
}

impl LotRow {
    /// Returns the identifier.
    pub fn id(&self) -> IdLot {
        self.id_lot.0
    }

    /// Returns the account of the author.
    pub fn author(&self) -> IdUtilisateur {
        self.id_utilisateur.0
    }

    /// Returns the state.
    pub fn etat(&self) -> EtatLot {
        self.etat.0
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

    fn shown(self, counts: Counts) -> QueryResult<Lot> {
        let is_ready = self.etat() == EtatLot::Prepare;
        Ok(Lot {
            id_lot: self.id(),
            changement: self.change()?,
            etat: self.etat(),
            nombre: self.nombre.into(),
            verdicts: counts.verdicts,
            resultats: counts.resultats,
            restantes: counts.waiting,
            auteur: PersonneRef { id_utilisateur: self.author(), nom: self.auteur.clone() },
            date_creation: self.date_creation.into(),
            date_lancement: self.date_lancement.map(Into::into),
            date_fin: self.date_fin.map(Into::into),
            expire_le: is_ready.then(|| self.expires_at().into()),
            requete: self.requete,
        })
    }
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

/// Finds a lot with its counts.
pub async fn find(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<Option<Lot>> {
    Ok(list_by_ids(conn, &[id]).await?.pop())
}

/// Lists these lots with their counts, by identifier.
pub async fn list_by_ids(conn: &mut AsyncPgConnection, ids: &[IdLot]) -> QueryResult<Vec<Lot>> {
    let found = lots::table
        .filter(lots::id_lot.eq_any(ids.iter().copied().map(RowId)))
        .order(lots::id_lot)
        .select(LotRow::as_select())
        .load(conn)
        .await?;
    counted(conn, found).await
}

/// Lists the latest lots with their counts, newest first: those of an account, or of all.
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
    counted(conn, found).await
}

async fn counted(conn: &mut AsyncPgConnection, found: Vec<LotRow>) -> QueryResult<Vec<Lot>> {
    let ids: Vec<IdLot> = found.iter().map(LotRow::id).collect();
    let mut counts: BTreeMap<IdLot, Counts> = lots_lignes::count(conn, &ids).await?;
    found
        .into_iter()
        .map(|row| {
            let counts = counts.remove(&row.id()).unwrap_or_default();
            row.shown(counts)
        })
        .collect()
}

/// Loads a lot and locks it until the end of the transaction: no row of it runs meanwhile.
pub async fn lock(conn: &mut AsyncPgConnection, id: IdLot) -> QueryResult<Option<LotRow>> {
    lots::table.find(RowId(id)).select(LotRow::as_select()).for_no_key_update().first(conn).await.optional()
}

/// Locks the lot that was launched first and still runs, until the end of the transaction. Skips the lots that another
/// instance has locked: rows of one lot run one after the other.
pub async fn lock_next(conn: &mut AsyncPgConnection) -> QueryResult<Option<LotRow>> {
    lots::table
        // A literal text, so that a generic plan uses the index of the running lots.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("etat = 'EN_COURS'"))
        .order((lots::date_lancement, lots::id_lot))
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
