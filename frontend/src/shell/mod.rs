//! The shell around the pages: rail, top bar, palette, help, toasts, and the access check that admits only admins.

mod account;
mod bell;
mod connection;
mod dialogs;
mod door;
mod frame;
mod help;
mod keyboard;
mod login_again;
mod notice_list;
mod palette;
mod person_menu;
mod places;
mod rail;
mod search;
mod second_factor;
mod security;
mod toaster;
mod top_bar;
mod verification;
mod views;

pub(crate) use door::Shell;
pub(crate) use toaster::Toaster;
