//! French cities with their real postal codes, streets, and telephone zones.

use super::dice::Dice;

/// A city of the demo data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ville {
    pub(super) nom: &'static str,
    pub(super) code_postal: &'static str,
    /// First digit of the landline numbers: 1 Île-de-France, 2 north-west, 3 north-east, 4 south-east, 5 south-west.
    pub(super) zone: u8,
}

/// Draws a city; those of the school's zone are more frequent.
pub(super) fn ville(dice: &mut Dice) -> Ville {
    let (zone, cities) = dice.weighted(&[
        ((1, ILE_DE_FRANCE), 34),
        ((2, NORD_OUEST), 16),
        ((3, NORD_EST), 15),
        ((4, SUD_EST), 22),
        ((5, SUD_OUEST), 13),
    ]);
    let (nom, code_postal) = dice.pick(cities);
    Ville { nom, code_postal, zone }
}

/// Draws a number and a street.
pub(super) fn adresse(dice: &mut Dice) -> String {
    let number = dice.between(1, 180);
    let suffix = dice.weighted(&[("", 88), (" bis", 9), (" ter", 3)]);
    let street = dice.pick(RUES);
    match dice.below(100) {
        0..=8 => format!("Appt {}, {number}{suffix} {street}", dice.between(1, 64)),
        9..=12 => format!("Bât. {}, {number}{suffix} {street}", dice.pick(&["A", "B", "C", "D"])),
        _ => format!("{number}{suffix} {street}"),
    }
}

type Cities = &'static [(&'static str, &'static str)];

const ILE_DE_FRANCE: Cities = &[
    ("Paris", "75002"),
    ("Paris", "75003"),
    ("Paris", "75009"),
    ("Paris", "75011"),
    ("Paris", "75013"),
    ("Paris", "75018"),
    ("Paris", "75020"),
    ("Boulogne-Billancourt", "92100"),
    ("Montreuil", "93100"),
    ("Saint-Denis", "93200"),
    ("Créteil", "94000"),
    ("Versailles", "78000"),
    ("Nanterre", "92000"),
    ("Évry-Courcouronnes", "91000"),
    ("Cergy", "95000"),
    ("Melun", "77000"),
    ("L’Haÿ-les-Roses", "94240"),
    ("Fontainebleau", "77300"),
];

const NORD_OUEST: Cities = &[
    ("Nantes", "44000"),
    ("Rennes", "35000"),
    ("Brest", "29200"),
    ("Quimper", "29000"),
    ("Lorient", "56100"),
    ("Saint-Brieuc", "22000"),
    ("Saint-Malo", "35400"),
    ("Angers", "49000"),
    ("Le Mans", "72000"),
    ("Laval", "53000"),
    ("Tours", "37000"),
    ("Orléans", "45000"),
    ("Chartres", "28000"),
    ("Rouen", "76000"),
    ("Le Havre", "76600"),
    ("Caen", "14000"),
    ("La Roche-sur-Yon", "85000"),
    ("Saint-Denis", "97400"),
];

const NORD_EST: Cities = &[
    ("Lille", "59000"),
    ("Roubaix", "59100"),
    ("Villeneuve-d’Ascq", "59650"),
    ("Arras", "62000"),
    ("Amiens", "80000"),
    ("Reims", "51100"),
    ("Troyes", "10000"),
    ("Metz", "57000"),
    ("Nancy", "54000"),
    ("Épinal", "88000"),
    ("Strasbourg", "67000"),
    ("Colmar", "68000"),
    ("Mulhouse", "68100"),
    ("Besançon", "25000"),
    ("Dijon", "21000"),
    ("Châlons-en-Champagne", "51000"),
];

const SUD_EST: Cities = &[
    ("Lyon", "69002"),
    ("Lyon", "69003"),
    ("Lyon", "69007"),
    ("Villeurbanne", "69100"),
    ("Saint-Étienne", "42000"),
    ("Grenoble", "38000"),
    ("Annecy", "74000"),
    ("Chambéry", "73000"),
    ("Valence", "26000"),
    ("Clermont-Ferrand", "63000"),
    ("Avignon", "84000"),
    ("Marseille", "13001"),
    ("Marseille", "13008"),
    ("Aix-en-Provence", "13100"),
    ("Toulon", "83000"),
    ("Nice", "06000"),
    ("Montpellier", "34000"),
    ("Nîmes", "30000"),
    ("Perpignan", "66000"),
    ("Ajaccio", "20000"),
];

const SUD_OUEST: Cities = &[
    ("Bordeaux", "33000"),
    ("Mérignac", "33700"),
    ("Toulouse", "31000"),
    ("Albi", "81000"),
    ("Pau", "64000"),
    ("Bayonne", "64100"),
    ("Agen", "47000"),
    ("Limoges", "87000"),
    ("Poitiers", "86000"),
    ("La Rochelle", "17000"),
    ("Angoulême", "16000"),
    ("Périgueux", "24000"),
    ("Cahors", "46000"),
];

const RUES: &[&str] = &[
    "rue des Orfèvres",
    "rue du Temple",
    "rue de la République",
    "avenue Jean-Jaurès",
    "boulevard Victor-Hugo",
    "place de l’Église",
    "impasse des Lilas",
    "chemin des Vignes",
    "allée des Tilleuls",
    "rue Louise-Michel",
    "rue Marie-Curie",
    "avenue du Général-de-Gaulle",
    "rue du Faubourg-Saint-Antoine",
    "quai de la Loire",
    "rue de l’Abbé-Grégoire",
    "rue du Four à Chaux",
    "rue Simone-Veil",
    "cours Gambetta",
    "rue des Trois-Frères",
    "sentier du Moulin",
    "rue Saint-Éloi",
    "rue de la Monnaie",
    "avenue de l’Europe",
    "rue Pasteur",
    "rue du 8-Mai-1945",
    "route de la Forêt",
    "rue Émile-Zola",
    "passage du Désir",
    "villa des Arts",
    "square des Peupliers",
    "rue Joséphine-Baker",
    "boulevard de la Liberté",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_postal_code_has_five_digits() {
        let cities = [ILE_DE_FRANCE, NORD_OUEST, NORD_EST, SUD_EST, SUD_OUEST].concat();
        assert!(cities.len() >= 80, "{}", cities.len());
        assert!(
            cities
                .iter()
                .all(|(_, code)| code.len() == 5 && code.bytes().all(|digit| digit.is_ascii_digit()))
        );
    }
}
