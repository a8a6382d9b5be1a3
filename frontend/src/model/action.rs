//! French wording of actions and of their state.

use common::action_parameters::{DossierParameters, EmailParameters};
use common::action_result::ActionResult;
use common::{Action, ActionDetail, Instant, StatutAction, TypeAction};
use serde::Deserialize as _;

use super::format::{count, is_safe_link};

/// Returns the label of the button that requests an action.
pub(crate) const fn verb(type_action: TypeAction) -> &'static str {
    match type_action {
        TypeAction::ConvertirCandidat => "Convertir en candidat",
        TypeAction::EnvoyerDossier => "Envoyer le dossier",
        TypeAction::GenererDevis => "Générer un devis",
        TypeAction::EnvoyerEmail => "Envoyer un e-mail",
    }
}

/// Returns the word of [`verb`] that a narrow button shows.
pub(crate) const fn brief(type_action: TypeAction) -> &'static str {
    match type_action {
        TypeAction::ConvertirCandidat => "Convertir",
        TypeAction::EnvoyerDossier => "Dossier",
        TypeAction::GenererDevis => "Devis",
        TypeAction::EnvoyerEmail => "E-mail",
    }
}

/// Returns one word, for a table row.
pub(crate) const fn short(type_action: TypeAction) -> &'static str {
    match type_action {
        TypeAction::ConvertirCandidat => "Conversion",
        TypeAction::EnvoyerDossier => "Dossier",
        TypeAction::GenererDevis => "Devis",
        TypeAction::EnvoyerEmail => "E-mail",
    }
}

/// The outcome of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// n8n is working, or about to.
    Running,
    /// The action succeeded.
    Done,
    /// The action was done without n8n, and something is left to do.
    Partial,
    /// The action failed.
    Failed,
    /// The action was undone before its call left.
    Undone,
}

impl Outcome {
    /// Returns the outcome of an action. A partial conversion has statut `ERREUR`, but its candidate exists.
    pub(crate) const fn of(action: &Action) -> Self {
        match (action.statut_action, action.partielle) {
            (StatutAction::EnCours, _) => Self::Running,
            (StatutAction::Terminee, _) => Self::Done,
            (StatutAction::Erreur, true) => Self::Partial,
            (StatutAction::Erreur, false) => Self::Failed,
            (StatutAction::Annulee, _) => Self::Undone,
        }
    }
}

/// Describes the current step of a running action: the one that n8n reported, or else a default text.
pub(crate) fn step(action: &Action) -> String {
    match (&action.etape, action.tentatives) {
        (Some(etape), _) => etape.clone(),
        (None, 0) => "En attente d’envoi".to_owned(),
        (None, 1) => "Transmise, en attente de la première étape".to_owned(),
        (None, tentatives) => format!("Transmission, {tentatives}ᵉ tentative"),
    }
}

/// Describes a running action on a table row, `Conversion 60 % · Création du dossier Drive`. The number comes first,
/// because the rest may be cut off.
pub(crate) fn row_step(type_action: TypeAction, action: Option<&Action>) -> String {
    let Some(action) = action else { return format!("{} en cours", short(type_action)) };
    let percentage = action.pourcentage.map(|n| format!(" {n}\u{a0}%")).unwrap_or_default();
    match &action.etape {
        Some(etape) => format!("{}{percentage} · {etape}", short(type_action)),
        None => format!("{} en cours{percentage}", short(type_action)),
    }
}

/// Merges the running actions of a record and of the stream, oldest first. The stream is newer where both know an
/// action.
pub(crate) fn merge(record: Vec<Action>, live: Vec<Action>) -> Vec<Action> {
    let mut all = live;
    for action in record {
        if !all.iter().any(|other| other.id_conversion == action.id_conversion) {
            all.push(action);
        }
    }
    all.sort_by_key(|action| action.id_conversion);
    all
}

/// A product of an action, shown in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    /// French label.
    pub(crate) libelle: &'static str,
    /// Number of the product, if it has one.
    pub(crate) numero: Option<String>,
    /// https link to the product, if it has one.
    pub(crate) lien: Option<String>,
}

