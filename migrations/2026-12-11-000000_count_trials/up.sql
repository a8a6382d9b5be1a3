COMMENT ON COLUMN disjoncteurs.essais IS 'Trial calls since it opened: each doubles the pause before the next.';
