//! Schemas and responses of problem documents, per code: meaning, extra members, example.

use common::{ErreurChamp, FieldCode, Problem, StatutAction, TypeAction};
use serde_json::{Map, Value, json};
use utoipa::PartialSchema as _;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ArrayBuilder, Discriminator, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{
    Components, ContentBuilder, Header, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
    Schema,
};

use super::examples;
use crate::error::{ApiError, ErrorCode, PROBLEM_JSON, status};

/// Name of the schema that all problems share.
pub(super) const PROBLEM: &str = "Problem";
/// Name of the schema of the codes.
pub(super) const CODE: &str = "CodeErreur";
/// Name of the schema of an invalid field.
pub(super) const FIELD: &str = "ErreurChamp";
/// Description of the header `Content-Language`.
const LANGUAGES: &str = "`fr`, or `en` for a request whose `Accept-Language` prefers English; `en, fr` when a text is \
                         only in French.";
/// Name of the schema of the codes of invalid fields.
pub(super) const FIELD_CODE: &str = "CodeChamp";

/// Returns the meaning of a code for the caller, and an example `detail`.
#[rustfmt::skip]
fn words(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::RequeteInvalide => ("Malformed JSON, a wrong value in the query or a header.", "Le JSON est mal formé (ligne 1, colonne 2)."),
        ErrorCode::NonAuthentifie => ("Not logged in, or the login has ended; of `login`, wrong email or password.", "Connectez-vous pour continuer."),
        ErrorCode::CodeRequis => ("The password is right and the account has a second factor: send the login again with `code`.", "Saisissez le code de votre application."),
        ErrorCode::CodeInvalide => ("The code of the second factor is wrong, or was used before.", "Ce code n’est pas le bon, ou il a déjà servi."),
        ErrorCode::CleApiInvalide => ("The key is wrong, or neither a key nor a signature is given.", "L’en-tête X-API-Key manque ou sa clé n’est pas acceptée."),
        ErrorCode::SignatureInvalide => ("The signature is not that of this message, by a secret that is shared, for this address.", "La signature ne correspond ni au secret partagé, ni à ce message, ni à cette adresse."),
        ErrorCode::HorodatagePerime => ("The time in `webhook-timestamp` is missing, or more than five minutes from the present.", "L’en-tête webhook-timestamp manque ou s’écarte de plus de cinq minutes de l’heure du service."),
        ErrorCode::AccesRefuse => ("Another role is needed, or the request comes from a foreign page.", "Cette page est réservée à l’administration."),
        ErrorCode::SecondFacteurRequis => ("The installation asks a second factor of admins, and this one has none: enrol it first.", "Activez la double authentification de votre compte pour continuer."),
        ErrorCode::VerificationRequise => ("The second factor was not given in the last ten minutes of this session: `verifySecondFacteur`, then send the request again.", "Confirmez votre identité par un code de votre application."),
        ErrorCode::Introuvable => ("What the request names does not exist; of an invitation, it is unknown, used, replaced or expired.", "Ce prospect n’existe pas."),
        ErrorCode::MethodeNonAutorisee => ("Nothing answers this method at this path.", "Cette méthode n’est pas prévue à cette adresse."),
        ErrorCode::DelaiDepasse => ("The body came too slowly.", "Le contenu n’est pas arrivé à temps."),
        ErrorCode::ActionEnCours => ("Such an action of the prospect is running. The members tell which; they are absent when it was started at this very instant.", "Lancée par Sophie Martin il y a 2 min."),
        ErrorCode::ActionNonRelancable => ("The action did not fail, or another one took its place.", "Cette action n’a pas échoué, ou une autre l’a remplacée."),
        ErrorCode::CapaciteInsuffisante => ("The session would have fewer seats than are given and held. The members tell how many.", "8 places sont prises (7 inscrits, 1 conversion en cours)."),
        ErrorCode::CodeUtilise => ("Another formation has this code. A code is never given again.", "Une autre formation a déjà le code « CAP_BJ »."),
        ErrorCode::CompteInactif => ("The account is deactivated: reactivate it first.", "Réactivez ce compte avant d’inviter cette personne à choisir un mot de passe."),
        ErrorCode::DejaPartie => ("The call of n8n may have left, or the action has ended: it can't be undone any more.", "L’envoi du dossier est parti à 10:30:08 : l’action ne s’annule plus."),
        ErrorCode::DejaCandidat => ("The prospect is a candidate already.", "Marie Dumitru est déjà candidat, dossier DUMI15092024."),
        ErrorCode::DernierAdmin => ("No other active account is an admin.", "C’est la dernière personne qui peut administrer : nommez-en d’abord une autre."),
        ErrorCode::SecondFacteurActif => ("The second factor is active already: remove it first.", "La double authentification est déjà active : retirez-la d’abord."),
        ErrorCode::LotExpire => ("The rehearsal of the bulk change is more than four hours old: make another one.", "Cette vérification date de plus de 4 heures : refaites-la avant de lancer."),
        ErrorCode::LotNonPrepare => ("The bulk change was launched or stopped before.", "Ce lot a déjà été lancé ou arrêté."),
        ErrorCode::SessionNonComplete => ("The session has seats left: nobody has to wait for one.", "La session « Mars 2026 » a encore 2 places : convertissez directement."),
        ErrorCode::PlaceNonProposee => ("The place on the waiting list has no open offer.", "Aucune place n’est proposée à cette personne : l’offre est finie, ou n’est pas encore faite."),
        ErrorCode::SessionComplete => ("No seat is left in the session.", "La session « Mars 2026 » n’a plus de place. Choisissez-en une autre."),
        ErrorCode::ResultatContradictoire => ("Another result was reported before; it stays.", "Un autre résultat a déjà été enregistré pour cette action."),
        ErrorCode::NumeroDossierPris => ("Another candidate has this file number: make another one and report again.", "Un autre candidat a déjà ce numéro de dossier."),
        ErrorCode::Opposition => ("The person is on the opposition list: nothing was kept, nothing is sent.", "L’adresse ou le numéro donné est sur la liste d’opposition depuis le 17/02/2026. Rien n’a été enregistré."),
        ErrorCode::PersonneAnonymisee => ("The person was anonymised: nothing can be done with the record any more.", "Cette personne a été anonymisée : rien ne peut plus être fait de sa fiche."),
        ErrorCode::VersionPerimee => ("Somebody else wrote in between: read again, then decide.", "Quelqu’un a modifié cette fiche entre-temps."),
        ErrorCode::ChargeTropGrande => ("The body is larger than 256 kB, or than 2 MB from a program that may send more.", "Le contenu dépasse 256 ko."),
        ErrorCode::AdresseTropLongue => ("The path with its query is longer than 8 kB.", "L’adresse dépasse 8 ko."),
        ErrorCode::TypeNonSupporte => ("The body is not JSON.", "Envoyez du JSON (Content-Type: application/json)."),
        ErrorCode::Validation => ("`erreurs` names the fields at fault.", "Cette date est passée."),
        ErrorCode::CleIdempotenceReutilisee => ("The `Idempotency-Key` was used for another request.", "Cette clé d’idempotence a déjà servi à une autre demande."),
        ErrorCode::ConditionRequise => ("`If-Match` is missing.", "Donnez dans If-Match l’ETag de la fiche que vous avez lue."),
        ErrorCode::EnTetesTropGrands => ("The headers are larger than 32 kB in all.", "Les en-têtes dépassent 32 ko."),
        ErrorCode::TropDeRequetes => ("Too many wrong passwords, keys or signatures, or too many exports or streams at once: wait for `Retry-After`.", "Trop d’essais : réessayez dans 15 minutes."),
        ErrorCode::ErreurInterne => ("An error that the service does not expect. Give `traceId` to the person who operates the service.", "L’opération n’a pas abouti. Réessayez ; si cela se répète, donnez cette référence."),
        ErrorCode::ServiceIndisponible => ("The database does not answer, the service starts, or too many logins wait. Whether a change was kept is not known: sending the same request again does nothing twice. Of `checkReady`, the members tell which part fails.", "Le service n’est pas prêt."),
    }
}

