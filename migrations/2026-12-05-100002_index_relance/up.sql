-- Next touches in the order of the day's work. A time that is not set comes after the others of its day.
CREATE INDEX prospects_relance ON prospects (relance_le, coalesce(relance_heure, '24:00'), id_prospect)
    WHERE relance_le IS NOT NULL;
CREATE INDEX prospects_relance_responsable ON prospects
    (id_responsable, relance_le, coalesce(relance_heure, '24:00'), id_prospect) WHERE relance_le IS NOT NULL;
-- Open prospects without a next touch, by their last contact.
CREATE INDEX prospects_sans_suite ON prospects (date_dernier_contact, id_prospect)
    WHERE statut_prospect NOT IN ('CANDIDAT', 'PERDU') AND date_anonymisation IS NULL AND relance_le IS NULL;
CREATE INDEX prospects_sans_suite_responsable ON prospects (id_responsable, date_dernier_contact, id_prospect)
    WHERE statut_prospect NOT IN ('CANDIDAT', 'PERDU') AND date_anonymisation IS NULL AND relance_le IS NULL;
-- Filters of the list, in the list's own order.
CREATE INDEX prospects_responsable_date ON prospects (id_responsable, date_dernier_contact, id_prospect)
    WHERE id_responsable IS NOT NULL;
CREATE INDEX prospects_source_date ON prospects (source, date_dernier_contact, id_prospect) WHERE visible;
