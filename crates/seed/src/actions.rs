//! Makes past actions of a prospect. None is still running, because its callback would never come.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use common::action_parameters::{DossierParameters, EmailParameters};
use common::action_result::{DevisResult, DossierResult, EmailResult};
use common::{StatutAction, StatutProspect, TypeAction, TypeEmail};
use serde_json::{Value, json};

use super::dice::Dice;
use super::emails::{Courriel, EQUIPE};
use super::n8n_stories::{Histoire, Issue, histoire};
use super::prospect::{Fiche, at_office_hours};

/// An action that has ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ActionFaite {
    pub(super) type_action: TypeAction,
    pub(super) statut: StatutAction,
    pub(super) partielle: bool,
    pub(super) demande_par: &'static str,
    pub(super) formation: Option<&'static str>,
    /// Index of the session.
    pub(super) session: Option<usize>,
    pub(super) date_debut_souhaitee: Option<NaiveDate>,
    pub(super) parametres: Value,
    pub(super) workflow_id: Option<&'static str>,
    pub(super) execution_id: Option<String>,
    pub(super) resultat: Option<Value>,
    /// Body of the callback, which distinguishes a repetition from a contradiction.
    pub(super) rappel: Option<Value>,
    /// True when it restarts the failed action of its type before it in the list.
    pub(super) relance: bool,
    /// True when a later action replaced it.
    pub(super) remplacee: bool,
    pub(super) histoire: Histoire,
}

impl ActionFaite {
    /// Creates an action that ended with `issue` at `fin`; a success has a `resultat`.
    pub(super) fn new(
        type_action: TypeAction,
        issue: Issue,
        fin: DateTime<Utc>,
        resultat: Option<Value>,
        dice: &mut Dice,
    ) -> Self {
        let demande_par = dice.weighted(&[(EQUIPE[0], 5), (EQUIPE[1], 3), (EQUIPE[2], 2)]);
        let histoire = histoire(type_action, issue, demande_par, fin, dice);
        let called_back = matches!(issue, Issue::Reussie | Issue::Echouee);
        let reussie = issue == Issue::Reussie;
        Self {
            type_action,
            statut: if reussie { StatutAction::Terminee } else { StatutAction::Erreur },
            partielle: false,
            demande_par,
            formation: None,
            session: None,
            date_debut_souhaitee: None,
            parametres: json!({}),
            workflow_id: called_back.then(|| workflow_id(type_action)),
            execution_id: histoire.livraison.map(|_| dice.between(1_000, 99_999).to_string()),
            rappel: called_back.then(|| json!({ "success": reussie, "resultat": resultat })),
            resultat,
            relance: false,
            remplacee: false,
            histoire,
        }
    }
}

fn workflow_id(type_action: TypeAction) -> &'static str {
    match type_action {
        TypeAction::ConvertirCandidat => "DemoConvertirCan",
        TypeAction::EnvoyerDossier => "DemoEnvoyerDossi",
        TypeAction::GenererDevis => "DemoGenererDevis",
        TypeAction::EnvoyerEmail => "DemoEnvoyerEmail",
    }
}

/// Makes the actions of a prospect except the conversion of a candidate, oldest first.
pub(super) fn past_actions(
    fiche: &Fiche,
    courriels: &[Courriel],
    maintenant: DateTime<Utc>,
    dice: &mut Dice,
) -> Vec<ActionFaite> {
    let mut actions = emails_sent(fiche, courriels, dice);
    if fiche.nb_echanges < 2 || fiche.dernier - fiche.premier < TimeDelta::days(1) {
        return actions;
    }
    let (devis, dossier) = chances(fiche.statut);
    let quote_possible = fiche.formation.is_some();
    if quote_possible && dice.chance(devis) {
        let fin = moment(fiche, StatutProspect::DevisEnvoye, 60, dice);
        let resultat = quote(fin, fiche.numero);
        actions.extend(perhaps_twice(fiche, TypeAction::GenererDevis, fin, resultat, dice));
    }
    if dice.chance(dossier) {
        let fin = moment(fiche, StatutProspect::EnAttenteDossier, 80, dice);
        let resultat = json!(DossierResult { lien_formulaire: Some(form_link(dice)) });
        actions.extend(perhaps_twice(fiche, TypeAction::EnvoyerDossier, fin, resultat, dice));
    }
    actions.extend(failure(fiche, maintenant, dice));
    actions.sort_by_key(|action| action.histoire.debut);
    actions
}

/// Returns the percentages of prospects of this statut with a quote, and with an application form, made by an action.
const fn chances(statut: StatutProspect) -> (u32, u32) {
    match statut {
        StatutProspect::DevisEnvoye => (85, 0),
        StatutProspect::EnAttenteDossier => (40, 90),
        StatutProspect::DossierRecu => (45, 70),
        StatutProspect::FinancementEnCours => (60, 70),
        StatutProspect::ARecontacter | StatutProspect::Perdu => (15, 0),
        _ => (0, 0),
    }
}

/// Returns the end of an action: the last contact when the action led to the statut, else at `percent` of the whole
/// period.
fn moment(fiche: &Fiche, led_to: StatutProspect, percent: i32, dice: &mut Dice) -> DateTime<Utc> {
    if fiche.statut == led_to {
        return fiche.dernier;
    }
    let at = fiche.premier + (fiche.dernier - fiche.premier) / 100 * percent;
    at_office_hours(at, fiche.dernier, dice).max(fiche.premier + TimeDelta::hours(4))
}