/// A member that a code adds: name, schema, example.
type Member = (&'static str, RefOr<Schema>, Value);

fn members(code: ErrorCode) -> Vec<Member> {
    match code {
        ErrorCode::ActionEnCours => vec![
            ("idConversion", i64::schema(), json!(42)),
            ("typeAction", Ref::from_schema_name("TypeAction").into(), json!(TypeAction::ConvertirCandidat)),
            ("dateDebut", Ref::from_schema_name("Instant").into(), json!(examples::asked())),
            ("demandePar", String::schema(), json!("Sophie Martin")),
            ("dureeEcouleeMs", i64::schema(), json!(120_000)),
        ],
        ErrorCode::DejaCandidat => vec![
            ("idCandidat", i64::schema(), json!(12)),
            ("numeroDossier", String::schema(), json!("DUMI15092024")),
        ],
        ErrorCode::CapaciteInsuffisante => {
            vec![("inscrits", i32::schema(), json!(7)), ("retenues", i32::schema(), json!(1))]
        }
        ErrorCode::SessionComplete => vec![("idSession", i64::schema(), json!(7))],
        ErrorCode::DejaPartie | ErrorCode::ResultatContradictoire | ErrorCode::NumeroDossierPris => {
            vec![(
                "statutAction",
                Ref::from_schema_name("StatutAction").into(),
                json!(StatutAction::Terminee),
            )]
        }
        ErrorCode::Opposition => vec![("champs", list_of(String::schema()), json!(["emails"]))],
        ErrorCode::Validation => fields("dateDebutSouhaitee", FieldCode::DatePassee, code),
        ErrorCode::CleIdempotenceReutilisee => fields("Idempotency-Key", FieldCode::DejaUtilise, code),
        ErrorCode::ServiceIndisponible => ["pret", "base", "ecriture", "migrations", "dispatcher"]
            .map(|part| (part, bool::schema(), json!(part == "dispatcher")))
            .into(),
        _ => Vec::new(),
    }
}

/// Returns the member `erreurs` with one field.
fn fields(champ: &str, code: FieldCode, problem: ErrorCode) -> Vec<Member> {
    let erreur = ErreurChamp::new(champ, code, words(problem).1);
    vec![("erreurs", list_of(Ref::from_schema_name(FIELD)), json!([erreur]))]
}

/// Returns true when every problem of this code has its extra members.
fn always_has_members(code: ErrorCode) -> bool {
    !matches!(code, ErrorCode::ActionEnCours | ErrorCode::ServiceIndisponible)
}

fn list_of(item: impl Into<RefOr<Schema>>) -> RefOr<Schema> {
    ArrayBuilder::new().items(item.into()).into()
}

fn one_of_values(kind: Type, values: impl IntoIterator<Item = Value>) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(kind)).enum_values(Some(values))
}

