//! Documents the webhooks to n8n. A test checks the bodies that are really sent against these types.

use common::catalogue::DocumentRequis;
use common::{Day, IdAction, IdProspect, IdSession, Instant, ModeFinancement, TypeAction, TypeEmail};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::{
    Callback, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItemBuilder, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    Components, Content, ContentBuilder, HttpMethod, Object, ObjectBuilder, PathItem, Paths, Ref, Required,
    Response, ResponseBuilder,
};

use super::examples;

/// Description of an answer of a busy n8n.
const BUSY: &str = "Tried again, no sooner than `Retry-After` asks, up to 24 hours: until then the action blocks its \
                    prospect, and may hold a seat.";

/// The common fields of every webhook.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Appel {
    /// Identifier of the prospect.
    pub(super) id_prospect: IdProspect,
    /// Identifier of the action; the callback to `urlRappel` must repeat it.
    #[schema(value_type = i64)]
    pub(super) id_conversion: IdAction,
    /// Type of the action.
    pub(super) type_action: TypeAction,
    /// Family name.
    pub(super) nom: String,
    /// Given name.
    pub(super) prenom: String,
    /// Recipient of an email or a form; otherwise the main address.
    pub(super) email: Option<String>,
    /// Main telephone number, in E.164.
    pub(super) telephone: Option<String>,
    /// Name of the person who asked.
    pub(super) demande_par: String,
    /// Time of this attempt.
    pub(super) timestamp: Instant,
    /// URL at which the workflow must report the end of the action.
    #[schema(format = "uri")]
    pub(super) url_rappel: String,
}

/// The request of the prospect.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Souhait {
    /// Code of the requested formation.
    pub(super) formation_souhaitee: Option<String>,
    /// Name of the formation.
    pub(super) nom_formation: Option<String>,
    /// Duration of the formation, in hours.
    pub(super) duree_heures: Option<i32>,
    /// Price of the formation, in euros.
    pub(super) tarif: Option<f64>,
    /// Funding mode.
    pub(super) mode_financement: Option<ModeFinancement>,
}

/// Asks n8n to convert a prospect: file number, Drive folder.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppelConvertirCandidat {
    #[serde(flatten)]
    pub(super) appel: Appel,
    /// Code of the formation.
    pub(super) formation_retenue: String,
    /// Name of the formation.
    pub(super) nom_formation: Option<String>,
    /// Identifier of the session with the held seat.
    #[schema(value_type = Option<i64>)]
    pub(super) id_session: Option<IdSession>,
    /// Label of the session.
    pub(super) session_visee: Option<String>,
    /// Requested start date.
    pub(super) date_debut_souhaitee: Option<Day>,
    /// Documents that the candidate must provide.
    pub(super) documents_requis: Vec<DocumentRequis>,
    /// File number to use for the folder, when a partial conversion is finished.
    pub(super) numero_dossier: Option<String>,
}

/// Asks n8n to send the application form to `email`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppelEnvoyerDossier {
    #[serde(flatten)]
    pub(super) appel: Appel,
    #[serde(flatten)]
    pub(super) souhait: Souhait,
    /// Documents that a candidate of the requested formation must provide; absent when no formation is requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) documents_requis: Option<Vec<DocumentRequis>>,
}

/// Asks n8n to make a quote.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppelGenererDevis {
    #[serde(flatten)]
    pub(super) appel: Appel,
    #[serde(flatten)]
    pub(super) souhait: Souhait,
    /// Street and number.
    pub(super) adresse: Option<String>,
    /// Postal code.
    pub(super) code_postal: Option<String>,
    /// City.
    pub(super) ville: Option<String>,
}

/// Asks n8n to write to `email`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppelEnvoyerEmail {
    #[serde(flatten)]
    pub(super) appel: Appel,
    #[serde(flatten)]
    pub(super) souhait: Souhait,
    /// Purpose of the email.
    pub(super) type_email: TypeEmail,
    /// Text that the email should convey; null for the workflow's default text.
    pub(super) message: Option<String>,
}

/// Asks a workflow if it is active. The workflow checks key and signature, does nothing and sends no callback.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppelCanari {
    /// Distinguishes the canari from an action.
    pub(super) type_action: TypeCanari,
    /// Time of sending.
    pub(super) timestamp: Instant,
}

/// The `typeAction` of a canari.
#[derive(Serialize, ToSchema)]
pub(super) enum TypeCanari {
    #[serde(rename = "CANARI")]
    Canari,
}

/// Response of a workflow that accepts the call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PriseEnCharge {
    /// Identifier of the n8n execution.
    pub(super) execution_id: Option<String>,
    /// Identifier of the n8n workflow.
    pub(super) workflow_id: Option<String>,
}

/// Response of a workflow that supports canaris.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReponseCanari {
    /// Always true.
    pub(super) canari: bool,
    /// Identifier of the n8n workflow.
    pub(super) workflow_id: String,
    /// Identifier of the n8n execution.
    pub(super) execution_id: String,
}

/// Name of the component that holds the callback.
pub(super) const CALLBACK: &str = "finDeLAction";

/// Adds the schemas of the sent bodies and of their responses.
pub(super) fn add_schemas(components: &mut Components) {
    add::<Appel>(components);
    add::<Souhait>(components);
    add::<AppelConvertirCandidat>(components);
    add::<AppelEnvoyerDossier>(components);
    add::<AppelGenererDevis>(components);
    add::<AppelEnvoyerEmail>(components);
    add::<AppelCanari>(components);
    add::<TypeCanari>(components);
    add::<PriseEnCharge>(components);
    add::<ReponseCanari>(components);
}

