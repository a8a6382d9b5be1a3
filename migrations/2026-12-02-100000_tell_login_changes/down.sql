DROP TRIGGER connexions_annoncer_facteur ON seconds_facteurs;
DROP TRIGGER connexions_annoncer_compte ON utilisateurs;
DROP TRIGGER connexions_annoncer_session ON auth_sessions;
DROP FUNCTION connexions_annoncer();