/// Makes actions for some of the emails of a kind that actions can send.
fn emails_sent(fiche: &Fiche, courriels: &[Courriel], dice: &mut Dice) -> Vec<ActionFaite> {
    let mut actions: Vec<ActionFaite> = Vec::new();
    for courriel in courriels.iter().filter(|courriel| courriel.date - fiche.premier > TimeDelta::hours(1)) {
        let Some(type_email) = courriel.type_email.filter(|_| dice.chance(12)) else { continue };
        let resultat = json!(EmailResult {
            objet: Some(courriel.objet.clone()),
            contenu: Some(courriel.contenu.clone()),
            message_id: Some(courriel.message_id.clone()),
        });
        let mut action =
            ActionFaite::new(TypeAction::EnvoyerEmail, Issue::Reussie, courriel.date, Some(resultat), dice);
        action.parametres = email_parameters(fiche, type_email);
        // Two of them cannot run at once.
        if actions.last().is_none_or(|last| last.histoire.fin < action.histoire.debut) {
            actions.push(action);
        }
    }
    actions
}

/// Makes a success, sometimes after a failure that it restarts.
fn perhaps_twice(
    fiche: &Fiche,
    type_action: TypeAction,
    fin: DateTime<Utc>,
    resultat: Value,
    dice: &mut Dice,
) -> Vec<ActionFaite> {
    let mut actions = Vec::new();
    let mut success = ActionFaite::new(type_action, Issue::Reussie, fin, Some(resultat), dice);
    success.parametres = parametres(fiche, type_action);
    if dice.chance(9) {
        let earlier = success.histoire.debut - TimeDelta::minutes(dice.between(4, 90));
        let issue = dice.pick(&[Issue::Echouee, Issue::Injoignable, Issue::SansReponse]);
        let mut failed = ActionFaite::new(type_action, issue, earlier, None, dice);
        failed.parametres.clone_from(&success.parametres);
        failed.remplacee = true;
        success.relance = true;
        actions.push(failed);
    }
    actions.push(success);
    actions
}

/// Makes a recent failure that waits for "Relancer".
fn failure(fiche: &Fiche, maintenant: DateTime<Utc>, dice: &mut Dice) -> Option<ActionFaite> {
    let (type_action, percent) = match fiche.statut {
        StatutProspect::DossierRecu => (TypeAction::ConvertirCandidat, 14),
        StatutProspect::Qualifie => (TypeAction::GenererDevis, 8),
        StatutProspect::EnEchange | StatutProspect::ARecontacter => (TypeAction::EnvoyerEmail, 4),
        StatutProspect::DevisEnvoye => (TypeAction::EnvoyerDossier, 5),
        _ => return None,
    };
    let formation = fiche.formation?;
    if !dice.chance(percent) || (type_action == TypeAction::ConvertirCandidat && !formation.active) {
        return None;
    }
    // An unreachable n8n would leave a partial conversion and a candidate, which this prospect is not.
    let issues: &[Issue] = if type_action == TypeAction::ConvertirCandidat {
        &[Issue::Echouee, Issue::SansReponse]
    } else {
        &[Issue::Echouee, Issue::Injoignable, Issue::SansReponse]
    };
    // Later than the end of the last email's action, including its deadline.
    let earliest = fiche.dernier + TimeDelta::minutes(20);
    let latest = (fiche.dernier + TimeDelta::days(6)).min(maintenant);
    if latest < earliest {
        return None;
    }
    let fin = earliest + TimeDelta::seconds(dice.between(0, (latest - earliest).num_seconds()));
    let fin = at_office_hours(fin, latest, dice).max(earliest);
    let mut action = ActionFaite::new(type_action, dice.pick(issues), fin, None, dice);
    if type_action == TypeAction::ConvertirCandidat {
        action.formation = Some(formation.code);
    }
    action.parametres = parametres(fiche, type_action);
    Some(action)
}

fn parametres(fiche: &Fiche, type_action: TypeAction) -> Value {
    match type_action {
        TypeAction::EnvoyerDossier => {
            let email = fiche.emails.first().cloned();
            json!(DossierParameters { email, ..DossierParameters::default() })
        }
        TypeAction::EnvoyerEmail => email_parameters(fiche, TypeEmail::Relance),
        TypeAction::ConvertirCandidat | TypeAction::GenererDevis => json!({}),
    }
}

fn email_parameters(fiche: &Fiche, type_email: TypeEmail) -> Value {
    let email = fiche.emails.first().cloned();
    json!(EmailParameters { email, type_email: Some(type_email), ..EmailParameters::default() })
}

fn quote(fin: DateTime<Utc>, numero: u64) -> Value {
    json!(DevisResult {
        numero_devis: Some(format!("DEV-{}-{numero:05}", fin.year())),
        lien_devis: Some(format!("https://drive.google.com/file/d/demo-devis-{numero}/view")),
    })
}

fn form_link(dice: &mut Dice) -> String {
    format!("https://formulaires.example.org/candidature/demo-{}", dice.token(16))
}