fn add<T: ToSchema>(components: &mut Components) {
    components.schemas.insert(T::name().into_owned(), T::schema());
}

/// Builds the callback by which a workflow reports; its URL is in the body that it received. It belongs to the
/// webhook, not to the operation that requested the action, because that caller is not called back.
pub(super) fn callback() -> Callback {
    let complete = PathItemBuilder::new().ref_path(Some("#/paths/~1api~1prospects~1conversion-complete"));
    [("{$request.body#/urlRappel}".to_owned(), complete.build().into())].into()
}

/// Builds the webhooks: one per action type, and the canari.
pub(super) fn paths() -> Paths {
    PathsBuilder::new()
        .path(
            "convertirCandidat",
            action("appelConvertirCandidat", "convertir-candidat", &examples::appel_convertir_candidat()),
        )
        .path(
            "envoyerDossier",
            action("appelEnvoyerDossier", "envoyer-dossier", &examples::appel_envoyer_dossier()),
        )
        .path("genererDevis", action("appelGenererDevis", "generer-devis", &examples::appel_generer_devis()))
        .path("envoyerEmail", action("appelEnvoyerEmail", "envoyer-email", &examples::appel_envoyer_email()))
        .path("canari", canari())
        .build()
}

fn action<T: ToSchema + Serialize>(id: &str, path: &str, example: &T) -> PathItem {
    let description = format!(
        "Posted to `{{N8N_WEBHOOK_BASE_URL}}/prospect/{path}`, until it is delivered: a 2xx answer with JSON. Each attempt \
         has the same `webhook-id`: drop a repetition. `User-Agent` is `admissions/` and the version. A delivery is no success: report it to `urlRappel` before the \
         deadline (`ACTION_DEADLINE_S`)."
    );
    let taken = "Delivered, as by any other 2xx with JSON. A 2xx without JSON says that n8n is starting: tried again.";
    let taken = json_response(taken, &examples::prise_en_charge());
    let operation = post("conv_42", "^conv_[0-9]+$", example)
        .operation_id(Some(id))
        .summary(Some(format!("n8n carries out the action `{path}`.")))
        .description(Some(description))
        .callback(CALLBACK, Ref::new(format!("#/components/callbacks/{CALLBACK}")))
        .response("202", taken)
        .response("401", Response::new("Wrong signature: the action fails at once."))
        .response("403", Response::new("Wrong key: the action fails at once."))
        .response("404", Response::new("The workflow is being activated, or is not active: tried again."))
        .response("408", Response::new("Tried again."))
        .response("425", Response::new("Tried again."))
        .response("429", Response::new(BUSY))
        .response("4XX", Response::new("Any other: the action fails at once."))
        .response("5XX", Response::new("Tried again."));
    PathItem::new(HttpMethod::Post, operation)
}

fn canari() -> PathItem {
    let description = "Posted to the webhook of each workflow, as an action is, by whoever wants to know whether the workflow \
                       is there: it checks key and signature, does nothing, calls nothing back, and answers at once. `prospects-api \
                       doctor` also posts this body without key and signature, to verify that the workflow refuses it (401 or \
                       403).";
    let known = "The workflow is active and knows the canari. Any other 2xx, or one without `canari: true`, says that it is \
                 active and does not know the canari.";
    let known = json_response(known, &examples::reponse_canari());
    let operation = post("canari_0199d5c2-6f5e-7a41-b1de-3f0c8f3a9e10", "^canari", &examples::appel_canari())
        .operation_id(Some("appelCanari"))
        .summary(Some("A workflow says that it is there."))
        .description(Some(description))
        .response("200", known)
        .response("401", Response::new("Wrong signature."))
        .response("403", Response::new("Wrong key."))
        .response("404", Response::new("The workflow is not active."));
    PathItem::new(HttpMethod::Post, operation)
}

fn post<T: ToSchema + Serialize>(id: &str, id_pattern: &str, example: &T) -> OperationBuilder {
    let body = RequestBodyBuilder::new().content("application/json", json_content(example));
    let id_schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some(id_pattern)).build();
    OperationBuilder::new()
        .tag("Appels")
        .security(SecurityRequirement::new("cleApi", [""; 0]))
        .parameter(header("webhook-id", "The same at each attempt.", id_schema, id))
        .parameter(header("webhook-timestamp", "Seconds since 1970.", text(), "1771320600"))
        .parameter(
            ParameterBuilder::from(header(
                "webhook-signature",
                "`v1,` and the base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` \
                 ([Standard Webhooks](https://www.standardwebhooks.com)). The key is the base64-decoded part of \
                 `N8N_WEBHOOK_SECRET` after `whsec_`. While the secret is rotated there are two signatures, separated by a \
                 space: one of them must fit. Absent without `N8N_WEBHOOK_SECRET`.",
                text(),
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
            ))
            .required(Required::False),
        )
        .request_body(Some(body.required(Some(Required::True)).build()))
}

fn text() -> Object {
    ObjectBuilder::new().schema_type(Type::String).build()
}

fn header(name: &str, description: &str, schema: Object, example: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(schema))
        .example(Some(example.into()))
        .build()
}

fn json_content<T: ToSchema + Serialize>(example: &T) -> Content {
    let schema = Ref::from_schema_name(T::name());
    ContentBuilder::new().schema(Some(schema)).example(Some(examples::to_json(example))).build()
}

fn json_response<T: ToSchema + Serialize>(description: &str, example: &T) -> Response {
    ResponseBuilder::new().description(description).content("application/json", json_content(example)).build()
}
