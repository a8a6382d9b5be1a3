//! The statements that an experienced author would write by hand for the answers of the service.

/// The columns of a row of the list.
const LISTED: &str =
    "p.id_prospect, p.nom, p.prenom, p.emails[1] AS email, p.telephones[1] AS telephone, p.ville,
    p.formation_souhaitee, f.nom AS formation, p.mode_financement, p.statut_prospect, p.source, p.nb_echanges,
    p.date_premier_contact, p.date_dernier_contact, p.relance_le, p.relance_heure, p.relance_objet,
    p.relance_repondu_le, p.id_responsable, u.prenom AS responsable_prenom, u.nom AS responsable_nom,
    (SELECT type_action FROM conversions_en_cours a WHERE a.id_prospect = p.id_prospect
        AND a.statut_action = 'EN_COURS' ORDER BY id_conversion DESC LIMIT 1) AS action_en_cours";
/// The tables of these columns, beside the prospects.
const JOINED: &str = "LEFT JOIN formations f ON f.code = p.formation_souhaitee
    LEFT JOIN utilisateurs u ON u.id_utilisateur = p.id_responsable";
/// Rows of a page, and one that tells if the list goes on.
const PAGE: &str = "LIMIT 26";
/// The order of the list.
const LATEST: &str = "p.date_dernier_contact DESC, p.id_prospect DESC";
/// The order of the touches.
const EARLIEST: &str = "p.relance_le, coalesce(p.relance_heure, '24:00'), p.id_prospect";

/// Returns the SQL of a page of the list, and of its total from the maintained counts.
pub(super) fn list(rows: &str, counts: &str) -> String {
    let total = format!("(SELECT sum(nombre) FROM prospects_effectifs e WHERE {counts})");
    page(rows, LATEST, &total)
}

/// Returns the SQL of a page of rows that match, and of their number up to 1 000.
pub(super) fn search(rows: &str) -> String {
    page(rows, LATEST, &counted(rows))
}

/// Returns the SQL of a page of touches, and of their number up to 1 000.
pub(super) fn touches(rows: &str) -> String {
    page(rows, EARLIEST, &counted(rows))
}

fn counted(rows: &str) -> String {
    format!("(SELECT count(*) FROM (SELECT FROM prospects p WHERE {rows} LIMIT 1001) counted)")
}

fn page(rows: &str, order: &str, total: &str) -> String {
    format!(
        "SELECT {LISTED}, {total} AS total FROM prospects p {JOINED} WHERE {rows} ORDER BY {order} {PAGE}"
    )
}

/// Returns the SQL of a page by number: the identifiers from the index alone, then their rows.
pub(super) fn numbered(page: i64, counts: &str) -> String {
    format!(
        "SELECT {LISTED}, (SELECT sum(nombre) FROM prospects_effectifs e WHERE {counts}) AS total
         FROM (SELECT id_prospect FROM prospects WHERE visible
            ORDER BY date_dernier_contact DESC, id_prospect DESC {PAGE} OFFSET {}) page
         JOIN prospects p USING (id_prospect) {JOINED} ORDER BY {LATEST}",
        (page - 1) * 25
    )
}

/// Returns the SQL of a record by its quoted identifier or a parameter, with its candidate, its running actions and the
/// records that share an address or a number.
pub(super) fn record(id: &str) -> String {
    format!(
        "SELECT {LISTED}, p.emails, p.telephones, p.adresse, p.code_postal, p.resume_ia, p.motif_perte, p.version,
            c.id_candidat, c.numero_dossier, c.lien_dossier_drive,
            (SELECT json_agg(a) FROM conversions_en_cours a
             WHERE a.id_prospect = p.id_prospect AND a.statut_action = 'EN_COURS') AS actions_en_cours,
            (SELECT json_agg(json_build_array(o.id_prospect, o.nom, o.prenom, o.emails, o.telephones))
             FROM prospects o WHERE (o.emails && p.emails OR o.telephones && p.telephones)
                AND o.id_prospect <> p.id_prospect) AS partages
         FROM prospects p {JOINED} LEFT JOIN candidats c ON c.id_prospect = p.id_prospect
         WHERE p.id_prospect = {id}"
    )
}

/// The counts by choice of each filter.
pub(super) const COUNTS: &str = "SELECT statut_prospect, formation_souhaitee, mode_financement, sum(nombre)
    FROM prospects_effectifs GROUP BY GROUPING SETS ((1), (2), (3))";

