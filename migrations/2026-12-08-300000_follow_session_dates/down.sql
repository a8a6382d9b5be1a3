DROP FUNCTION statut_session_le(text, date, date, date);
