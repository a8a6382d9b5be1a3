//! Waiting lists in words: ranks, and what can be done about a place.

use common::liste_attente::PlaceAttente;
use common::{EtatPlace, IdSession};

/// Writes a rank: "1er", "2e".
pub(crate) fn ordinal(rank: i64) -> String {
    if rank == 1 { "1er".to_owned() } else { format!("{rank}e") }
}

/// Says where somebody waits: "2e sur la liste d’attente de Mars 2026".
pub(crate) fn sentence(place: &PlaceAttente) -> Option<String> {
    let rank = place.rang.map(ordinal)?;
    let list = ["\u{a0}sur la liste d’attente de «\u{a0}", &place.session, "\u{a0}»"].concat();
    let offered = if place.etat == EtatPlace::Proposee { "\u{a0}: une place lui est proposée" } else { "" };
    Some([&rank, &list, offered].concat())
}

/// Returns why no seat can be offered to this place; `free` is the number of free seats of the session.
pub(crate) fn propose_disabled_reason(etat: EtatPlace, free: i32) -> Option<&'static str> {
    match etat {
        EtatPlace::Proposee => Some("Une place lui est déjà proposée"),
        EtatPlace::EnAttente if free > 0 => None,
        EtatPlace::EnAttente => Some("Aucune place n’est libre\u{a0}: la prochaine est proposée d’elle-même"),
        _ => Some("N’est plus sur la liste"),
    }
}

/// Writes the e-mail that offers a seat.
pub(crate) fn offer_email(session: &str) -> String {
    [
        "Une place s’est libérée dans la session «\u{a0}",
        session,
        "\u{a0}», pour laquelle vous êtes sur notre liste d’attente. Dites-nous sous trois jours si vous la prenez.",
    ]
    .concat()
}

/// Finds the place of a prospect on the list of a session.
pub(crate) fn place_on(places: &[PlaceAttente], session: IdSession) -> Option<&PlaceAttente> {
    places.iter().find(|place| place.id_session == session)
}

#[cfg(test)]
mod tests {
    use common::Instant;

    use super::*;

    fn place(rang: Option<i64>, etat: EtatPlace) -> PlaceAttente {
        PlaceAttente {
            id_place: 5.into(),
            id_session: 7.into(),
            session: "Mars 2026".to_owned(),
            id_prospect: 1.into(),
            nom: "Dumitru".to_owned(),
            prenom: "Marie".to_owned(),
            rang,
            etat,
            date_inscription: serde_json::from_str::<Instant>("\"2026-11-05T09:00:00Z\"").unwrap(),
            inscrit_par: "Sophie Martin".to_owned(),
            expire_le: None,
            id_conversion: None,
        }
    }

    #[test]
    fn a_rank_is_written_as_in_french() {
        assert_eq!([1, 2, 21].map(ordinal), ["1er", "2e", "21e"]);
    }

    #[test]
    fn the_sentence_tells_rank_session_and_offer() {
        let waits = sentence(&place(Some(2), EtatPlace::EnAttente)).unwrap();
        assert!(waits.starts_with("2e") && waits.contains("Mars 2026") && !waits.contains("proposée"));
        assert!(sentence(&place(Some(1), EtatPlace::Proposee)).unwrap().contains("proposée"));
        assert_eq!(sentence(&place(None, EtatPlace::Expiree)), None);
    }

    #[test]
    fn a_seat_is_proposed_to_somebody_who_waits_while_one_is_free() {
        for etat in EtatPlace::ALL.iter().copied() {
            let possible = propose_disabled_reason(etat, 1).is_none();
            assert_eq!(possible, etat == EtatPlace::EnAttente, "{etat}");
            assert!(propose_disabled_reason(etat, 0).is_some());
        }
    }

    #[test]
    fn a_place_is_found_by_its_session() {
        let places = [place(Some(2), EtatPlace::EnAttente)];
        assert!(place_on(&places, 7.into()).is_some());
        assert!(place_on(&places, 8.into()).is_none());
    }
}
