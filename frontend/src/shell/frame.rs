//! Frame of the pages: rail, top bar, content.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::account::AccountDialogs;
use super::dialogs::ShellDialogs;
use super::help::HelpDialog;
use super::keyboard::listen_to_keys;
use super::palette::Palette;
use super::rail::Rail;
use super::security::SecurityDialog;
use super::top_bar::TopBar;
use super::verification::VerificationDialog;
use crate::parts::lazy::{LazyOnce, part};
use crate::paths::Page;
use crate::reactive::{Signal, effect_after};
use crate::state::first_hit::{Wanted, use_first_hit};
use crate::state::use_proofs;

part!(shell, palette, view! { <Palette/> });
part!(shell, help, view! { <HelpDialog/> });
part!(compte, account, view! { <AccountDialogs/> });
part!(compte, security, view! { <SecurityDialog/> });
part!(compte, verification, view! { <VerificationDialog/> });

/// The frame of every page.
#[component]
pub(super) fn Frame(children: Children) -> impl IntoView {
    let dialogs = ShellDialogs::provide();
    let on_account = Signal::derive(move || dialogs.password.get() || dialogs.everywhere.get());
    let proofs = use_proofs();
    let main = NodeRef::<html::Main>::new();
    let focus_main = move || {
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    follow_navigation(focus_main);
    listen_to_keys(dialogs);
    view! {
        <a
            class="skip"
            href="#contenu"
            on:click=move |event| {
                event.prevent_default();
                focus_main();
            }
        >
            "Aller au contenu"
        </a>
        <div class="shell">
            <Rail/>
            <TopBar/>
            <main class="main" id="contenu" tabindex="-1" aria-labelledby="titre-page" node_ref=main>
                {children()}
            </main>
        </div>
        <LazyOnce part=palette wanted=dialogs.palette/>
        <LazyOnce part=help wanted=dialogs.help/>
        <LazyOnce part=account wanted=on_account/>
        <LazyOnce part=security wanted=proofs.security/>
        <LazyOnce part=verification wanted=proofs.verification/>
    }
}

/// Focuses the content after navigation to another page, as a page load would. A new query on one page does not move
/// the focus, nor does the redirection of the start page, which waits for an answer: somebody may have opened a menu by
/// then. A wish for the first hit of another page is dropped.
fn follow_navigation(focus_main: impl Fn() + 'static) {
    let (path, first_hit) = (use_location().pathname, use_first_hit());
    effect_after(move |before: Option<String>| {
        let now = path.get();
        if let Some(before) = before.filter(|before| *before != now) {
            if Page::at(&before) != Page::Home {
                focus_main();
            }
            let leads_here = Page::at(&now) == Page::Prospects;
            let is_left = |wanted: &Wanted| !(wanted.from_top && leads_here);
            if first_hit.with_untracked(|wanted| wanted.as_ref().is_some_and(is_left)) {
                first_hit.set(None);
            }
        }
        now
    });
}
