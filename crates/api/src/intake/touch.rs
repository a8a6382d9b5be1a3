//! The next touch of a prospect: its day, time and subject, and the admin who follows the prospect.

use chrono::NaiveDate;
use common::relance::OBJET_LENGTH;
use common::{Calendar, Day, FieldCode, IdUtilisateur, StatutProspect, TimeOfDay};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::contact::Check;
use crate::db::prospects::Record;
use crate::db::{self, RowId};

/// The given fields of a touch. `None` stands for an absent field, `Some(None)` for a null.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) struct Asked<'a> {
    pub(super) le: Option<Option<&'a Day>>,
    pub(super) heure: Option<Option<&'a TimeOfDay>>,
    pub(super) objet: Option<Option<&'a str>>,
    /// Path of the fields in the request, such as `suite.`.
    pub(super) path: &'static str,
}

/// Writes the given touch into `record`, whose statut is already the new one. Returns the requested day if the school
/// is closed on it.
pub(super) fn write(
    check: &mut Check,
    record: &mut Record,
    asked: &Asked<'_>,
    (today, calendar): (NaiveDate, &Calendar),
) -> Option<NaiveDate> {
    let field = |name: &str| format!("{}{name}", asked.path);
    let mut moved_from = None;
    if let Some(le) = asked.le {
        let known = record.relance_le;
        record.relance_le = le.and_then(|le| read_day(check, &field("relanceLe"), le, known, today));
        let next = record.relance_le.filter(|day| Some(*day) != known);
        let next = next.map(|day| calendar.next_open(day.into()).into());
        if next.is_some() && next != record.relance_le {
            moved_from = record.relance_le;
            record.relance_le = next;
        }
    }
    if let Some(heure) = asked.heure {
        record.relance_heure = heure.map(|heure| heure.as_str().to_owned());
        if heure.is_some_and(|heure| !heure.is_valid()) {
            check.refuse(&field("relanceHeure"), FieldCode::HeureInvalide, "Écrivez l’heure comme 14:30.");
        }
    }
    if let Some(objet) = asked.objet {
        record.relance_objet = check.optional_line(&field("relanceObjet"), objet, OBJET_LENGTH);
    }
    let sets_day = matches!(asked.le, Some(Some(_)));
    let sets_details = matches!(asked.heure, Some(Some(_))) || matches!(asked.objet, Some(Some(_)));
    if is_closed(record.statut_prospect.0) {
        if sets_day || sets_details {
            let message = "Un candidat ou un prospect perdu n’a pas de relance.";
            check.refuse(&field("relanceLe"), FieldCode::RelanceInterdite, message);
        }
        record.relance_le = None;
    } else if record.relance_le.is_none() && sets_details && !sets_day {
        check.refuse(&field("relanceLe"), FieldCode::ChampRequis, "Donnez le jour de la relance.");
    }
    if record.relance_le.is_none() {
        (record.relance_heure, record.relance_objet) = (None, None);
    }
    moved_from
}

/// Returns true for a statut that ends the touch. A trigger of the database does so for other writers.
fn is_closed(statut: StatutProspect) -> bool {
    matches!(statut, StatutProspect::Candidat | StatutProspect::Perdu)
}

/// Parses the day of a touch. A past day is refused unless the record already has it.
fn read_day(
    check: &mut Check,
    champ: &str,
    typed: &Day,
    known: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let Some(day) = typed.parse() else {
        check.refuse(champ, FieldCode::DateInvalide, "Écrivez la date comme 2026-03-15.");
        return None;
    };
    if day < today && known != Some(day) {
        check.refuse(champ, FieldCode::DatePassee, "Cette date est passée.");
    }
    Some(day)
}

/// Writes the given owner into `record`: an active admin, or nobody. An owner that stays is not checked, because their
/// account may be deactivated since.
pub(super) async fn write_owner(
    conn: &mut AsyncPgConnection,
    check: &mut Check,
    record: &mut Record,
    asked: Option<IdUtilisateur>,
) -> QueryResult<()> {
    let asked = asked.map(RowId);
    if let Some(RowId(id)) = asked.filter(|_| asked != record.id_responsable)
        && !db::utilisateurs::is_active_admin(conn, id).await?
    {
        let message = "Choisissez une personne de l’administration dont le compte est actif.";
        check.refuse("idResponsable", FieldCode::ResponsableInconnu, message);
    }
    record.id_responsable = asked;
    Ok(())
}

/// Returns true when the day or the time of the touch differs, so that an answer to the former one is none to this one.
pub(super) fn is_reset(old: &Record, new: &Record) -> bool {
    (old.relance_le, &old.relance_heure) != (new.relance_le, &new.relance_heure)
}
