//! Changes a record, if the caller has read its current version, so that no concurrent change is overwritten.

use chrono::NaiveDate;
use common::prospect_requests::ChangeProspectRequest;
use common::{Calendar, Day, FieldCode, IdProspect, OperationAudit, StatutProspect, TimeOfDay};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::{formation, loss, touch};
use crate::contact::{Check, column, limit};
use crate::db::audit::Auteur;
use crate::db::prospects::Record;
use crate::db::{self, Code};
use crate::echeances;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::record_changed;
use crate::rgpd;
use crate::state::AppState;
use crate::truncation::Cuts;

/// Applies the given fields of `asked`, if `may_change` accepts the version of the record; the summary tells what was cut
/// of them. Returns false when the record already has the given values.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one or for an added address on the opposition list, 412 when
/// the record has another version, 422 with the invalid fields.
pub async fn change_person(
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    may_change: impl Fn(i32) -> bool + Send + Sync,
    (asked, cuts): (&ChangeProspectRequest, &Cuts),
) -> ApiResult<bool> {
    let mut conn = state.pool.get().await?;
    let changed = conn
        .transaction(async |conn| change_record(conn, state, auteur, id, &may_change, (asked, cuts)).await);
    let is_changed = changed.await?;
    record_changed(state, id);
    Ok(is_changed)
}

/// Changes a record as [`change_person`] does, in the caller's transaction. Returns false when the record already has
/// the given values. After the commit, the caller announces the change.
pub async fn change_record(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    may_change: impl Fn(i32) -> bool,
    (asked, cuts): (&ChangeProspectRequest, &Cuts),
) -> ApiResult<bool> {
    let mut check = Check::default();
    let coordinates = Coordinates::read(&mut check, asked);
    // Addresses and numbers are locked before the record, in the same order as when a prospect is added, so that
    // transactions do not deadlock.
    db::prospects::lock_coordinates(conn, &coordinates.values()).await?;
    let old = lock_version(conn, id, may_change).await?;
    let calendar = echeances::calendar(conn, state).await?;
    let mut new = read(conn, &mut check, &old, asked, (state.clock.today(), &calendar)).await?;
    coordinates.write(&mut check, &mut new);
    check.finish()?;
    new.resume_ia = cuts.noted(new.resume_ia, limit::SUMMARY);
    let (emails, telephones) = (added(&old.emails, &new.emails), added(&old.telephones, &new.telephones));
    if !emails.is_empty() || !telephones.is_empty() {
        rgpd::refuse_opposed(conn, state, &emails, &telephones).await?;
    }
    if new != old {
        save(conn, state, auteur, id, OperationAudit::Modification, (&old, &new)).await?;
    }
    Ok(new != old)
}

/// Locks a record of a version that `may_change` accepts.
///
/// # Errors
/// 404 for an unknown prospect, 409 for an anonymised one, 412 when the record has another version.
pub(super) async fn lock_version(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    may_change: impl Fn(i32) -> bool,
) -> ApiResult<Record> {
    let Some((record, version)) = db::prospects::lock_record(conn, id).await? else {
        return Err(rgpd::gone(conn, id).await);
    };
    if may_change(version) {
        return Ok(record);
    }
    let detail = (
        "Cette fiche a été modifiée entre-temps. Relisez-la avant de la changer.",
        "This record was changed in the meantime. Read it again before you change it.",
    );
    Err(ApiError::new(ErrorCode::VersionPerimee, detail))
}

/// Saves a locked record, with an audit entry that names the changed fields.
pub(super) async fn save(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    auteur: &Auteur,
    id: &IdProspect,
    operation: OperationAudit,
    (old, new): (&Record, &Record),
) -> ApiResult<()> {
    let now = state.clock.now();
    db::prospects::update(conn, id, new).await?;
    if operation == OperationAudit::RelanceFaite || touch::is_reset(old, new) {
        db::prospects::set_touch_date(conn, id, now).await?;
    }
    db::audit::insert(conn, id, operation, &old.changed_fields(new), auteur, now).await?;
    Ok(())
}

/// Returns the values that `before` does not have: only those are checked against the opposition list.
fn added(before: &[Option<String>], after: &[Option<String>]) -> Vec<String> {
    after.iter().filter(|value| !before.contains(value)).flatten().cloned().collect()
}

