//! The funding clock: rules, date limits, closures.

mod candidate;
mod cases;
mod closures;
mod deadlines;
mod first_session;
mod moved;
mod rules;
mod upcoming;
