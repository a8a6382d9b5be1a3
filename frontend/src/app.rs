//! The application: state that outlives pages, routing, and messages above all pages.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};

use crate::pages::activite::ActivitePage;
use crate::pages::candidats::{CandidatPage, CandidatsPage};
use crate::pages::echeances::EcheancesPage;
use crate::pages::equipe::EquipePage;
use crate::pages::invitation::InvitationPage;
use crate::pages::journal::JournalPage;
use crate::pages::login::LoginPage;
use crate::pages::lots::{LotPage, LotsPage};
use crate::pages::not_found::NotFoundPage;
use crate::pages::prospects::{JourneePage, ProspectsPage};
use crate::pages::rgpd::RgpdPage;
use crate::pages::sante::SantePage;
use crate::pages::securite::SecuritePage;
use crate::pages::sessions::SessionsPage;
use crate::parts::lazy::{self, Lazy, Part, part};
use crate::paths::Page;
use crate::reactive::{Memo, effect, memo, piece};
use crate::shell::{Shell, Toaster};
use crate::state;

part!(prospects, prospects, view! { <ProspectsPage/> });
part!(journee, journee, view! { <JourneePage/> });
part!(candidats, candidats, view! { <CandidatsPage/> });
part!(candidat, candidat, view! { <CandidatPage/> });
part!(shell, not_found, view! { <NotFoundPage/> });
part!(echeances, echeances, view! { <EcheancesPage/> });
part!(journal, logs, view! { <JournalPage/> });
part!(equipe, equipe, view! { <EquipePage/> });
part!(activite, activite, view! { <ActivitePage/> });
part!(rgpd, rgpd, view! { <RgpdPage/> });
part!(sante, sante, view! { <SantePage/> });
part!(sessions, sessions, view! { <SessionsPage/> });
part!(securite, securite, view! { <SecuritePage/> });
part!(lots, lots, view! { <LotsPage/> });
part!(lots, lot, view! { <LotPage/> });
part!(invitation, invitation, view! { <InvitationPage/> });

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
        Some(Page::Login) => {
            // The list follows the login.
            lazy::fetch_when_idle(prospects);
            view! { <LoginPage/> }.into_any()
        }
        Some(_) => view! { <Lazy part=invitation/> }.into_any(),
        None => {
            // The code of the page comes while the service tells who is logged in.
            part_of(&page.get_untracked()).into_iter().for_each(lazy::fetch);
            view! { <Shell><Inside page/></Shell> }.into_any()
        }
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
            let query = search.trim_start_matches('?');
            let mark = if query.is_empty() { "" } else { "?" };
            navigate(&[&path, mark, query, &hash].concat(), NavigateOptions::default());
        }
    });
}

/// A page inside the shell.
#[component]
fn Inside(page: Memo<Page>) -> impl IntoView {
    let home = memo(move || page.get() == Page::Home);
    let navigate = use_navigate();
    let first = state::first_page(home);
    effect(move || {
        if let Some(first) = first.get().filter(|_| home.get()) {
            navigate(&first, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    piece(move || part_of(&page.get()).map(|part| view! { <Lazy part/> }.into_any()))
}

/// Returns the part of a page inside the shell.
fn part_of(page: &Page) -> Option<fn() -> Part> {
    match page {
        Page::Home | Page::Login | Page::Invitation => None,
        Page::Journee => Some(journee),
        Page::Prospects => Some(prospects),
        Page::Candidats => Some(candidats),
        Page::Candidat(_) => Some(candidat),
        Page::Sessions => Some(sessions),
        Page::Echeances => Some(echeances),
        Page::Journal => Some(logs),
        Page::Equipe => Some(equipe),
        Page::Activite => Some(activite),
        Page::Rgpd => Some(rgpd),
        Page::Sante => Some(sante),
        Page::Securite => Some(securite),
        Page::Lots => Some(lots),
        Page::Lot(_) => Some(lot),
        Page::Unknown => Some(not_found),
    }
}
