-- Columns with a constant default rewrite no row.
ALTER TABLE formations
    ADD COLUMN certification text CONSTRAINT formations_certification_bien_ecrite CHECK (certification ~ '^(RNCP|RS)[0-9]{1,6}$'),
    ADD COLUMN certification_fin date;
COMMENT ON COLUMN formations.certification IS 'Code of the certification that it prepares for (RNCP or RS).';
COMMENT ON COLUMN formations.certification_fin IS 'Last day on which the certification is registered.';
ALTER TABLE sessions
    ADD COLUMN en_continu boolean NOT NULL DEFAULT true,
    ADD COLUMN temps_partiel boolean NOT NULL DEFAULT false,
    ADD COLUMN a_distance boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN sessions.en_continu IS 'False when the session has a break of its own: work does not stop throughout.';

-- The check of the rows is a migration of its own, because this one locks the table.
ALTER TABLE prospects DROP CONSTRAINT prospects_financement_connu,
    ADD CONSTRAINT prospects_financement_connu
        CHECK (mode_financement IN ('CPF', 'OPCO', 'FRANCE_TRAVAIL', 'TRANSITIONS_PRO', 'REGION', 'ENTREPRISE', 'PERSONNEL',
            'ALTERNANCE', 'FAF', 'AUTRE')) NOT VALID;

CREATE TABLE fermetures (
    id_fermeture bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    libelle text NOT NULL,
    date_debut date NOT NULL,
    date_fin date NOT NULL,
    CONSTRAINT fermetures_dates_ordonnees CHECK (date_debut <= date_fin),
    CONSTRAINT fermetures_dates_unique UNIQUE (date_debut, date_fin)
);
COMMENT ON TABLE fermetures IS 'Days on which the school is closed, first and last one included.';

CREATE TABLE regles_financement (
    code text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[A-Z0-9_]{1,40}$'),
    financement text COLLATE "C" NOT NULL CONSTRAINT regles_financement_connu
        CHECK (financement IN ('CPF', 'OPCO', 'FRANCE_TRAVAIL', 'TRANSITIONS_PRO', 'REGION', 'ENTREPRISE', 'PERSONNEL',
            'ALTERNANCE', 'FAF', 'AUTRE')),
    libelle text NOT NULL,
    evenement text NOT NULL CONSTRAINT regles_evenement_connu
        CHECK (evenement IN ('DEBUT', 'ENTREE', 'SORTIE', 'SIGNATURE', 'FIN_RETRACTATION', 'DEMANDE', 'PROPOSITION',
            'VALIDATION', 'RECEPTION')),
    sens text NOT NULL CONSTRAINT regles_sens_connu CHECK (sens IN ('AVANT', 'APRES')),
    nature text NOT NULL CONSTRAINT regles_nature_connue CHECK (nature IN ('AGIR', 'ATTENDRE')),
    nombre integer NOT NULL CHECK (nombre BETWEEN 0 AND 730),
    unite text NOT NULL CONSTRAINT regles_unite_connue CHECK (unite IN ('JOUR', 'OUVRABLE', 'OUVRE', 'MOIS')),
    marge integer NOT NULL DEFAULT 0 CHECK (marge BETWEEN 0 AND 60),
    condition text CONSTRAINT regles_condition_connue CHECK (condition IN ('ARRET_LONG', 'ARRET_COURT', 'A_DISTANCE')),
    prorogee boolean NOT NULL DEFAULT false,
    certitude_prorogation text CONSTRAINT regles_certitude_prorogation_connue
        CHECK (certitude_prorogation IN ('S', 'A', 'P', 'R', '?')),
    ouverture_mois integer CHECK (ouverture_mois BETWEEN 1 AND 24),
    pourcent_max integer CHECK (pourcent_max BETWEEN 1 AND 100),
    certification_requise boolean NOT NULL DEFAULT false,
    source text NOT NULL,
    valide_du date,
    valide_au date,
    certitude text NOT NULL CONSTRAINT regles_certitude_connue CHECK (certitude IN ('S', 'A', 'P', 'R', '?')),
    active boolean NOT NULL DEFAULT true,
    ordre integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT regles_validite_ordonnee CHECK (valide_du <= valide_au)
);
COMMENT ON TABLE regles_financement IS 'Rules of the funders: when to act for a session, with their source and certainty.';
COMMENT ON COLUMN regles_financement.nombre IS 'Length of the period, in unite.';
COMMENT ON COLUMN regles_financement.marge IS 'Working days by which the school acts before the rule''s own last day.';
COMMENT ON COLUMN regles_financement.version IS 'Goes up at each change of the rule: its ETag.';

