//! Records refused callbacks in the action's events and in the error journal, so that people see why n8n's answer was
//! refused.

use common::{EvenementAction, IdAction, Severite, lenient};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::Value;

use super::announce::Failure;
use crate::db;
use crate::db::actions::ActionRow;
use crate::error::{ApiError, ErrorCode};
use crate::metrics;
use crate::state::AppState;
use crate::truncation::cut;

/// Maximum length of a reason in the events and the journal, in characters.
const REASON_LIMIT: usize = 500;

/// Records a callback whose body is invalid, if the body still names its action. Returns the error for n8n.
pub async fn refuse_callback(state: &AppState, error: ApiError, body: &str) -> ApiError {
    metrics::callback_refused(&error);
    let Some(id) = find_id(body) else { return error };
    let action = match state.pool.get().await {
        Ok(mut conn) => db::actions::find(&mut conn, id).await.map_err(ApiError::from),
        Err(unavailable) => Err(unavailable.into()),
    };
    match action {
        Ok(Some(action)) => note_refusal(state, &action, None, &error).await,
        Ok(None) => {}
        Err(unavailable) => not_noted(id, &unavailable),
    }
    error
}

/// Records a refusal, once per reason, because n8n repeats its callbacks. Errors that are not the callback's fault
/// are skipped. A failure to record changes nothing else.
pub(super) async fn note_refusal(
    state: &AppState,
    action: &ActionRow,
    workflow: Option<&str>,
    error: &ApiError,
) {
    if !error.is_refusal() || error.code == ErrorCode::Introuvable {
        return;
    }
    let reason = cut(&error.reason(), REASON_LIMIT);
    let message = format!("Rappel refusé : {reason}");
    let failure = Failure {
        action,
        workflow,
        noeud: None,
        message: &message,
        logged: error.code.as_str(),
        http: None,
        code: None,
        severite: Severite::Warning,
    };
    let noted = match state.pool.get().await {
        Ok(mut conn) => write(&mut conn, state, &failure, &reason).await,
        Err(unavailable) => Err(unavailable.into()),
    };
    if let Err(error) = noted {
        not_noted(action.id(), &error);
    }
}

async fn write(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    failure: &Failure<'_>,
    reason: &str,
) -> Result<(), ApiError> {
    let (id, now) = (failure.action.id(), state.clock.now());
    conn.transaction(async |conn| {
        let before = db::action_events::find_last(conn, id, EvenementAction::RappelRefuse).await?;
        if before.as_deref() != Some(reason) {
            db::action_events::insert(conn, id, now, EvenementAction::RappelRefuse, reason).await?;
            failure.write(conn, now).await;
        }
        Ok(())
    })
    .await
}

fn not_noted(id: IdAction, error: &ApiError) {
    tracing::error!(id_conversion = id.get(), error = error.cause(), "a refused callback was not noted");
}

/// Finds the identifier of the action in a body: in its field, or, in invalid JSON, after the name of the field.
fn find_id(body: &str) -> Option<IdAction> {
    if let Ok(json) = serde_json::from_str::<Value>(body) {
        return lenient::integer_of(&json["idConversion"]).map(IdAction::from);
    }
    let (_, rest) = body.split_once("idConversion")?;
    let rest = rest.trim_start_matches(|letter: char| "\"': =".contains(letter) || letter.is_whitespace());
    let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_found_in_what_is_left_of_a_callback() {
        for body in [
            r#"{"idConversion":42,"success":"peut-être"}"#,
            r#"{"success":true,"idConversion":"42"}"#,
            r#"{"idConversion": 42.0}"#,
            r#"{"idConversion":42,"messageErreur":"coup"#,
            "{'idConversion': '42', }",
            "idConversion=42&success=true",
            "{\"idConversion\":\n  \"42\",\n  \"contenu\": \"a\nb\"}",
        ] {
            assert_eq!(find_id(body), Some(IdAction::from(42)), "{body}");
        }
        for body in ["", "{", "[42]", "42", r#"{"idConversion":null}"#, r#"{"idConversion":"#, r#"{"id":42}"#]
        {
            assert_eq!(find_id(body), None, "{body}");
        }
    }
}
