// @generated automatically by Diesel CLI.

diesel::table! {
    anciennes_coordonnees (id_prospect, nature, valeur) {
        id_prospect -> Text,
        nature -> Text,
        valeur -> Text,
        date_retrait -> Timestamptz,
    }
}

diesel::table! {
    anciens_candidats (id_candidat) {
        id_candidat -> Int8,
        id_prospect -> Text,
        id_conversion -> Nullable<Int8>,
        numero_dossier -> Text,
        lien_dossier_drive -> Nullable<Text>,
        formation_retenue -> Text,
        id_session -> Nullable<Int8>,
        statut_dossier -> Text,
        motif_decision -> Nullable<Text>,
        date_conversion -> Timestamptz,
        date_retour -> Timestamptz,
        retour_par -> Text,
    }
}

diesel::table! {
    annonces_relances (jour) {
        jour -> Date,
        date_annonce -> Timestamptz,
    }
}

diesel::table! {
    appareils_connus (jeton_hash, id_utilisateur) {
        jeton_hash -> Bytea,
        id_utilisateur -> Int8,
        date_derniere_connexion -> Timestamptz,
    }
}

diesel::table! {
    audit_prospects (id) {
        id -> Int8,
        id_prospect -> Text,
        date_evenement -> Timestamptz,
        operation -> Text,
        champs -> Array<Nullable<Text>>,
        id_conversion -> Nullable<Int8>,
        id_utilisateur -> Nullable<Int8>,
        auteur -> Text,
        ignores -> Array<Nullable<Text>>,
        id_lot -> Nullable<Int8>,
    }
}

