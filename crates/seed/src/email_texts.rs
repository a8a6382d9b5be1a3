//! Templates of the emails between prospects and the school, with variants.

use common::TypeEmail;

/// A template of an email; [`super::emails`] fills its placeholders.
#[derive(Debug, Clone, Copy)]
pub(super) struct Modele {
    /// True when the school sends it.
    pub(super) sortant: bool,
    pub(super) objet: &'static str,
    pub(super) resume: &'static str,
    /// Paragraphs, each with its variants.
    pub(super) corps: &'static [&'static [&'static str]],
    /// Purpose of the action that could send it.
    pub(super) type_email: Option<TypeEmail>,
}

pub(super) const fn entrant(
    objet: &'static str,
    resume: &'static str,
    corps: &'static [&'static [&'static str]],
) -> Modele {
    Modele { sortant: false, objet, resume, corps, type_email: None }
}

pub(super) const fn sortant(
    objet: &'static str,
    resume: &'static str,
    corps: &'static [&'static [&'static str]],
) -> Modele {
    Modele { sortant: true, objet, resume, corps, type_email: None }
}

pub(super) const fn of_type(type_email: TypeEmail, modele: Modele) -> Modele {
    Modele { type_email: Some(type_email), ..modele }
}

/// First emails of prospects who wrote first.
pub(super) const OUVERTURES: &[Modele] = &[
    entrant(
        "Demande d’information – {formation}",
        "Première demande : programme, dates et tarif.",
        &[
            &[
                "Je souhaiterais me former {vers} et j’aimerais recevoir le programme détaillé, les prochaines dates et le tarif.",
                "Je découvre votre école et je voudrais en savoir plus sur la formation « {formation} ».",
            ],
            &[
                "Je suis en pleine réflexion sur mon avenir professionnel et ce métier m’attire depuis longtemps. Je n’ai pas d’expérience en atelier : est-ce un obstacle ?",
                "J’ai déjà suivi une journée de découverte ailleurs, qui m’a convaincu[|e]. Quels sont les prérequis pour entrer chez vous ?",
                "Je pratique en amateur depuis quelques années et je voudrais passer à un niveau professionnel.",
            ],
            &[
                "Pour le financement, je pense passer par {financeur}. Pouvez-vous me dire si c’est possible ?",
                "Je vous remercie par avance de votre réponse et reste joignable par téléphone en fin de journée.",
            ],
        ],
    ),
    entrant(
        "Renseignements sur la formation « {formation} »",
        "Demande de renseignements et question sur le financement.",
        &[
            &[
                "Pourriez-vous m’indiquer les dates des prochaines sessions ainsi que le nombre de places par groupe ?",
                "Je vous contacte au sujet de la formation « {formation} », dont une amie m’a parlé en bien.",
            ],
            &[
                "Mon projet serait de m’installer à mon compte d’ici deux ans. Je voudrais être certain[|e] que la formation m’y prépare.",
                "Je travaille à temps plein : existe-t-il un rythme compatible, par exemple le vendredi et le samedi ?",
            ],
            &[
                "Acceptez-vous les dossiers passant par {financeur} ?",
                "Merci de m’indiquer aussi les modalités d’inscription.",
            ],
        ],
    ),
    entrant(
        "Prochaine session ?",
        "Demande de disponibilité sur la prochaine session.",
        &[
            &["Reste-t-il des places sur la prochaine session de la formation « {formation} » ?"],
            &[
                "Je peux me libérer rapidement et mon projet est prêt. Il me manque seulement un devis pour {financeur}.",
            ],
        ],
    ),
];

/// First emails to prospects who were met or called.
pub(super) const SUITES: &[Modele] = &[of_type(
    TypeEmail::Information,
    sortant(
        "Suite à notre échange – {formation}",
        "Envoi de la brochure après un premier échange.",
        &[
            &[
                "Merci pour l’intérêt que vous portez à notre école. Comme convenu, voici les informations principales sur la formation « {formation} ».",
                "J’ai eu plaisir à échanger avec vous. Vous trouverez ci-dessous l’essentiel de ce que nous nous sommes dit.",
            ],
            &["La formation dure {heures} et son tarif est de {tarif}. L’outillage de base est fourni."],
            &["Je vous propose d’en reparler dès que vous aurez pu prendre connaissance du programme."],
        ],
    ),
)];

/// First answers of the school.
pub(super) const REPONSES: &[Modele] = &[
    of_type(
        TypeEmail::Information,
        sortant(
            "Re: Votre demande – {formation}",
            "Programme, durée et tarif envoyés ; proposition de visite.",
            &[
                &[
                    "Merci de votre message et de votre intérêt pour notre école.",
                    "Nous avons bien reçu votre demande et nous vous en remercions.",
                ],
                &[
                    "La formation « {formation} » dure {heures} pour un tarif de {tarif}. Les groupes sont limités pour que chacun dispose de son établi.",
                    "Vous trouverez en pièce jointe le programme détaillé. La durée est de {heures}, le tarif de {tarif}, outillage compris.",
                ],
                &[
                    "Aucune expérience n’est exigée pour l’initiation ; la motivation et la minutie comptent davantage. Nous pouvons organiser une visite de l’atelier si vous le souhaitez.",
                    "Passer par {financeur} est tout à fait envisageable : nous vous aiderons à monter le dossier.",
                ],
            ],
        ),
    ),
    of_type(
        TypeEmail::Information,
        sortant(
            "Re: Renseignements – {formation}",
            "Réponse sur le contenu et les prérequis.",
            &[
                &["Je reviens vers vous avec les éléments demandés."],
                &[
                    "La formation compte {heures}, pour l’essentiel en atelier, avec un formateur issu du métier. Le tarif est de {tarif}.",
                ],
                &[
                    "Pouvez-vous me dire en quelques lignes où vous en êtes de votre projet ? Je pourrai ainsi vous orienter vers la bonne session.",
                ],
            ],
        ),
    ),
];

/// Questions and their answers.
pub(super) const ECHANGES: &[(Modele, Modele)] = &[
    (
        entrant(
            "Question sur le tarif",
            "S’interroge sur le tarif et le paiement échelonné.",
            &[
                &[
                    "Merci pour ces informations. Le tarif de {tarif} comprend-il la matière première et l’outillage ?",
                ],
                &[
                    "Est-il possible de payer en plusieurs fois ?",
                    "Existe-t-il des frais d’inscription en plus ?",
                ],
            ],
        ),
        sortant(
            "Re: Question sur le tarif",
            "Détail du tarif et échéancier proposé.",
            &[
                &[
                    "Le tarif de {tarif} comprend l’outillage collectif et les matières d’exercice (laiton, cuivre, argent pour les pièces finales).",
                ],
                &[
                    "Un paiement en trois ou quatre fois est possible sans frais. Il n’y a pas de frais de dossier.",
                ],
            ],
        ),
    ),
    (
        entrant(
            "Financement de la formation",
            "Demande d’aide pour le financement.",
            &[
                &[
                    "J’ai commencé à me renseigner pour passer par {financeur}, mais les délais m’inquiètent un peu.",
                ],
                &["De quels documents avez-vous besoin de votre côté, et combien de temps faut-il compter ?"],
            ],
        ),
        sortant(
            "Re: Financement de la formation",
            "Explication des étapes du financement.",
            &[
                &[
                    "Pour un dossier passant par {financeur}, comptez quatre à huit semaines entre le dépôt et la réponse.",
                ],
                &[
                    "Nous vous fournissons le programme, le calendrier et le devis. Il vous suffit de nous transmettre le formulaire prérempli, nous complétons notre partie sous 48 heures.",
                ],
            ],
        ),
    ),
    (
        entrant(
            "Dates et horaires",
            "Demande les dates et les horaires exacts.",
            &[
                &[
                    "Pourriez-vous me confirmer les horaires ? Je dois organiser la garde de mes enfants.",
                    "Les cours ont-ils lieu tous les jours, et à quelle heure se terminent-ils ?",
                ],
                &["Je préférerais une session qui ne tombe pas pendant les vacances scolaires."],
            ],
        ),
        sortant(
            "Re: Dates et horaires",
            "Horaires et calendrier communiqués.",
            &[
                &[
                    "Les cours ont lieu de 9 h à 12 h 30 et de 13 h 30 à 17 h, du lundi au vendredi. L’atelier reste ouvert jusqu’à 18 h 30 pour la pratique libre.",
                ],
                &[
                    "Le calendrier de la prochaine session est en pièce jointe ; les vacances scolaires y sont signalées.",
                ],
            ],
        ),
    ),
    (
        entrant(
            "Niveau requis",
            "S’inquiète de son niveau en dessin.",
            &[
                &[
                    "Je dessine assez mal. Est-ce éliminatoire ?",
                    "Faut-il savoir souder avant de commencer ?",
                ],
                &["Je peux vous envoyer quelques photos de mes essais si cela vous aide à juger."],
            ],
        ),
        sortant(
            "Re: Niveau requis",
            "Rassuré[|e] sur les prérequis.",
            &[
                &["Rassurez-vous : le dessin technique et le brasage s’apprennent en cours de formation."],
                &[
                    "Vos photos nous intéressent, elles nous aideront à vous conseiller entre l’initiation et le perfectionnement.",
                ],
            ],
        ),
    ),
    (
        entrant(
            "Logement et transports",
            "Cherche un logement près de l’école.",
            &[
                &[
                    "J’habite assez loin de l’école. Avez-vous des adresses de logement pour la durée de la formation ?",
                ],
                &["Y a-t-il un parking, ou une gare à proximité ?"],
            ],
        ),
        sortant(
            "Re: Logement et transports",
            "Liste d’hébergements envoyée.",
            &[
                &[
                    "Nous tenons une liste de chambres chez l’habitant et de résidences, que je vous joins. Plusieurs de nos élèves s’y logent chaque année.",
                ],
                &["La gare est à dix minutes à pied et le parking public voisin est gratuit le week-end."],
            ],
        ),
    ),
    (
        entrant(
            "Débouchés",
            "Demande ce que deviennent les anciens élèves.",
            &[
                &["Que deviennent vos anciens élèves ? Trouvent-ils facilement une place en atelier ?"],
                &["Avez-vous un réseau d’entreprises pour les périodes de stage ?"],
            ],
        ),
        sortant(
            "Re: Débouchés",
            "Chiffres d’insertion et réseau d’ateliers.",
            &[
                &[
                    "Une bonne partie de nos élèves travaille en atelier dans l’année, les autres créent leur marque ou poursuivent en perfectionnement.",
                ],
                &[
                    "Nous travaillons avec une trentaine d’ateliers partenaires pour les stages, et nous diffusons leurs offres d’emploi.",
                ],
            ],
        ),
    ),
    (
        entrant(
            "Visite de l’école",
            "Souhaite visiter l’atelier.",
            &[
                &[
                    "Serait-il possible de visiter l’atelier un mercredi après-midi ?",
                    "Organisez-vous bientôt des portes ouvertes ?",
                ],
                &["J’aimerais voir les établis et rencontrer un formateur avant de me décider."],
            ],
        ),
        sortant(
            "Re: Visite de l’école",
            "Visite proposée, rendez-vous à confirmer.",
            &[
                &[
                    "Avec plaisir ! Je vous propose mercredi prochain à 14 h 30 ; un formateur vous fera visiter l’atelier.",
                ],
                &["Comptez une heure. Vous pourrez vous installer à l’établi et essayer quelques outils."],
            ],
        ),
    ),
];

/// Reminders of the school when there is no answer.
pub(super) const RELANCES: &[Modele] = &[
    of_type(
        TypeEmail::Relance,
        sortant(
            "Votre projet de formation : où en êtes-vous ?",
            "Relance sans nouvelle depuis le dernier message.",
            &[
                &[
                    "Je reviens vers vous au sujet de votre projet de formation « {formation} ».",
                    "Sans nouvelle de votre part, je me permets de vous relancer.",
                ],
                &[
                    "Avez-vous pu avancer sur le financement ? Nous restons à votre disposition pour en parler.",
                    "Les places partent vite : n’hésitez pas à me dire si vous souhaitez que nous vous en gardions une.",
                ],
            ],
        ),
    ),
    of_type(
        TypeEmail::Commercial,
        sortant(
            "Journée portes ouvertes à l’école",
            "Invitation aux portes ouvertes.",
            &[
                &["Nous ouvrons nos ateliers le mois prochain et serions heureux de vous y accueillir."],
                &[
                    "Démonstrations de sertissage, de cire perdue et de CAO 3D seront proposées toute la journée. L’entrée est libre.",
                ],
            ],
        ),
    ),
];

/// Short messages of thanks.
pub(super) const MERCIS: &[Modele] = &[entrant(
    "Re: Merci",
    "Remercie et prend le temps de réfléchir.",
    &[
        &["Merci beaucoup pour votre réponse, c’est très clair.", "Je vous remercie de votre disponibilité."],
        &["Je prends le temps d’en parler autour de moi et je reviens vers vous très vite."],
    ],
)];