/// Returns the cause of a field's code.
fn cause(code: FieldCode) -> &'static str {
    match code {
        FieldCode::ChampRequis => "The field is missing or empty.",
        FieldCode::ChampInconnu => "The operation has no such field.",
        FieldCode::TypeInvalide => "The value has another type than the field.",
        FieldCode::ValeurInconnue => "The value is not one of the list.",
        FieldCode::ValeurNonRemplie => "The value is an expression that the workflow did not evaluate.",
        FieldCode::Longueur => "The text or the list is too short or too long.",
        FieldCode::TropLong => "The list has too many entries.",
        FieldCode::CaractereInterdit => "The text has a line break, or a control or invisible character.",
        FieldCode::UnSeul => "Exactly one of two fields must be given, and each field once.",
        FieldCode::ContactRequis => "An email address or a telephone number is needed.",
        FieldCode::EmailRequis => "The prospect has no email address, and the action needs one.",
        FieldCode::EmailInvalide => "The text is not an email address.",
        FieldCode::TelephoneInvalide => "The text is not a telephone number.",
        FieldCode::LienInvalide => "The link is not an `https` URL without user name.",
        FieldCode::DateInvalide => "The text is not a date in an accepted form.",
        FieldCode::DatePassee => "The date is in the past.",
        FieldCode::StatutInterdit => {
            "Only a conversion makes a candidate, who stays one; the dates decide whether a session has begun or ended."
        }
        FieldCode::MotifRequis => "The statut `PERDU`, and a piece that is refused, need a reason.",
        FieldCode::MotifInterdit => {
            "Only the statut `PERDU` and a piece that is refused or dispensed have a reason; `NON_PRECISE` cannot be given."
        }
        FieldCode::RelanceInterdite => "A candidate and a lost prospect have no next touch.",
        FieldCode::HeureInvalide => "The text is not a time of day, `HH:MM`.",
        FieldCode::ResponsableInconnu => "No active account with the role `ADMIN` has this identifier.",
        FieldCode::FormationInconnue => "No formation of the catalogue has this code.",
        FieldCode::SessionInconnue => "The formation has no such session.",
        FieldCode::SessionAutreFormation => "The session belongs to another formation.",
        FieldCode::SessionFermee => "The statut of the session does not allow new candidates.",
        FieldCode::HorsLimites => "The number is too small or too large.",
        FieldCode::FinAvantDebut => "The last day precedes the first one.",
        FieldCode::MemeFiche => "Two different records are needed.",
        FieldCode::DejaUtilise => {
            "Another account has this email address, another valid key this name, another session of the formation \
             this label, another document of the list this code, or another request this `Idempotency-Key`."
        }
        FieldCode::MotDePasseIncorrect => "The current password is wrong.",
        FieldCode::TropFacile => "The new password is easy to guess.",
        FieldCode::CodeInvalide => "The code of the second factor is wrong, or was used before.",
    }
}

