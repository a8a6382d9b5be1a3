-- Instances remember logins for some hundred milliseconds. Triggers tell them each change, so that no writer can forget it.
CREATE FUNCTION connexions_annoncer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Equal notices of a transaction are one.
    NOTIFY admissions_connexions;
    RETURN NULL;
END $$;

CREATE TRIGGER connexions_annoncer_session
    AFTER DELETE OR UPDATE OF jeton_hash, id_utilisateur, date_expiration, date_verification ON auth_sessions
    FOR EACH ROW EXECUTE FUNCTION connexions_annoncer();
CREATE TRIGGER connexions_annoncer_compte
    AFTER DELETE OR UPDATE OF email, nom, prenom, role, actif ON utilisateurs
    FOR EACH ROW EXECUTE FUNCTION connexions_annoncer();
CREATE TRIGGER connexions_annoncer_facteur
    AFTER INSERT OR DELETE OR UPDATE OF id_utilisateur, date_activation ON seconds_facteurs
    FOR EACH ROW EXECUTE FUNCTION connexions_annoncer();
