//! Writes the summary that n8n's AI would make of a prospect, consistent with the known data.

use common::{ModeFinancement, MotifPerte, Source, StatutProspect};

use super::catalogue::FormationModele;
use super::dice::Dice;
use super::prospect::Fiche;
use super::wording::{euros, fill};

/// Returns the summary; `None` when nothing was exchanged, and for a few that n8n has not read yet.
pub(super) fn summary(fiche: &Fiche, dice: &mut Dice) -> Option<String> {
    if fiche.nb_echanges == 0 || dice.chance(8) {
        return None;
    }
    let mut sentences = vec![opening(fiche, dice)];
    if fiche.ville.is_some() && dice.chance(20) {
        sentences.push(dice.pick(LOGEMENT));
    } else if dice.chance(85) {
        sentences.push(dice.pick(PARCOURS));
    }
    sentences.push(dice.pick(financement(fiche.financement)));
    sentences.push(dice.pick(fiche.motif_perte.map_or_else(|| statut(fiche.statut), perdu)));
    if dice.chance(35) {
        sentences.push(dice.pick(REMARQUES));
    }
    let tarif = fiche.formation.map_or(0.0, |formation| formation.tarif);
    let slots = [
        ("prenom", fiche.personne.prenom.as_str()),
        ("vers", vers(fiche.formation)),
        ("motif", dice.pick(MOTIFS)),
        ("a_ville", &fiche.ville.map(|ville| in_city(ville.nom)).unwrap_or_default()),
        ("tarif", &price(fiche.formation)),
        ("part", &euros(rounded_share(tarif, dice))),
    ];
    // Twice, because the motive contains placeholders too.
    let genre = fiche.personne.genre;
    Some(fill(&fill(&sentences.join(" "), genre, &slots), genre, &slots))
}

/// Returns the field of training, with its preposition.
pub(super) fn vers(formation: Option<&FormationModele>) -> &'static str {
    formation.map_or("aux métiers du bijou", |formation| formation.vers)
}

/// Returns the price of a formation, or the price range when none is chosen.
pub(super) fn price(formation: Option<&FormationModele>) -> String {
    match formation {
        Some(formation) => euros(formation.tarif),
        None => format!("890 à {}", euros(9_800.0)),
    }
}

/// Returns the city with its preposition: "à Lyon", "au Mans".
fn in_city(nom: &str) -> String {
    nom.strip_prefix("Le ").map_or_else(|| format!("à {nom}"), |rest| format!("au {rest}"))
}

/// Returns the amount that a person's CPF pays, at most about 4 000 €.
fn rounded_share(tarif: f64, dice: &mut Dice) -> f64 {
    let percent = [35.0, 45.0, 55.0, 60.0, 70.0, 80.0];
    ((tarif.max(890.0) * dice.pick(&percent) / 100.0).min(4_200.0) / 50.0).round() * 50.0
}

fn opening(fiche: &Fiche, dice: &mut Dice) -> &'static str {
    let by_source = match fiche.source {
        Source::Salon => Some("Rencontré[|e] sur un salon, {prenom} souhaite se former {vers} pour {motif}."),
        Source::ReseauxSociaux => {
            Some("Venu[|e] par les réseaux sociaux, {prenom} s’intéresse {vers} pour {motif}.")
        }
        Source::BoucheAOreille => {
            Some("Orienté[|e] par une ancienne élève, {prenom} voudrait se former {vers} pour {motif}.")
        }
        Source::Telephone => {
            Some("{prenom} a d’abord appelé l’école : [il|elle] veut se former {vers} pour {motif}.")
        }
        _ => None,
    };
    by_source.filter(|_| dice.chance(70)).unwrap_or_else(|| dice.pick(OUVERTURES))
}

const OUVERTURES: &[&str] = &[
    "{prenom} souhaite se former {vers} pour {motif}.",
    "{prenom} s’intéresse {vers} pour {motif}.",
    "{prenom} a demandé le programme complet et voudrait se former {vers} pour {motif}.",
    "Projet clair : {prenom} veut se former {vers} pour {motif}.",
];

const MOTIFS: &[&str] = &[
    "changer de métier après dix ans dans la restauration",
    "ouvrir son propre atelier",
    "compléter son activité de créat[eur|rice] de bijoux fantaisie",
    "reprendre l’atelier familial",
    "évoluer au sein de la bijouterie où [il|elle] travaille",
    "donner un cadre professionnel à une passion ancienne",
    "préparer une installation à son compte dans deux ans",
    "se spécialiser après un bac STD2A",
    "réparer et transformer [lui|elle]-même les pièces de ses clients",
    "passer du dessin à la fabrication",
    "quitter un poste de bureau et exercer un métier manuel",
    "répondre à une offre d’embauche conditionnée à cette compétence",
];

