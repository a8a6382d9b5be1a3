//! Rehearsal of a bulk change: how many prospects can change, and why the others cannot.

use common::{IdLot, LigneLot, Lot, VerdictLigne};
use leptos::prelude::*;

use super::dialog::LotState;
use crate::api::{self, ApiError};
use crate::model::format::{count, number};
use crate::model::lot::{LinesState, launch_label, name, planned, reason, refused, rehearsed};
use crate::model::sharing::to_i64;
use crate::paths;
use crate::reactive::{Signal, piece};
use crate::state::{Keep, query};
use crate::ui::{Button, ButtonKind, DialogBody, DialogFooter, LookupFailure, waits};

/// Maximum number of rows named for a verdict.
const NAMED: i64 = 20;

/// The rehearsal, with the button that launches the change.
#[component]
pub(super) fn Checked(state: LotState, lot: Lot) -> impl IntoView {
    let (id, told, label) = (lot.id_lot, rehearsed(&lot), launch_label(&lot));
    let nothing = (planned(&lot) == 0).then(|| "Aucun de ces prospects ne peut changer.".to_owned());
    let busy = state.launch.busy;
    let waits = waits(busy, "La demande est en cours d’envoi");
    let warning = lot.changement.type_lot().starts_action().then(|| {
        view! {
            <p class="callout callout-warning small">
                "Ces actions partent aussitôt, l’une après l’autre\u{a0}; «\u{a0}Arrêter\u{a0}» retient celles qui restent."
            </p>
        }
        .into_any()
    });
    let failure = move || {
        state.form.failure.get().map(|text| {
            view! { <p class="callout callout-danger form-failure" role="alert">{text}</p> }.into_any()
        })
    };
    view! {
        <DialogBody>
            <p class="lot-verdict num" tabindex="-1">{told}</p>
            <Refused lot/>
            {warning}
        </DialogBody>
        <DialogFooter>
            {failure}
            <Button on_press=move || state.change() disabled_reason=waits>"Modifier"</Button>
            <Button
                kind=ButtonKind::Primary
                busy
                disabled_reason=Signal::stored(nothing)
                on_press=move || state.launch.start(id)
            >
                {label}
            </Button>
        </DialogFooter>
    }
}

/// A verdict with its number of rows.
type Group = (VerdictLigne, i64);

/// The refused rows by verdict, each with a link to its record.
#[component]
fn Refused(lot: Lot) -> impl IntoView {
    let (id, groups) = (lot.id_lot, refused(&lot));
    let shown = groups.clone();
    let lines = query(
        Keep::SameKey,
        move || Some(groups.clone()).filter(|groups| !groups.is_empty()),
        |_: &Vec<Group>, _| false,
        move |groups| read(id, groups),
    );
    let sections = piece(move || {
        let lines = lines.get().unwrap_or_default();
        shown.iter().map(|group| section(id, *group, &lines)).collect_view()
    });
    view! {
        {sections}
        <LookupFailure
            title="Fiches illisibles"
            error=Signal::derive(move || lines.failure())
            on_retry=move || lines.refetch()
        />
    }
}

/// Reads the first rows of each verdict.
async fn read(id: IdLot, groups: Vec<Group>) -> Result<Vec<LigneLot>, ApiError> {
    let mut all = Vec::new();
    for (verdict, _) in groups {
        let rows = LinesState { resultat: None, verdict: Some(verdict), page: 1 };
        let query = rows.filter_query().with("limit", &NAMED.to_string());
        all.extend(api::lots::lines(id, &query).await?.data);
    }
    Ok(all)
}

fn section(id: IdLot, (verdict, rows): Group, lines: &[LigneLot]) -> AnyView {
    let named: Vec<_> = lines.iter().filter(|line| line.verdict == verdict).collect();
    let more = rows - to_i64(named.len());
    let more = (more > 0 && !named.is_empty()).then(|| {
        let query = LinesState { resultat: None, verdict: Some(verdict), page: 1 }.filter_query();
        let text = ["et ", &count(more, "autre", "autres")].concat();
        view! { <li><a class="link" target="_blank" href=query.after(&paths::lot(id))>{text}</a></li> }
            .into_any()
    });
    let item = |line: &&LigneLot| {
        let reason = reason(line).map(|reason| [" (", &reason, ")"].concat());
        view! {
            <li><a class="link" target="_blank" href=paths::prospect(&line.id_prospect)>{name(line)}</a>{reason}</li>
        }
        .into_any()
    };
    view! {
        <section class="lot-refused">
            <h3>{verdict.libelle()} <span class="num muted">" " {number(rows)}</span></h3>
            <ul role="list">{named.iter().map(item).collect_view()}{more}</ul>
        </section>
    }
    .into_any()
}