/// The totals of the views that `reads` inserts.
pub(super) const VIEWS: &str = "SELECT v.*, (SELECT sum(nombre) FROM prospects_effectifs e
        WHERE e.statut_prospect IN ('NOUVEAU', 'QUALIFIE') AND e.formation_souhaitee = 'FORMATION_' || v.ordre % 9)
    FROM vues v ORDER BY v.ordre";

/// The counts of the sections of the touches, each up to 1 000, on the day `today`.
pub(super) fn sections(today: &str) -> String {
    let silent = "p.statut_prospect NOT IN ('CANDIDAT', 'PERDU') AND p.date_anonymisation IS NULL
        AND p.relance_le IS NULL AND p.date_dernier_contact < now() - interval '14 days'";
    let late = format!("p.relance_le < {today}");
    let due = format!("p.relance_le = {today}");
    let week = format!("p.relance_le > {today} AND p.relance_le <= {today} + 7");
    let counts = [late.as_str(), &due, &week, silent].map(counted);
    format!("SELECT {}", counts.join(", "))
}

/// Returns the SQL of a page of the activity from `midnight`, and of the number of its entries. The entries of a bulk
/// change are one for each operation.
pub(super) fn activity(midnight: &str) -> String {
    let done = format!(
        "id_utilisateur IS NOT NULL
         AND operation NOT IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE')
         AND date_evenement >= {midnight} AND date_evenement < {midnight} + interval '1 day'"
    );
    let lots = format!(
        "SELECT max(id) AS id, max(date_evenement) AS date, count(*) AS fiches FROM audit_prospects
         WHERE {done} AND id_lot IS NOT NULL GROUP BY id_lot, operation, id_utilisateur"
    );
    format!(
        "SELECT e.id, page.date, page.fiches, e.operation, e.champs, e.id_conversion, a.type_action, a.statut_action,
            e.id_prospect, p.prenom, p.nom, e.id_lot, e.id_utilisateur, e.auteur,
            (SELECT count(*) FROM audit_prospects WHERE {done} AND id_lot IS NULL)
                + (SELECT count(*) FROM ({lots}) counted) AS total
         FROM ((SELECT id, date_evenement AS date, 1 AS fiches FROM audit_prospects WHERE {done} AND id_lot IS NULL
                ORDER BY date_evenement DESC, id DESC {PAGE}) UNION ALL ({lots}) ORDER BY date DESC, id DESC {PAGE}) page
         JOIN audit_prospects e ON e.id = page.id LEFT JOIN conversions_en_cours a USING (id_conversion)
         LEFT JOIN prospects p ON p.id_prospect = e.id_prospect ORDER BY page.date DESC, e.id DESC"
    )
}

/// The conversion of a prospect: its lock, the action that is also the call to n8n, its event and its notification.
pub(super) const CONVERT: &str = "WITH prospect AS (
        SELECT id_prospect, nom, prenom FROM prospects
        WHERE id_prospect = $1 AND statut_prospect <> 'CANDIDAT' FOR UPDATE
    ), action AS (
        INSERT INTO conversions_en_cours (id_prospect, type_action, formation_retenue, parametres, id_utilisateur,
            demande_par, date_debut, prochaine_tentative)
        SELECT id_prospect, 'CONVERTIR_CANDIDAT', 'CAP_BJ', '{\"formationRetenue\": \"CAP_BJ\"}'::jsonb,
            (SELECT min(id_utilisateur) FROM utilisateurs), 'Sophie Martin', now(), now() + interval '1 day'
        FROM prospect RETURNING id_conversion
    ), event AS (
        INSERT INTO conversions_journal (id_conversion, date_evenement, evenement, detail)
        SELECT id_conversion, now(), 'DEMANDE', 'Demandée par Sophie Martin' FROM action
    ), notification AS (
        INSERT INTO notifications (categorie, type, priorite, titre, message, audience, lien_action, date_creation)
        SELECT 'PROSPECT', 'ACTION_START', 'BASSE', 'Traitement en cours',
            'Conversion de ' || prenom || ' ' || nom || ', demandée par Sophie Martin.', 'ADMIN',
            '/prospects?prospect=' || id_prospect, now() FROM prospect
    )
    SELECT id_conversion FROM action";