const LOGEMENT: &[&str] = &[
    "[Il|Elle] vit {a_ville} et cherche un logement à proximité pour la durée de la formation.",
    "Installé[|e] {a_ville}, [il|elle] s’inquiète du temps de trajet.",
];

const PARCOURS: &[&str] = &[
    "Actuellement infirmi[er|ère] à temps partiel, [il|elle] dispose de deux jours par semaine.",
    "Titulaire d’un BTS design, [il|elle] a déjà suivi un stage court en atelier.",
    "[Il|Elle] travaille comme vendeu[r|se] en bijouterie depuis quatre ans.",
    "Autodidacte, [il|elle] réalise des pièces en argent depuis trois ans.",
    "En recherche d’emploi depuis six mois, [il|elle] est disponible immédiatement.",
    "Salarié[|e] en CDI, [il|elle] doit s’absenter de son poste pour suivre la formation.",
    "Débutant[|e], [il|elle] n’a jamais tenu de lime mais se dit très motivé[|e].",
    "[Il|Elle] a visité l’école lors des portes ouvertes et a échangé avec un formateur.",
    "Parent de deux enfants, [il|elle] préfère des horaires regroupés.",
    "Graphiste indépendant[|e], [il|elle] maîtrise déjà le dessin vectoriel.",
    "[Il|Elle] bénéficie d’une reconnaissance de travailleu[r|se] handicapé[|e] et demande un poste aménagé.",
    "Étudiant[|e] en histoire de l’art, [il|elle] terminera son année en juin.",
];

const REMARQUES: &[&str] = &[
    "Ton chaleureux, réponses rapides.",
    "À noter : disponibilité limitée au printemps.",
    "Une visite de l’atelier serait décisive.",
    "Préfère être joint[|e] par téléphone après 17 h.",
    "Compare visiblement plusieurs écoles.",
    "Demande insistante sur le nombre d’élèves par établi.",
    "Souhaite savoir si l’outillage est fourni.",
];

fn financement(mode: Option<ModeFinancement>) -> &'static [&'static str] {
    match mode {
        None => &["Le financement n’est pas encore défini.", "La question du financement reste ouverte."],
        Some(ModeFinancement::Cpf) => &[
            "Le CPF couvrirait {part} sur {tarif} ; le reste serait réglé en trois fois.",
            "Financement par le CPF, avec une demande d’abondement à l’étude.",
            "[Il|Elle] veut mobiliser son CPF et s’étonne du reste à charge ({tarif} en tout).",
        ],
        Some(ModeFinancement::Opco) => &[
            "L’employeur est prêt à solliciter son OPCO.",
            "Une prise en charge par l’OPCO est demandée ; l’accord est attendu sous un mois.",
        ],
        Some(ModeFinancement::FranceTravail) => &[
            "Une aide individuelle à la formation est envisagée avec son conseiller France Travail.",
            "France Travail a validé le projet ; l’aide reste à confirmer sur devis ({tarif}).",
        ],
        Some(ModeFinancement::TransitionsPro) => &[
            "Un projet de transition professionnelle est en préparation avec Transitions Pro.",
            "Le dossier Transitions Pro doit être déposé plusieurs mois avant l’entrée en formation.",
        ],
        Some(ModeFinancement::Region) => &[
            "Une aide de la Région est sollicitée.",
            "La Région pourrait prendre en charge une partie des {tarif}, sous condition de ressources.",
        ],
        Some(ModeFinancement::Entreprise) => &[
            "L’entreprise finance la totalité du parcours ({tarif}).",
            "Son employeur prend la formation en charge au titre du plan de développement des compétences.",
        ],
        Some(ModeFinancement::Personnel) => &[
            "Financement personnel, en trois ou quatre mensualités.",
            "[Il|Elle] réglerait la formation sur ses fonds propres ({tarif}).",
        ],
        Some(ModeFinancement::Alternance) => &[
            "[Il|Elle] cherche un contrat d’apprentissage et a contacté deux ateliers.",
            "Un atelier a donné un accord de principe pour un contrat d’apprentissage.",
        ],
        Some(ModeFinancement::Faf) => {
            &["Artisan à son compte : demande de prise en charge à envoyer à son FAF."]
        }
        Some(ModeFinancement::Autre) => &["Un financement associatif est évoqué, à préciser."],
    }
}

