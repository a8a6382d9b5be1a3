//! Proofs that the service requires before an operation: a code of the second factor, or its enrolment. Dialogs of
//! the shell ask for them; the waiting requests are then sent again.

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::api::{self, Proof};

/// State of the dialogs and of the waiting requests; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Proofs {
    /// True while the code is asked for.
    pub(crate) verification: RwSignal<bool>,
    /// True while the security dialog is open, in which a second factor is enrolled.
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

    /// Closes the dialogs and gives the waiting requests up, because another person may use the page next.
    pub(super) fn give_up(self) {
        api::change_person();
        self.verification.set(false);
        self.security.set(false);
        self.end(false);
    }

    /// Tells the waiting requests if the proof was given.
    pub(crate) fn end(self, given: bool) {
        for resolve in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // Resolving a promise cannot throw.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::from_bool(given));
        }
    }
}

/// Provides the proofs and handles the service's requirements.
pub(super) fn provide() {
    let closed = || RwSignal::new(false);
    let waiting = StoredValue::new_local(Vec::new());
    let proofs = Proofs { verification: closed(), security: closed(), waiting };
    api::on_proof(move |proof| proofs.ask(proof));
    provide_context(proofs);
}

/// Returns the proofs.
pub(crate) fn use_proofs() -> Proofs {
    expect_context()
}
