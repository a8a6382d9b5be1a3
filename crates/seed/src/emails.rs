//! Makes the correspondence of a prospect: an opening, questions and answers, and an end that suits the statut.

use chrono::{DateTime, TimeDelta, Utc};
use common::{ModeFinancement, SensEmail, Source, StatutProspect, TypeEmail};

use super::dice::Dice;
use super::email_endings::derniers;
use super::email_texts::{ECHANGES, MERCIS, Modele, OUVERTURES, RELANCES, REPONSES, SUITES};
use super::prospect::{Fiche, at_human_hours, at_office_hours};
use super::summary::{price, vers};
use super::wording::{fill, thousands};

/// Address of the school.
pub(super) const ECOLE: &str = "admissions@atelier-ecole.example";

/// People of the demo school, who ask for actions and sign emails.
pub(super) const EQUIPE: [&str; 3] = ["Sophie Martin", "Karim Benali", "Hélène Vasseur"];

/// An email of the demo data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Courriel {
    pub(super) sens: SensEmail,
    pub(super) objet: String,
    pub(super) resume: String,
    pub(super) contenu: String,
    pub(super) expediteur: String,
    pub(super) destinataire: String,
    pub(super) date: DateTime<Utc>,
    pub(super) message_id: String,
    /// Purpose of the action that could send it.
    pub(super) type_email: Option<TypeEmail>,
}

/// Makes the emails of a prospect, oldest first: `nb_echanges` emails from the first to the last contact.
pub(super) fn correspondence(fiche: &Fiche, dice: &mut Dice) -> Vec<Courriel> {
    let Some(address) = fiche.emails.first() else { return Vec::new() };
    let models = story(fiche, dice);
    let dates = dates(fiche, &models, dice);
    let agent = dice.pick(&EQUIPE);
    let mut write = |(index, (modele, date)): (usize, (Modele, DateTime<Utc>))| {
        let slots = slots(fiche, agent);
        let slots: Vec<_> = slots.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let text = |template: &str| fill(template, fiche.personne.genre, &slots);
        let (expediteur, destinataire) =
            if modele.sortant { (ECOLE, address.as_str()) } else { (address.as_str(), ECOLE) };
        let domain = expediteur.rsplit('@').next().unwrap_or_default();
        Courriel {
            sens: if modele.sortant { SensEmail::Sortant } else { SensEmail::Entrant },
            objet: text(modele.objet),
            resume: text(modele.resume),
            contenu: text(&body(&modele, dice)),
            message_id: format!("<{}.{}.{}@{domain}>", fiche.numero, index + 1, dice.token(10)),
            expediteur: expediteur.to_owned(),
            destinataire: destinataire.to_owned(),
            date,
            type_email: modele.type_email,
        }
    };
    models.into_iter().zip(dates).enumerate().map(&mut write).collect()
}

/// Chooses the templates of the emails, in order.
fn story(fiche: &Fiche, dice: &mut Dice) -> Vec<Modele> {
    let count = fiche.nb_echanges;
    let wrote_first = matches!(fiche.source, Source::Email | Source::Formulaire | Source::ReseauxSociaux);
    let opening =
        dice.pick(if wrote_first || fiche.statut == StatutProspect::Nouveau { OUVERTURES } else { SUITES });
    let mut models = vec![opening];
    if count >= 3 && !opening.sortant {
        models.push(dice.pick(REPONSES));
    }
    let mut pairs: Vec<_> = ECHANGES.to_vec();
    dice.shuffle(&mut pairs);
    let mut pairs = pairs.into_iter().cycle();
    while models.len() + 1 < count {
        let room = count - models.len() - 1;
        if room >= 2 && !dice.chance(15) {
            models.extend(pairs.next().map(|(question, answer)| [question, answer]).into_iter().flatten());
        } else {
            let fillers = if dice.chance(60) { RELANCES } else { MERCIS };
            models.push(dice.pick(fillers));
        }
    }
    if count >= 2 {
        // Two emails with a prospect who was only contacted are a question and its answer.
        let answered = count == 2 && fiche.statut == StatutProspect::Contacte && !opening.sortant;
        models.push(dice.pick(if answered { REPONSES } else { derniers(fiche.statut) }));
    }
    models.truncate(count);
    models
}

