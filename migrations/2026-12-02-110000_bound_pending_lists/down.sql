ALTER INDEX journal_erreurs_recherche RESET (gin_pending_list_limit);
ALTER INDEX prospects_recherche RESET (gin_pending_list_limit);
ALTER INDEX prospects_coordonnees RESET (fastupdate);
