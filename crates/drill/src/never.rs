//! Invariants of the database, as SQL queries. The tests of the API check them after each scene, `chaos` after each
//! run. Rows that a purge may delete are not expected.

/// An invariant, with the query that finds its violations.
#[derive(Debug, Clone, Copy)]
pub struct Never {
    /// Short description of the violation.
    pub what: &'static str,
    /// Returns one text per violation.
    pub found: &'static str,
}

/// Invariants that hold at any time.
pub const NEVER: &[Never] = &[
    Never {
        what: "two actions of a type run for one prospect",
        found: "SELECT id_prospect || ' ' || type_action FROM conversions_en_cours WHERE statut_action = 'EN_COURS'
            GROUP BY id_prospect, type_action HAVING count(*) > 1",
    },
    Never {
        what: "a candidate without its prospect marked, or the reverse",
        found: "SELECT p.id_prospect FROM prospects p WHERE (p.statut_prospect = 'CANDIDAT')
            <> EXISTS (SELECT FROM candidats c WHERE c.id_prospect = p.id_prospect)",
    },
    Never {
        what: "a file whose state contradicts its pieces",
        found: "SELECT 'candidate ' || id_candidat || ', ' || statut_dossier FROM candidats c,
                LATERAL (SELECT count(*) AS manquantes FROM pieces_candidat p
                    WHERE p.id_candidat = c.id_candidat AND p.obligatoire AND p.etat NOT IN ('RECUE', 'DISPENSEE')) AS m
            WHERE c.pieces_manquantes <> m.manquantes OR c.statut_dossier = 'RECU'
                OR (c.statut_dossier IN ('INCOMPLET', 'COMPLET') AND (c.statut_dossier = 'COMPLET') <> (m.manquantes = 0))",
    },
    Never {
        what: "a prospect whose path does not end with its statut",
        found: "SELECT p.id_prospect FROM prospects p LEFT JOIN prospects_parcours c
            ON c.id_prospect = p.id_prospect AND c.jusqua IS NULL WHERE c.statut IS DISTINCT FROM p.statut_prospect",
    },
    Never {
        what: "a path with a gap or an overlap",
        found: "SELECT id_prospect FROM (SELECT id_prospect, jusqua,
                lead(depuis) OVER (PARTITION BY id_prospect ORDER BY depuis) AS suivant FROM prospects_parcours) AS c
            WHERE jusqua IS DISTINCT FROM suivant",
    },
    Never {
        what: "two candidates of one prospect",
        found: "SELECT id_prospect FROM candidats GROUP BY id_prospect HAVING count(*) > 1",
    },
    Never {
        what: "held seats that no running action and no offer holds, or the reverse",
        found: "SELECT 'session ' || s.id_session || ', held ' || s.retenues FROM sessions s
            WHERE s.retenues <> (SELECT count(*) FROM conversions_en_cours c
                WHERE c.id_session = s.id_session AND c.place_retenue)
            + (SELECT count(*) FROM liste_attente l WHERE l.id_session = s.id_session AND l.etat = 'PROPOSEE')",
    },
    Never {
        what: "somebody converted, lost or anonymised who still waits for a seat",
        found: "SELECT 'place ' || l.id_place FROM liste_attente l JOIN prospects p USING (id_prospect)
            WHERE l.etat IN ('EN_ATTENTE', 'PROPOSEE')
            AND (p.statut_prospect IN ('CANDIDAT', 'PERDU') OR p.date_anonymisation IS NOT NULL)",
    },
    Never {
        what: "an accepted offer without its conversion",
        found: "SELECT 'place ' || id_place FROM liste_attente WHERE etat = 'ACCEPTEE' AND id_conversion IS NULL",
    },
    Never {
        what: "given seats that no active candidate has, or the reverse",
        found: "SELECT 'session ' || s.id_session || ', given ' || s.inscrits FROM sessions s
            WHERE s.inscrits <> (SELECT count(*) FROM candidats c WHERE c.id_session = s.id_session
                AND c.statut_dossier NOT IN ('REFUSE', 'DESISTE'))",
    },
    Never {
        what: "a seat given twice",
        found: "SELECT 'session ' || id_session FROM sessions WHERE inscrits + retenues > capacite",
    },
    Never {
        what: "an action that nobody was told of",
        found: "SELECT actions || ' actions, told ' || told
            FROM (SELECT conserve_depuis('notifications') AS kept) AS k,
                LATERAL (SELECT count(*) AS actions FROM conversions_en_cours
                    WHERE id_lot IS NULL AND date_debut >= kept) AS a,
                LATERAL (SELECT count(*) AS told FROM notifications WHERE type = 'ACTION_START' AND date_creation >= kept) AS n
            WHERE actions <> told",
    },
    Never {
        what: "an admin told twice of the touches of a morning",
        found: "SELECT 'account ' || destinataire || ', ' || (date_creation AT TIME ZONE 'Europe/Paris')::date
            FROM notifications WHERE type = 'RELANCES'
            GROUP BY destinataire, (date_creation AT TIME ZONE 'Europe/Paris')::date HAVING count(*) > 1",
    },
    Never {
        what: "an entry of the error journal that a search for a person's traces passes by",
        found: "SELECT 'entry ' || id FROM journal_erreurs WHERE id_conversion IS NULL
            AND id NOT IN (SELECT id_entree FROM journal_reperes)",
    },
    Never {
        what: "a former address or number of somebody who was anonymised",
        found: "SELECT id_prospect FROM anciennes_coordonnees JOIN prospects USING (id_prospect)
            WHERE date_anonymisation IS NOT NULL",
    },
    Never {
        what: "a next touch of a prospect who is a candidate or lost, or a trace of one who was anonymised",
        found: "SELECT id_prospect FROM prospects WHERE relance_le IS NOT NULL
                AND (statut_prospect IN ('CANDIDAT', 'PERDU') OR date_anonymisation IS NOT NULL)
            UNION ALL SELECT p.id_prospect FROM prospects p JOIN notes USING (id_prospect)
                WHERE p.date_anonymisation IS NOT NULL",
    },
    Never {
        what: "a failure that nobody was told of",
        found: "SELECT 'action ' || c.id_conversion FROM conversions_en_cours c
            WHERE c.statut_action = 'ERREUR' AND NOT c.partielle AND c.id_lot IS NULL
            AND c.date_fin >= greatest(conserve_depuis('notifications'), conserve_depuis('journal_erreurs'))
            AND NOT EXISTS (
                SELECT FROM journal_erreurs j JOIN notifications n ON n.lien_action = '/admin/logs?entree=' || j.id
                WHERE j.id_conversion = c.id_conversion AND n.priorite = 'URGENTE')",
    },
    Never {
        what: "a candidate that nobody was told of",
        found: "SELECT 'candidate ' || c.id_candidat FROM candidats c
            WHERE c.date_conversion >= conserve_depuis('notifications')
            AND NOT EXISTS (SELECT FROM conversions_en_cours a
                WHERE a.id_conversion = c.id_conversion AND a.id_lot IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM notifications n WHERE n.lien_action = '/admin/candidats/' || c.id_candidat)",
    },
    Never {
        what: "a successful or a partial conversion without its candidate",
        found: "SELECT 'action ' || c.id_conversion FROM conversions_en_cours c WHERE c.type_action = 'CONVERTIR_CANDIDAT'
            AND (c.statut_action = 'TERMINEE' OR c.partielle)
            AND NOT EXISTS (SELECT FROM candidats k WHERE k.id_prospect = c.id_prospect)
            AND NOT EXISTS (SELECT FROM anciens_candidats a WHERE a.id_prospect = c.id_prospect
                AND a.date_retour >= c.date_debut)",
    },
    Never {
        what: "a file number of two people",
        found: "SELECT c.numero_dossier FROM candidats c JOIN anciens_candidats a USING (numero_dossier)
            WHERE a.id_prospect <> c.id_prospect",
    },
    Never {
        what: "a failure without its entry in the journal",
        found: "SELECT 'action ' || c.id_conversion FROM conversions_en_cours c WHERE c.statut_action = 'ERREUR'
            AND c.date_fin >= conserve_depuis('journal_erreurs')
            AND NOT EXISTS (SELECT FROM journal_erreurs j WHERE j.id_conversion = c.id_conversion)",
    },
    Never {
        what: "an ended action that an instance still holds",
        found: "SELECT 'action ' || id_conversion FROM conversions_en_cours
            WHERE statut_action <> 'EN_COURS' AND bail_proprietaire IS NOT NULL",
    },
    Never {
        what: "a call that n8n accepted and that is due or held again",
        found: "SELECT 'action ' || id_conversion FROM conversions_en_cours WHERE statut_action = 'EN_COURS'
            AND date_livraison IS NOT NULL AND (prochaine_tentative IS NOT NULL OR bail_fin IS NOT NULL)",
    },
    Never {
        what: "an undone action that left, or that holds a seat",
        found: "SELECT 'action ' || c.id_conversion FROM conversions_en_cours c WHERE c.statut_action = 'ANNULEE'
            AND (c.date_depart IS NOT NULL OR c.tentatives > 0 OR c.date_livraison IS NOT NULL OR c.place_retenue
                OR EXISTS (SELECT FROM conversions_journal j WHERE j.id_conversion = c.id_conversion
                    AND j.evenement IN ('TENTATIVE', 'LIVREE', 'ETAPE', 'RAPPEL')))",
    },
    Never {
        what: "an undo that nobody was told of",
        found: "SELECT actions || ' actions, told ' || told
            FROM (SELECT conserve_depuis('notifications') AS kept) AS k,
                LATERAL (SELECT count(*) AS actions FROM conversions_en_cours
                    WHERE statut_action = 'ANNULEE' AND id_lot IS NULL AND date_fin >= kept) AS a,
                LATERAL (SELECT count(*) AS told FROM notifications WHERE type = 'ACTION_ANNULEE' AND date_creation >= kept) AS n
            WHERE actions <> told",
    },
    Never {
        what: "somebody anonymised who is still told apart from others",
        found: "SELECT d.id_prospect || ' ' || d.id_autre FROM prospects_distincts d JOIN prospects p
            ON p.id_prospect IN (d.id_prospect, d.id_autre) WHERE p.date_anonymisation IS NOT NULL",
    },
    Never {
        what: "an Idempotency-Key of two actions",
        found: "SELECT cle_idempotence FROM conversions_en_cours WHERE cle_idempotence IS NOT NULL
            GROUP BY cle_idempotence, id_utilisateur HAVING count(*) > 1",
    },
    Never {
        what: "a row of a bulk change that is done without its action, or has one that is not its own",
        found: "SELECT 'lot ' || l.id_lot || ', row ' || r.rang FROM lots_lignes r JOIN lots l USING (id_lot)
            LEFT JOIN conversions_en_cours c USING (id_conversion) WHERE r.resultat = 'FAIT'
            AND CASE WHEN l.type_lot IN ('DOSSIER', 'EMAIL_RELANCE', 'CONVERSION')
                THEN c.id_prospect IS DISTINCT FROM r.id_prospect OR c.id_utilisateur <> l.id_utilisateur
                ELSE r.id_conversion IS NOT NULL END",
    },
    Never {
        what: "a bulk change that is over with a row that is not, or one that waits with a row that ran",
        found: "SELECT DISTINCT 'lot ' || l.id_lot FROM lots l JOIN lots_lignes r USING (id_lot)
            WHERE (l.etat IN ('TERMINE', 'ARRETE') AND r.resultat IS NULL)
            OR (l.etat = 'PREPARE' AND r.resultat IS NOT NULL)",
    },
    Never {
        what: "a bulk change whose numbers are not those of its rows",
        found: "SELECT 'lot ' || l.id_lot FROM lots l,
                LATERAL (SELECT count(*) AS rows FROM lots_lignes r WHERE r.id_lot = l.id_lot) AS n
            WHERE n.rows = l.nombre AND (
                l.verdicts <> (SELECT coalesce(jsonb_object_agg(verdict, n), '{}')
                    FROM (SELECT verdict, count(*) AS n FROM lots_lignes r WHERE r.id_lot = l.id_lot GROUP BY 1) AS g)
                OR l.resultats <> (SELECT coalesce(jsonb_object_agg(resultat, n), '{}')
                    FROM (SELECT resultat, count(*) AS n FROM lots_lignes r
                        WHERE r.id_lot = l.id_lot AND resultat IS NOT NULL GROUP BY 1) AS g))",
    },
    Never {
        what: "a bulk change whose end was told twice, or is told and not over",
        found: "SELECT 'lot ' || l.id_lot FROM lots l, LATERAL (SELECT count(*) AS told FROM notifications
                WHERE lien_action = '/admin/lots/' || l.id_lot) AS n
            WHERE n.told > 1 OR (n.told = 1 AND l.date_annonce IS NULL)
            OR (l.date_annonce IS NOT NULL AND (l.date_fin IS NULL OR EXISTS (SELECT FROM conversions_en_cours c
                WHERE c.id_lot = l.id_lot AND c.statut_action = 'EN_COURS')))",
    },
    Never {
        what: "recovery codes of a second factor that is not active",
        found: "SELECT DISTINCT 'utilisateur ' || s.id_utilisateur FROM seconds_facteurs s
            JOIN codes_secours USING (id_utilisateur) WHERE s.date_activation IS NULL",
    },
];

/// Invariants that hold once everything is at rest.
pub const AT_REST: &[Never] = &[
    Never {
        what: "an action that never ends",
        found: "SELECT 'action ' || id_conversion FROM conversions_en_cours WHERE statut_action = 'EN_COURS'",
    },
    Never {
        what: "a bulk change that never ends",
        found: "SELECT 'lot ' || id_lot FROM lots WHERE etat = 'EN_COURS'",
    },
    Never {
        what: "a bulk change whose end nobody was told of",
        found: "SELECT 'lot ' || l.id_lot FROM lots l WHERE l.date_lancement IS NOT NULL
            AND l.date_lancement >= conserve_depuis('notifications') AND (l.date_annonce IS NULL
                OR (l.date_annonce > l.date_fin AND NOT EXISTS (
                    SELECT FROM notifications n WHERE n.lien_action = '/admin/lots/' || l.id_lot)))",
    },
    Never {
        what: "a seat held for nobody",
        found: "SELECT 'session ' || s.id_session || ', held ' || s.retenues FROM sessions s
            WHERE s.retenues <> (SELECT count(*) FROM liste_attente l
                WHERE l.id_session = s.id_session AND l.etat = 'PROPOSEE')",
    },
];
