//! Rules of `CONVERTIR_CANDIDAT`: a prospect becomes a candidate, with a file number, a seat and a Drive folder. The
//! opposition list does not apply: the workflow writes to nobody, and the person asked to be enrolled.

use chrono::NaiveDate;
use common::action_result::{ActionResult, ConversionResult};
use common::erreur::ResultatRefuse;
use common::rappel::CompleteActionRequest;
use common::{
    CategorieNotification, ErreurChamp, FieldCode, IdCandidat, IdProspect, IdSession, Priorite,
    StatutProspect, TypeAction, TypeNotification, pages,
};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::numero_dossier;
use super::parameters::{ActionParameters, ConversionParameters};
use super::result::{file_number, https_link};
use super::rules::{Checked, Context, Fallback};
use super::seats::{check_session, release_seat, take_seat};
use super::situation::Situation;
use crate::contact::text;
use crate::db::actions::ActionRow;
use crate::db::candidats::{CandidatRow, NewCandidat};
use crate::db::{self, Code, RowId, constraint};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// Checks the formation, the requested date and the session. `restarts` is true when a failed conversion restarts: its
/// date may have passed in the meantime.
pub(super) async fn check(
    conn: &AsyncPgConnection,
    state: &AppState,
    situation: &Situation<'_>,
    asked: &ConversionParameters,
    restarts: bool,
) -> ApiResult<Checked> {
    let parameters = ActionParameters::Conversion(asked.clone());
    if situation.finishes_partial {
        // The seat is already given, perhaps in another session than at first; only the Drive folder is missing.
        let session = named_session(conn, situation.id_session, state.clock.today()).await?;
        return Ok(Checked { session, hold_seat: false, parameters });
    }
    let code = asked.formation_retenue.as_deref().unwrap_or_default();
    let formation = db::catalogue::find_formation(conn, code).await?.filter(|formation| formation.active);
    let formation = formation.ok_or_else(|| {
        ApiError::field(
            "formationRetenue",
            FieldCode::FormationInconnue,
            "Cette formation n’est pas au catalogue.",
        )
    })?;
    if asked.date_debut_souhaitee.is_some_and(|day| !restarts && day < state.clock.today()) {
        return Err(ApiError::field("dateDebutSouhaitee", FieldCode::DatePassee, "Cette date est passée."));
    }
    let session = wanted_session(conn, asked, formation.id_formation, state.clock.today()).await?;
    Ok(Checked { hold_seat: session.is_some(), session, parameters })
}

async fn named_session(
    conn: &AsyncPgConnection,
    id_session: Option<IdSession>,
    today: NaiveDate,
) -> QueryResult<Option<(IdSession, String)>> {
    let Some(id) = id_session else { return Ok(None) };
    Ok(db::catalogue::find_session(conn, id, today)
        .await?
        .map(|session| (session.id_session, session.libelle)))
}

/// Finds the requested session, by identifier or else by label. It must belong to the formation and accept
/// candidates.
async fn wanted_session(
    conn: &AsyncPgConnection,
    asked: &ConversionParameters,
    id_formation: i64,
    today: NaiveDate,
) -> ApiResult<Option<(IdSession, String)>> {
    let (champ, found) = match (asked.id_session, asked.session_visee.as_deref()) {
        (Some(id), _) => ("idSession", db::catalogue::find_session(conn, id, today).await?),
        (None, Some(label)) if !text::line(label).is_empty() => {
            let label = text::line(label);
            let found = db::catalogue::find_session_by_label(conn, id_formation, &label, today).await?;
            ("sessionVisee", found)
        }
        (None, _) => return Ok(None),
    };
    let session = found.ok_or_else(|| {
        ApiError::field(champ, FieldCode::SessionInconnue, "Cette session n’existe pas pour cette formation.")
    })?;
    check_session(champ, &session, id_formation)?;
    Ok(Some((session.id_session, session.libelle)))
}