/// Builds the schema that all problems share, with `code` limited to the table.
pub(super) fn schema() -> RefOr<Schema> {
    with_codes(Problem::schema(), CODE)
}

/// Builds the schema of an invalid field, with `code` limited to the table.
pub(super) fn field() -> RefOr<Schema> {
    with_codes(ErreurChamp::schema(), FIELD_CODE)
}

fn with_codes(mut schema: RefOr<Schema>, codes: &str) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.properties.insert("code".to_owned(), Ref::from_schema_name(codes).into());
    }
    schema
}

/// Builds the schema of the codes.
pub(super) fn codes() -> Schema {
    let meanings = ErrorCode::ALL
        .iter()
        .map(|code| format!("- `{}` ({}): {}", code.as_str(), status(*code).as_u16(), words(*code).0));
    let all = ErrorCode::ALL.iter().map(|code| code.as_str());
    list_of_codes("What went wrong, stable.", all, meanings)
}

/// Builds the schema of the codes of invalid fields.
pub(super) fn field_codes() -> Schema {
    let meanings = FieldCode::ALL.iter().map(|code| format!("- `{code}`: {}", cause(*code)));
    let all = FieldCode::ALL.iter().map(|code| code.as_str());
    list_of_codes("What is wrong with the field, stable.", all, meanings)
}

fn list_of_codes(
    what: &str,
    codes: impl Iterator<Item = &'static str>,
    meanings: impl Iterator<Item = String>,
) -> Schema {
    let description = format!("{what}\n\n{}", meanings.collect::<Vec<_>>().join("\n"));
    one_of_values(Type::String, codes.map(|code| json!(code))).description(Some(description)).into()
}

