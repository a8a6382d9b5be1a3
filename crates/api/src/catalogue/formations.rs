//! Creates and changes formations.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use common::catalogue_requests::{ChangeFormationRequest, NewFormationRequest};
use common::{Day, FieldCode};
use diesel_async::AsyncConnection as _;

use super::sessions::day;
use super::{Editor, NAME, check_code, check_version};
use crate::contact::Check;
use crate::db;
use crate::db::catalogue::formation::FormationFields;
use crate::db::constraint::{FORMATION_CODE, violated_unique};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::{all_records_changed, catalogue_changed};
use crate::state::AppState;

/// Maximum length of a level, in characters.
const LEVEL: usize = 100;
/// Duration of a formation, in hours.
const HOURS: RangeInclusive<i32> = 1..=10_000;
/// Price of a formation, in cents.
const PRICE: RangeInclusive<i32> = 0..=100_000_000;

/// Creates a formation; returns its code.
///
/// # Errors
/// 409 for a code that another formation has, 422 with the invalid fields.
pub async fn create_formation(
    state: &AppState,
    editor: &Editor,
    asked: &NewFormationRequest,
) -> ApiResult<String> {
    let mut check = Check::default();
    let code = check_code(&mut check, "code", &asked.code);
    let fields = FormationFields {
        nom: check.required_line("nom", &asked.nom, NAME),
        niveau: check.optional_line("niveau", asked.niveau.as_deref(), LEVEL),
        duree_heures: hours(&mut check, asked.duree_heures),
        tarif: price(&mut check, asked.tarif_centimes),
        certification: certification(&mut check, asked.certification.as_deref()),
        certification_fin: asked.certification_fin.as_ref().and_then(|fin| certified(&mut check, fin)),
        active: true,
    };
    check.finish()?;
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        let inserted = db::catalogue::formation::insert(conn, &code, &fields).await;
        inserted.map_err(|error| match violated_unique(&error) {
            Some(FORMATION_CODE) => taken(&code),
            _ => error.into(),
        })?;
        editor.note(conn, state, &format!("formation {code}"), &["creation"]).await?;
        Ok(())
    })
    .await?;
    catalogue_changed(state);
    Ok(code)
}

/// Changes the given fields of a formation, if `may_change` accepts its version.
///
/// # Errors
/// 404 for an unknown formation, 412 for another version, 422 with the invalid fields.
pub async fn change_formation(
    state: &AppState,
    editor: &Editor,
    code: &str,
    may_change: impl Fn(i32) -> bool + Send + Sync,
    asked: &ChangeFormationRequest,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let champs = conn.transaction::<_, ApiError, _>(async |conn| {
        let found = db::catalogue::formation::lock(conn, code).await?;
        let (id, old, version) = found.ok_or_else(|| ApiError::not_found("Cette formation"))?;
        check_version(&may_change, version)?;
        let new = applied(&old, asked)?;
        let champs = old.changed_fields(&new);
        if !champs.is_empty() {
            db::catalogue::formation::update(conn, id, &new).await?;
            editor.note(conn, state, &format!("formation {code}"), &champs).await?;
        }
        Ok(champs)
    });
    let champs = champs.await?;
    if !champs.is_empty() {
        catalogue_changed(state);
    }
    if champs.contains(&"nom") {
        // Records show the name of the wished formation.
        all_records_changed(state);
    }
    Ok(())
}

/// Returns the fields after the change.
fn applied(old: &FormationFields, asked: &ChangeFormationRequest) -> ApiResult<FormationFields> {
    let (mut check, mut new) = (Check::default(), old.clone());
    if let Some(nom) = &asked.nom {
        new.nom = check.required_line("nom", nom, NAME);
    }
    if let Some(niveau) = &asked.niveau {
        new.niveau = check.optional_line("niveau", niveau.as_deref(), LEVEL);
    }
    if let Some(duree) = asked.duree_heures {
        new.duree_heures = hours(&mut check, duree);
    }
    if let Some(centimes) = asked.tarif_centimes {
        new.tarif = price(&mut check, centimes);
    }
    if let Some(code) = &asked.certification {
        new.certification = certification(&mut check, code.as_deref());
    }
    if let Some(fin) = &asked.certification_fin {
        new.certification_fin = fin.as_ref().and_then(|fin| certified(&mut check, fin));
    }
    new.active = asked.active.unwrap_or(old.active);
    check.finish()?;
    Ok(new)
}

fn hours(check: &mut Check, given: Option<i32>) -> Option<i32> {
    let hours = given?;
    check.number("dureeHeures", &hours, &HOURS);
    Some(hours)
}

/// Returns the price in euros, as the column stores it.
fn price(check: &mut Check, given: Option<i32>) -> Option<f64> {
    let centimes = given?;
    check.number("tarifCentimes", &centimes, &PRICE);
    Some(f64::from(centimes) / 100.0)
}

/// Reads the code of a certification: `RNCP` or `RS` and a number, whatever the case and the blanks.
fn certification(check: &mut Check, typed: Option<&str>) -> Option<String> {
    let text: String =
        typed?.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase();
    if text.is_empty() {
        return None;
    }
    let number = text.strip_prefix("RNCP").or_else(|| text.strip_prefix("RS"));
    let is_number =
        |digits: &str| (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !number.is_some_and(is_number) {
        let message = "Un code RNCP ou RS, tel que RNCP39010.";
        check.refuse("certification", FieldCode::ValeurInconnue, message);
    }
    Some(text)
}

/// Reads the last day on which a certification is registered.
fn certified(check: &mut Check, typed: &Day) -> Option<NaiveDate> {
    day(check, "certificationFin", typed)
}

/// Builds the 409 of a code that another formation has.
fn taken(code: &str) -> ApiError {
    let detail = (
        format!("Une autre formation a déjà le code « {code} »."),
        format!("Another formation has the code {code}."),
    );
    ApiError::new(ErrorCode::CodeUtilise, detail)
}
