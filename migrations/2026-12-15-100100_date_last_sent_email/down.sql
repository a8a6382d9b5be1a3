DROP INDEX prospects_sans_reponse;
CREATE INDEX prospects_sans_reponse ON prospects (date_dernier_contact, id_prospect)
    WHERE visible AND (date_dernier_entrant IS NULL OR date_dernier_entrant < date_dernier_contact);
ALTER TABLE prospects DROP COLUMN date_dernier_sortant;
