//! The real binary as a process: how it starts, waits, is refused, and stops.

mod commands;
mod doctor;
mod migrate;
mod reread;
mod start;
mod stop;
mod wait;