fn statut(statut: StatutProspect) -> &'static [&'static str] {
    match statut {
        StatutProspect::Nouveau => &["Première prise de contact, à traiter.", "Demande toute récente."],
        StatutProspect::Contacte => &[
            "Une première réponse a été envoyée ; pas encore de décision.",
            "Les informations générales lui ont été transmises.",
        ],
        StatutProspect::EnEchange => &[
            "Les échanges sont réguliers et portent surtout sur le programme et les dates.",
            "La discussion avance bien ; il reste à fixer la session.",
        ],
        StatutProspect::Qualifie => &[
            "Le projet est mûr et le profil correspond à la formation.",
            "Prérequis vérifiés : rien ne s’oppose à une candidature.",
        ],
        StatutProspect::DevisEnvoye => &[
            "Un devis a été envoyé, la réponse est attendue.",
            "Le devis est entre ses mains ; une relance est à prévoir sous quinze jours.",
        ],
        StatutProspect::EnAttenteDossier => &[
            "Le dossier de candidature a été transmis, il n’est pas encore revenu.",
            "[Il|Elle] rassemble les pièces du dossier de candidature.",
        ],
        StatutProspect::DossierRecu => &[
            "Le dossier est arrivé et attend la commission d’admission.",
            "Le dossier est revenu ; une pièce reste à vérifier.",
        ],
        StatutProspect::FinancementEnCours => &[
            "Le dossier de financement est en cours d’instruction.",
            "Tout est prêt, l’entrée en formation dépend de l’accord de financement.",
        ],
        StatutProspect::ARecontacter => &[
            "[Il|Elle] préfère être recontacté[|e] dans quelques mois.",
            "Le projet est reporté pour raisons personnelles ; à recontacter.",
        ],
        StatutProspect::Candidat => &[
            "La candidature est enregistrée et le dossier ouvert.",
            "[Il|Elle] a confirmé son inscription ; la conversion en candidat est faite.",
        ],
        StatutProspect::Perdu => perdu(MotifPerte::NonPrecise),
    }
}

fn perdu(motif: MotifPerte) -> &'static [&'static str] {
    match motif {
        MotifPerte::TropCher => &["Le reste à charge est trop élevé : [il|elle] ne donne pas suite."],
        MotifPerte::FinancementRefuse => &["Le financement a été refusé ; [il|elle] ne fera pas de recours."],
        MotifPerte::AutreEcole => &["Une autre école, plus proche, a été retenue."],
        MotifPerte::PlusDeNouvelles => {
            &["Sans réponse après plusieurs relances.", "Ni les e-mails ni les appels n’ont reçu de réponse."]
        }
        MotifPerte::ProjetAbandonne => &["Le projet de reconversion est abandonné."],
        MotifPerte::HorsCible => &["La demande porte sur une formation que l’école ne propose pas."],
        MotifPerte::Doublon => &["[Il|Elle] avait déjà écrit d’une autre adresse : voir l’autre fiche."],
        MotifPerte::Autre | MotifPerte::NonPrecise => &["[Il|Elle] ne donne pas suite."],
    }
}

#[cfg(test)]
mod tests {
    use super::super::wording::Genre;
    use super::*;

    #[test]
    fn cities_take_the_right_preposition() {
        assert_eq!(in_city("Le Mans"), "au Mans");
        assert_eq!(in_city("La Rochelle"), "à La Rochelle");
    }

    #[test]
    fn every_sentence_agrees_and_has_no_hole_left() {
        let slots = ["prenom", "vers", "motif", "a_ville", "tarif", "part"].map(|name| (name, "x"));
        let modes =
            ModeFinancement::ALL.iter().map(|mode| financement(Some(*mode))).chain([financement(None)]);
        let states = StatutProspect::ALL.iter().map(|one| statut(*one));
        let losses = MotifPerte::ALL.iter().map(|motif| perdu(*motif));
        let lists = [OUVERTURES, MOTIFS, LOGEMENT, PARCOURS, REMARQUES]
            .into_iter()
            .chain(modes)
            .chain(states)
            .chain(losses);
        for sentence in lists.flatten() {
            for genre in [Genre::Feminin, Genre::Masculin] {
                let text = fill(sentence, genre, &slots);
                assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
            }
        }
    }
}
