//! Queries on `regles_financement`: the rules of the funders.

use chrono::NaiveDate;
use common::echeance::{Certitude, ConditionDelai, EvenementDelai, NatureDelai, RegleFinancement, SensDelai};
use common::{ModeFinancement, UniteDelai};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::regles_financement;

/// The columns of a rule that an admin writes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = regles_financement, treat_none_as_null = true)]
pub struct RegleFields {
    /// Act that the rule asks for.
    pub libelle: String,
    /// Length of the period.
    pub nombre: i32,
    /// Unit of the length.
    pub unite: Code<UniteDelai>,
    /// Working days by which the school acts earlier.
    pub marge: i32,
    /// Where the rule comes from.
    pub source: String,
    /// First day on which it applies.
    pub valide_du: Option<NaiveDate>,
    /// Last day on which it applies.
    pub valide_au: Option<NaiveDate>,
    /// Certainty of the rule.
    pub certitude: Code<Certitude>,
    /// False when it is not applied.
    pub active: bool,
}

impl RegleFields {
    /// Returns the names of the fields that differ.
    pub fn changed_fields(&self, other: &Self) -> Vec<&'static str> {
        // Destructured, so that a forgotten field does not compile.
        let Self { libelle, nombre, unite, marge, source, valide_du, valide_au, certitude, active } = self;
        let fields = [
            ("libelle", *libelle != other.libelle),
            ("nombre", *nombre != other.nombre),
            ("unite", *unite != other.unite),
            ("marge", *marge != other.marge),
            ("source", *source != other.source),
            ("valideDu", *valide_du != other.valide_du),
            ("valideAu", *valide_au != other.valide_au),
            ("certitude", *certitude != other.certitude),
            ("active", *active != other.active),
        ];
        fields.into_iter().filter_map(|(name, changed)| changed.then_some(name)).collect()
    }
}

/// A rule, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = regles_financement)]
struct Row {
    code: String,
    financement: Code<ModeFinancement>,
    evenement: Code<EvenementDelai>,
    sens: Code<SensDelai>,
    nature: Code<NatureDelai>,
    condition: Option<Code<ConditionDelai>>,
    prorogee: bool,
    certitude_prorogation: Option<Code<Certitude>>,
    ouverture_mois: Option<i32>,
    pourcent_max: Option<i32>,
    certification_requise: bool,
    version: i32,
    #[diesel(embed)]
    fields: RegleFields,
}

impl From<Row> for RegleFinancement {
    fn from(row: Row) -> Self {
        let fields = row.fields;
        Self {
            code: row.code,
            financement: row.financement.0,
            libelle: fields.libelle,
            evenement: row.evenement.0,
            sens: row.sens.0,
            nature: row.nature.0,
            nombre: fields.nombre,
            unite: fields.unite.0,
            marge: fields.marge,
            condition: row.condition.map(|Code(code)| code),
            prorogee: row.prorogee,
            certitude_prorogation: row.certitude_prorogation.map(|Code(code)| code),
            ouverture_mois: row.ouverture_mois,
            pourcent_max: row.pourcent_max,
            certification_requise: row.certification_requise,
            source: fields.source,
            valide_du: fields.valide_du.map(Into::into),
            valide_au: fields.valide_au.map(Into::into),
            certitude: fields.certitude.0,
            active: fields.active,
            version: row.version,
        }
    }
}

/// Lists the rules, those of one way of paying together.
pub async fn list(conn: &mut AsyncPgConnection) -> QueryResult<Vec<RegleFinancement>> {
    let rows: Vec<Row> = regles_financement::table
        .order((regles_financement::ordre, regles_financement::code))
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(RegleFinancement::from).collect())
}

/// Finds one rule.
pub async fn find(conn: &mut AsyncPgConnection, code: &str) -> QueryResult<Option<RegleFinancement>> {
    let row: Option<Row> =
        regles_financement::table.find(code).select(Row::as_select()).first(conn).await.optional()?;
    Ok(row.map(RegleFinancement::from))
}

/// Locks a rule until the end of the transaction; returns its fields and version.
pub async fn lock(conn: &mut AsyncPgConnection, code: &str) -> QueryResult<Option<(RegleFields, i32)>> {
    regles_financement::table
        .find(code)
        .select((RegleFields::as_select(), regles_financement::version))
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Writes the fields of a rule and increments its version.
pub async fn update(conn: &mut AsyncPgConnection, code: &str, fields: &RegleFields) -> QueryResult<()> {
    diesel::update(regles_financement::table.find(code))
        .set((fields, regles_financement::version.eq(regles_financement::version + 1)))
        .execute(conn)
        .await?;
    Ok(())
}
