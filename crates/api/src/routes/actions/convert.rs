//! `POST /api/prospects/convertir-candidat`.

use actix_web::{HttpResponse, post, web};
use common::action::ConvertProspectRequest;
use common::{Action, Day, FieldCode, TypeAction};

use super::{IdempotencyKey, accepted};
use crate::actions::{ActionParameters, ConversionParameters, StartRequest, grace, start_action};
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, ValidJson};
use crate::state::AppState;

/// Converts a prospect into a candidate.
///
/// Responds at once; n8n is called afterwards. The outcome arrives as a notification, in the live stream, and at
/// `Location`.
#[utoipa::path(
    tag = "Actions",
    operation_id = "convertProspect",
    request_body = ConvertProspectRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body is the same click: the first answer again.")),
    responses(
        (status = 202, description = "Accepted", body = Action, headers(("Location" = String, description = "Where to follow the action"))),
    ),
    security(("session" = [])),
)]
#[post("/api/prospects/convertir-candidat")]
pub async fn convert_prospect(
    AdminUser(person): AdminUser,
    key: IdempotencyKey,
    ValidJson(asked): ValidJson<ConvertProspectRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let idempotency = key.with(&(TypeAction::ConvertirCandidat, &asked))?;
    let wrong_day = || {
        ApiError::field(
            "dateDebutSouhaitee",
            FieldCode::DateInvalide,
            "Écrivez la date sous la forme AAAA-MM-JJ.",
        )
    };
    let day = asked.date_debut_souhaitee.as_ref().map(Day::parse);
    let parameters = ActionParameters::Conversion(ConversionParameters {
        date_debut_souhaitee: day.map(|day| day.ok_or_else(wrong_day)).transpose()?,
        formation_retenue: Some(asked.formation_retenue),
        id_session: asked.id_session,
        session_visee: asked.session_visee,
    });
    let request = StartRequest {
        id_prospect: asked.id_prospect,
        demandeur: person,
        parameters,
        relance_de: None,
        delai: grace(asked.delai_annulation_s),
        idempotency,
    };
    Ok(accepted(&start_action(&state, request).await?))
}
