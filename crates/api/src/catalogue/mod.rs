//! Changes of the catalogue: formations, required documents, sessions, closures, rules of the funders. An update starts from the version that the
//! caller read. Each change adds an entry to the security journal and is announced on the event stream.

mod closures;
mod documents;
mod formations;
mod funding_rules;
mod moved;
mod sessions;

pub use closures::{create_closure, delete_closure};
use common::auth::Utilisateur;
use common::{EvenementSecurite, FieldCode};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
pub use documents::replace_documents;
pub use formations::{change_formation, create_formation};
pub use funding_rules::update_funding_rule;
pub use sessions::{change_session, create_session, duplicate_session, follow_dates, usual_label};

use crate::contact::Check;
use crate::db::catalogue::FormationCode;
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// Maximum length of a code, in characters.
const CODE: usize = 40;
/// Maximum length of a name, in characters.
const NAME: usize = 200;

/// The admin who changes the catalogue, and the client of the request.
#[derive(Debug)]
pub struct Editor {
    /// The admin.
    pub admin: Utilisateur,
    /// The client.
    pub client: Client,
}

impl Editor {
    /// Records a change, in its transaction: the changed resource, such as `session 7`, and the names of its fields.
    async fn note(
        &self,
        conn: &mut AsyncPgConnection,
        state: &AppState,
        resource: &str,
        champs: &[&str],
    ) -> QueryResult<()> {
        let detail = [&[resource], champs].concat().join(" ");
        let entry = NewEntree::new(EvenementSecurite::Catalogue, state.clock.now()).from(&self.client);
        entry.by(self.admin.id_utilisateur).detail(detail).insert(conn).await
    }
}

/// Returns a 412 unless `may_change` accepts the version.
fn check_version(may_change: impl Fn(i32) -> bool, version: i32) -> ApiResult<()> {
    if may_change(version) {
        return Ok(());
    }
    let detail = (
        "Le catalogue a été modifié entre-temps. Relisez-le avant de le changer.",
        "The catalogue has changed meanwhile. Read it again before you change it.",
    );
    Err(ApiError::new(ErrorCode::VersionPerimee, detail))
}

/// Checks the code of a formation or of a document; both have one form.
fn check_code(check: &mut Check, champ: &str, typed: &str) -> String {
    let code = check.required_line(champ, typed, CODE);
    let is_unreadable = !code.is_empty() && code.parse::<FormationCode>().is_err();
    if is_unreadable && check.is_clean() {
        let message = "Un code a des lettres majuscules sans accent, des chiffres et « _ ».";
        check.refuse(champ, FieldCode::CaractereInterdit, message);
    }
    code
}
