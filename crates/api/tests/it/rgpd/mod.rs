//! What the law asks.

mod retention;
