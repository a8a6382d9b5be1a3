//! Checklist of a candidate's file: each piece with its state, which a menu changes in place.

use common::candidat::ChangePieceRequest;
use common::{EtatPiece, PieceCandidat};
use leptos::prelude::*;

use super::page_state::{CandidatState, use_candidat};
use super::piece_change::{Wish, changing};
use crate::model::candidats::missing;
use crate::model::chronology::author;
use crate::model::format;
use crate::reactive::{Memo, Signal, each, memo, piece};
use crate::state::Mutation;
use crate::ui::{Align, Icon, IconView, Menu, MenuItem, PieceBadge, RelativeTime, etat_icon, waits};

/// The checklist, once the candidate is loaded.
#[component]
pub(super) fn Pieces() -> impl IntoView {
    let page = use_candidat();
    let codes = memo(move || {
        page.candidat.with(|one| one.map(|one| one.pieces.iter().map(|one| one.code.clone()).collect()))
    });
    let left = memo(move || page.candidat.with(|one| one.map(|one| one.candidat.pieces_manquantes)));
    let said = move || match left.get() {
        Some(0) | None => "Rien ne manque".to_owned(),
        Some(left) => missing(left),
    };
    let change = changing(None, || ());
    let any = memo(move || codes.with(|codes| codes.as_ref().map(|codes: &Vec<String>| !codes.is_empty())));
    piece(move || {
        any.get().map(|any| {
            if !any {
                return view! {
                    <section class="card pieces"><h2>"Pièces du dossier"</h2><p class="muted">"Aucun document n’est demandé."</p></section>
                }
                .into_any();
            }
            let rows = each(
                move || codes.get().unwrap_or_default(),
                Clone::clone,
                move |code| view! { <Piece page change code/> }.into_any(),
            );
            view! {
                <section class="card pieces" aria-labelledby="pieces-titre">
                    <header class="pieces-head">
                        <h2 id="pieces-titre">"Pièces du dossier"</h2>
                        <span class="pieces-left" role="status">{said}</span>
                    </header>
                    <ul class="piece-list" role="list">{rows}</ul>
                </section>
            }
            .into_any()
        })
    })
}

/// A piece. The row stays when its state changes, so that the focus stays on its menu.
#[component]
fn Piece(
    page: CandidatState,
    change: Mutation<Wish>,
    /// Code of the piece.
    code: String,
) -> impl IntoView {
    let now = memo(move || {
        page.candidat.with(|one| one.and_then(|one| one.pieces.iter().find(|one| one.code == code).cloned()))
    });
    let name = move || now.get().map(|one| one.libelle);
    let optional = move || {
        let optional = now.get().is_some_and(|one| !one.obligatoire);
        optional.then(|| view! { <span class="muted">" (facultatif)"</span> }.into_any())
    };
    view! {
        <li class="piece" class:is-missing=move || now.get().is_some_and(|one| one.is_missing())>
            <div class="piece-text">
                <span class="piece-name">{name} {optional}</span>
                {piece(move || now.get().map(noted))}
            </div>
            {piece(move || now.get().and_then(link))}
            <PieceMenu page change now/>
        </li>
    }
}

/// Renders who noted the state, when, and why.
fn noted(one: PieceCandidat) -> AnyView {
    let reason = one.motif.map(|motif| view! { <p class="small">{motif}</p> }.into_any());
    let by = one.date.zip(one.auteur).map(|(at, by)| {
        view! { <p class="small muted">{author(&by).to_owned()} " · " <RelativeTime at/></p> }.into_any()
    });
    view! { {reason} {by} }.into_any()
}

/// Renders the link to the document.
fn link(one: PieceCandidat) -> Option<AnyView> {
    let href = one.lien.filter(|link| format::is_safe_link(link))?;
    let said = ["Ouvrir «\u{a0}", &one.libelle, "\u{a0}» (nouvel onglet)"].concat();
    Some(
        view! {
            <a class="drive-link" href=href target="_blank" rel="noopener noreferrer" title=said.clone() aria-label=said>
                <IconView icon=Icon::External/>
            </a>
        }
        .into_any(),
    )
}

/// The state as the button of a menu with the other states.
#[component]
fn PieceMenu(
    page: CandidatState,
    change: Mutation<Wish>,
    /// The piece.
    now: Memo<Option<PieceCandidat>>,
) -> impl IntoView {
    let label = Signal::derive(move || {
        let words = now.get().map(|one| [&one.libelle, "\u{a0}: ", one.etat.libelle()].concat());
        ["Changer l’état de «\u{a0}", &words.unwrap_or_default(), "\u{a0}»"].concat()
    });
    let badge = move || now.get().map(|one| view! { <PieceBadge etat=one.etat/> }.into_any());
    let trigger =
        ViewFn::from(move || view! { {piece(badge)} <IconView icon=Icon::ChevronDown/> }.into_any());
    view! {
        <Menu label trigger_class="statut-trigger" trigger align=Align::End>
            {move || untrack(|| now.get()).map(|seen| choices(page, change, &seen))}
        </Menu>
    }
}

/// Renders the items for a piece as the person saw it. A refusal and a dispensation ask for their reason first.
fn choices(page: CandidatState, change: Mutation<Wish>, seen: &PieceCandidat) -> AnyView {
    let waits = waits(change.busy, "Enregistrement en cours");
    let ask = |etat: EtatPiece| {
        let seen = seen.clone();
        Callback::new(move |()| {
            page.piece.set(Some((seen.clone(), etat)));
            page.noting.set(true);
        })
    };
    let note = |etat: EtatPiece| {
        let seen = seen.clone();
        Callback::new(move |()| {
            let wanted = ChangePieceRequest { etat, motif: None, lien: seen.lien.clone() };
            if let Some(wish) = Wish::new(page, seen.clone(), wanted) {
                change.start(wish);
            }
        })
    };
    let item = |etat: EtatPiece| {
        let (label, on_press) = match etat {
            EtatPiece::Attendue | EtatPiece::Recue => (etat.libelle(), note(etat)),
            EtatPiece::Refusee => ("Refusée…", ask(etat)),
            EtatPiece::Dispensee => ("Dispensée…", ask(etat)),
        };
        view! { <MenuItem label icon=etat_icon(etat) on_press disabled_reason=waits/> }.into_any()
    };
    let others = EtatPiece::ALL.iter().copied().filter(|etat| *etat != seen.etat).map(item).collect_view();
    let about = if seen.etat.has_reason() { "Motif et lien…" } else { "Lien du document…" };
    let edit = ask(seen.etat);
    view! {
        {others}
        <MenuItem label=about icon=Icon::Pencil on_press=edit disabled_reason=waits/>
    }
    .into_any()
}
