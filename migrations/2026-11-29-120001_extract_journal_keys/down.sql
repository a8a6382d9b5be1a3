DROP TRIGGER journal_reperer ON journal_erreurs;
DROP FUNCTION journal_reperer(), journal_texte(journal_erreurs);
DROP TABLE journal_reperes;
DROP FUNCTION reperes_de_texte(text), mots(text), lisible(text), decoder(text), decoder_morceau(text),
    hexadecimal(text), caractere(int);
