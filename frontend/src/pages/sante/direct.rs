//! Lines of the live stream: connected browsers by audience, announcements delivered and missed.

use common::Audience;
use common::notification::StatistiquesFlux;
use leptos::prelude::*;

use super::service::{signed, text};
use crate::model::format;
use crate::state::Query;

/// Shows the figures, or that they could not be read; `None` before the first answer.
pub(super) fn direct(flux: Query<StatistiquesFlux>) -> Option<AnyView> {
    match flux.get() {
        Some(flux) => Some(lines(&flux).map(text).collect_view().into_any()),
        None => flux.failure().map(|failure| text(("Chiffres illisibles", failure.text))),
    }
}

/// Returns the terms and values. All tabs of a browser share one stream.
fn lines(flux: &StatistiquesFlux) -> [(&'static str, String); 5] {
    let number = |n: u64| format::number(signed(n));
    let browsers = |n: u64| format::count(signed(n), "navigateur connecté", "navigateurs connectés");
    let missed = match flux.perdus {
        0 => "aucune".to_owned(),
        some => [&number(some), ", les pages ont relu leurs données"].concat(),
    };
    [
        (Audience::Admin.libelle(), browsers(flux.clients.admin)),
        (Audience::Formateur.libelle(), browsers(flux.clients.formateur)),
        (Audience::Eleve.libelle(), browsers(flux.clients.eleve)),
        ("Annonces livrées", [&number(flux.livres), " depuis le démarrage"].concat()),
        ("Annonces perdues", missed),
    ]
}

#[cfg(test)]
mod tests {
    use common::notification::ClientsParAudience;

    use super::*;

    fn values(perdus: u64) -> [(&'static str, String); 5] {
        let clients = ClientsParAudience { admin: 2, formateur: 1, eleve: 0 };
        lines(&StatistiquesFlux { clients, livres: 1234, perdus })
    }

    #[test]
    fn each_audience_has_its_number_of_browsers() {
        let told = values(0).map(|(term, value)| format!("{term}: {}", value.replace('\u{a0}', " ")));
        assert_eq!(
            told[..3],
            [
                "Administration: 2 navigateurs connectés",
                "Formateurs: 1 navigateur connecté",
                "Élèves: 0 navigateur connecté"
            ]
        );
    }

    #[test]
    fn missed_announcements_say_that_the_pages_read_their_data_again() {
        let missed = |perdus| values(perdus)[4].1.clone();
        assert_eq!(missed(0), "aucune");
        assert_eq!(missed(3), "3, les pages ont relu leurs données");
    }
}
