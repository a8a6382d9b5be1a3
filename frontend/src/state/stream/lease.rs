//! Leadership of one tab through a browser lock (`navigator.locks`), which the browser releases with the tab.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortController;

const NAME: &str = "admissions-flux";

/// A lock that is held or awaited; released on drop.
pub(super) struct Lease {
    release: Rc<RefCell<Option<Function>>>,
    waiting: Option<AbortController>,
    gone: Rc<Cell<bool>>,
}

impl Lease {
    /// Waits for the lock, or takes it from an inactive tab (`steal`). `granted` runs when this tab gets the lead,
    /// `lost` when another one takes it. Returns `None` in a browser without locks.
    pub(super) fn acquire(
        steal: bool,
        granted: impl FnOnce() + 'static,
        lost: impl FnOnce() + 'static,
    ) -> Option<Self> {
        let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
        let options = Object::new();
        // Stealing is granted at once, so there is nothing to abort; both options exclude each other.
        let waiting = if steal { None } else { AbortController::new().ok() };
        match &waiting {
            Some(controller) => Reflect::set(&options, &"signal".into(), &controller.signal()).ok()?,
            None => Reflect::set(&options, &"steal".into(), &JsValue::TRUE).ok()?,
        };
        let release = Rc::new(RefCell::new(None));
        let gone = Rc::new(Cell::new(false));
        let on_granted = Closure::once_into_js({
            let (release, gone) = (Rc::clone(&release), Rc::clone(&gone));
            move |_lock: JsValue| -> JsValue {
                if gone.get() {
                    return JsValue::UNDEFINED;
                }
                granted();
                // The lock is held until this promise resolves.
                let mut keep = |resolve: Function, _reject: Function| drop(release.replace(Some(resolve)));
                Promise::new(&mut keep).into()
            }
        });
        let asked = request.call3(&locks, &NAME.into(), &options, &on_granted).ok()?;
        let on_lost = Closure::once_into_js({
            let gone = Rc::clone(&gone);
            move |_reason: JsValue| {
                if !gone.get() {
                    lost();
                }
            }
        });
        let catch: Function = Reflect::get(&asked, &"catch".into()).ok()?.dyn_into().ok()?;
        let _ = catch.call1(&asked, &on_lost);
        Some(Self { release, waiting, gone })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.gone.set(true);
        match self.release.take() {
            Some(release) => drop(release.call0(&JsValue::UNDEFINED)),
            None => {
                if let Some(waiting) = &self.waiting {
                    waiting.abort();
                }
            }
        }
    }
}
