//! Wording of shared addresses and numbers, and of the fields that a known record took over.

use common::prospect::{AdressePartagee, ProspectRecu};

use super::format;
use super::person::field_name;

/// Maximum number of other people that the panel names.
pub(crate) const NAMED: usize = 3;

/// Describes the shared values, before the other's name.
pub(crate) fn shared_with(other: &AdressePartagee) -> &'static str {
    let has = |champ: &str| other.champs.iter().any(|shared| shared == champ);
    match (has("emails"), has("telephones")) {
        (true, true) => "Adresse et numéro partagés avec",
        (false, true) => "Numéro partagé avec",
        _ => "Adresse partagée avec",
    }
}

/// Returns title and sentence of the message after "Nouveau prospect".
pub(crate) fn received(is_new: bool, received: &ProspectRecu) -> (&'static str, Option<String>) {
    let ProspectRecu { prospect, complete, ignore } = received;
    let title = match (is_new, complete.is_empty()) {
        (true, _) => "Prospect ajouté",
        (false, false) => "Cette personne existait déjà\u{a0}: sa fiche a été complétée",
        (false, true) => "Cette personne existait déjà",
    };
    let told = [
        list("Fiche complétée", complete),
        list("Ignoré, car la fiche dit autre chose", ignore),
        also_of(&[], &prospect.partages),
    ];
    let told: Vec<_> = told.into_iter().flatten().collect();
    (title, (!told.is_empty()).then(|| told.join(" ")))
}

/// Returns a sentence such as "Fiche complétée : Ville, Financement."
fn list(title: &str, champs: &[String]) -> Option<String> {
    let names: Vec<_> = champs.iter().map(|champ| field_name(champ)).collect();
    (!names.is_empty()).then(|| [title, "\u{a0}: ", &names.join(", "), "."].concat())
}

/// Names the people who share an address or number `now` but not `before`.
pub(crate) fn also_of(before: &[AdressePartagee], now: &[AdressePartagee]) -> Option<String> {
    let is_news = |other: &&AdressePartagee| {
        let known = before.iter().find(|known| known.id_prospect == other.id_prospect);
        known.is_none_or(|known| known.champs != other.champs)
    };
    let news: Vec<_> = now.iter().filter(is_news).collect();
    let first = news.first()?;
    let what = match (first.champs.iter().any(|champ| champ == "emails"), first.champs.len()) {
        (_, 2) => "Cette adresse et ce numéro sont aussi ceux ",
        (true, _) => "Cette adresse est aussi celle ",
        (false, _) => "Ce numéro est aussi celui ",
    };
    let names: Vec<_> =
        news.iter().take(NAMED).map(|other| format::person(&other.prenom, &other.nom)).collect();
    let more = news.len().saturating_sub(NAMED);
    let more = (more > 0)
        .then(|| [" et de ", &format::count(to_i64(more), "autre fiche", "autres fiches")].concat());
    Some([what, &of_name(&names.join(", ")), &more.unwrap_or_default(), "."].concat())
}

/// Names the people who also have a typed address (`champ` is `emails`) or number (`telephones`).
pub(crate) fn also_in(champ: &str, others: &[AdressePartagee]) -> Option<String> {
    let mut others = others.to_vec();
    for other in &mut others {
        other.champs.retain(|shared| shared == champ);
    }
    others.retain(|other| !other.champs.is_empty());
    also_of(&[], &others)
}

/// Returns the name with its preposition: "de Nicolas", "d’Emmy".
fn of_name(name: &str) -> String {
    const VOWELS: &str = "aeiouàâäéèêëîïôöùûüœæ";
    let is_vowel = |letter: char| letter.to_lowercase().all(|letter| VOWELS.contains(letter));
    if name.starts_with(is_vowel) { ["d’", name].concat() } else { ["de ", name].concat() }
}

/// Converts a number of rows for formatting.
pub(crate) fn to_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(number: u32, prenom: &str, champs: &[&str]) -> AdressePartagee {
        AdressePartagee {
            id_prospect: number.into(),
            nom: "Barbier".into(),
            prenom: prenom.into(),
            champs: champs.iter().map(|champ| (*champ).to_owned()).collect(),
            distincte: false,
        }
    }

    #[test]
    fn a_line_says_what_is_shared() {
        for (champs, told) in [
            (&["emails"][..], "Adresse partagée avec"),
            (&["telephones"], "Numéro partagé avec"),
            (&["emails", "telephones"], "Adresse et numéro partagés avec"),
        ] {
            assert_eq!(shared_with(&other(2, "Emmy", champs)), told);
        }
    }

    #[test]
    fn only_who_shares_it_newly_is_told() {
        let emmy = [other(2, "Emmy", &["emails"])];
        let both = other(2, "Emmy", &["emails", "telephones"]);
        let nicolas = other(3, "Nicolas", &["telephones"]);
        assert_eq!(also_of(&[], &[]), None);
        assert_eq!(also_of(&emmy, &emmy), None);
        let told =
            |before: &[AdressePartagee], now: &[AdressePartagee]| also_of(before, now).unwrap_or_default();
        assert_eq!(told(&[], &emmy), "Cette adresse est aussi celle d’Emmy Barbier.");
        assert_eq!(told(&emmy, &[emmy[0].clone(), nicolas]), "Ce numéro est aussi celui de Nicolas Barbier.");
        assert_eq!(told(&emmy, &[both]), "Cette adresse et ce numéro sont aussi ceux d’Emmy Barbier.");
        let many: Vec<_> = (2..7).map(|number| other(number, "Lina", &["emails"])).collect();
        let names = "Lina Barbier, Lina Barbier, Lina Barbier";
        let expected = ["Cette adresse est aussi celle de ", names, " et de 2\u{a0}autres fiches."].concat();
        assert_eq!(told(&[], &many), expected);
    }

    #[test]
    fn below_a_field_only_what_that_field_shares_is_told() {
        let both = other(2, "Emmy", &["emails", "telephones"]);
        let now = [both, other(3, "Nicolas", &["telephones"])];
        assert_eq!(also_in("emails", &now[1..]), None);
        assert_eq!(also_in("emails", &now).as_deref(), Some("Cette adresse est aussi celle d’Emmy Barbier."));
        let told = also_in("telephones", &now);
        assert_eq!(told.as_deref(), Some("Ce numéro est aussi celui d’Emmy Barbier, Nicolas Barbier."));
    }

    #[test]
    fn what_was_taken_and_what_was_not_is_told_in_french() {
        let champs = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(list("Fiche complétée", &[]), None);
        let told = list("Ignoré", &champs(&["prenom", "formationSouhaitee", "resumeIa"]));
        assert_eq!(told.as_deref(), Some("Ignoré\u{a0}: Prénom, Formation souhaitée, Résumé IA."));
    }
}