diesel::table! {
    auth_sessions (jeton_hash) {
        jeton_hash -> Bytea,
        id_utilisateur -> Int8,
        date_creation -> Timestamptz,
        date_derniere_activite -> Timestamptz,
        date_expiration -> Timestamptz,
        adresse -> Nullable<Text>,
        agent -> Nullable<Text>,
        nouvel_appareil -> Bool,
        date_verification -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    canaris (type_action) {
        type_action -> Text,
        date_demande -> Nullable<Timestamptz>,
        date_canari -> Nullable<Timestamptz>,
        etat -> Text,
        statut_http -> Nullable<Int4>,
        duree_ms -> Int8,
        message -> Text,
        workflow_id -> Nullable<Text>,
        signale -> Bool,
        id_journal -> Nullable<Int8>,
    }
}

diesel::table! {
    candidats (id_candidat) {
        id_candidat -> Int8,
        id_prospect -> Text,
        id_conversion -> Nullable<Int8>,
        numero_dossier -> Text,
        lien_dossier_drive -> Nullable<Text>,
        formation_retenue -> Text,
        id_session -> Nullable<Int8>,
        date_debut_souhaitee -> Nullable<Date>,
        statut_dossier -> Text,
        partielle -> Bool,
        date_conversion -> Timestamptz,
        version -> Int4,
        pieces_manquantes -> Int4,
        motif_decision -> Nullable<Text>,
        date_decision -> Nullable<Timestamptz>,
        decide_par -> Nullable<Text>,
        statut_avant -> Nullable<Text>,
    }
}

diesel::table! {
    cles_api (id) {
        id -> Int8,
        nom -> Text,
        prefixe -> Text,
        secret_hash -> Bytea,
        portees -> Array<Nullable<Text>>,
        cree_par -> Nullable<Int8>,
        date_creation -> Timestamptz,
        derniere_utilisation -> Nullable<Timestamptz>,
        date_revocation -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    codes_secours (id_utilisateur, code_hash) {
        id_utilisateur -> Int8,
        code_hash -> Bytea,
    }
}

diesel::table! {
    conversions_en_cours (id_conversion) {
        id_conversion -> Int8,
        id_prospect -> Text,
        type_action -> Text,
        statut_action -> Text,
        partielle -> Bool,
        etape -> Nullable<Text>,
        pourcentage -> Nullable<Int4>,
        tentatives -> Int4,
        formation_retenue -> Nullable<Text>,
        id_session -> Nullable<Int8>,
        session_visee -> Nullable<Text>,
        place_retenue -> Bool,
        date_debut_souhaitee -> Nullable<Date>,
        parametres -> Jsonb,
        workflow_id -> Nullable<Text>,
        execution_id -> Nullable<Text>,
        message_erreur -> Nullable<Text>,
        resultat -> Nullable<Jsonb>,
        rappel -> Nullable<Jsonb>,
        id_utilisateur -> Nullable<Int8>,
        demande_par -> Text,
        relance_de -> Nullable<Int8>,
        remplacee -> Bool,
        date_debut -> Timestamptz,
        date_fin -> Nullable<Timestamptz>,
        duree_ms -> Nullable<Int8>,
        prochaine_tentative -> Nullable<Timestamptz>,
        bail_proprietaire -> Nullable<Text>,
        bail_fin -> Nullable<Timestamptz>,
        date_livraison -> Nullable<Timestamptz>,
        date_echeance -> Nullable<Timestamptz>,
        cle_idempotence -> Nullable<Text>,
        empreinte_requete -> Nullable<Bytea>,
        reponse_initiale -> Nullable<Jsonb>,
        transaction_id -> Int8,
        date_tentative -> Nullable<Timestamptz>,
        statut_http -> Nullable<Int4>,
        date_rappel -> Nullable<Timestamptz>,
        date_depart -> Nullable<Timestamptz>,
        id_lot -> Nullable<Int8>,
    }
}

diesel::table! {
    conversions_journal (id) {
        id -> Int8,
        id_conversion -> Int8,
        date_evenement -> Timestamptz,
        evenement -> Text,
        detail -> Text,
    }
}

diesel::table! {
    disjoncteurs (type_action) {
        type_action -> Text,
        echecs -> Int4,
        injoignable_depuis -> Nullable<Timestamptz>,
        prochain_essai -> Nullable<Timestamptz>,
        essais -> Int4,
    }
}

diesel::table! {
    documents_requis (id_document) {
        id_document -> Int8,
        id_formation -> Int8,
        code -> Text,
        libelle -> Text,
        obligatoire -> Bool,
        ordre -> Int4,
    }
}

diesel::table! {
    echecs_authentification (id) {
        id -> Int8,
        compte_hash -> Nullable<Bytea>,
        adresse -> Text,
        date_echec -> Timestamptz,
        reseau -> Nullable<Text>,
        site -> Nullable<Text>,
    }
}

diesel::table! {
    fermetures (id_fermeture) {
        id_fermeture -> Int8,
        libelle -> Text,
        date_debut -> Date,
        date_fin -> Date,
    }
}

diesel::table! {
    formations (id_formation) {
        id_formation -> Int8,
        code -> Text,
        nom -> Text,
        niveau -> Nullable<Text>,
        duree_heures -> Nullable<Int4>,
        tarif -> Nullable<Float8>,
        active -> Bool,
        version -> Int4,
        certification -> Nullable<Text>,
        certification_fin -> Nullable<Date>,
    }
}

diesel::table! {
    historique_emails (id_email) {
        id_email -> Int8,
        id_prospect -> Text,
        sens -> Text,
        objet -> Nullable<Text>,
        resume -> Nullable<Text>,
        contenu -> Nullable<Text>,
        expediteur -> Text,
        destinataire -> Text,
        date_envoi -> Timestamptz,
        message_id -> Nullable<Text>,
    }
}

diesel::table! {
    invitations (jeton_hash) {
        jeton_hash -> Bytea,
        id_utilisateur -> Int8,
        date_creation -> Timestamptz,
        date_expiration -> Timestamptz,
    }
}

diesel::table! {
    journal_erreurs (id) {
        id -> Int8,
        date_erreur -> Timestamptz,
        nom_workflow -> Text,
        nom_noeud -> Nullable<Text>,
        message_erreur -> Text,
        donnees_entree -> Nullable<Jsonb>,
        severite -> Text,
        resolu -> Bool,
        resolu_par -> Nullable<Text>,
        date_resolution -> Nullable<Timestamptz>,
        id_conversion -> Nullable<Int8>,
        recherche_document -> Text,
    }
}

diesel::table! {
    journal_reperes (id_entree) {
        id_entree -> Int8,
        reperes -> Nullable<Array<Nullable<Int8>>>,
    }
}

diesel::table! {
    journal_securite (id) {
        id -> Int8,
        date_evenement -> Timestamptz,
        evenement -> Text,
        id_utilisateur -> Nullable<Int8>,
        id_cible -> Nullable<Int8>,
        adresse -> Nullable<Text>,
        session -> Nullable<Text>,
        agent -> Nullable<Text>,
        detail -> Text,
    }
}

diesel::table! {
    liste_attente (id_place) {
        id_place -> Int8,
        id_session -> Int8,
        id_prospect -> Text,
        etat -> Text,
        date_inscription -> Timestamptz,
        inscrit_par -> Text,
        expire_le -> Nullable<Timestamptz>,
        id_conversion -> Nullable<Int8>,
    }
}

diesel::table! {
    lots (id_lot) {
        id_lot -> Int8,
        id_utilisateur -> Int8,
        auteur -> Text,
        type_lot -> Text,
        parametres -> Jsonb,
        requete -> Nullable<Text>,
        etat -> Text,
        nombre -> Int4,
        cle_idempotence -> Nullable<Text>,
        date_creation -> Timestamptz,
        date_lancement -> Nullable<Timestamptz>,
        date_fin -> Nullable<Timestamptz>,
        verdicts -> Jsonb,
        resultats -> Jsonb,
        date_annonce -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    lots_lignes (id_lot, rang) {
        id_lot -> Int8,
        rang -> Int4,
        id_prospect -> Text,
        version -> Int4,
        verdict -> Text,
        code -> Nullable<Text>,
        resultat -> Nullable<Text>,
        id_conversion -> Nullable<Int8>,
        date_resultat -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    messages_signes (id_hash) {
        id_hash -> Bytea,
        chemin -> Text,
        date_reception -> Timestamptz,
        id_journal -> Nullable<Int8>,
    }
}

diesel::table! {
    notes (id_note) {
        id_note -> Int8,
        id_prospect -> Text,
        id_auteur -> Int8,
        texte -> Text,
        date_note -> Timestamptz,
        modifiee_le -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    notifications (id) {
        id -> Int8,
        categorie -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        priorite -> Text,
        titre -> Text,
        message -> Text,
        audience -> Text,
        lien_action -> Nullable<Text>,
        date_creation -> Timestamptz,
        transaction_id -> Int8,
        destinataire -> Nullable<Int8>,
    }
}

diesel::table! {
    notifications_lues (id_utilisateur, id_notification) {
        id_utilisateur -> Int8,
        id_notification -> Int8,
    }
}

diesel::table! {
    oppositions (empreinte) {
        empreinte -> Bytea,
        date_opposition -> Timestamptz,
    }
}

diesel::table! {
    pieces_candidat (id_candidat, code) {
        id_candidat -> Int8,
        code -> Text,
        libelle -> Text,
        obligatoire -> Bool,
        ordre -> Int4,
        etat -> Text,
        motif -> Nullable<Text>,
        lien -> Nullable<Text>,
        date_etat -> Nullable<Timestamptz>,
        auteur -> Nullable<Text>,
        manquante -> Bool,
    }
}

diesel::table! {
    prospects (id_prospect) {
        id_prospect -> Text,
        nom -> Text,
        prenom -> Text,
        emails -> Array<Nullable<Text>>,
        telephones -> Array<Nullable<Text>>,
        adresse -> Nullable<Text>,
        code_postal -> Nullable<Text>,
        ville -> Nullable<Text>,
        formation_souhaitee -> Nullable<Text>,
        mode_financement -> Nullable<Text>,
        statut_prospect -> Text,
        source -> Text,
        nb_echanges -> Int4,
        date_premier_contact -> Timestamptz,
        date_dernier_contact -> Timestamptz,
        resume_ia -> Nullable<Text>,
        version -> Int4,
        date_creation -> Timestamptz,
        visible -> Bool,
        rang_statut -> Int2,
        nom_normalise -> Text,
        prenom_normalise -> Text,
        recherche_document -> Text,
        date_dernier_entrant -> Nullable<Timestamptz>,
        date_debut_conservation -> Timestamptz,
        date_anonymisation -> Nullable<Timestamptz>,
        motif_perte -> Nullable<Text>,
        relance_le -> Nullable<Date>,
        relance_heure -> Nullable<Text>,
        relance_objet -> Nullable<Text>,
        relance_fixee_le -> Nullable<Timestamptz>,
        relance_repondu_le -> Nullable<Timestamptz>,
        id_responsable -> Nullable<Int8>,
        date_dernier_sortant -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    prospects_distincts (id_prospect, id_autre) {
        id_prospect -> Text,
        id_autre -> Text,
        date_decision -> Timestamptz,
    }
}

diesel::table! {
    prospects_effectifs (id) {
        id -> Int8,
        statut_prospect -> Text,
        formation_souhaitee -> Nullable<Text>,
        mode_financement -> Nullable<Text>,
        nombre -> Int8,
    }
}

diesel::table! {
    prospects_effectifs_statuts (id) {
        id -> Int8,
        statut_prospect -> Text,
        nombre -> Int8,
    }
}

diesel::table! {
    prospects_parcours (id_prospect, depuis) {
        id_prospect -> Text,
        statut -> Text,
        depuis -> Timestamptz,
        jusqua -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    purges (nom_table) {
        nom_table -> Text,
        date_purge -> Timestamptz,
        conserve_depuis -> Timestamptz,
    }
}

diesel::table! {
    regles_financement (code) {
        code -> Text,
        financement -> Text,
        libelle -> Text,
        evenement -> Text,
        sens -> Text,
        nature -> Text,
        nombre -> Int4,
        unite -> Text,
        marge -> Int4,
        condition -> Nullable<Text>,
        prorogee -> Bool,
        certitude_prorogation -> Nullable<Text>,
        ouverture_mois -> Nullable<Int4>,
        pourcent_max -> Nullable<Int4>,
        certification_requise -> Bool,
        source -> Text,
        valide_du -> Nullable<Date>,
        valide_au -> Nullable<Date>,
        certitude -> Text,
        active -> Bool,
        ordre -> Int4,
        version -> Int4,
    }
}

diesel::table! {
    relectures (nom) {
        nom -> Text,
        dernier -> Text,
        bilan -> Jsonb,
        date_fin -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    seconds_facteurs (id_utilisateur) {
        id_utilisateur -> Int8,
        secret -> Bytea,
        date_creation -> Timestamptz,
        date_activation -> Nullable<Timestamptz>,
        dernier_pas -> Nullable<Int8>,
    }
}

diesel::table! {
    sessions (id_session) {
        id_session -> Int8,
        id_formation -> Int8,
        libelle -> Text,
        date_debut -> Date,
        date_fin -> Date,
        capacite -> Int4,
        inscrits -> Int4,
        retenues -> Int4,
        statut_session -> Text,
        version -> Int4,
        en_continu -> Bool,
        temps_partiel -> Bool,
        a_distance -> Bool,
    }
}

diesel::table! {
    utilisateurs (id_utilisateur) {
        id_utilisateur -> Int8,
        email -> Text,
        nom -> Text,
        prenom -> Text,
        role -> Text,
        mot_de_passe_hash -> Nullable<Text>,
        actif -> Bool,
        date_creation -> Timestamptz,
    }
}

diesel::table! {
    vues (id_vue) {
        id_vue -> Int8,
        id_utilisateur -> Nullable<Int8>,
        nom -> Text,
        requete -> Text,
        ordre -> Int4,
        version -> Int4,
    }
}

diesel::joinable!(anciennes_coordonnees -> prospects (id_prospect));
diesel::joinable!(anciens_candidats -> conversions_en_cours (id_conversion));
diesel::joinable!(anciens_candidats -> prospects (id_prospect));
diesel::joinable!(anciens_candidats -> sessions (id_session));
diesel::joinable!(appareils_connus -> utilisateurs (id_utilisateur));
diesel::joinable!(auth_sessions -> utilisateurs (id_utilisateur));
diesel::joinable!(candidats -> conversions_en_cours (id_conversion));
diesel::joinable!(candidats -> prospects (id_prospect));
diesel::joinable!(candidats -> sessions (id_session));
diesel::joinable!(cles_api -> utilisateurs (cree_par));
diesel::joinable!(codes_secours -> seconds_facteurs (id_utilisateur));
diesel::joinable!(conversions_en_cours -> prospects (id_prospect));
diesel::joinable!(conversions_en_cours -> sessions (id_session));
diesel::joinable!(conversions_en_cours -> utilisateurs (id_utilisateur));
diesel::joinable!(conversions_journal -> conversions_en_cours (id_conversion));
diesel::joinable!(documents_requis -> formations (id_formation));
diesel::joinable!(historique_emails -> prospects (id_prospect));
diesel::joinable!(invitations -> utilisateurs (id_utilisateur));
diesel::joinable!(journal_erreurs -> conversions_en_cours (id_conversion));
diesel::joinable!(journal_reperes -> journal_erreurs (id_entree));
diesel::joinable!(notes -> prospects (id_prospect));
diesel::joinable!(notes -> utilisateurs (id_auteur));
diesel::joinable!(liste_attente -> conversions_en_cours (id_conversion));
diesel::joinable!(liste_attente -> prospects (id_prospect));
diesel::joinable!(liste_attente -> sessions (id_session));
diesel::joinable!(lots -> utilisateurs (id_utilisateur));
diesel::joinable!(lots_lignes -> conversions_en_cours (id_conversion));
diesel::joinable!(lots_lignes -> lots (id_lot));
diesel::joinable!(lots_lignes -> prospects (id_prospect));
diesel::joinable!(notifications -> utilisateurs (destinataire));
diesel::joinable!(notifications_lues -> notifications (id_notification));
diesel::joinable!(notifications_lues -> utilisateurs (id_utilisateur));
diesel::joinable!(pieces_candidat -> candidats (id_candidat));
diesel::joinable!(prospects_parcours -> prospects (id_prospect));
diesel::joinable!(prospects -> utilisateurs (id_responsable));
diesel::joinable!(seconds_facteurs -> utilisateurs (id_utilisateur));
diesel::joinable!(sessions -> formations (id_formation));
diesel::joinable!(vues -> utilisateurs (id_utilisateur));

diesel::allow_tables_to_appear_in_same_query!(
    anciennes_coordonnees,
    anciens_candidats,
    annonces_relances,
    appareils_connus,
    audit_prospects,
    auth_sessions,
    canaris,
    candidats,
    cles_api,
    codes_secours,
    conversions_en_cours,
    conversions_journal,
    disjoncteurs,
    documents_requis,
    echecs_authentification,
    fermetures,
    formations,
    historique_emails,
    invitations,
    journal_erreurs,
    journal_reperes,
    journal_securite,
    liste_attente,
    lots,
    lots_lignes,
    messages_signes,
    notes,
    notifications,
    notifications_lues,
    oppositions,
    pieces_candidat,
    prospects,
    prospects_distincts,
    prospects_effectifs,
    prospects_effectifs_statuts,
    prospects_parcours,
    purges,
    regles_financement,
    relectures,
    seconds_facteurs,
    sessions,
    utilisateurs,
    vues,
);
