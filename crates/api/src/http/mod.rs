//! HTTP layer around the routes: headers, methods, query parameters, problem documents and their
//! explanations, the documentation, and the files of the SPA. Extractors check authorisation.

pub mod docs;
pub mod gate;
pub mod headers;
pub mod methods;
pub mod middleware;
pub mod parameters;
pub mod path;
pub mod problems;
pub mod spa;