INSERT INTO regles_financement (ordre, code, financement, libelle, evenement, sens, nature, nombre, unite, condition, prorogee,
    certitude_prorogation, ouverture_mois, pourcent_max, certification_requise, certitude, source) VALUES
(10, 'CPF_PROPOSITION', 'CPF', 'envoyer la proposition', 'DEBUT', 'AVANT', 'AGIR', 11, 'OUVRE', NULL, false, NULL, NULL, NULL,
    true, 'A', 'Conditions de Mon Compte Formation : onze jours ouvrés entre la proposition et le début de la session (communiqué de la Caisse des Dépôts du 18 mai 2021 ; cpformation.com/cpf-se-former-11-jours-de-reflexion). Le décompte exact n’est pas publié.'),
(11, 'CPF_REPONSE_ORGANISME', 'CPF', 'répondre à la demande du titulaire', 'DEMANDE', 'APRES', 'AGIR', 2, 'OUVRE', NULL, false, NULL,
    NULL, NULL, false, 'A', 'Conditions de Mon Compte Formation (apifop.fr, imda.fr)'),
(12, 'CPF_REPONSE_PREREQUIS', 'CPF', 'répondre à la demande après vérification des prérequis', 'DEMANDE', 'APRES', 'AGIR', 30, 'OUVRE',
    NULL, false, NULL, NULL, NULL, false, 'A', 'Conditions de Mon Compte Formation (apifop.fr, imda.fr)'),
(13, 'CPF_ACCEPTATION', 'CPF', 'faire accepter la proposition par le titulaire', 'PROPOSITION', 'APRES', 'AGIR', 4, 'OUVRE', NULL, false,
    NULL, NULL, NULL, false, 'A', 'Conditions de Mon Compte Formation (apifop.fr, aide.envoituresimone.com)'),
(14, 'CPF_DECLARATION_ENTREE', 'CPF', 'déclarer l’entrée en formation', 'ENTREE', 'APRES', 'AGIR', 3, 'OUVRE', NULL, false, NULL, NULL,
    NULL, false, 'A', 'Conditions de Mon Compte Formation (apifop.fr, imda.fr)'),
(15, 'CPF_DECLARATION_SORTIE', 'CPF', 'déclarer la sortie de formation', 'SORTIE', 'APRES', 'AGIR', 3, 'OUVRE', NULL, false, NULL, NULL,
    NULL, false, 'A', 'Conditions de Mon Compte Formation (apifop.fr, imda.fr)'),
(16, 'CPF_RETRACTATION_11', 'CPF', 'attendre la fin de la rétractation (lecture récente)', 'VALIDATION', 'APRES', 'ATTENDRE', 11, 'OUVRE',
    NULL, false, NULL, NULL, NULL, false, '?', 'cpformation.com/annulation-formation-cpf ; les conditions de 2019 à 2021 disent 14 jours ouvrés'),
(17, 'CPF_RETRACTATION_14', 'CPF', 'attendre la fin de la rétractation (conditions de 2019 à 2021)', 'VALIDATION', 'APRES', 'ATTENDRE', 14,
    'OUVRE', NULL, false, NULL, NULL, NULL, false, '?', 'Conditions de Mon Compte Formation de 2019 à 2021 (maformation.fr)'),
(18, 'CPF_RETRACTATION_14_JOURS', 'CPF', 'attendre la fin de la rétractation (code de la consommation)', 'VALIDATION', 'APRES', 'ATTENDRE',
    14, 'JOUR', NULL, false, NULL, NULL, NULL, false, '?', 'Code de la consommation, lecture discutée pour le CPF (maformation.fr)'),
(20, 'PTP_EMPLOYEUR_120', 'TRANSITIONS_PRO', 'faire demander le congé à l’employeur', 'DEBUT', 'AVANT', 'AGIR', 120, 'JOUR', 'ARRET_LONG',
    false, NULL, NULL, NULL, true, 'S', 'Code du travail, art. R6323-10 (legifrance.gouv.fr, LEGISCTA000038007494) : arrêt de travail continu d’au moins six mois'),
(21, 'PTP_EMPLOYEUR_60', 'TRANSITIONS_PRO', 'faire demander le congé à l’employeur', 'DEBUT', 'AVANT', 'AGIR', 60, 'JOUR', 'ARRET_COURT',
    false, NULL, NULL, NULL, true, 'S', 'Code du travail, art. R6323-10 (legifrance.gouv.fr, LEGISCTA000038007494) : arrêt de moins de six mois, discontinu ou temps partiel'),
