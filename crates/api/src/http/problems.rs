//! Explains the errors of the API: the `type` of a problem document is the address of its explanation (RFC 9457
//! §3.1.1).

use std::sync::LazyLock;

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult, ErrorCode, kind, status};

/// Style of the page.
const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;\
                     color:#1c1b19;background:#fbfaf8}h2{font-size:1.1rem;margin:1.5rem 0 0}p{margin:.3rem 0}\
                     small{color:#5d5a54}";

/// Content security policy of the page: its own style, and nothing else (CSP3 §2.3.1).
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// The explanation of a code.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Explanation {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: &'static str,
    cause: &'static str,
    que_faire: &'static str,
}

impl Explanation {
    fn of(code: ErrorCode) -> Self {
        let (cause, que_faire) = words(code);
        Self {
            kind: kind(code),
            title: code.libelle(),
            status: status(code).as_u16(),
            code: code.as_str(),
            cause,
            que_faire,
        }
    }

    fn page(&self) -> String {
        let Self { title, status, code, cause, que_faire, .. } = self;
        format!(
            "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\n\
             <body><main><small>Erreur {status} · {code}</small><h1>{title}</h1>\n\
             <h2>Cause</h2><p>{cause}</p>\n<h2>Que faire</h2><p>{que_faire}</p></main></body></html>\n"
        )
    }
}

/// Explains a code: as a page to browsers, as JSON to other programs.
#[get("/problemes/{name}")]
pub async fn explain(name: web::Path<String>, request: HttpRequest) -> ApiResult<HttpResponse> {
    let asked = format!("/problemes/{name}");
    let code = ErrorCode::ALL.iter().find(|code| kind(**code) == asked);
    let code = code.ok_or_else(|| ApiError::not_found("Ce type d’erreur"))?;
    let explanation = Explanation::of(*code);
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = HttpResponse::Ok();
    response.insert_header((VARY, "Accept")).insert_header((CACHE_CONTROL, "public, max-age=3600"));
    if !accepted.contains("text/html") {
        return Ok(response.json(&explanation));
    }
    response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
    response.insert_header(("content-security-policy", POLICY.as_str()));
    Ok(response.body(explanation.page()))
}