/// Returns the product of an action. A link that is not https is not clickable, because its text is external.
pub(crate) fn product(action: &Action) -> Option<Product> {
    let (libelle, numero, lien) =
        match ActionResult::read(action.type_action, action.resultat.as_ref()?).ok()? {
            ActionResult::Conversion(made) => {
                ("Dossier Drive", Some(made.numero_dossier), made.lien_dossier_drive)
            }
            ActionResult::Dossier(made) => ("Formulaire de candidature", None, made.lien_formulaire),
            ActionResult::Devis(made) => ("Devis", made.numero_devis, made.lien_devis),
            ActionResult::Email(_) => return None,
        };
    let lien = lien.filter(|lien| is_safe_link(lien));
    (numero.is_some() || lien.is_some()).then_some(Product { libelle, numero, lien })
}

/// Returns the quotes and forms of ended actions, each with its date.
pub(crate) fn documents(actions: &[Action]) -> Vec<(Product, Instant)> {
    let kept = |action: &&Action| {
        matches!(action.type_action, TypeAction::GenererDevis | TypeAction::EnvoyerDossier)
            && Outcome::of(action) == Outcome::Done
    };
    let dated = |action: &Action| {
        let at = action.date_fin.clone().unwrap_or_else(|| action.date_debut.clone());
        product(action).map(|product| (product, at))
    };
    actions.iter().filter(kept).filter_map(dated).collect()
}

/// Lists the known data of an action besides its events, as pairs of term and text.
pub(crate) fn facts(detail: &ActionDetail) -> Vec<(&'static str, String)> {
    let action = &detail.action;
    let asked = email_parameters(detail);
    let calls = (action.tentatives > 0).then(|| count(i64::from(action.tentatives), "appel", "appels"));
    let facts = [
        ("Demandée par", Some(action.demande_par.clone())),
        ("Reprend", action.relance_de.map(|id| format!("l’action n°\u{a0}{id}"))),
        ("Destinataire", asked.email),
        ("Type", asked.type_email.map(|type_email| type_email.libelle().to_owned())),
        ("Message", asked.message),
        ("Formation", action.formation_retenue.clone()),
        ("Session", action.session_visee.clone()),
        ("Transmission", calls),
        ("Workflow n8n", action.workflow_id.clone()),
        ("Exécution n8n", action.execution_id.clone()),
        ("Raison", action.message_erreur.clone()),
    ];
    facts.into_iter().filter_map(|(term, text)| Some((term, text?))).collect()
}

