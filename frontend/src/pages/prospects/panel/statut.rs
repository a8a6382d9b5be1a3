//! Statut of the open record, in the head of the panel: a badge that opens a menu to change it.

use common::{IdProspect, MotifPerte, StatutProspect};
use leptos::prelude::*;

use super::header::live;
use super::part;
use super::statut_change::{Changing, changing};
use crate::model::standing::{Standing, motifs, statuts};
use crate::pages::prospects::page_state::use_page;
use crate::parts::focus::{self, PANEL_TITLE};
use crate::reactive::{Memo, Show, Signal, effect, memo, piece};
use crate::ui::{Align, Icon, IconView, Menu, MenuGroup, MenuItem, StatutBadge, statut_icon};

/// The badge of the row, until the code of the menu is there.
pub(super) fn coming() -> AnyView {
    let page = use_page();
    let badge = piece(move || {
        page.resume().map(|row| view! { <StatutBadge statut=row.statut_prospect/> }.into_any())
    });
    view! { <span class="panel-statut">{badge}</span> }.into_any()
}

/// The badge, with the reason of a loss. The row gives the statut until the record is loaded.
#[component]
pub(super) fn Statut() -> impl IntoView {
    let page = use_page();
    let live = live(page);
    let changing = changing(page);
    let known = part(page, Standing::of);
    let row = memo(move || page.resume().map(|row| Standing::plain(row.statut_prospect)));
    let shown = memo(move || changing.shown(page.open_id()).or_else(|| known.get()).or_else(|| row.get()));
    // A loaded record replaces the choice.
    effect(move || {
        page.prospect.with(|_| ());
        changing.settle();
    });
    let changeable =
        memo(move || live.get() && shown.get().is_some_and(|now| !statuts(now.statut).is_empty()));
    focus::recover_when_gone(changeable, &[(PANEL_TITLE, 0)]);
    let badge =
        move || piece(move || shown.get().map(|now| view! { <StatutBadge statut=now.statut/> }.into_any()));
    let motif = move || shown.get().and_then(|now| now.motif).map(MotifPerte::libelle);
    view! {
        <span class="panel-statut" aria-busy=move || changing.busy().get().then_some("true")>
            {piece(move || if changeable.get() {
                view! { <StatutMenu changing shown badge=ViewFn::from(badge)/> }.into_any()
            } else {
                badge()
            })}
            <Show when=move || motif().is_some()>
                <span class="small ellipsis" title=motif>{motif}</span>
            </Show>
        </span>
    }
}

/// The badge as the button of a menu.
#[component]
fn StatutMenu(
    changing: Changing,
    /// The standing that the badge shows.
    shown: Memo<Option<Standing>>,
    badge: ViewFn,
) -> impl IntoView {
    let page = use_page();
    let label = Signal::derive(move || {
        let words = shown.get().map(Standing::words).unwrap_or_default();
        ["Changer le statut\u{a0}: ", &words].concat()
    });
    let trigger = ViewFn::from(move || view! { {badge.run()} <IconView icon=Icon::ChevronDown/> }.into_any());
    view! {
        <Menu label trigger_class="statut-trigger" trigger align=Align::Start>
            {move || untrack(|| page.open_id().zip(shown.get())).map(|(id, now)| {
                view! { <Choices changing id now/> }.into_any()
            })}
        </Menu>
    }
}

/// The other statuts, or the reasons of a loss once "Perdu…" is pressed.
#[component]
fn Choices(
    changing: Changing,
    /// The record that was open when the menu opened.
    id: IdProspect,
    /// The standing that the person saw on opening the menu.
    now: Standing,
) -> impl IntoView {
    let losing = RwSignal::new(false);
    let lose = Callback::new(move |()| losing.set(true));
    let id = StoredValue::new(id);
    let item = move |wanted: Standing, label: &'static str, icon: Option<Icon>| {
        let on_press = Callback::new(move |()| changing.start(id.get_value(), now, wanted));
        view! { <MenuItem label nostrip:icon=icon on_press disabled_reason=changing.pending()/> }.into_any()
    };
    let other = move |statut: StatutProspect| match statut {
        StatutProspect::Perdu => {
            let icon = statut_icon(statut);
            view! { <MenuItem label="Perdu…" icon on_press=lose leads=true/> }.into_any()
        }
        _ => item(Standing::plain(statut), statut.libelle(), Some(statut_icon(statut))),
    };
    piece(move || {
        if losing.get() {
            let reasons = motifs(now.motif).into_iter();
            let reasons = reasons.map(|motif| item(Standing::lost(motif), motif.libelle(), None));
            let reasons = reasons.collect_view();
            view! { <MenuGroup label="Pourquoi ce prospect est-il perdu\u{a0}?">{reasons}</MenuGroup> }
                .into_any()
        } else {
            let correct = (now.statut == StatutProspect::Perdu).then(|| {
                view! { <MenuItem label="Changer le motif…" icon=Icon::Pencil on_press=lose leads=true/> }
                    .into_any()
            });
            view! { {correct} {statuts(now.statut).into_iter().map(other).collect_view()} }.into_any()
        }
    })
}