/// Returns the cause of a code, and the remedy, in French.
#[rustfmt::skip]
fn words(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::RequeteInvalide => ("La requête ne peut pas être lue : JSON mal formé, paramètre inconnu, valeur ou en-tête incorrect.", "Corrigez ce que « detail » nomme, puis renvoyez la requête."),
        ErrorCode::NonAuthentifie => ("Aucune session n’est ouverte, elle a pris fin, ou l’adresse et le mot de passe ne correspondent à aucun compte.", "Connectez-vous, ou vérifiez l’adresse et le mot de passe. Un programme utilise une clé d’API là où l’opération l’accepte."),
        ErrorCode::CodeRequis => ("Le mot de passe est bon, et le compte demande un second facteur.", "Envoyez la connexion à nouveau avec « code » : six chiffres de l’application, ou un code de secours."),
        ErrorCode::CodeInvalide => ("Le code du second facteur est faux, ou il a déjà servi.", "Attendez le code suivant de l’application, ou utilisez un code de secours."),
        ErrorCode::CleApiInvalide => ("L’en-tête X-API-Key manque, ou sa clé n’est pas acceptée.", "Vérifiez la clé. Après une rotation, utilisez la nouvelle."),
        ErrorCode::SignatureInvalide => ("La signature ne correspond ni au secret partagé, ni au corps reçu, ni à cette adresse.", "Signez le corps tel qu’il est envoyé, octet pour octet, avec la partie du secret qui suit « whsec_ », décodée de base64."),
        ErrorCode::HorodatagePerime => ("L’en-tête webhook-timestamp manque, ou s’écarte de plus de cinq minutes de l’heure du service.", "Mettez l’horloge de l’expéditeur à l’heure, et signez chaque envoi au moment où il part."),
        ErrorCode::AccesRefuse => ("Ce rôle n’a pas accès à cette opération, la clé n’a pas la portée voulue, ou la requête vient d’une page étrangère au service.", "Utilisez un compte du rôle voulu, ou une clé qui a la portée que « detail » nomme ; un navigateur envoie l’Origin du service."),
        ErrorCode::SecondFacteurRequis => ("L’installation demande un second facteur aux administrateurs, et ce compte n’en a pas.", "Activez la double authentification du compte."),
        ErrorCode::VerificationRequise => ("Cette opération demande un second facteur donné dans les dix dernières minutes.", "Confirmez votre identité par un code, puis renvoyez la requête."),
        ErrorCode::Introuvable => ("Ce que la requête nomme n’existe pas, ou n’existe plus. Une invitation a pu servir, être remplacée ou expirer.", "Vérifiez l’adresse et l’identifiant, ou demandez une nouvelle invitation."),
        ErrorCode::MethodeNonAutorisee => ("Cette adresse ne répond pas à cette méthode.", "L’en-tête Allow de la réponse donne les méthodes acceptées."),
        ErrorCode::DelaiDepasse => ("Le corps de la requête est arrivé trop lentement.", "Renvoyez la requête sur une connexion plus rapide."),
        ErrorCode::ActionEnCours => ("Une action de ce type est déjà en cours pour ce prospect.", "Attendez sa fin : « idConversion » la désigne, et le flux annonce son résultat."),
        ErrorCode::ActionNonRelancable => ("L’action n’a pas échoué, ou une autre l’a remplacée.", "Relisez l’action, et demandez-en une nouvelle si elle reste nécessaire."),
        ErrorCode::CapaciteInsuffisante => ("La session aurait moins de places que d’inscrits et de conversions en cours.", "Gardez au moins « inscrits » + « retenues » places, ou déplacez d’abord des candidats."),
        ErrorCode::CodeUtilise => ("Une autre formation a déjà ce code.", "Choisissez un autre code, ou modifiez la formation qui l’a."),
        ErrorCode::CompteInactif => ("Le compte est désactivé.", "Réactivez le compte, puis recommencez."),
        ErrorCode::DejaPartie => ("L’appel de n8n a pu partir, ou l’action est terminée : elle ne s’annule plus.", "Relisez l’action : son résultat arrive comme pour toute autre."),
        ErrorCode::DejaCandidat => ("Le prospect est déjà candidat.", "Ouvrez le dossier que « numeroDossier » désigne."),
        ErrorCode::DernierAdmin => ("Plus personne ne pourrait administrer le service.", "Donnez d’abord le rôle ADMIN à une autre personne."),
        ErrorCode::SecondFacteurActif => ("La double authentification de ce compte est déjà active.", "Retirez-la avant d’en préparer une autre."),
        ErrorCode::SessionComplete => ("La session n’a plus de place.", "Choisissez une autre session."),
        ErrorCode::LotExpire => ("La vérification du lot date de plus de quatre heures : les fiches ont pu changer.", "Préparez un nouveau lot, relisez ses verdicts, puis lancez-le."),
        ErrorCode::LotNonPrepare => ("Le lot a déjà été lancé ou arrêté.", "Relisez le lot : « etat » dit où il en est. Préparez-en un nouveau au besoin."),
        ErrorCode::SessionNonComplete => ("La session a encore des places : personne n’a besoin d’attendre.", "Convertissez le prospect dans cette session."),
        ErrorCode::PlaceNonProposee => ("Aucune place n’est proposée à cette personne : l’offre n’est pas encore faite, ou elle est finie.", "Relisez la liste d’attente de la session."),
        ErrorCode::ResultatContradictoire => ("Un autre résultat a déjà été enregistré pour cette action, et il reste.", "N’envoyez qu’un résultat par action ; vérifiez que le workflow n’a pas tourné deux fois."),
        ErrorCode::NumeroDossierPris => ("Un autre candidat a déjà ce numéro de dossier.", "Formez un autre numéro, et envoyez le résultat à nouveau."),
        ErrorCode::Opposition => ("La personne est sur la liste d’opposition : rien n’est enregistré, rien n’est envoyé.", "N’insistez pas. Si la personne demande elle-même à être contactée, donnez « demandeDeLaPersonne »."),
        ErrorCode::PersonneAnonymisee => ("La personne a été anonymisée : rien ne peut plus être fait de sa fiche.", "Retirez cet identifiant de votre système."),
        ErrorCode::VersionPerimee => ("Quelqu’un a modifié la fiche depuis votre lecture.", "Relisez la fiche, décidez, puis envoyez la modification avec le nouvel ETag."),
        ErrorCode::ChargeTropGrande => ("Le corps dépasse la taille acceptée : 256 ko d’une personne, 2 Mo d’un programme.", "Envoyez moins de données à la fois."),
        ErrorCode::AdresseTropLongue => ("L’adresse, avec ses paramètres, dépasse 8 ko.", "Réduisez le nombre ou la longueur des filtres."),
        ErrorCode::TypeNonSupporte => ("Le corps n’est pas du JSON, ou il est compressé.", "Envoyez du JSON sans compression, avec Content-Type: application/json."),
        ErrorCode::Validation => ("Certaines valeurs sont incorrectes : « erreurs » nomme chaque champ avec son code.", "Corrigez les champs nommés, puis renvoyez la requête."),
        ErrorCode::CleIdempotenceReutilisee => ("Cette clé d’idempotence a déjà servi à une autre demande.", "Prenez une nouvelle clé pour chaque demande, et la première clé pour répéter la première demande."),
        ErrorCode::ConditionRequise => ("L’en-tête If-Match manque.", "Lisez la fiche, et donnez son ETag dans If-Match."),
        ErrorCode::EnTetesTropGrands => ("Les en-têtes dépassent 32 ko en tout.", "Retirez les en-têtes et les cookies inutiles."),
        ErrorCode::TropDeRequetes => ("Trop d’essais de mot de passe, de clé ou de signature, ou trop d’exports et de flux à la fois.", "Attendez le nombre de secondes de Retry-After."),
        ErrorCode::ErreurInterne => ("Le service a rencontré une erreur qu’il ne prévoit pas.", "Réessayez. Si l’erreur se répète, donnez « traceId » à la personne qui exploite le service."),
        ErrorCode::ServiceIndisponible => ("La base de données ne répond pas, ou le service démarre. Un changement a pu être enregistré.", "Renvoyez la requête dans quelques secondes : rien n’est fait deux fois."),
    }
}