/// Returns the parameters of an email, or those of a dossier, which has only a recipient.
fn email_parameters(detail: &ActionDetail) -> EmailParameters {
    let stored = &detail.parametres;
    match detail.action.type_action {
        TypeAction::EnvoyerEmail => EmailParameters::deserialize(stored).unwrap_or_default(),
        TypeAction::EnvoyerDossier => {
            let email = DossierParameters::deserialize(stored).ok().and_then(|asked| asked.email);
            EmailParameters { email, ..EmailParameters::default() }
        }
        TypeAction::ConvertirCandidat | TypeAction::GenererDevis => EmailParameters::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action(changes: serde_json::Value) -> Action {
        let mut whole = json!({"idConversion":1,"idProspect":"PROS_1","typeAction":"CONVERTIR_CANDIDAT",
            "statutAction":"EN_COURS","partielle":false,"tentatives":0,"demandePar":"Sophie Martin",
            "dateDebut":"2026-02-17T09:30:00Z","relancable":false});
        let serde_json::Value::Object(changes) = changes else { panic!("an object") };
        whole.as_object_mut().unwrap().extend(changes);
        serde_json::from_value(whole).unwrap()
    }

    fn detail(changes: serde_json::Value, parametres: serde_json::Value) -> ActionDetail {
        ActionDetail { action: action(changes), parametres, journal: Vec::new() }
    }

    #[test]
    fn the_name_of_a_narrow_button_contains_its_word() {
        for one in TypeAction::ALL.iter().copied() {
            assert!(verb(one).to_lowercase().contains(&brief(one).to_lowercase()), "{}", brief(one));
        }
    }

    #[test]
    fn the_step_that_n8n_reported_comes_first() {
        assert_eq!(step(&action(json!({"etape":"Création du dossier Drive"}))), "Création du dossier Drive");
        assert_eq!(step(&action(json!({}))), "En attente d’envoi");
        assert_eq!(step(&action(json!({"tentatives":3}))), "Transmission, 3ᵉ tentative");
    }

    #[test]
    fn a_row_says_what_runs_even_before_its_step_is_known() {
        assert_eq!(row_step(TypeAction::GenererDevis, None), "Devis en cours");
        let running = action(json!({"etape":"Drive","pourcentage":60}));
        assert_eq!(row_step(TypeAction::ConvertirCandidat, Some(&running)), "Conversion 60\u{a0}% · Drive");
    }

    #[test]
    fn a_partial_conversion_is_not_a_plain_failure() {
        assert_eq!(Outcome::of(&action(json!({"statutAction":"ERREUR","partielle":true}))), Outcome::Partial);
        assert_eq!(Outcome::of(&action(json!({"statutAction":"ERREUR"}))), Outcome::Failed);
        assert_eq!(Outcome::of(&action(json!({"statutAction":"ANNULEE"}))), Outcome::Undone);
    }

    #[test]
    fn the_stream_knows_better_than_the_record() {
        let record = vec![action(json!({})), action(json!({"idConversion":2}))];
        let live = vec![action(json!({"idConversion":3})), action(json!({"idConversion":2,"etape":"Drive"}))];
        let merged = merge(record, live);
        let steps: Vec<_> =
            merged.iter().map(|action| (action.id_conversion.get(), action.etape.as_deref())).collect();
        assert_eq!(steps, [(1, None), (2, Some("Drive")), (3, None)]);
    }

    #[test]
    fn documents_are_what_ended_well() {
        let devis = json!({"typeAction":"GENERER_DEVIS","statutAction":"TERMINEE","dateFin":"2026-02-17T09:31:00Z",
            "resultat":{"numeroDevis":"DEV-2026-00001","lienDevis":"https://exemple.fr/devis"}});
        let failed = json!({"typeAction":"GENERER_DEVIS","statutAction":"ERREUR"});
        let email =
            json!({"typeAction":"ENVOYER_EMAIL","statutAction":"TERMINEE","resultat":{"objet":"Bonjour"}});
        let made = documents(&[action(failed), action(devis), action(email)]);
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].0.numero.as_deref(), Some("DEV-2026-00001"));
        assert_eq!(made[0].1.as_str(), "2026-02-17T09:31:00Z");
    }

    #[test]
    fn only_the_facts_that_there_are_are_told() {
        let told = facts(&detail(
            json!({"typeAction":"ENVOYER_EMAIL","tentatives":2}),
            json!({"typeEmail":"COMMERCIAL","message":null}),
        ));
        let terms: Vec<_> = told.iter().map(|(term, _)| *term).collect();
        assert_eq!(terms, ["Demandée par", "Type", "Transmission"]);
        assert_eq!(told[1].1, "Proposition commerciale");
    }

    #[test]
    fn the_recipient_is_told_of_whatever_is_sent() {
        for type_action in ["ENVOYER_DOSSIER", "ENVOYER_EMAIL"] {
            let told = facts(&detail(
                json!({"typeAction":type_action}),
                json!({"email":"marie@exemple.example","ajout":[1]}),
            ));
            assert_eq!(told[1], ("Destinataire", "marie@exemple.example".to_owned()), "{type_action}");
        }
    }

    #[test]
    fn only_https_links_are_links() {
        let made = product(&action(
            json!({"resultat":{"numeroDossier":"DUMI15092024","lienDossierDrive":"javascript:1"}}),
        ));
        let numero = Some("DUMI15092024".to_owned());
        assert_eq!(made, Some(Product { libelle: "Dossier Drive", numero, lien: None }));
        assert_eq!(product(&action(json!({}))), None);
    }

    #[test]
    fn a_result_has_a_product_when_there_is_something_to_open_or_to_name() {
        let of = |type_action: &str, resultat: serde_json::Value| {
            product(&action(json!({"typeAction":type_action,"resultat":resultat}))).map(|made| made.libelle)
        };
        let link = "https://exemple.example/1";
        assert_eq!(of("GENERER_DEVIS", json!({"numeroDevis":null,"lienDevis":link})), Some("Devis"));
        assert_eq!(of("ENVOYER_DOSSIER", json!({"lienFormulaire":link})), Some("Formulaire de candidature"));
        assert_eq!(of("ENVOYER_DOSSIER", json!({"lienFormulaire":null})), None);
        assert_eq!(of("ENVOYER_EMAIL", json!({"objet":"Bonjour","contenu":"…","messageId":null})), None);
    }
}
