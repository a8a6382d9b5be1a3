DROP TRIGGER liste_attente_quitter_anonymisation ON prospects;
DROP TRIGGER liste_attente_quitter_statut ON prospects;
DROP FUNCTION liste_attente_quitter();
UPDATE sessions AS s SET retenues = s.retenues - (SELECT count(*) FROM liste_attente l
    WHERE l.id_session = s.id_session AND l.etat = 'PROPOSEE')
WHERE s.id_session IN (SELECT id_session FROM liste_attente WHERE etat = 'PROPOSEE');
DROP TABLE liste_attente;
COMMENT ON COLUMN sessions.retenues IS 'Seats held by running conversions.';
