//! The application: state that outlives pages, routing, and messages above all pages.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};

use crate::pages::candidats::{CandidatPage, CandidatsPage};
use crate::pages::equipe::EquipePage;
use crate::pages::invitation::InvitationPage;
use crate::pages::journal::JournalPage;
use crate::pages::login::LoginPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::prospects::ProspectsPage;
use crate::pages::rgpd::RgpdPage;
use crate::pages::sante::SantePage;
use crate::pages::securite::SecuritePage;
use crate::parts::lazy::{Lazy, part};
use crate::paths::Page;
use crate::reactive::{effect, memo, piece};
use crate::shell::{Shell, Toaster};
use crate::{paths, state};

part!(ailleurs, candidats, view! { <CandidatsPage/> });
part!(ailleurs, candidat, view! { <CandidatPage/> });
part!(ailleurs, not_found, view! { <NotFoundPage/> });
part!(ailleurs, journal, view! { <JournalPage/> });
part!(admin, equipe, view! { <EquipePage/> });
part!(admin, rgpd, view! { <RgpdPage/> });
part!(admin, sante, view! { <SantePage/> });
part!(admin, securite, view! { <SecuritePage/> });
part!(admin, invitation, view! { <InvitationPage/> });

/// The whole application.
#[component]
pub(crate) fn App() -> impl IntoView {
    state::provide();
    view! {
        <Router>
            <Body/>
            <Toaster/>
        </Router>
    }
}

/// Shows the page of the URL. It does not use the router's own components: a few fixed paths do not justify their
/// size.
#[component]
fn Body() -> impl IntoView {
    let path = use_location().pathname;
    write_address();
    let page = memo(move || Page::at(&path.get()));
    let outside = memo(move || Some(page.get()).filter(Page::is_outside));
    piece(move || match outside.get() {
        Some(Page::Login) => view! { <LoginPage/> }.into_any(),
        Some(_) => view! { <Lazy part=invitation/> }.into_any(),
        None => view! { <Shell><Inside page/></Shell> }.into_any(),
    })
}

/// Writes the URL of a followed link to another page. The router leaves that to its `Routes`, which are not used
/// here.
fn write_address() {
    let (navigate, location) = (use_navigate(), use_location());
    effect(move || {
        let path = location.pathname.get();
        if window().location().pathname().is_ok_and(|written| written != path) {
            let (search, hash) = (location.search.get_untracked(), location.hash.get_untracked());
            let query =
                if search.is_empty() { search } else { format!("?{}", search.trim_start_matches('?')) };
            navigate(&format!("{path}{query}{hash}"), NavigateOptions::default());
        }
    });
}

/// A page inside the shell.
#[component]
fn Inside(page: Memo<Page>) -> impl IntoView {
    let navigate = use_navigate();
    effect(move || {
        if page.get() == Page::Home {
            navigate(paths::PROSPECTS, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    piece(move || match page.get() {
        Page::Home | Page::Login | Page::Invitation => ().into_any(),
        Page::Prospects => view! { <ProspectsPage/> }.into_any(),
        Page::Candidats => view! { <Lazy part=candidats/> }.into_any(),
        Page::Candidat(_) => view! { <Lazy part=candidat/> }.into_any(),
        Page::Journal => view! { <Lazy part=journal/> }.into_any(),
        Page::Equipe => view! { <Lazy part=equipe/> }.into_any(),
        Page::Rgpd => view! { <Lazy part=rgpd/> }.into_any(),
        Page::Sante => view! { <Lazy part=sante/> }.into_any(),
        Page::Securite => view! { <Lazy part=securite/> }.into_any(),
        Page::Unknown => view! { <Lazy part=not_found/> }.into_any(),
    })
}
