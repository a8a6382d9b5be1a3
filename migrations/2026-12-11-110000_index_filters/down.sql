DROP INDEX prospects_motif_date, prospects_sans_reponse;
