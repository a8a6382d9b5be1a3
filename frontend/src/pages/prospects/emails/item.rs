//! One email. Its text is external, so it is shown as text, never as HTML.

use common::SensEmail;
use common::prospect::Email;
use leptos::prelude::*;

use crate::ui::{Badge, Icon, IconView, RelativeTime, Tone};

/// An email: direction, subject, date, summary; the body on request.
#[component]
pub(super) fn EmailItem(
    /// The email.
    email: Email,
) -> impl IntoView {
    let (tone, icon, way) = match email.sens {
        SensEmail::Entrant => (Tone::Info, Icon::Inbox, format!("de {}", email.expediteur)),
        SensEmail::Sortant => (Tone::Neutral, Icon::Send, format!("à {}", email.destinataire)),
    };
    view! {
        <li class="email">
            <div class="email-head">
                <Badge tone icon>{email.sens.libelle()}</Badge>
                <h3 class="email-subject">{email.objet.unwrap_or_else(|| "(sans objet)".to_owned())}</h3>
                <span class="small muted"><RelativeTime at=email.date_envoi/></span>
            </div>
            <p class="small muted">{way}</p>
            {email.resume.map(|text| view! { <p>{text}</p> }.into_any())}
            {email.contenu.map(|text| view! {
                <details class="email-body">
                    <summary class="disclosure">"Lire le message" <IconView icon=Icon::ChevronDown/></summary>
                    <p class="email-text">{text}</p>
                </details>
            }.into_any())}
        </li>
    }
}
