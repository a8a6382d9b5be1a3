DROP TABLE messages_signes;
