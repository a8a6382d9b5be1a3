-- A reading of a GIN index reads the whole list of entries that wait to be merged: 4 ms at the default limit of 4 MB.
-- Addresses and numbers are few per row, so they are merged at once; the trigrams of a row are merged in small batches.
SELECT gin_clean_pending_list('prospects_coordonnees');
SELECT gin_clean_pending_list('prospects_recherche');
SELECT gin_clean_pending_list('journal_erreurs_recherche');
ALTER INDEX prospects_coordonnees SET (fastupdate = off);
ALTER INDEX prospects_recherche SET (gin_pending_list_limit = 256);
ALTER INDEX journal_erreurs_recherche SET (gin_pending_list_limit = 256);
