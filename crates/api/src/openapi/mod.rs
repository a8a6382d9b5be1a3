//! Builds the OpenAPI document: the operations of the routes, completed with their common parts.

mod errors;
mod examples;
mod parameters;
mod problems;
mod schemas;
mod webhooks;

use std::sync::OnceLock;

use actix_web::App;
use actix_web::dev::HttpServiceFactory;
use actix_web::web::Bytes;
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, RefOr, Required, ServerBuilder, Tag,
};
use utoipa_actix_web::{AppExt as _, OpenApiFactory};

use crate::routes::{self, Register};

/// Version of the contract, independent of the service: major for breaking changes, minor for additions, patch for
/// wording. `openapi/CHANGELOG.md` lists the changes.
const VERSION: &str = "2.0.0";

const DESCRIPTION: &str = include_str!("description.md");

/// Tags in ASCII, because generators make names of modules and classes of them.
#[rustfmt::skip]
const TAGS: &[(&str, &str)] = &[
    ("Authentification", "Logging in and out, one's own password."),
    ("Utilisateurs", "The people of the school who log in."),
    ("Cles", "Keys of programs: their scopes, last use, revocation."),
    ("Prospects", "Those who wrote to the school: list, record, emails, export."),
    ("Vues", "Saved views of the list of prospects, of a person or of the team."),
    ("Lots", "Bulk changes: one change of many prospects, rehearsed before it runs."),
    ("Actions", "What an admin asks and n8n does: convert, send the form, make a quote, write an email."),
    ("Rappels", "Callbacks: what n8n calls while it carries out an action, and at its end."),
    ("Appels", "What the service calls: the webhooks of n8n's workflows."),
    ("Catalogue", "Formations, their sessions, the documents that they require."),
    ("Echeances", "Date limits of the funders, their rules, and the closures of the school."),
    ("Candidats", "Prospects that were converted."),
    ("Journal", "What went wrong, at n8n and here, and who took care of it."),
    ("Notifications", "What admins are told: list, bell, live stream."),
    ("RGPD", "What the law asks: trace, retention, anonymisation, opposition."),
    ("Securite", "Journal of logins, refusals, changes of accounts and of the catalogue, and data that was taken out."),
    ("Sante", "How the service, its workers and n8n are: for supervisors, admins and Prometheus."),
];

/// Returns the document as JSON, built at the first request for it. The service keeps this text alone: the document as
/// a tree takes much more memory.
pub fn json() -> Bytes {
    static JSON: OnceLock<Bytes> = OnceLock::new();
    JSON.get_or_init(|| document().to_json().unwrap_or_default().into()).clone()
}

/// Builds the document.
pub fn document() -> OpenApi {
    let (_, mut document) =
        App::new().into_utoipa_app().configure(|config| routes::api(config)).split_for_parts();
    document.info = InfoBuilder::new()
        .title("Admissions")
        .version(VERSION)
        .description(Some(DESCRIPTION))
        .contact(Some(ContactBuilder::new().name(Some("Admissions")).build()))
        .license(Some(
            LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build(),
        ))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url("/").description(Some("This server")).build()]);
    document.tags = Some(TAGS.iter().map(|(name, description)| tag(name, description)).collect());
    let components = document.components.get_or_insert_default();
    webhooks::add_schemas(components);
    schemas::complete(components);
    add_security(components);
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        // An explicit empty list: the operation is public on purpose.
        operation.security.get_or_insert_default();
        let id = operation.operation_id.clone().unwrap_or_default();
        operation.parameters.iter_mut().flatten().for_each(|one| parameters::complete(&id, one));
        let may_be_left_out = OPTIONAL_BODY.contains(&id.as_str());
        if let (true, Some(RefOr::T(body))) = (may_be_left_out, &mut operation.request_body) {
            body.required = Some(Required::False);
        }
        for codes in errors::describe(operation) {
            problems::add(components, &codes);
        }
        examples::add(operation);
    }
    components.callbacks.insert(webhooks::CALLBACK.to_owned(), RefOr::T(webhooks::callback()));
    document.webhooks = Some(webhooks::paths());
    document
}

/// Builds the paths alone. The schemas are most of the document, and their code most of its memory: a service needs them
/// only when somebody asks for the document.
pub fn paths() -> Paths {
    let mut paths = PathsOnly(Paths::new());
    routes::api(&mut paths);
    paths.0
}

struct PathsOnly(Paths);

impl Register for PathsOnly {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.0.merge(operation.paths());
        self
    }
}

fn tag(name: &str, description: &str) -> Tag {
    TagBuilder::new().name(name).description(Some(description)).build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch, &mut item.put, &mut item.delete].into_iter().flatten()
}

/// Operations whose body may be absent but, in the document, not `null`. utoipa's `Option` would declare `null` too.
const OPTIONAL_BODY: [&str; 2] = ["finishRelance", "generateDevis"];

fn add_security(components: &mut Components) {
    let cookie = "Cookie set by `POST /api/auth/login` (`__Host-auth_session` on https). A request that changes something \
                  must come from the origin of the service, as `Origin` or `Sec-Fetch-Site` says. In the \
                  interactive page, run `login`, which sets it; the form of « Authorize » cannot.";
    let key = "The key shared with n8n, which may call every operation that takes a key; during a rotation, the former one is \
               accepted too. Or a key of `createCle` (`adm_live_…`), which needs a scope of the operation: \
               `prospects:ecrire` adds and changes prospects, logs emails and reads the catalogue; `prospects:lire` reads a \
               prospect, an action, candidates and the catalogue; `candidats:ecrire` notes the pieces of candidates' \
               files; `actions:rappeler` sends callbacks; `journal:ecrire` \
               reports errors; `metriques:lire` reads the metrics. A key without the scope gets 403 `ACCES_REFUSE`.";
    let signature = "Signature of the body with the shared secret, with `webhook-id` and `webhook-timestamp` \
                     ([Standard Webhooks](https://www.standardwebhooks.com)). Good for five minutes.";
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description("auth_session", cookie));
    let key = ApiKey::Header(ApiKeyValue::with_description("X-API-Key", key));
    let signature = ApiKey::Header(ApiKeyValue::with_description("webhook-signature", signature));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    components.add_security_scheme("cleApi", SecurityScheme::ApiKey(key));
    components.add_security_scheme("signature", SecurityScheme::ApiKey(signature));
}
