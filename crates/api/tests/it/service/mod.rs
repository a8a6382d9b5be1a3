//! The service itself: errors, health, the document, the pages, the demonstration data.

mod bodies;
mod commit;
mod connections;
mod document;
mod errors;
mod examples;
mod health;
mod outage;
mod schema;
mod seed;
mod spa;
mod webhooks;
