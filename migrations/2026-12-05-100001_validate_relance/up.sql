-- Reads and writes of the tables go on meanwhile.
ALTER TABLE prospects
    VALIDATE CONSTRAINT prospects_relance_heure,
    VALIDATE CONSTRAINT prospects_relance_objet,
    VALIDATE CONSTRAINT prospects_relance_ouverte,
    VALIDATE CONSTRAINT prospects_relance_entiere,
    VALIDATE CONSTRAINT prospects_responsable_fkey;
ALTER TABLE audit_prospects VALIDATE CONSTRAINT audit_operation_connue;
