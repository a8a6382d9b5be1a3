DROP TABLE documents_requis, sessions, formations;