(22, 'PTP_DOSSIER', 'TRANSITIONS_PRO', 'déposer le dossier chez Transitions Pro', 'DEBUT', 'AVANT', 'AGIR', 3, 'MOIS', NULL, false, NULL,
    NULL, NULL, true, 'P', 'Transitions Pro Île-de-France (transitionspro-idf.fr, la vie d’un dossier) ; le délai dépend de la région'),
(23, 'PTP_REPONSE_EMPLOYEUR', 'TRANSITIONS_PRO', 'attendre la réponse de l’employeur, dont le silence vaut accord', 'RECEPTION', 'APRES',
    'ATTENDRE', 30, 'JOUR', NULL, false, NULL, NULL, NULL, false, 'S', 'Code du travail, art. R6323-10-2 et suivants (legifrance.gouv.fr, LEGISCTA000038007494)'),
(30, 'FRANCE_TRAVAIL_AIF', 'FRANCE_TRAVAIL', 'transmettre le devis de l’aide individuelle', 'DEBUT', 'AVANT', 'AGIR', 15, 'JOUR', NULL, false,
    NULL, NULL, NULL, false, 'R', 'Réglage de l’école : les sources donnent quinze jours (social.linked.fr, juillet 2025), trois semaines ou un mois'),
(40, 'OPCO_DEMANDE', 'OPCO', 'envoyer la demande de prise en charge', 'DEBUT', 'AVANT', 'AGIR', 30, 'JOUR', NULL, false, NULL, NULL, NULL,
    false, 'R', 'Réglage de l’école : le délai dépend de l’OPCO, souvent un mois, parfois deux semaines (side.school, opcoep.fr) ; sans engagement'),
(41, 'ENTREPRISE_DEMANDE', 'ENTREPRISE', 'faire demander la prise en charge par l’employeur', 'DEBUT', 'AVANT', 'AGIR', 30, 'JOUR', NULL, false,
    NULL, NULL, NULL, false, 'R', 'Réglage de l’école : le délai dépend de l’OPCO de l’employeur (side.school, opcoep.fr) ; sans engagement'),
(50, 'RETRACTATION_10', 'PERSONNEL', 'attendre la fin de la rétractation', 'SIGNATURE', 'APRES', 'ATTENDRE', 10, 'JOUR', NULL, true, 'P',
    NULL, NULL, false, 'S', 'Code du travail, art. L6353-5 (legifrance.gouv.fr, LEGISCTA000006178215) ; report au jour ouvré suivant par prudence (art. 641 et 642 CPC)'),
(51, 'RETRACTATION_14', 'PERSONNEL', 'attendre la fin de la rétractation à distance', 'SIGNATURE', 'APRES', 'ATTENDRE', 14, 'JOUR',
    'A_DISTANCE', true, NULL, NULL, NULL, false, 'S', 'Code de la consommation, art. L221-18 et L221-19'),
(52, 'PREMIER_ENCAISSEMENT', 'PERSONNEL', 'attendre avant le premier encaissement', 'FIN_RETRACTATION', 'APRES', 'ATTENDRE', 0, 'JOUR', NULL,
    false, NULL, NULL, 30, false, 'S', 'Code du travail, art. L6353-6 : au plus 30 % du prix, le reste échelonné'),
(60, 'ALTERNANCE_DEPOT', 'ALTERNANCE', 'déposer le contrat à l’OPCO', 'DEBUT', 'APRES', 'AGIR', 5, 'OUVRABLE', NULL, false, NULL, NULL, NULL,
    false, 'S', 'Code du travail, art. D6224-1 (ensuplr.fr, opcoep.fr)'),
(61, 'ALTERNANCE_REPONSE_OPCO', 'ALTERNANCE', 'attendre la réponse de l’OPCO, dont le silence vaut refus', 'RECEPTION', 'APRES', 'ATTENDRE', 20,
    'JOUR', NULL, false, NULL, NULL, NULL, false, 'S', 'Code du travail, art. D6224-2 (opcoep.fr)'),
(70, 'FAF_DEPOT', 'FAF', 'déposer la demande de prise en charge', 'DEBUT', 'AVANT', 'AGIR', 0, 'JOUR', NULL, false, NULL, 3, NULL, false, 'P',
    'FAFCEA (fafcea.com) : au plus tôt trois mois avant, au plus tard le premier jour');