async fn read(
    conn: &mut AsyncPgConnection,
    check: &mut Check,
    old: &Record,
    asked: &ChangeProspectRequest,
    days: (NaiveDate, &Calendar),
) -> ApiResult<Record> {
    let mut new = old.clone();
    if let Some(nom) = &asked.nom {
        new.nom = check.required_line("nom", nom, limit::NAME);
    }
    if let Some(prenom) = &asked.prenom {
        new.prenom = check.line("prenom", prenom, limit::NAME);
    }
    if let Some(adresse) = &asked.adresse {
        new.adresse = check.optional_line("adresse", adresse.as_deref(), limit::ADDRESS);
    }
    if let Some(code) = &asked.code_postal {
        new.code_postal = check.optional_line("codePostal", code.as_deref(), limit::POSTCODE);
    }
    if let Some(ville) = &asked.ville {
        new.ville = check.optional_line("ville", ville.as_deref(), limit::NAME);
    }
    if let Some(formation) = &asked.formation_souhaitee {
        new.formation_souhaitee = formation::wished(check, conn, formation.as_deref()).await?;
    }
    if let Some(mode) = asked.mode_financement {
        new.mode_financement = mode.map(Code);
    }
    if let Some(statut) = asked.statut_prospect {
        check_statut(check, old.statut_prospect.0, statut);
        new.statut_prospect = Code(statut);
    }
    let known = old.motif_perte.map(|motif| motif.0);
    new.motif_perte = loss::motif_perte(check, new.statut_prospect.0, known, asked.motif_perte).map(Code);
    if let Some(source) = asked.source {
        new.source = Code(source);
    }
    if let Some(summary) = &asked.resume_ia {
        new.resume_ia = check.optional_text("resumeIa", summary.as_deref(), limit::SUMMARY);
    }
    touch::write(check, &mut new, &asked_touch(asked), days);
    if let Some(responsable) = asked.id_responsable {
        touch::write_owner(conn, check, &mut new, responsable).await?;
    }
    Ok(new)
}

fn asked_touch(asked: &ChangeProspectRequest) -> touch::Asked<'_> {
    touch::Asked {
        le: asked.relance_le.as_ref().map(Option::<Day>::as_ref),
        heure: asked.relance_heure.as_ref().map(Option::<TimeOfDay>::as_ref),
        objet: asked.relance_objet.as_ref().map(Option::as_deref),
        path: "",
    }
}

/// Only a conversion makes a candidate, and a candidate stays one.
fn check_statut(check: &mut Check, old: StatutProspect, new: StatutProspect) {
    if !old.may_become(new) {
        let message = "Un prospect devient candidat par une conversion, et le reste.";
        check.refuse("statutProspect", FieldCode::StatutInterdit, message);
    }
}

/// The given addresses and numbers.
struct Coordinates {
    emails: Option<Vec<String>>,
    telephones: Option<Vec<String>>,
}

impl Coordinates {
    fn read(check: &mut Check, asked: &ChangeProspectRequest) -> Self {
        let named = |list: &'static str| move |(at, typed)| (format!("{list}[{at}]"), String::as_str(typed));
        let emails = asked.emails.as_ref();
        let telephones = asked.telephones.as_ref();
        Self {
            emails: emails.map(|typed| check.emails(typed.iter().enumerate().map(named("emails")))),
            telephones: telephones
                .map(|typed| check.telephones(typed.iter().enumerate().map(named("telephones")))),
        }
    }

    /// Returns the given addresses and numbers as one list.
    fn values(&self) -> Vec<String> {
        self.emails.iter().chain(&self.telephones).flatten().cloned().collect()
    }

    /// Writes the coordinates into the record; at least one must remain. An address that another record has is allowed,
    /// because two people may share it.
    fn write(self, check: &mut Check, new: &mut Record) {
        let touched = self.emails.is_some() || self.telephones.is_some();
        if let Some(emails) = self.emails {
            new.emails = column(emails);
        }
        if let Some(telephones) = self.telephones {
            new.telephones = column(telephones);
        }
        if touched && new.emails.is_empty() && new.telephones.is_empty() && check.is_clean() {
            let message = "Gardez une adresse e-mail ou un numéro de téléphone.";
            check.refuse("emails", FieldCode::ContactRequis, message);
        }
    }
}
