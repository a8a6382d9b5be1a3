-- The running actions of a bulk change: its end is told after them, and a stop undoes those that have not left.
CREATE INDEX conversions_lot ON conversions_en_cours (id_lot) WHERE id_lot IS NOT NULL AND statut_action = 'EN_COURS';
