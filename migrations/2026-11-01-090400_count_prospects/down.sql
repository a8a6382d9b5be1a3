DROP TRIGGER prospects_compter_ajouts ON prospects;
DROP TRIGGER prospects_compter_changements ON prospects;
DROP TRIGGER prospects_compter_retraits ON prospects;
DROP TRIGGER prospects_compter_vidage ON prospects;
DROP FUNCTION prospects_effectifs_replier();
DROP FUNCTION prospects_compter();
DROP TABLE prospects_effectifs;
