//! Names of fictional people, including unusual ones that reveal bugs.

use super::dice::Dice;
use super::wording::Genre;

/// A fictional person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Personne {
    pub(super) prenom: String,
    pub(super) nom: String,
    pub(super) genre: Genre,
}

/// Draws a person.
pub(super) fn personne(dice: &mut Dice) -> Personne {
    // More women than men write to such schools.
    let genre = if dice.chance(64) { Genre::Feminin } else { Genre::Masculin };
    let prenoms = if genre == Genre::Feminin { FEMININS } else { MASCULINS };
    let prenom = dice.pick(prenoms).to_owned();
    let nom = match dice.below(100) {
        0..=7 => dice.pick(RARES).to_owned(),
        8..=12 => format!("{}-{}", dice.pick(NOMS), dice.pick(NOMS)),
        _ => dice.pick(NOMS).to_owned(),
    };
    Personne { prenom, nom, genre }
}

#[rustfmt::skip]
const FEMININS: &[&str] = &[
    "Camille", "Léa", "Manon", "Chloé", "Inès", "Zoé", "Élodie", "Aurélie", "Hélène", "Françoise", "Anaïs",
    "Noémie", "Clémence", "Océane", "Mélanie", "Gaëlle", "Maëlys", "Solène", "Éloïse", "Apolline",
    "Marie-Claire", "Anne-Sophie", "Marie-Ange", "Jeanne", "Louise", "Agathe", "Margaux", "Juliette",
    "Pauline", "Charlotte", "Mathilde", "Capucine", "Salomé", "Victoire", "Joséphine", "Bérénice", "Cécile",
    "Céline", "Sandrine", "Valérie", "Nathalie", "Isabelle", "Stéphanie", "Delphine", "Virginie", "Laëtitia",
    "Émilie", "Marion", "Justine", "Lucie", "Fatima", "Aïcha", "Yasmine", "Nour", "Leïla", "Samira",
    "Khadija", "Mariam", "Aminata", "Fatou", "Aïssatou", "Awa", "Ngozi", "Thị Mai", "Linh", "Mei", "Yuki",
    "Priya", "Ananya", "Shirin", "Esther", "Myriam", "Rachel", "Oksana", "Katarzyna", "Małgorzata", "Ioana",
    "Ștefania", "Beatriz", "Conceição", "Lucía", "Begoña", "Chiara", "Giulia", "Ingrid", "Åsa", "Siobhán",
    "Zeynep", "Elif", "Maria", "Alix", "Dominique", "Sacha", "Andréa",
];

#[rustfmt::skip]
const MASCULINS: &[&str] = &[
    "Lucas", "Hugo", "Théo", "Léo", "Raphaël", "Gaël", "Loïc", "Cédric", "Jérôme", "Frédéric", "Grégoire",
    "Rémi", "Anaël", "Maël", "Éric", "Étienne", "Jean-Baptiste", "Jean-Noël", "Pierre-Yves", "Paul", "Arthur",
    "Antoine", "Baptiste", "Clément", "Maxime", "Quentin", "Romain", "Thibault", "Valentin", "Victor",
    "Benoît", "Sébastien", "Stéphane", "Christophe", "Nicolas", "Olivier", "Philippe", "Laurent", "Thierry",
    "Aurélien", "Karim", "Mehdi", "Youssef", "Rachid", "Bilal", "Ibrahima", "Mamadou", "Ousmane", "Kwame",
    "Chidi", "Minh", "Đức", "Wei", "Kenji", "Arjun", "Ravi", "Reza", "David", "Samuel", "Oleksandr", "Piotr",
    "Paweł", "Ionuț", "João", "Íñigo", "Andrés", "Matteo", "Søren", "Jürgen", "Pádraig", "Emre", "Çağlar",
    "Tomás", "Camille", "Alix", "Dominique", "Sacha",
];

