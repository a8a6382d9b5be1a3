-- Filters of the list whose rows are counted, in the list's own order. The columns that a count compares are in the index,
-- because the rows of a reason are scattered over the table.
CREATE INDEX prospects_motif_date ON prospects (motif_perte, date_dernier_contact, id_prospect)
    INCLUDE (visible, statut_prospect) WHERE motif_perte IS NOT NULL;
-- The prospects who have not answered our last e-mail.
CREATE INDEX prospects_sans_reponse ON prospects (date_dernier_contact, id_prospect)
    WHERE visible AND (date_dernier_entrant IS NULL OR date_dernier_entrant < date_dernier_contact);
