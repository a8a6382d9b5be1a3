CREATE TABLE relectures (
    nom text COLLATE "C" PRIMARY KEY,
    dernier text COLLATE "C" NOT NULL DEFAULT '',
    bilan jsonb NOT NULL DEFAULT '{}',
    date_fin timestamptz
);
COMMENT ON TABLE relectures IS 'Stored values that are read again, once, by a newer rule: `prospects-api migrate` goes on where it stopped.';
COMMENT ON COLUMN relectures.dernier IS 'The last record that was read; they are read in the order of their identifiers.';
COMMENT ON COLUMN relectures.bilan IS 'What was changed so far: counts and identifiers, no value of a record.';
COMMENT ON COLUMN relectures.date_fin IS 'When all of them had been read: nothing is read again after that.';
