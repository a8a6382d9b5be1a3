CREATE TABLE notes (
    id_note bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects ON DELETE CASCADE,
    id_auteur bigint NOT NULL REFERENCES utilisateurs,
    texte text NOT NULL CONSTRAINT notes_texte_longueur CHECK (length(texte) BETWEEN 1 AND 4000),
    date_note timestamptz NOT NULL,
    modifiee_le timestamptz
);
CREATE INDEX notes_prospect ON notes (id_prospect, date_note, id_note);
COMMENT ON TABLE notes IS 'Free texts that admins write on a prospect''s record. An anonymisation deletes them.';
COMMENT ON COLUMN notes.id_auteur IS 'The account that wrote the note; only this account changes or deletes it.';
COMMENT ON COLUMN notes.modifiee_le IS 'Date of the last change of the text; null before one.';
