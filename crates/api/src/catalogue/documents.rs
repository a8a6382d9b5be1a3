//! Replaces the documents that a formation requires.

use std::collections::BTreeSet;

use common::FieldCode;
use common::catalogue::DocumentRequis;
use common::catalogue_requests::ReplaceDocumentsRequisRequest;
use diesel_async::AsyncConnection as _;

use super::{Editor, NAME, check_code, check_version};
use crate::contact::Check;
use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::notifications::catalogue_changed;
use crate::state::AppState;

/// Maximum number of documents of a formation.
const MANY: usize = 50;

/// Replaces the required documents of a formation, if `may_change` accepts the version of the formation.
///
/// # Errors
/// 404 for an unknown formation, 412 for another version, 422 with the invalid fields.
pub async fn replace_documents(
    state: &AppState,
    editor: &Editor,
    code: &str,
    may_change: impl Fn(i32) -> bool + Send + Sync,
    asked: &ReplaceDocumentsRequisRequest,
) -> ApiResult<()> {
    let documents = checked(asked)?;
    let mut conn = state.pool.get().await?;
    let changed = conn.transaction::<_, ApiError, _>(async |conn| {
        let found = db::catalogue::formation::lock(conn, code).await?;
        let (id, _, version) = found.ok_or_else(|| ApiError::not_found("Cette formation"))?;
        check_version(&may_change, version)?;
        let changed = db::catalogue::list_documents(conn, code).await? != documents;
        if changed {
            db::catalogue::formation::replace_documents(conn, id, &documents).await?;
            editor.note(conn, state, &format!("formation {code}"), &["documentsRequis"]).await?;
        }
        Ok(changed)
    });
    if changed.await? {
        catalogue_changed(state);
    }
    Ok(())
}

/// Returns the normalised documents.
fn checked(asked: &ReplaceDocumentsRequisRequest) -> ApiResult<Vec<DocumentRequis>> {
    let (mut check, mut codes) = (Check::default(), BTreeSet::new());
    if asked.documents.len() > MANY {
        return Err(ApiError::field("documents", FieldCode::TropLong, format!("{MANY} documents au plus.")));
    }
    let mut documents = Vec::with_capacity(asked.documents.len());
    for (at, document) in asked.documents.iter().enumerate() {
        let champ = format!("documents[{at}].code");
        let code = check_code(&mut check, &champ, &document.code);
        if !codes.insert(code.clone()) {
            check.refuse(&champ, FieldCode::DejaUtilise, "Un autre document de la liste a ce code.");
        }
        let libelle = check.required_line(&format!("documents[{at}].libelle"), &document.libelle, NAME);
        documents.push(DocumentRequis { code, libelle, obligatoire: document.obligatoire });
    }
    check.finish()?;
    Ok(documents)
}
