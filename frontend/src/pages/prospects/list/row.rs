//! Row of a prospect.

use common::prospect::ProspectResume;
use common::{IdProspect, ModeFinancement, MotifPerte};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::row_action::RowAction;
use crate::model::format;
use crate::model::standing::Standing;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::pages::prospects::picking;
use crate::parts::latch::latch;
use crate::parts::rows::is_on_control;
use crate::reactive::{Memo, memo};
use crate::ui::{DayText, RelativeTime, StatutBadge, TimeInSentence};

/// The row of a prospect. Its name is the link that opens it; a click anywhere on the row follows it.
#[component]
pub(super) fn Row(
    /// Identifier of the prospect.
    id: IdProspect,
    /// The row with the focus; this row sets it.
    focused: StoredValue<Option<IdProspect>>,
) -> impl IntoView {
    let page = use_page();
    let row = {
        let id = id.clone();
        latch(move || find(page, &id))
    };
    let open = {
        let id = id.clone();
        memo(move || page.address.with(|state| state.prospect.as_ref() == Some(&id)))
    };
    let on_click = {
        let id = id.clone();
        move |event: MouseEvent| {
            if !is_on_control(&event) {
                page.open(Some(id.clone()));
            }
        }
    };
    let selected = {
        let id = id.clone();
        memo(move || page.picked.with(|picked| picked.contains(&id)))
    };
    let check = picking::is_offered(page).then(|| {
        let name = move || row.with(|row| row.as_ref().map(|row| format::person(&row.prenom, &row.nom)));
        let name = move || name().unwrap_or_default();
        let content = picking::row_box(page, id.clone(), selected, name);
        view! { <td class="col-check">{content}</td> }.into_any()
    });
    let mine = id;
    view! {
        <tr
            class="row-open"
            class:is-open=move || open.get()
            class:is-selected=move || selected.get()
            on:click=on_click
            on:focusin=move |_| focused.set_value(Some(mine.clone()))
            // A removed element loses the focus without a new target, which does not count as leaving the row.
            on:focusout=move |event| {
                if event.related_target().is_some() {
                    focused.set_value(None);
                }
            }
        >
            {check}
            {move || row.get().map(|row| view! { <Cells row open/> }.into_any())}
        </tr>
    }
}

/// Returns the current prospect of a row from the list.
fn find(page: PageState, id: &IdProspect) -> Option<ProspectResume> {
    page.list.with(|list| list?.data.iter().find(|row| row.id_prospect == *id).cloned())
}

/// The next touch of a row: day, time, and the subject or the owner.
#[component]
fn TouchCell(row: ProspectResume) -> impl IntoView {
    let page = use_page();
    let time = row.relance_heure.map(|heure| [" ", heure.as_str()].concat());
    let day = row.relance_le.map(|day| view! { <DayText day/> }.into_any());
    let answered = row.relance_repondu_le.map(|at| {
        view! { <span class="touch-answer small">"A répondu " <TimeInSentence at/></span> }.into_any()
    });
    let (subject, owner) = (row.relance_objet, row.responsable);
    let about = memo(move || {
        let owner = owner.as_ref().filter(|_| page.names_owners());
        subject.iter().chain(owner).cloned().collect::<Vec<_>>().join(" · ")
    });
    view! {
        <span class="ellipsis">{day}{time}</span>
        {answered}
        <span class="cell-sub ellipsis" title=move || about.get()>{move || about.get()}</span>
    }
}

#[component]
fn Cells(row: ProspectResume, open: Memo<bool>) -> impl IntoView {
    let page = use_page();
    let ProspectResume { nom, prenom, email, telephone, formation_souhaitee, .. } = row.clone();
    let name = format::person(&prenom, &nom);
    let formation = formation_souhaitee.map(|formation| formation.nom).unwrap_or_default();
    let funding = row.mode_financement.map_or("", ModeFinancement::libelle);
    let (id, touch) = (row.id_prospect.clone(), row.clone());
    let standing = Standing { statut: row.statut_prospect, motif: row.motif_perte };
    let address = move || page.href(&page.address.get().opening(Some(id.clone())));
    view! {
        <th scope="row" class="col-name">
            <a
                class="row-link ellipsis"
                href=address
                data-noscroll
                title=name.clone()
                aria-current=move || open.get().then_some("true")
            >
                {name.clone()}
            </a>
            <RowAction id=row.id_prospect type_action=row.action_en_cours/>
            <span class="cell-sub row-email" title=email.clone()>{email.clone()}</span>
            <span class="cell-sub row-formation">{formation.clone()}</span>
        </th>
        <td class="col-phone"><span class="ellipsis">{telephone.as_deref().map(format::phone)}</span></td>
        <td class="col-formation"><span class="ellipsis" title=formation.clone()>{formation.clone()}</span></td>
        <td class="col-funding"><span class="ellipsis" title=funding>{funding}</span></td>
        <td class="col-statut" title=standing.words()>
            <StatutBadge statut=row.statut_prospect/>
            <span class="cell-sub ellipsis">{standing.motif.map(MotifPerte::libelle)}</span>
        </td>
        <td class="col-touch"><TouchCell row=touch/></td>
        <td class="col-source"><span class="ellipsis">{row.source.libelle()}</span></td>
        <td class="col-count num">{format::number(i64::from(row.nb_echanges))}</td>
        <td class="col-first"><RelativeTime at=row.date_premier_contact/></td>
        <td class="col-last"><RelativeTime at=row.date_dernier_contact/></td>
    }
}
