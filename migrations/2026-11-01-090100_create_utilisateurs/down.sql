DROP TABLE auth_sessions, utilisateurs;
