-- A migration of its own: the one before locks the table for reading too.
CREATE INDEX candidats_pieces ON candidats (pieces_manquantes, date_conversion, id_candidat);
CREATE INDEX candidats_dossier ON candidats (statut_dossier, partielle, date_conversion, id_candidat);
CREATE INDEX candidats_dossier_pieces ON candidats (statut_dossier, pieces_manquantes, date_conversion, id_candidat);
CREATE INDEX candidats_formation ON candidats (formation_retenue, partielle, date_conversion, id_candidat);