/// Adds the response for these codes, which share one status, and their schemas.
pub(super) fn add(components: &mut Components, codes: &[ErrorCode]) {
    components.responses.entry(response_name(codes)).or_insert_with(|| response(codes).into());
    for code in codes {
        components.schemas.entry(schema_name(*code)).or_insert_with(|| schema_of(*code).into());
    }
    if codes.len() > 1 {
        components.schemas.entry(schema_name_of_any(codes)).or_insert_with(|| schema_of_any(codes));
    }
}

/// Returns the schema name of a code's problems, such as `ProblemActionEnCours`.
fn schema_name(code: ErrorCode) -> String {
    format!("{PROBLEM}{code:?}")
}

/// Builds the schema of a code's problems, which generated clients use to tell them apart.
fn schema_of(code: ErrorCode) -> Schema {
    let mut own = ObjectBuilder::new()
        .property("code", one_of_values(Type::String, [json!(code.as_str())]))
        .property("status", one_of_values(Type::Integer, [json!(status(code).as_u16())]))
        .required("code")
        .required("status");
    for (name, schema, _) in members(code) {
        own = own.property(name, schema);
        if always_has_members(code) {
            own = own.required(name);
        }
    }
    let all = AllOfBuilder::new().item(Ref::from_schema_name(PROBLEM)).item(own);
    all.description(Some(words(code).0)).build().into()
}

/// Returns the name of the response for these codes, which share one status.
pub(super) fn response_name(codes: &[ErrorCode]) -> String {
    codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join("-")
}

/// Builds the response for these codes, which share one status.
fn response(codes: &[ErrorCode]) -> Response {
    let meanings: Vec<_> =
        codes.iter().map(|code| format!("`{}`: {}", code.as_str(), words(*code).0)).collect();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema_name_of_any(codes))))
        .examples_from_iter(codes.iter().map(|code| (code.as_str(), example(*code))))
        .build();
    let mut response = ResponseBuilder::new()
        .description(meanings.join("\n\n"))
        .header("x-request-id", text_header("The `traceId`."))
        .header("content-language", text_header(LANGUAGES))
        .content(PROBLEM_JSON, content);
    if codes.iter().any(|code| matches!(code, ErrorCode::TropDeRequetes | ErrorCode::ServiceIndisponible)) {
        response =
            response.header("retry-after", text_header("Seconds to wait; absent when that is not known."));
    }
    response.build()
}

fn text_header(description: &str) -> Header {
    HeaderBuilder::new().schema(Some(String::schema())).description(Some(description)).build()
}

/// Returns the name of the schema of a problem with one of these codes. Generators name an inline schema by a number.
fn schema_name_of_any(codes: &[ErrorCode]) -> String {
    codes.iter().map(|code| schema_name(*code)).collect::<Vec<_>>().join("Or").replace("OrProblem", "Or")
}

fn schema_of_any(codes: &[ErrorCode]) -> RefOr<Schema> {
    let mapping = codes.iter().map(|code| {
        let target = Ref::from_schema_name(schema_name(*code));
        (code.as_str(), target.ref_location)
    });
    let discriminator = Discriminator::with_mapping("code", mapping);
    let any = codes
        .iter()
        .fold(OneOfBuilder::new(), |any, code| any.item(Ref::from_schema_name(schema_name(*code))));
    any.discriminator(Some(discriminator)).into()
}

/// Builds an example problem of this code with the service's own constructor.
fn example(code: ErrorCode) -> utoipa::openapi::example::Example {
    let (meaning, detail) = words(code);
    let error = match code {
        ErrorCode::ServiceIndisponible => ApiError::new(code, detail.to_owned()),
        _ => ApiError::new(code, detail.to_owned()).with(
            members(code).into_iter().map(|(name, _, value)| (name.to_owned(), value)).collect::<Map<_, _>>(),
        ),
    };
    let mut problem = error.problem();
    "0199d5c2-6f5e-7a41-b1de-3f0c8f3a9e10".clone_into(&mut problem.trace_id);
    ExampleBuilder::new().summary(meaning).value(serde_json::to_value(problem).ok()).build()
}
