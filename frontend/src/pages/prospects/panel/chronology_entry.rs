//! One entry of the chronology: an email, an ended action, a statut, or an operation of the audit.

use common::parcours::EtapeParcours;
use common::prospect::Email;
use common::{Action, EntreeAudit, OperationAudit, SensEmail};
use leptos::prelude::*;

use super::history_story::StoryDetails;
use super::notes::NoteEntry;
use crate::model::action::{Product, product};
use crate::model::chronology::{Entry, author, email_icon, lasted, operation_icon};
use crate::model::format;
use crate::model::rgpd::trace;
use crate::pages::prospects::commands;
use crate::parts::focus::{self, PANEL_TITLE};
use crate::parts::lot::of_lot;
use crate::parts::relaunch::Relaunch;
use crate::reactive::{Memo, memo, piece};
use crate::ui::{ActionBadge, Icon, IconView, RelativeTime, Summary, statut_icon};

/// An entry, with the icon of its type. An entry never changes its type.
#[component]
pub(super) fn EntryItem(
    /// The entry.
    entry: Memo<Option<Entry>>,
) -> impl IntoView {
    let icon = memo(move || {
        let icon = entry.with(|entry| {
            Some(match entry.as_ref()? {
                Entry::Email(email) => email_icon(email.sens),
                Entry::Action(action) => commands::icon(action.type_action),
                Entry::Audit(one) => operation_icon(one.operation),
                Entry::Note(_) => Icon::MessageCircle,
                Entry::Statut(one, _) => statut_icon(one.statut),
            })
        });
        icon.unwrap_or(Icon::Clock)
    });
    let content = if entry.with_untracked(|entry| matches!(entry, Some(Entry::Action(_)))) {
        let action = memo(move || {
            entry.with(|entry| match entry {
                Some(Entry::Action(action)) => Some(action.as_ref().clone()),
                _ => None,
            })
        });
        view! { <ActionEntry action/> }.into_any()
    } else {
        piece(move || match entry.get() {
            Some(Entry::Email(email)) => view! { <EmailEntry email=*email/> }.into_any(),
            Some(Entry::Audit(one)) => view! { <AuditEntry one/> }.into_any(),
            Some(Entry::Note(note)) => view! { <NoteEntry note=*note/> }.into_any(),
            Some(Entry::Statut(one, by)) => view! { <StatutEntry one by/> }.into_any(),
            Some(Entry::Action(_)) | None => ().into_any(),
        })
    };
    view! {
        <li class="panel-history-item">
            <IconView icon/>
            <div class="panel-history-text">{content}</div>
        </li>
    }
}

/// An email: subject, person and date, summary; the body on request. Its text is external, so it is shown as text,
/// never as HTML.
#[component]
fn EmailEntry(email: Email) -> impl IntoView {
    let (way, person) = match email.sens {
        SensEmail::Entrant => ("reçu de ", email.expediteur),
        SensEmail::Sortant => ("envoyé à ", email.destinataire),
    };
    let subject = email.objet.unwrap_or_else(|| "(sans objet)".to_owned());
    view! {
        <h4 class="email-subject">{subject}</h4>
        <p class="small muted"><RelativeTime at=email.date_envoi/> " · " {way} {person}</p>
        {email.resume.map(|text| view! { <p class="small">{text}</p> }.into_any())}
        {email.contenu.map(|text| view! {
            <details class="email-body">
                <Summary text="Lire le message"/>
                <p class="email-text">{text}</p>
            </details>
        }.into_any())}
    }
}

/// An ended action: outcome, reason of a failure, products, restart button.
#[component]
fn ActionEntry(action: Memo<Option<Action>>) -> impl IntoView {
    let relaunchable =
        memo(move || action.with(|action| action.as_ref().is_some_and(|action| action.relancable)));
    focus::recover_when_gone(relaunchable, &[(PANEL_TITLE, 0)]);
    view! {
        {move || action.get().map(|action| view! { <Story action/> }.into_any())}
        <StoryDetails action/>
        {move || relaunchable.get().then(|| action.get_untracked()).flatten().map(|action| view! {
            <Relaunch id_conversion=action.id_conversion small=true/>
        }.into_any())}
    }
}

/// The outcome of an action.
#[component]
fn Story(action: Action) -> impl IntoView {
    let made = product(&action);
    let took = action.duree_ms.map(|ms| [" · ", &format::duration(ms)].concat());
    let reason = action.message_erreur.clone();
    let by = author(&action.demande_par).to_owned();
    view! {
        <div class="panel-history-head">
            <span>{action.type_action.libelle()}</span>
            <ActionBadge statut=action.statut_action partielle=action.partielle/>
        </div>
        <p class="small muted"><RelativeTime at=action.date_debut/> " · " {by} {took} {of_lot(action.id_lot)}</p>
        {reason.map(|reason| view! { <p class="small panel-history-reason">{reason}</p> }.into_any())}
        {made.map(|made| view! { <p class="small"><Made made/></p> }.into_any())}
    }
}

/// An operation on the record, and its author.
#[component]
fn AuditEntry(one: EntreeAudit) -> impl IntoView {
    let what = trace(&one);
    let by = author(&one.auteur).to_owned();
    view! {
        <p>{what}</p>
        <p class="small muted"><RelativeTime at=one.date/> " · " {by} {of_lot(one.id_lot)}</p>
    }
}

/// A statut, how long it lasted, and its author when an addition or a change of the record set it.
#[component]
fn StatutEntry(one: EtapeParcours, by: Option<EntreeAudit>) -> impl IntoView {
    let lasted = lasted(&one).map(|text| [" · ", &text].concat());
    let added = by.as_ref().filter(|by| by.operation == OperationAudit::Ajout);
    let added = added.map(|by| [trace(by).as_str(), " · "].concat());
    let lot = by.as_ref().and_then(|by| by.id_lot);
    let by = by.map(|by| [" · ", author(&by.auteur)].concat());
    view! {
        <p>{added} "Statut\u{a0}: " {one.statut.libelle()}</p>
        <p class="small muted"><RelativeTime at=one.depuis/> {lasted} {by} {of_lot(lot)}</p>
    }
}

/// A product of an action, with its link.
#[component]
pub(super) fn Made(made: Product) -> impl IntoView {
    let text =
        made.numero.map_or_else(|| made.libelle.to_owned(), |numero| format!("{} {numero}", made.libelle));
    match made.lien {
        Some(href) => view! {
            <a class="link" href=href target="_blank" rel="noopener noreferrer">
                {text}<span class="sr-only">" (nouvel onglet)"</span>
            </a>
        }
        .into_any(),
        None => view! { <span>{text}</span> }.into_any(),
    }
}
