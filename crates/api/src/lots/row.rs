//! Applies the change of a lot to one prospect, by the function of the single operation.

use chrono::{NaiveDate, TimeDelta};
use common::action_parameters::{DossierParameters, EmailParameters};
use common::auth::Utilisateur;
use common::lot::{ChangementLot, ParametresConversion, ParametresRelance};
use common::prospect_requests::ChangeProspectRequest;
use common::{Action, Day, FieldCode, IdProspect, TypeEmail};
use diesel_async::AsyncPgConnection;

use crate::actions::{self, ActionParameters, ConversionParameters, StartRequest};
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::intake::change_record;
use crate::state::AppState;
use crate::truncation::Cuts;

/// The outcome of a row that no rule refused.
#[derive(Debug)]
pub(super) enum Applied {
    /// The record already had the asked values.
    Unchanged,
    /// The record was changed.
    Changed,
    /// An action was started.
    Started(Box<Action>),
}

/// Applies the change to a prospect, in the caller's transaction.
///
/// # Errors
/// The errors of the single operation.
pub(super) async fn apply(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    author: &Utilisateur,
    change: &ChangementLot,
    id: &IdProspect,
) -> ApiResult<Applied> {
    let asked = match Operation::of(change)? {
        Operation::Change(asked) => asked,
        Operation::Start(parameters) => {
            let request = StartRequest {
                id_prospect: id.clone(),
                demandeur: author.clone(),
                parameters,
                relance_de: None,
                delai: TimeDelta::zero(),
                idempotency: None,
            };
            return Ok(Applied::Started(Box::new(actions::start(conn, state, &request).await?)));
        }
    };
    let changed =
        change_record(conn, state, &Auteur::from(author), id, |_| true, (&asked, &Cuts::default())).await?;
    Ok(if changed { Applied::Changed } else { Applied::Unchanged })
}

/// The single operation of a change.
enum Operation {
    /// `changeProspect`.
    Change(Box<ChangeProspectRequest>),
    /// The start of an action.
    Start(ActionParameters),
}

impl Operation {
    fn of(change: &ChangementLot) -> ApiResult<Self> {
        let nothing = ChangeProspectRequest::default;
        Ok(match change {
            ChangementLot::Statut(asked) => Self::Change(Box::new(ChangeProspectRequest {
                statut_prospect: Some(asked.statut_prospect),
                motif_perte: asked.motif_perte.map(Some),
                ..nothing()
            })),
            ChangementLot::Responsable(asked) => Self::Change(Box::new(ChangeProspectRequest {
                id_responsable: Some(asked.id_responsable),
                ..nothing()
            })),
            ChangementLot::Relance(asked) => Self::Change(Box::new(touch(asked))),
            ChangementLot::Dossier(_) => Self::Start(ActionParameters::Dossier(DossierParameters::default())),
            ChangementLot::EmailRelance(asked) => Self::Start(ActionParameters::Email(EmailParameters {
                type_email: Some(TypeEmail::Relance),
                message: asked.message.clone(),
                ..EmailParameters::default()
            })),
            ChangementLot::Conversion(asked) => Self::Start(ActionParameters::Conversion(conversion(asked)?)),
        })
    }
}

/// Sets day and time; a record keeps its subject unless one is given.
fn touch(asked: &ParametresRelance) -> ChangeProspectRequest {
    ChangeProspectRequest {
        relance_le: Some(asked.relance_le.clone()),
        relance_heure: Some(asked.relance_heure.clone()),
        relance_objet: asked.relance_objet.clone().map(Some),
        ..ChangeProspectRequest::default()
    }
}

fn conversion(asked: &ParametresConversion) -> ApiResult<ConversionParameters> {
    let day = asked.date_debut_souhaitee.as_ref().map(|day| Day::parse(day).ok_or_else(wrong_day));
    let day: Option<NaiveDate> = day.transpose()?;
    Ok(ConversionParameters {
        formation_retenue: Some(asked.formation_retenue.clone()),
        id_session: Some(asked.id_session),
        session_visee: None,
        date_debut_souhaitee: day,
    })
}

fn wrong_day() -> ApiError {
    let message = "Écrivez la date sous la forme AAAA-MM-JJ.";
    ApiError::field("dateDebutSouhaitee", FieldCode::DateInvalide, message)
}
