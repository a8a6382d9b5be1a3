COMMENT ON COLUMN disjoncteurs.essais IS 'Such tries that failed: each doubles the pause before the next.';