/// Returns the webhook fields: what was asked, the required documents, and the file number of a partial conversion.
pub(super) async fn payload(
    conn: &AsyncPgConnection,
    action: &ActionRow,
    asked: &ConversionParameters,
) -> QueryResult<Map<String, Value>> {
    let code = asked.formation_retenue.as_deref().unwrap_or_default();
    // A partial conversion already has a file number: n8n creates the folder under it.
    let (documents, formation, candidat) = futures_util::try_join!(
        db::catalogue::list_documents(conn, code),
        db::catalogue::find_formation(conn, code),
        db::candidats::find_by_prospect(conn, &action.id_prospect.0)
    )?;
    let mut own = Map::new();
    own.insert("formationRetenue".into(), json!(asked.formation_retenue));
    own.insert("nomFormation".into(), json!(formation.map(|formation| formation.nom)));
    own.insert("idSession".into(), json!(asked.id_session));
    own.insert("sessionVisee".into(), json!(asked.session_visee));
    own.insert("dateDebutSouhaitee".into(), json!(asked.date_debut_souhaitee));
    own.insert("documentsRequis".into(), json!(documents));
    own.insert("numeroDossier".into(), json!(candidat.map(|candidat| candidat.numero_dossier)));
    Ok(own)
}

/// Returns the result of a success, or the invalid fields.
pub(super) fn result(rappel: &CompleteActionRequest) -> Result<ConversionResult, Vec<ErreurChamp>> {
    let mut erreurs = Vec::new();
    let numero = file_number(&mut erreurs, "numeroDossier", rappel.numero_dossier.as_deref());
    let lien = https_link(&mut erreurs, "lienDossierDrive", rappel.lien_dossier_drive.as_deref());
    let result = ConversionResult { numero_dossier: numero, lien_dossier_drive: lien };
    if erreurs.is_empty() { Ok(result) } else { Err(erreurs) }
}

/// Makes the candidate, or completes the one that exists.
pub(super) async fn succeed(
    conn: &mut AsyncPgConnection,
    context: Context<'_>,
    result: &ConversionResult,
) -> ApiResult<Announcement> {
    let id = &context.action.id_prospect.0;
    let (numero, lien) = (result.numero_dossier.as_str(), result.lien_dossier_drive.as_deref());
    let existing = db::candidats::find_by_prospect(conn, id).await?;
    if existing.as_ref().is_none_or(|candidat| candidat.numero_dossier != numero)
        && db::candidats::numero_exists(conn, numero, id).await?
    {
        return Err(numero_taken(context.action));
    }
    if existing.is_none()
        && db::anciens_candidats::returned_after(conn, id, context.action.date_debut).await?
    {
        release_seat(conn, context.action, context.state.clock.now()).await?;
        return Ok(context.done(&format!("n8n a créé le dossier {numero} après le retour en prospect")));
    }
    let (id_candidat, note) = match existing {
        Some(candidat) => complete_existing(conn, &context, &candidat, numero, lien).await?,
        None => {
            let (session, note) = take_seat(conn, context.action).await?;
            let made = Made { numero, lien, session, partielle: false };
            (create(conn, &context, &made).await.map_err(|error| taken_or(error, context.action))?, note)
        }
    };
    Ok(Announcement {
        categorie: CategorieNotification::Candidat,
        type_notification: TypeNotification::ActionSuccess,
        priorite: Priorite::Haute,
        titre: "Nouveau candidat créé".to_owned(),
        message: format!("{} · dossier {numero}.{note}", context.prospect.nom_complet()),
        lien: pages::candidat(id_candidat),
    })
}

/// Completes the candidate that already exists. n8n may run twice (a partial conversion, a late answer), but there is
/// one candidate.
async fn complete_existing(
    conn: &mut AsyncPgConnection,
    context: &Context<'_>,
    candidat: &CandidatRow,
    numero: &str,
    lien: Option<&str>,
) -> ApiResult<(IdCandidat, String)> {
    let mut note = String::new();
    if candidat.partielle {
        db::candidats::complete(conn, candidat.id_candidat.0, numero, lien, false)
            .await
            .map_err(|error| taken_or(error, context.action))?;
    } else if candidat.numero_dossier != numero {
        note = format!(
            " Attention : n8n a aussi créé le dossier {numero} ; le candidat garde {}.",
            candidat.numero_dossier
        );
    }
    if let (true, Some(session)) = (context.action.place_retenue, context.action.session()) {
        if candidat.id_session.is_none() && candidat.statut_dossier.0.is_active() {
            db::catalogue::give_held_seat(conn, session).await?;
            db::candidats::set_session(conn, candidat.id_candidat.0, session).await?;
        } else {
            release_seat(conn, context.action, context.state.clock.now()).await?;
        }
    }
    Ok((candidat.id_candidat.0, note))
}

