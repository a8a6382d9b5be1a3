//! Field for how a person on the opposition list asked for contact.

use leptos::prelude::*;

use super::sending::Sending;
use crate::parts::relaunch::WishField;
use crate::reactive::piece;

/// The field; empty when the person is not on the list.
#[component]
pub(super) fn WishedField(sending: Sending) -> impl IntoView {
    piece(move || {
        let field = || view! { <WishField entry=sending.form.lines[1]/> }.into_any();
        sending.opposed.get().then(field)
    })
}
