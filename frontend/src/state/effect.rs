//! Effects that are compiled once. Each call of the framework's own is compiled for its closure, nearly 1 kB every time.

use leptos::prelude::Effect;

/// Runs now and again each time a signal that it reads changes, while the current component lives.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    start(Box::new(run));
}

fn start(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}
