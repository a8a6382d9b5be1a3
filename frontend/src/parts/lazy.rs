//! Parts of the application that are loaded when they are first shown, so that the first visit loads less. Each part
//! has its own WebAssembly files, which `cargo xtask spa` splits off at the functions that [`part!`] creates.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
pub(crate) use leptos::wasm_split::SplitLoaderError;

use crate::api::{self, ApiError};
use crate::reactive::piece;
use crate::state::task::{self, Task};
use crate::ui::{ErrorState, Failure};

/// A part that is loading.
pub(crate) struct Fetched {
    /// Name of its file.
    pub(crate) file: &'static str,
    /// Future of its view.
    pub(crate) view: Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>,
}

/// `part!(file, name, view)` creates the function `name`, which loads `file` and then makes the view. Parts of one
/// file load together.
macro_rules! part {
    ($file:ident, $name:ident, $view:expr) => {
        fn $name() -> $crate::parts::lazy::Fetched {
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn make() -> Result<leptos::prelude::AnyView, $crate::parts::lazy::SplitLoaderError> {
                Ok(leptos::prelude::IntoAny::into_any($view))
            }
            $crate::parts::lazy::Fetched { file: stringify!($file), view: Box::pin(make()) }
        }
    };
}
pub(crate) use part;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    There,
    Failed,
    /// The file no longer exists: the page is older than the service.
    Outdated,
}

/// Shows a part. It shows nothing while the part loads, a retry button when loading failed, and a reload button when
/// the part no longer exists.
#[component]
pub(crate) fn Lazy(
    /// Created by [`part!`].
    part: fn() -> Fetched,
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Coming);
    let made: StoredValue<Option<AnyView>, LocalStorage> = StoredValue::new_local(None);
    let task: StoredValue<Option<Task>, LocalStorage> = StoredValue::new_local(None);
    // The scope makes the load and the view end with this component.
    let start = move || {
        stage.set(Stage::Coming);
        let fetched = ScopedFuture::new(async move {
            let part = part();
            match part.view.await {
                Ok(view) => {
                    made.set_value(Some(view));
                    stage.set(Stage::There);
                }
                Err(_) if api::page::is_gone(part.file).await => stage.set(Stage::Outdated),
                Err(_) => stage.set(Stage::Failed),
            }
        });
        task.set_value(Some(task::spawn(fetched)));
    };
    let owner = Owner::current();
    let again = move |()| match &owner {
        Some(owner) => owner.with(start),
        None => start(),
    };
    start();
    let again = Callback::new(again);
    piece(move || match stage.get() {
        Stage::Coming => ().into_any(),
        Stage::There => made.try_update_value(Option::take).flatten().into_any(),
        Stage::Failed => view! { <ErrorState error=ApiError::Network on_retry=again/> }.into_any(),
        Stage::Outdated => {
            view! { <ErrorState error=outdated() act="Recharger la page" on_retry=reload/> }.into_any()
        }
    })
}

fn outdated() -> Failure {
    Failure {
        title: "Une nouvelle version est en ligne".to_owned(),
        text: "Cette page est restée ouverte pendant la mise à jour. Terminez ce que vous étiez en train de saisir, puis \
               rechargez-la\u{a0}: elle reviendra au même endroit."
            .to_owned(),
        reference: None,
    }
}

/// Reloads the page, only on request, because a reload loses typed text.
fn reload((): ()) {
    let _ = window().location().reload();
}

/// Shows a part from the first time that `wanted` is true, permanently; the part then hides itself.
#[component]
pub(crate) fn LazyOnce(
    /// Created by [`part!`].
    part: fn() -> Fetched,
    /// True when the part is needed.
    #[prop(into)]
    wanted: Signal<bool>,
) -> impl IntoView {
    let needed = Memo::new(move |before: Option<&bool>| before == Some(&true) || wanted.get());
    piece(move || {
        if needed.get() { view! { <div class="late"><Lazy part/></div> }.into_any() } else { ().into_any() }
    })
}
