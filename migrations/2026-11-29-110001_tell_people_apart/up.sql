CREATE TABLE prospects_distincts (
    id_prospect text COLLATE "C" NOT NULL REFERENCES prospects ON DELETE CASCADE,
    id_autre text COLLATE "C" NOT NULL REFERENCES prospects ON DELETE CASCADE,
    date_decision timestamptz NOT NULL,
    PRIMARY KEY (id_prospect, id_autre),
    CONSTRAINT prospects_distincts_ordonnes CHECK (id_prospect < id_autre)
);
CREATE INDEX prospects_distincts_autre ON prospects_distincts (id_autre);
COMMENT ON TABLE prospects_distincts IS
    'Pairs of prospects who share an address or a number and, as an admin has decided, are two people.';
