//! Parts of the application that are loaded when they are first shown, so that the first visit loads less. Each part
//! has its own WebAssembly files, which `cargo xtask spa` splits off at the functions that [`part!`] creates.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use leptos::leptos_dom::helpers::request_idle_callback_with_handle;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
pub(crate) use leptos::wasm_split::SplitLoaderError;

use crate::api::{self, ApiError};
use crate::reactive::{Signal, effect, memo_after, piece};
use crate::state::task::{self, Task};
use crate::ui::{ErrorState, Failure};

/// Future of a part's code or view.
pub(crate) type Loading<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// A part of the application.
pub(crate) struct Part {
    /// Name of its file.
    pub(crate) file: &'static str,
    /// Loads its code.
    pub(crate) fetch: fn() -> Loading<()>,
    /// Loads its code and makes its view.
    pub(crate) view: fn() -> Loading<AnyView>,
}

/// `part!(file, name, view)` creates the function `name`, which describes the part with this view. Parts of one file
/// load together.
macro_rules! part {
    ($file:ident, $visible:vis $name:ident, $view:expr) => {
        $visible fn $name() -> $crate::parts::lazy::Part {
            #[leptos::wasm_split::wasm_split(
                                                                $file,
                                                                wasm_split_path = ::leptos::wasm_split,
                                                                preload(fetch),
                                                                fallible
                                                            )]
            fn make() -> Result<leptos::prelude::AnyView, $crate::parts::lazy::SplitLoaderError> {
                Ok(leptos::prelude::IntoAny::into_any($view))
            }
            $crate::parts::lazy::Part {
                file: stringify!($file),
                fetch: || Box::pin(fetch()),
                view: || Box::pin(make()),
            }
        }
    };
}
pub(crate) use part;

thread_local! {
    /// Tells the parts that could not be loaded that another one was: the network is back.
    static ARRIVED: ArcTrigger = ArcTrigger::new();
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    There,
    Failed,
    /// The file no longer exists: the page is older than the service.
    Outdated,
}

/// Loads the code of a part without showing it. A failure has no effect, because showing the part loads it again.
pub(crate) fn fetch(part: fn() -> Part) {
    spawn_local(async move {
        let _ = (part().fetch)().await;
    });
}

/// Does what [`fetch`] does when the browser is idle.
pub(crate) fn fetch_when_idle(part: fn() -> Part) {
    when_idle(move || fetch(part));
}

/// Acts when the browser has nothing else to do, and has painted what is ready; or soon where it cannot tell (Safari).
pub(crate) fn when_idle(act: impl Fn() + Copy + 'static) {
    if request_idle_callback_with_handle(act).is_err() {
        set_timeout(act, Duration::from_secs(1));
    }
}

/// Shows a part. It shows `waiting` while the part loads, a retry button when loading failed, and a reload button when
/// the part no longer exists. A part that failed is loaded again when another one arrives.
#[component]
pub(crate) fn Lazy(
    /// Created by [`part!`].
    part: fn() -> Part,
    /// Draws the place of the part while it loads.
    #[prop(optional)]
    waiting: Option<fn() -> AnyView>,
    /// Shows `waiting` in place of the buttons too, because a part of this file beside it has them.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Coming);
    let made: StoredValue<Option<AnyView>, LocalStorage> = StoredValue::new_local(None);
    let task: StoredValue<Option<Task>, LocalStorage> = StoredValue::new_local(None);
    // The scope makes the load and the view end with this component.
    let start = move || {
        stage.set(Stage::Coming);
        let fetched = ScopedFuture::new(async move {
            let part = part();
            match (part.view)().await {
                Ok(view) => {
                    made.set_value(Some(view));
                    stage.set(Stage::There);
                    ARRIVED.with(ArcTrigger::notify);
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
    effect(move || {
        ARRIVED.with(ArcTrigger::track);
        if stage.get_untracked() == Stage::Failed {
            again.run(());
        }
    });
    piece(move || match stage.get() {
        Stage::Coming => waiting.map(|draw| draw()).into_any(),
        Stage::Failed | Stage::Outdated if quiet => waiting.map(|draw| draw()).into_any(),
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
    part: fn() -> Part,
    /// True when the part is needed.
    #[prop(into)]
    wanted: Signal<bool>,
) -> impl IntoView {
    let needed = memo_after(move |before| before == Some(&true) || wanted.get());
    piece(move || {
        if needed.get() { view! { <div class="late"><Lazy part/></div> }.into_any() } else { ().into_any() }
    })
}
