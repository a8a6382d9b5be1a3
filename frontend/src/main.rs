//! The back-office in the browser: it uses only the JSON API.

#![expect(unreachable_pub, reason = "the component macro writes `pub` whatever visibility was asked for")]
#![expect(clippy::needless_pass_by_value, reason = "components own their props, which are mostly signals")]
#![expect(
    clippy::large_types_passed_by_value,
    reason = "signals carry where they were made, in development only"
)]

mod api;
mod app;
#[cfg(test)]
mod arrows;
mod clock;
mod crash;
mod model;
mod pages;
mod parts;
mod paths;
mod query_string;
mod reactive;
mod shell;
mod state;
mod ui;

fn main() {
    crash::install();
    state::preferences::apply_stored();
    leptos::mount::mount_to_body(app::App);
}
