//! Row of a candidate in the list, with the state of its file.

use common::{Candidat, StatutDossier};
use leptos::prelude::*;

use crate::model::candidats::missing;
use crate::model::format;
use crate::paths;
use crate::ui::{Badge, DossierBadge, Icon, IconView, RelativeTime, Tone};

/// A row.
#[component]
pub(super) fn Row(one: Candidat) -> impl IntoView {
    let name = format::person(&one.prenom, &one.nom);
    let email = one.email.clone().unwrap_or_else(|| "Sans adresse e-mail".to_owned());
    let session = one.session.clone().unwrap_or_else(|| "À choisir".to_owned());
    let left = lacks(&one)
        .then(|| view! { <span class="cell-sub">{missing(one.pieces_manquantes)}</span> }.into_any());
    view! {
        <tr class:is-partial=one.partielle>
            <th scope="row">
                <a href=paths::candidat(one.id_candidat) class="row-link ellipsis" title=name.clone()>{name.clone()}</a>
                <div class="cell-email"><span class="cell-sub ellipsis" title=email.clone()>{email.clone()}</span></div>
                <span class="cell-sub cell-number num">{one.numero_dossier.clone()}</span>
            </th>
            <td class="num col-1">{one.numero_dossier.clone()}</td>
            <td class="col-2"><span class="ellipsis" title=one.formation.nom.clone()>{one.formation.nom.clone()}</span></td>
            <td class="col-3">{session}</td>
            <td><FileState one=one.clone()/> {left}</td>
            <td class="col-3 muted"><RelativeTime at=one.date_conversion/></td>
        </tr>
    }
}

/// Returns true when the school waits for pieces; those of a refused candidate matter no more.
fn lacks(one: &Candidat) -> bool {
    one.pieces_manquantes > 0 && one.statut_dossier != StatutDossier::Refuse
}

/// The state of the file, and its Drive folder.
#[component]
fn FileState(one: Candidat) -> impl IntoView {
    let drive = one.lien_dossier_drive.filter(|link| format::is_safe_link(link)).map(|href| {
        let said = ["Dossier Drive de ", &format::person(&one.prenom, &one.nom), " (nouvel onglet)"].concat();
        view! {
            <a class="drive-link" href=href target="_blank" rel="noopener noreferrer" title="Ouvrir le dossier Drive" aria-label=said>
                <IconView icon=Icon::Folder/>
            </a>
        }.into_any()
    });
    view! { <span class="file-state">{badges(one.statut_dossier, one.partielle)} {drive}</span> }
}

/// The badges of a file. A partial conversion still lacks its Drive folder.
pub(super) fn badges(statut: StatutDossier, partielle: bool) -> AnyView {
    let missing = partielle
        .then(|| view! { <Badge tone=Tone::Warning icon=Icon::Warning>"Drive à créer"</Badge> }.into_any());
    view! { <DossierBadge statut/> {missing} }.into_any()
}
