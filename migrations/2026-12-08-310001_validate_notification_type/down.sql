-- A validated constraint refuses nothing more than one that is not.
SELECT 1;
