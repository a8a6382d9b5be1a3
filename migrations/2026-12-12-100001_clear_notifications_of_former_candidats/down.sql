-- Erased words do not come back.
SELECT 1;
