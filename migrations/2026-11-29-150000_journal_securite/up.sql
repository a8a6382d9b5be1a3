CREATE TABLE journal_securite (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    date_evenement timestamptz NOT NULL,
    evenement text COLLATE "C" NOT NULL CONSTRAINT journal_securite_evenement_connu
        CHECK (evenement IN ('CONNEXION', 'CONNEXION_REFUSEE', 'DECONNEXION', 'DECONNEXION_PARTOUT', 'SESSION_TERMINEE',
            'INVITATION', 'REINITIALISATION', 'INVITATION_ACCEPTEE', 'MOT_DE_PASSE', 'ROLE', 'DESACTIVATION',
            'REACTIVATION', 'CREATE_ADMIN', 'CLE_REFUSEE', 'EXPORT', 'EXPORT_PERSONNE', 'ANONYMISATION', 'OPPOSITION',
            'SECOND_FACTEUR_ACTIVE', 'SECOND_FACTEUR_RETIRE', 'SECOND_FACTEUR_REFUSE', 'VERIFICATION')),
    id_utilisateur bigint,
    id_cible bigint,
    adresse text,
    session text COLLATE "C",
    agent text,
    detail text NOT NULL DEFAULT ''
);
CREATE INDEX journal_securite_utilisateur ON journal_securite (id_utilisateur, id);
CREATE INDEX journal_securite_cible ON journal_securite (id_cible, id);
CREATE INDEX journal_securite_evenement ON journal_securite (evenement, id);
CREATE INDEX journal_securite_date ON journal_securite (date_evenement);
COMMENT ON TABLE journal_securite IS
    'Journal of security: logins, refusals, changes of accounts, data taken out, and from where. Append-only. No foreign keys: entries outlive what they name. It holds no data of prospects but their identifiers.';
COMMENT ON COLUMN journal_securite.id_utilisateur IS 'The person who acts; null before a login, for n8n and for the command line.';
COMMENT ON COLUMN journal_securite.id_cible IS 'The person whose account is concerned; null without one.';
COMMENT ON COLUMN journal_securite.adresse IS 'Address of the client; null for the command line.';
COMMENT ON COLUMN journal_securite.session IS 'Identifier of the session: the first 16 hexadecimal digits of auth_sessions.jeton_hash.';
COMMENT ON COLUMN journal_securite.agent IS 'User-Agent, cut to 200 characters.';
COMMENT ON COLUMN journal_securite.detail IS 'Codes separated by blanks, such as FORMATEUR ADMIN of ROLE.';

CREATE FUNCTION journal_securite_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal_securite is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_securite_sans_retouche BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_securite
    FOR EACH STATEMENT EXECUTE FUNCTION journal_securite_refuser();

-- A constant default does not rewrite the rows.
ALTER TABLE auth_sessions
    ADD COLUMN adresse text,
    ADD COLUMN agent text,
    ADD COLUMN nouvel_appareil boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN auth_sessions.adresse IS 'Address of the login; null for logins made before it was recorded.';
COMMENT ON COLUMN auth_sessions.agent IS 'User-Agent of the login, cut to 200 characters.';
COMMENT ON COLUMN auth_sessions.nouvel_appareil IS 'Whether this person had never logged in with such a browser and system.';
