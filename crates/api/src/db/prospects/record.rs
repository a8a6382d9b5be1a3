//! The editable part of a prospect's record, and the locks for writing it.

use chrono::{DateTime, NaiveDate, Utc};
use common::{IdProspect, IdUtilisateur, ModeFinancement, MotifPerte, Source, StatutProspect};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::contact::without_tag;
use crate::db::schema::prospects;
use crate::db::{Code, RowId};

/// The editable part of a record.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = prospects, treat_none_as_null = true)]
pub struct Record {
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Email addresses in lower case, the main one first.
    pub emails: Vec<Option<String>>,
    /// Telephone numbers in E.164, the main one first.
    pub telephones: Vec<Option<String>>,
    /// Street and number.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// City.
    pub ville: Option<String>,
    /// Code of the requested formation.
    pub formation_souhaitee: Option<String>,
    /// Funding mode.
    pub mode_financement: Option<Code<ModeFinancement>>,
    /// Statut of the prospect.
    pub statut_prospect: Code<StatutProspect>,
    /// The reason of the loss, with the statut `PERDU` only.
    pub motif_perte: Option<Code<MotifPerte>>,
    /// Source of the prospect.
    pub source: Code<Source>,
    /// Summary that an AI step of n8n wrote.
    pub resume_ia: Option<String>,
    /// Day of the next touch.
    pub relance_le: Option<NaiveDate>,
    /// Time of the next touch, `HH:MM`.
    pub relance_heure: Option<String>,
    /// Subject of the next touch.
    pub relance_objet: Option<String>,
    /// The admin who follows the prospect.
    pub id_responsable: Option<RowId<IdUtilisateur>>,
}

impl Record {
    /// Returns the JSON names of the fields that differ from another record.
    pub fn changed_fields(&self, other: &Self) -> Vec<&'static str> {
        // Destructured, so that a forgotten field does not compile.
        let Self {
            nom,
            prenom,
            emails,
            telephones,
            adresse,
            code_postal,
            ville,
            formation_souhaitee,
            mode_financement,
            statut_prospect,
            motif_perte,
            source,
            resume_ia,
            relance_le,
            relance_heure,
            relance_objet,
            id_responsable,
        } = self;
        let fields = [
            ("nom", *nom != other.nom),
            ("prenom", *prenom != other.prenom),
            ("emails", *emails != other.emails),
            ("telephones", *telephones != other.telephones),
            ("adresse", *adresse != other.adresse),
            ("codePostal", *code_postal != other.code_postal),
            ("ville", *ville != other.ville),
            ("formationSouhaitee", *formation_souhaitee != other.formation_souhaitee),
            ("modeFinancement", *mode_financement != other.mode_financement),
            ("statutProspect", *statut_prospect != other.statut_prospect),
            ("motifPerte", *motif_perte != other.motif_perte),
            ("source", *source != other.source),
            ("resumeIa", *resume_ia != other.resume_ia),
            ("relanceLe", *relance_le != other.relance_le),
            ("relanceHeure", *relance_heure != other.relance_heure),
            ("relanceObjet", *relance_objet != other.relance_objet),
            ("idResponsable", *id_responsable != other.id_responsable),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

/// Locks email addresses and telephone numbers with advisory locks until the end of the transaction: nobody else can
/// add, look up or oppose a person who has one of them. Call it before locking any record; locks are taken in one
/// order, so that transactions do not deadlock. A tagged address shares the lock of its mailbox, because the
/// opposition list knows both.
pub async fn lock_coordinates(conn: &mut AsyncPgConnection, coordinates: &[String]) -> QueryResult<()> {
    let mailboxes: Vec<_> = coordinates.iter().map(|one| without_tag(one)).collect();
    let sql = "SELECT pg_advisory_xact_lock(cle) FROM
        (SELECT DISTINCT hashtextextended(coordonnee, 0) AS cle FROM unnest($1) AS c (coordonnee) ORDER BY 1) AS cles";
    diesel::sql_query(sql).bind::<Array<Text>, _>(mailboxes).execute(conn).await?;
    Ok(())
}

/// Loads a record and its version, locked until the end of the transaction. Returns `None` for an anonymised record,
/// which never changes.
pub async fn lock_record(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
) -> QueryResult<Option<(Record, i32)>> {
    prospects::table
        .find(id.as_str())
        .filter(prospects::date_anonymisation.is_null())
        .select((Record::as_select(), prospects::version))
        .for_no_key_update()
        .get_result(conn)
        .await
        .optional()
}

/// Inserts a prospect whose only contact is `contact`; returns its identifier.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    record: &Record,
    contact: DateTime<Utc>,
) -> QueryResult<IdProspect> {
    let (first, last) = (prospects::date_premier_contact, prospects::date_dernier_contact);
    let id: Code<IdProspect> = diesel::insert_into(prospects::table)
        .values((record, first.eq(contact), last.eq(contact)))
        .returning(prospects::id_prospect)
        .get_result(conn)
        .await?;
    Ok(id.0)
}

/// Records a contact with the person, if it is the last one. The first contact stays, because the retention of the record
/// counts from it.
pub async fn note_contact(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    contact: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(prospects::table.find(id.as_str()))
        .filter(prospects::date_dernier_contact.lt(contact))
        .set(prospects::date_dernier_contact.eq(contact))
        .execute(conn)
        .await?;
    Ok(())
}

/// Saves a record and increments its version.
pub async fn update(conn: &mut AsyncPgConnection, id: &IdProspect, record: &Record) -> QueryResult<()> {
    diesel::update(prospects::table.find(id.as_str()))
        .set((record, prospects::version.eq(prospects::version + 1)))
        .execute(conn)
        .await?;
    Ok(())
}
