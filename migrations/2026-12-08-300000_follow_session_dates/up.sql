-- A session runs from its first day to its last day, and is then over. A cancelled session stays cancelled. The service
-- reads the statut through this function, and writes it to the table when it changes.
CREATE FUNCTION statut_session_le(statut text, debut date, fin date, jour date) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN statut = 'ANNULEE' THEN statut
        WHEN jour > fin THEN 'TERMINEE'
        WHEN jour >= debut THEN 'EN_COURS'
        WHEN statut IN ('EN_COURS', 'TERMINEE') THEN 'PLANIFIEE'
        ELSE statut
    END;
COMMENT ON FUNCTION statut_session_le IS 'Statut of a session on a day of Europe/Paris.';
