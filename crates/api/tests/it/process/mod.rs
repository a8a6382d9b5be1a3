//! The real binary as a process: start, wait, refusal, stop.

mod commands;
mod doctor;
mod memory;
mod migrate;
mod reread;
mod start;
mod stop;
mod wait;
