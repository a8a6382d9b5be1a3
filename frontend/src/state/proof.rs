//! What the service asks of a person before it does what was asked: the code once more, or a second factor to enrol. The
//! dialogs of the shell ask for it; the requests that wait are then sent again.

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::api::{self, Proof};

/// The dialogs, and the requests that wait for them; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Proofs {
    /// Whether the code is asked for.
    pub(crate) verification: RwSignal<bool>,
    /// Whether the security of the own account is shown, where a second factor is enrolled.
    pub(crate) security: RwSignal<bool>,
    waiting: StoredValue<Vec<Function>, LocalStorage>,
}

impl Proofs {
    fn ask(self, proof: Proof) -> Promise {
        let dialog = match proof {
            Proof::Verification => self.verification,
            Proof::Enrolment => self.security,
        };
        dialog.set(true);
        Promise::new(&mut |resolve, _| self.waiting.update_value(|waiting| waiting.push(resolve)))
    }

    /// Tells the requests that wait whether the proof was given.
    pub(crate) fn end(self, given: bool) {
        for resolve in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // What resolves a promise throws nothing.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::from_bool(given));
        }
    }
}

/// Makes them available, and asks when the service does.
pub(super) fn provide() {
    let closed = || RwSignal::new(false);
    let waiting = StoredValue::new_local(Vec::new());
    let proofs = Proofs { verification: closed(), security: closed(), waiting };
    api::on_proof(move |proof| proofs.ask(proof));
    provide_context(proofs);
}

/// The dialogs.
pub(crate) fn use_proofs() -> Proofs {
    expect_context()
}
