//! The edge around the routes: connections, headers, methods, query parameters, the problem format, and the files of the
//! page. Authorisation is not here: extractors have it.

pub mod connections;
pub mod gate;
pub mod headers;
pub mod methods;
pub mod middleware;
pub mod parameters;
pub mod spa;