/// The data of a candidate to create.
struct Made<'a> {
    numero: &'a str,
    lien: Option<&'a str>,
    session: Option<IdSession>,
    partielle: bool,
}

async fn create(
    conn: &mut AsyncPgConnection,
    context: &Context<'_>,
    made: &Made<'_>,
) -> QueryResult<IdCandidat> {
    let id: &IdProspect = &context.action.id_prospect.0;
    let candidat = NewCandidat {
        id_prospect: id.as_str(),
        id_conversion: Some(RowId(context.action.id())),
        numero_dossier: made.numero,
        lien_dossier_drive: made.lien,
        formation_retenue: context.action.formation_retenue.as_deref().unwrap_or_default(),
        id_session: made.session.map(RowId),
        date_debut_souhaitee: context.action.date_debut_souhaitee,
        partielle: made.partielle,
        date_conversion: context.state.clock.now(),
        statut_avant: Code(context.prospect.statut()),
    };
    let id_candidat = db::candidats::insert(conn, &candidat).await?;
    db::prospects::set_statut(conn, id, StatutProspect::Candidat).await?;
    // A candidate receives no application form: failed actions of that type can no longer be restarted.
    let this = Some(context.action.id());
    db::actions::mark_replaced(conn, id, TypeAction::EnvoyerDossier, this).await?;
    Ok(id_candidat)
}

/// Creates the candidate without n8n, with a local file number and no Drive folder. Returns `None` when an earlier
/// action already made a complete candidate; the action then fails like any other.
pub(super) async fn without_n8n(
    conn: &mut AsyncPgConnection,
    context: Context<'_>,
) -> ApiResult<Option<Fallback>> {
    let existing = db::candidats::find_by_prospect(conn, &context.action.id_prospect.0).await?;
    let (id_candidat, numero, note) = match existing {
        Some(candidat) if !candidat.partielle => return Ok(None),
        Some(candidat) => {
            release_seat(conn, context.action, context.state.clock.now()).await?;
            (candidat.id_candidat.0, candidat.numero_dossier, String::new())
        }
        None => create_with_own_number(conn, &context).await?,
    };
    let name = context.prospect.nom_complet();
    let message = format!(
        "{name} · dossier {numero}. Action manuelle requise pour la création du dossier Drive.{note}"
    );
    let announcement = Announcement {
        categorie: CategorieNotification::Candidat,
        type_notification: TypeNotification::ActionPartielle,
        priorite: Priorite::Haute,
        titre: "Conversion partielle".to_owned(),
        message,
        lien: pages::candidat(id_candidat),
    };
    let result = ConversionResult { numero_dossier: numero, lien_dossier_drive: None };
    Ok(Some(Fallback { announcement, result: ActionResult::Conversion(result) }))
}

async fn create_with_own_number(
    conn: &mut AsyncPgConnection,
    context: &Context<'_>,
) -> ApiResult<(IdCandidat, String, String)> {
    let (session, note) = take_seat(conn, context.action).await?;
    let base = numero_dossier(&context.prospect.nom, context.state.clock.today());
    let mut rank = 1;
    loop {
        let numero = if rank == 1 { base.clone() } else { format!("{base}-{rank}") };
        rank += 1;
        if db::candidats::numero_exists(conn, &numero, &context.action.id_prospect.0).await? {
            continue;
        }
        let made = Made { numero: &numero, lien: None, session, partielle: true };
        // A savepoint: another conversion may take the number between the check and the insertion.
        let inserted = conn.transaction(async |conn| create(conn, context, &made).await).await;
        match inserted {
            Ok(id_candidat) => return Ok((id_candidat, numero, note)),
            Err(error) if constraint::violated_unique(&error) == Some(constraint::NUMERO_DOSSIER) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn numero_taken(action: &ActionRow) -> ApiError {
    let detail =
        ("Un autre candidat a déjà ce numéro de dossier.", "Another candidate already has this file number.");
    ApiError::new(ErrorCode::NumeroDossierPris, detail)
        .with(ResultatRefuse { statut_action: action.statut_action.0 })
}

fn taken_or(error: diesel::result::Error, action: &ActionRow) -> ApiError {
    match constraint::violated_unique(&error) {
        Some(constraint::NUMERO_DOSSIER) => numero_taken(action),
        _ => error.into(),
    }
}
