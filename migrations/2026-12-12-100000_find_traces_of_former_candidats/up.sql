-- A candidate who becomes a prospect again keeps traces: a file number, a Drive link, notifications of the candidate.
CREATE OR REPLACE FUNCTION traces_de_personne(prospect text) RETURNS TABLE (formes text[], reperes bigint[]) LANGUAGE sql STABLE AS $$
    WITH personne AS (
        SELECT nom, prenom, emails, telephones, adresse FROM prospects WHERE id_prospect = prospect
    ), dossiers AS (
        SELECT numero_dossier, lien_dossier_drive FROM candidats WHERE id_prospect = prospect
        UNION ALL SELECT numero_dossier, lien_dossier_drive FROM anciens_candidats WHERE id_prospect = prospect
    ), connus AS (
        SELECT unnest(emails || adresse) AS texte FROM personne
        UNION ALL SELECT unnest(ARRAY[numero_dossier, lien_dossier_drive]) FROM dossiers
    ), textes AS (
        SELECT ARRAY[texte] AS textes FROM connus WHERE length(mots(lisible(texte))) >= 8
        UNION SELECT ARRAY[valeur] FROM anciennes_coordonnees WHERE id_prospect = prospect AND nature = 'EMAIL'
        UNION SELECT ARRAY[prospect]
        UNION SELECT ARRAY[nom, prenom] FROM personne
        WHERE btrim(mots(lisible(nom))) <> '' AND btrim(mots(lisible(prenom))) <> ''
    ), numeros AS (
        SELECT ltrim(numero, '+') AS numero FROM personne, unnest(telephones) AS numero
        UNION SELECT ltrim(valeur, '+') FROM anciennes_coordonnees WHERE id_prospect = prospect AND nature = 'TELEPHONE'
    )
    SELECT ARRAY(SELECT mots(lisible(texte)) FROM unnest(textes) AS texte),
        reperes_de_texte(array_to_string(textes, ' | '))
    FROM textes
    UNION ALL
    -- Nine digits in a row are a key; a shorter number is looked for as a word.
    SELECT '{}', ARRAY[hashtextextended(CASE WHEN length(numero) < 9 THEN numero ELSE '#' || right(numero, 9) END, 0)]
    FROM numeros
$$;

CREATE OR REPLACE FUNCTION notifications_de_personne(prospect text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    -- ARRAY: one look into the index for each link. How many there are is not known before, and an IN would read all
    -- notifications instead.
    SELECT id FROM notifications WHERE lien_action = ANY (ARRAY(
        SELECT '/admin/prospects?prospect=' || prospect
        UNION ALL SELECT '/admin/candidats/' || id_candidat FROM candidats WHERE id_prospect = prospect
        UNION ALL SELECT '/admin/candidats/' || id_candidat FROM anciens_candidats WHERE id_prospect = prospect
        UNION ALL SELECT '/admin/logs?entree=' || entree FROM journal_de_personne(prospect) AS entree))
$$;