#[rustfmt::skip]
const NOMS: &[&str] = &[
    "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau",
    "Simon", "Laurent", "Lefebvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier",
    "Morel", "Girard", "André", "Lefèvre", "Mercier", "Dupont", "Lambert", "Bonnet", "François", "Martinez",
    "Legrand", "Garnier", "Faure", "Rousseau", "Blanc", "Guérin", "Müller", "Henry", "Roussel", "Nicolas",
    "Perrin", "Morin", "Mathieu", "Clément", "Gauthier", "Dumont", "Lopez", "Fontaine", "Chevalier", "Robin",
    "Masson", "Sanchez", "Gérard", "Nguyen", "Boyer", "Denis", "Lemaire", "Duval", "Joly", "Gautier", "Roger",
    "Roche", "Roy", "Noël", "Meyer", "Lucas", "Meunier", "Jean", "Pérez", "Marchand", "Dufour", "Blanchard",
    "Marie", "Barbier", "Brun", "Dumas", "Brunet", "Schmitt", "Leroux", "Colas", "Caron", "Fabre", "Besson",
    "Carpentier", "Rivière", "Renaud", "Aubert", "Leclerc", "Lacroix", "Hubert", "Poirier", "Prévost",
    "Le Goff", "Le Gall", "Le Bihan", "Guéguen", "Kermarrec", "Benali", "Haddad", "Bouzid", "Cherif",
    "El Amrani", "Ben Saïd", "Traoré", "Diallo", "Diop", "Ndiaye", "Koné", "Coulibaly", "Mbaye", "Okafor",
    "Mensah", "Fernandes", "Da Silva", "Dos Santos", "Pereira", "Gonçalves", "Rossi", "Bianchi", "Esposito",
    "Romano", "Kowalski", "Nowak", "Popescu", "Ionescu", "Dumitru", "Petrović", "Yılmaz", "Demir", "Kaya",
    "Chen", "Wang", "Zhang", "Tran", "Pham", "Patel", "Sharma", "Singh", "Cohen", "Lévy", "Benhamou",
    "Vasseur", "Delattre", "Vandamme", "Deschamps", "Beaumont", "Tessier", "Vidal", "Pons", "Casanova",
    "Santoni", "Etchegaray", "Hiriart", "Muller", "Klein", "Weber", "Schneider", "Hoarau", "Payet", "Grondin",
    "Céleste",
];

/// Unusual names: particles, both apostrophes, ligatures, decomposable letters, a dotless i, a single letter, a very
/// long one.
#[rustfmt::skip]
const RARES: &[&str] = &[
    "d’Alembert", "d'Orgeval", "de La Tour", "de La Roche-Saint-André de Montfaucon", "du Bellay",
    "de l’Épine", "N’Guyen", "N’Diaye", "M’Barek", "O’Connor", "O’Brien", "L’Hôpital", "D’Almeida",
    "El Khoury", "Aït-Ahmed", "Ait Ouarab", "Ben Abdallah", "van der Meer", "van den Berg", "von Groß",
    "Weiß", "Straßer", "Łukasiewicz", "Wałkowska", "Œhler", "Lœwenstein", "Nœtinger", "Be\u{301}rard",
    "Le\u{301}vêque", "Nguyễn", "Đặng", "Phạm Thị", "Çelik", "Işık", "Ñuñez", "Ibáñez", "García Márquez",
    "Šimić", "Đorđević", "Dvořák", "Čapková", "Ørsted", "Åkesson", "Þórsdóttir", "Ó Súilleabháin", "Ţepeş",
    "Ÿvon", "Saint-Exupère", "Saint Martin", "Sainte-Croix", "Ah-Kane", "Ng", "Y", "Ô", "Li", "Abd el-Kader",
    "Mac Gregor", "McKenzie", "Rakotoarimanana-Andriamihaja", "Haïk", "Kœnig", "Bœuf",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_fits_its_column() {
        for nom in NOMS.iter().chain(RARES).chain(FEMININS).chain(MASCULINS) {
            assert!((1..=49).contains(&nom.chars().count()), "two of {nom} and a hyphen must fit in 100");
            assert_eq!(nom.trim(), *nom);
        }
    }

    #[test]
    fn ordinary_and_rare_names_both_come() {
        let mut dice = Dice::new(1, 1);
        let drawn: Vec<_> = (0..2_000).map(|_| personne(&mut dice)).collect();
        assert!(drawn.iter().any(|person| RARES.contains(&person.nom.as_str())));
        assert!(drawn.iter().any(|person| person.nom.contains('-')));
        assert!(drawn.iter().filter(|person| person.genre == Genre::Masculin).count() > 500);
    }
}
