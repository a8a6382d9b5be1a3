//! The application: what outlives pages, the addresses, and the messages above everything.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::path;

use crate::pages::candidats::{CandidatPage, CandidatsPage};
use crate::pages::login::LoginPage;
use crate::pages::logs::LogsPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::prospects::ProspectsPage;
use crate::shell::{Shell, Toaster};
use crate::{paths, state};

/// The whole page.
#[component]
pub(crate) fn App() -> impl IntoView {
    state::provide();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/connexion") view=LoginPage/>
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("/") view=|| view! { <Redirect path=paths::PROSPECTS/> }/>
                    <Route path=path!("/admin") view=|| view! { <Redirect path=paths::PROSPECTS/> }/>
                    <Route path=path!("/admin/prospects") view=ProspectsPage/>
                    <Route path=path!("/admin/candidats") view=CandidatsPage/>
                    <Route path=path!("/admin/candidats/:idCandidat") view=CandidatPage/>
                    <Route path=path!("/admin/logs") view=LogsPage/>
                    <Route path=path!("/*reste") view=NotFoundPage/>
                </ParentRoute>
            </Routes>
            <Toaster/>
        </Router>
    }
}
