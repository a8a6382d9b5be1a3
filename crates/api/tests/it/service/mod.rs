//! The service itself: errors, health, document, pages, demo data.

mod bodies;
mod commit;
mod compression;
mod connections;
mod document;
mod errors;
mod examples;
mod health;
mod layers;
mod methods;
mod migrations;
mod outage;
mod parameters;
mod pipeline;
mod pool;
mod portable;
mod problems;
mod schema;
mod spa;
mod webhooks;
