//! Dialog "Historique des échanges": every email sent and received, newest first.

mod item;

use common::IdProspect;
use leptos::prelude::*;

use self::item::EmailItem;
use super::page_state::{Dialog as PageDialog, use_page};
use crate::api;
use crate::reactive::{Show, memo};
use crate::state::{Keep, Topic, query};
use crate::ui::{
    Dialog, DialogBody, DialogSize, EmptyState, ErrorState, Icon, Paginator, Spinner, StaleBanner,
};

/// The dialog; it opens on request of the page.
#[component]
pub(super) fn EmailsDialog() -> impl IntoView {
    let page = use_page();
    let open = super::ask::open_signal(page, |dialog| dialog == PageDialog::Emails);
    let title = Signal::derive(move || match page.name() {
        Some(name) => format!("Historique des échanges – {name}"),
        None => "Historique des échanges".to_owned(),
    });
    view! {
        <Dialog open title size=DialogSize::Large click_outside=true>
            <DialogBody><Emails/></DialogBody>
        </Dialog>
    }
}

/// One page of emails.
#[component]
fn Emails() -> impl IntoView {
    let page = use_page();
    let number = RwSignal::new(1_i64);
    let open = memo(move || page.open_id());
    let emails = query(
        Keep::Across,
        move || open.get().map(|id| (id, number.get())),
        |(id, _): &(IdProspect, i64), topic| matches!(topic, Topic::Prospect(other) if other == id),
        |(id, number)| async move { api::prospects::emails(&id, number).await },
    );
    let pagination = Signal::derive(move || emails.with(|list| list.map(|list| list.pagination.clone())));
    let several =
        memo(move || pagination.with(|pagination| pagination.as_ref().is_some_and(|p| p.total_pages > 1)));
    let retry = Callback::new(move |()| emails.refetch());
    let reading = emails.reading();
    let waiting = Signal::derive(move || reading.stale());
    view! {
        <StaleBanner error=Signal::derive(move || emails.stale_failure()) on_retry=retry/>
        {move || emails.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())}
        <Show when=move || emails.skeleton()><Spinner label="Chargement des échanges"/></Show>
        {move || emails.get().map(|list| if list.data.is_empty() {
            view! {
                <EmptyState
                    icon=Icon::Mail
                    title="Aucun échange"
                    text="Les e-mails envoyés et reçus apparaîtront ici."
                />
            }
            .into_any()
        } else {
            view! {
                <ol class="emails" role="list">
                    {list.data.into_iter().map(|email| view! { <EmailItem email/> }.into_any()).collect_view()}
                </ol>
            }
            .into_any()
        })}
        <Show when=move || several.get()>
            <Paginator
                pagination
                asked=number.into()
                waiting
                noun="e-mails"
                on_page=Callback::new(move |page| number.set(page))
            />
        </Show>
    }
}