fn dates(fiche: &Fiche, models: &[Modele], dice: &mut Dice) -> Vec<DateTime<Utc>> {
    let (first, last) = (fiche.premier, fiche.dernier);
    let span = (last - first).num_seconds();
    let between = |dice: &mut Dice| {
        let raw = first + TimeDelta::seconds(dice.between(0, span));
        at_human_hours(raw, last, dice).max(first)
    };
    let inner = fiche.nb_echanges.saturating_sub(2);
    let mut dates: Vec<_> = (0..inner).map(|_| between(dice)).collect();
    dates.push(first);
    if fiche.nb_echanges >= 2 {
        dates.push(last);
    }
    dates.sort_unstable();
    keep_office_hours(&mut dates, models, dice);
    dates
}

/// Moves the school's emails to office hours, within two days after a question, in unchanged order; the last one
/// stays.
fn keep_office_hours(dates: &mut [DateTime<Utc>], models: &[Modele], dice: &mut Dice) {
    for index in 1..dates.len().saturating_sub(1) {
        let sortant = |index: usize| models.get(index).is_some_and(|model| model.sortant);
        if !sortant(index) {
            continue;
        }
        let (before, drawn, after) = (dates[index - 1], dates[index], dates[index + 1]);
        let soon = before + TimeDelta::minutes(dice.between(30, 40 * 60));
        let wished = if sortant(index - 1) { drawn } else { soon.min(drawn) };
        dates[index] = at_office_hours(wished, after, dice).clamp(before, after);
    }
}

fn body(modele: &Modele, dice: &mut Dice) -> String {
    let greeting =
        if modele.sortant { "Bonjour {prenom}," } else { dice.pick(&["Bonjour,", "Madame, Monsieur,"]) };
    let signature = if modele.sortant {
        "Bien cordialement,\n{agent}\nService des admissions\nAtelier-École du Bijou"
    } else {
        dice.pick(&["Cordialement,\n{prenom} {nom}", "Bien à vous,\n{prenom} {nom}", "{prenom} {nom}"])
    };
    let mut paragraphs = vec![greeting];
    paragraphs.extend(modele.corps.iter().map(|variants| dice.pick(variants)));
    paragraphs.push(signature);
    paragraphs.join("\n\n")
}

fn slots(fiche: &Fiche, agent: &str) -> [(&'static str, String); 8] {
    let formation = fiche.formation;
    let heures =
        formation.map_or_else(|| "35 à 840".to_owned(), |formation| thousands(formation.duree_heures));
    [
        ("prenom", fiche.personne.prenom.clone()),
        ("nom", fiche.personne.nom.clone()),
        ("formation", formation.map_or("métiers du bijou", |formation| formation.nom).to_owned()),
        ("vers", vers(formation).to_owned()),
        ("tarif", price(formation)),
        ("heures", format!("{heures}\u{a0}heures")),
        ("financeur", financeur(fiche.financement).to_owned()),
        ("agent", agent.to_owned()),
    ]
}

/// Names the funder in a sentence, after "passer par".
fn financeur(mode: Option<ModeFinancement>) -> &'static str {
    match mode {
        Some(ModeFinancement::Cpf) => "le compte personnel de formation (CPF)",
        Some(ModeFinancement::Opco) => "un OPCO",
        Some(ModeFinancement::FranceTravail) => "France Travail",
        Some(ModeFinancement::TransitionsPro) => "Transitions Pro",
        Some(ModeFinancement::Region) => "la Région",
        Some(ModeFinancement::Entreprise) => "l’employeur",
        Some(ModeFinancement::Personnel) => "un financement personnel",
        Some(ModeFinancement::Alternance) => "un contrat d’apprentissage",
        Some(ModeFinancement::Faf) => "le fonds d’assurance formation des indépendants",
        Some(ModeFinancement::Autre) => "une association",
        None => "un organisme de financement",
    }
}

#[cfg(test)]
mod tests {
    use super::super::wording::Genre;
    use super::*;

    #[test]
    fn no_model_has_a_hole_that_nothing_fills() {
        let names = ["prenom", "nom", "formation", "vers", "tarif", "heures", "financeur", "agent"];
        let slots = names.map(|name| (name, "x"));
        let ends = StatutProspect::ALL.iter().flat_map(|statut| derniers(*statut)).copied();
        let pairs = ECHANGES.iter().flat_map(|(question, answer)| [*question, *answer]);
        let starts = [OUVERTURES, SUITES, REPONSES, RELANCES, MERCIS].concat();
        for modele in starts.into_iter().chain(pairs).chain(ends) {
            let corps = modele.corps.iter().flat_map(|variants| variants.iter());
            for template in corps.chain([&modele.objet, &modele.resume]) {
                let text = fill(template, Genre::Feminin, &slots);
                assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
            }
        }
    }
}
