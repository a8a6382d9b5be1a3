//! The real binary as a process: how it starts, waits, is refused, and stops.

mod commands;
mod doctor;
mod memory;
mod migrate;
mod reread;
mod start;
mod stop;
pub(crate) mod wait;
