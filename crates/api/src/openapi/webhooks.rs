//! What we send to n8n. The bodies that are really sent are held against these types by a test.

use common::catalogue::DocumentRequis;
use common::{Day, IdProspect, Instant, ModeFinancement, TypeAction, TypeEmail};
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

/// What every workflow receives.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Appel {
    /// The prospect.
    pub(super) id_prospect: IdProspect,
    /// The action; give it back to `urlRappel`.
    pub(super) id_conversion: i64,
    /// Which action.
    pub(super) type_action: TypeAction,
    /// Family name.
    pub(super) nom: String,
    /// Given name.
    pub(super) prenom: String,
    /// To whom, of an email or a form; else the main address.
    pub(super) email: Option<String>,
    /// Main telephone number, E.164.
    pub(super) telephone: Option<String>,
    /// Who asked.
    pub(super) demande_par: String,
    /// When this attempt was made.
    pub(super) timestamp: Instant,
    /// Where to report the end of the action.
    #[schema(format = "uri")]
    pub(super) url_rappel: String,
}

/// What the person wishes for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Souhait {
    /// Code of the formation wished for.
    pub(super) formation_souhaitee: Option<String>,
    /// Its name.
    pub(super) nom_formation: Option<String>,
    /// Its hours in all.
    pub(super) duree_heures: Option<i32>,
    /// Its price in euros.
    pub(super) tarif: Option<f64>,
    /// Who pays.
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
    /// Its name.
    pub(super) nom_formation: Option<String>,
    /// The session whose seat is held.
    pub(super) id_session: Option<i64>,
    /// Its label.
    pub(super) session_visee: Option<String>,
    /// Wished start.
    pub(super) date_debut_souhaitee: Option<Day>,
    /// What the candidate must give.
    pub(super) documents_requis: Vec<DocumentRequis>,
    /// The file number, when a partial conversion is finished: make the folder under this one.
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
    /// What a candidate of the formation wished for must give; absent without such a wish.
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
    /// What for.
    pub(super) type_email: TypeEmail,
    /// What the email should say; the workflow's own text when null.
    pub(super) message: Option<String>,
}

/// Asks a workflow whether it is there. It checks key and signature, does nothing, calls nothing back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppelCanari {
    /// Always `CANARI`.
    #[schema(pattern = "^CANARI$")]
    pub(super) type_action: &'static str,
    /// When it was sent.
    pub(super) timestamp: Instant,
}

/// A workflow took the call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PriseEnCharge {
    /// The n8n execution.
    pub(super) execution_id: Option<String>,
    /// The n8n workflow.
    pub(super) workflow_id: Option<String>,
}

/// A workflow knows the canari.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReponseCanari {
    /// Always true.
    pub(super) canari: bool,
    /// The n8n workflow.
    pub(super) workflow_id: String,
    /// The n8n execution.
    pub(super) execution_id: String,
}

/// The component that holds the callback.
pub(super) const CALLBACK: &str = "finDeLAction";

/// Adds the schemas of the bodies that are sent, and of their answers.
pub(super) fn add_schemas(components: &mut Components) {
    add::<Appel>(components);
    add::<Souhait>(components);
    add::<AppelConvertirCandidat>(components);
    add::<AppelEnvoyerDossier>(components);
    add::<AppelGenererDevis>(components);
    add::<AppelEnvoyerEmail>(components);
    add::<AppelCanari>(components);
    add::<PriseEnCharge>(components);
    add::<ReponseCanari>(components);
}

fn add<T: ToSchema>(components: &mut Components) {
    components.schemas.insert(T::name().into_owned(), T::schema());
}

/// Where a workflow reports: the URL is in the body that it received. It is a callback of the webhook, and not of the
/// operation by which somebody asked for the action: that caller is not called back.
pub(super) fn callback() -> Callback {
    let complete = PathItemBuilder::new().ref_path(Some("#/paths/~1api~1prospects~1conversion-complete"));
    [("{$request.body#/urlRappel}".to_owned(), complete.build().into())].into()
}

/// The webhooks: four that carry an action, and the one that only asks.
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
         has the same `webhook-id`: drop a repetition. A delivery is no success: report it to `urlRappel` before the \
         deadline (`ACTION_DEADLINE_S`)."
    );
    let taken = json_response("Delivered.", &examples::prise_en_charge());
    let operation = post("conv_42", "^conv_[0-9]+$", example)
        .operation_id(Some(id))
        .summary(Some(format!("n8n carries out the action `{path}`.")))
        .description(Some(description))
        .callback(CALLBACK, Ref::new(format!("#/components/callbacks/{CALLBACK}")))
        .response("202", taken)
        .response("2XX", Response::new("With JSON: delivered too. Without, n8n is starting: tried again."))
        .response("401", Response::new("Wrong signature: the action fails at once."))
        .response("403", Response::new("Wrong key: the action fails at once."))
        .response("404", Response::new("The workflow is being activated, or is not active: tried again."))
        .response("408", Response::new("Tried again."))
        .response("425", Response::new("Tried again."))
        .response("429", Response::new("Tried again, no sooner than `Retry-After` asks."))
        .response("4XX", Response::new("Any other: the action fails at once."))
        .response("5XX", Response::new("Tried again."));
    PathItem::new(HttpMethod::Post, operation)
}

fn canari() -> PathItem {
    let description = "Posted to the webhook of each workflow, as an action is, by whoever wants to know whether the workflow \
                       is there: it checks key and signature, does nothing, calls nothing back, and answers at once.";
    let known = json_response("The workflow is active and knows the canari.", &examples::reponse_canari());
    let operation = post("canari_0199d5c2-6f5e-7a41-b1de-3f0c8f3a9e10", "^canari", &examples::appel_canari())
        .operation_id(Some("appelCanari"))
        .summary(Some("A workflow says that it is there."))
        .description(Some(description))
        .response("200", known)
        .response(
            "2XX",
            Response::new("Without `canari: true`: active, but the workflow does not know the canari."),
        )
        .response("401", Response::new("Wrong signature."))
        .response("403", Response::new("Wrong key."))
        .response("404", Response::new("The workflow is not active."));
    PathItem::new(HttpMethod::Post, operation)
}

fn post<T: ToSchema + Serialize>(id: &str, id_pattern: &str, example: &T) -> OperationBuilder {
    let body = RequestBodyBuilder::new().content("application/json", json_content(example));
    let id_schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some(id_pattern)).build();
    OperationBuilder::new()
        .tag("Appels à n8n")
        .security(SecurityRequirement::new("cleApi", [""; 0]))
        .parameter(header("webhook-id", "The same at each attempt.", id_schema, id))
        .parameter(header("webhook-timestamp", "Seconds since 1970.", text(), "1771320600"))
        .parameter(
            ParameterBuilder::from(header(
                "webhook-signature",
                "`v1,` and the base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` by the shared secret \
                 ([Standard Webhooks](https://www.standardwebhooks.com)); absent without `N8N_WEBHOOK_SECRET`.",
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
