//! Changes the rules of the funders.

use std::ops::RangeInclusive;

use common::FieldCode;
use common::echeance::ChangeRegleFinancementRequest;
use diesel_async::AsyncConnection as _;

use super::sessions::day;
use super::{Editor, NAME, check_version};
use crate::contact::Check;
use crate::db::regles_financement::RegleFields;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::notifications::catalogue_changed;
use crate::state::AppState;

/// Length of a period, in its unit.
const LENGTH: RangeInclusive<i32> = 0..=730;
/// Margin, in working days.
const MARGIN: RangeInclusive<i32> = 0..=60;
/// Maximum length of a source, in characters.
const SOURCE: usize = 500;

/// Changes the given fields of a rule, if `may_change` accepts its version.
///
/// # Errors
/// 404 for an unknown rule, 412 for another version, 422 with the invalid fields.
pub async fn update_funding_rule(
    state: &AppState,
    editor: &Editor,
    code: &str,
    may_change: impl Fn(i32) -> bool + Send + Sync,
    asked: &ChangeRegleFinancementRequest,
) -> ApiResult<()> {
    let mut conn = state.pool.get().await?;
    let changed = conn.transaction::<_, ApiError, _>(async |conn| {
        let found = db::regles_financement::lock(conn, code).await?;
        let (old, version) = found.ok_or_else(|| ApiError::not_found("Cette règle"))?;
        check_version(&may_change, version)?;
        let new = applied(&old, asked)?;
        let champs = old.changed_fields(&new);
        if champs.is_empty() {
            return Ok(false);
        }
        db::regles_financement::update(conn, code, &new).await?;
        editor.note(conn, state, &format!("regle {code}"), &champs).await?;
        Ok(true)
    });
    if changed.await? {
        catalogue_changed(state);
    }
    Ok(())
}

/// Returns the fields after the change.
fn applied(old: &RegleFields, asked: &ChangeRegleFinancementRequest) -> ApiResult<RegleFields> {
    let (mut check, mut new) = (Check::default(), old.clone());
    if let Some(libelle) = &asked.libelle {
        new.libelle = check.required_line("libelle", libelle, NAME);
    }
    if let Some(nombre) = asked.nombre {
        check.number("nombre", &nombre, &LENGTH);
        new.nombre = nombre;
    }
    if let Some(marge) = asked.marge {
        check.number("marge", &marge, &MARGIN);
        new.marge = marge;
    }
    if let Some(source) = &asked.source {
        new.source = check.required_line("source", source, SOURCE);
    }
    if let Some(typed) = &asked.valide_du {
        new.valide_du = typed.as_ref().and_then(|typed| day(&mut check, "valideDu", typed));
    }
    if let Some(typed) = &asked.valide_au {
        new.valide_au = typed.as_ref().and_then(|typed| day(&mut check, "valideAu", typed));
    }
    if new.valide_du.zip(new.valide_au).is_some_and(|(du, au)| au < du) {
        check.refuse("valideAu", FieldCode::FinAvantDebut, "Le dernier jour précède le premier.");
    }
    new.unite = asked.unite.map_or(old.unite, Code);
    new.certitude = asked.certitude.map_or(old.certitude, Code);
    new.active = asked.active.unwrap_or(old.active);
    check.finish()?;
    Ok(new)
}
