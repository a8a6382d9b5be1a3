//! Templates of a prospect's last email, by statut.

use common::{StatutProspect, TypeEmail};

use super::email_texts::{MERCIS, Modele, OUVERTURES, RELANCES, entrant, of_type, sortant};

/// Returns the possible last emails of a prospect of this statut.
pub(super) const fn derniers(statut: StatutProspect) -> &'static [Modele] {
    match statut {
        StatutProspect::Nouveau => OUVERTURES,
        StatutProspect::Contacte => RELANCES,
        StatutProspect::EnEchange => MERCIS,
        StatutProspect::Qualifie => QUALIFIE,
        StatutProspect::DevisEnvoye => DEVIS_ENVOYE,
        StatutProspect::EnAttenteDossier => EN_ATTENTE_DOSSIER,
        StatutProspect::DossierRecu => DOSSIER_RECU,
        StatutProspect::FinancementEnCours => FINANCEMENT_EN_COURS,
        StatutProspect::ARecontacter => A_RECONTACTER,
        StatutProspect::Candidat => CANDIDAT,
        StatutProspect::Perdu => PERDU,
    }
}

const QUALIFIE: &[Modele] = &[sortant(
    "Votre candidature – prochaine étape",
    "Profil validé ; devis proposé.",
    &[
        &["À la suite de nos échanges, votre profil correspond bien à la formation « {formation} »."],
        &["Je vous propose de préparer un devis afin que vous puissiez avancer avec {financeur}."],
    ],
)];

const DEVIS_ENVOYE: &[Modele] = &[sortant(
    "Votre devis – {formation}",
    "Devis envoyé, valable deux mois.",
    &[
        &[
            "Veuillez trouver ci-joint votre devis pour la formation « {formation} », d’un montant de {tarif}.",
        ],
        &[
            "Il est valable deux mois. Je reste à votre disposition pour toute question et pour vous aider dans vos démarches.",
        ],
    ],
)];

const EN_ATTENTE_DOSSIER: &[Modele] = &[sortant(
    "Votre dossier de candidature",
    "Formulaire de candidature envoyé.",
    &[
        &["Voici le lien vers votre dossier de candidature. Quelques minutes suffisent pour le remplir."],
        &[
            "Pensez à réunir votre pièce d’identité, votre CV et votre lettre de motivation avant de commencer : le formulaire les demande.",
        ],
    ],
)];

const DOSSIER_RECU: &[Modele] = &[entrant(
    "Mon dossier de candidature",
    "Dossier complet transmis.",
    &[
        &[
            "Vous trouverez ci-joint l’ensemble des pièces demandées.",
            "Je viens de terminer le formulaire et d’y déposer mes documents.",
        ],
        &["Pouvez-vous m’en accuser réception et me dire quand la commission se réunit ?"],
    ],
)];

const FINANCEMENT_EN_COURS: &[Modele] = &[entrant(
    "Avancement du financement",
    "Demande de financement déposée, réponse attendue.",
    &[
        &["Ma demande auprès de l’organisme est déposée. On m’annonce une réponse sous six semaines."],
        &["Pouvez-vous me garder une place jusque-là ?"],
    ],
)];

const A_RECONTACTER: &[Modele] = &[entrant(
    "Projet reporté",
    "Reporte son projet, demande à être recontacté[|e].",
    &[
        &[
            "Pour des raisons familiales, je dois reporter mon projet de quelques mois.",
            "Mon employeur ne peut pas me libérer cette année.",
        ],
        &["Pouvez-vous me recontacter à ce moment-là ? La formation m’intéresse toujours."],
    ],
)];

const CANDIDAT: &[Modele] = &[sortant(
    "Votre candidature est enregistrée",
    "Candidature enregistrée, dossier ouvert.",
    &[
        &[
            "Nous avons le plaisir de vous confirmer que votre candidature à la formation « {formation} » est enregistrée.",
        ],
        &[
            "Votre dossier est ouvert : vous pouvez y déposer les dernières pièces. Nous vous enverrons la convocation un mois avant l’entrée en formation.",
        ],
    ],
)];

const PERDU: &[Modele] = &[
    entrant(
        "Re: Votre projet de formation",
        "Abandonne le projet.",
        &[
            &[
                "Merci pour votre suivi. Finalement, je ne donnerai pas suite à ma demande.",
                "Après réflexion, je renonce à ce projet pour le moment.",
            ],
            &["Je vous remercie du temps que vous m’avez consacré et vous souhaite une belle continuation."],
        ],
    ),
    of_type(
        TypeEmail::Relance,
        sortant(
            "Dernière relance – {formation}",
            "Dernière relance, sans réponse.",
            &[
                &["Sans réponse de votre part, je clos votre dossier."],
                &["Vous pourrez bien sûr revenir vers nous quand vous le souhaiterez."],
            ],
        ),
    ),
];
