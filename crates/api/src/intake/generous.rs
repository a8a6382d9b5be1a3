//! Truncates n8n's data on a person to the limits of a record, so that no prospect is lost over the length of a text.

use common::prospect_requests::{ChangeProspectRequest, NewProspectRequest};
use common::relance::OBJET_LENGTH;

use crate::contact::limit;
use crate::truncation::{Cuts, is_unfilled_name};

/// Puts each text on one line and truncates it, and drops an unfilled name; the summary lists the losses. Addresses,
/// numbers and codes stay as they are: they identify the person, and a wrong one is refused.
pub fn cut_texts(asked: &mut NewProspectRequest) {
    let mut cuts = Cuts::default();
    let mut cut = |champ, text: &mut String, limit| {
        *text = cuts.text(champ, one_line(text).trim(), limit);
    };
    cut("nom", &mut asked.nom, limit::NAME);
    cut("prenom", &mut asked.prenom, limit::NAME);
    let optional = [
        ("adresse", &mut asked.adresse, limit::ADDRESS),
        ("codePostal", &mut asked.code_postal, limit::POSTCODE),
        ("ville", &mut asked.ville, limit::NAME),
    ];
    for (champ, text, limit) in optional {
        if let Some(text) = text {
            cut(champ, text, limit);
        }
    }
    for (champ, name) in [("nom", &mut asked.nom), ("prenom", &mut asked.prenom)] {
        if is_unfilled_name(name) {
            name.clear();
            cuts.unfilled(champ);
        }
    }
    asked.resume_ia = cuts.summary(asked.resume_ia.as_deref());
}

/// Puts each text of a change on one line and truncates it, as [`cut_texts`] does. Returns the losses, for the summary of
/// the record.
pub fn cut_changes(asked: &mut ChangeProspectRequest) -> Cuts {
    let mut cuts = Cuts::default();
    for (champ, name) in [("nom", &mut asked.nom), ("prenom", &mut asked.prenom)] {
        if name.as_deref().is_some_and(|name| is_unfilled_name(one_line(name).trim())) {
            *name = None;
            cuts.unfilled(champ);
        }
    }
    let fields = [
        ("nom", asked.nom.as_mut(), limit::NAME),
        ("prenom", asked.prenom.as_mut(), limit::NAME),
        ("adresse", asked.adresse.as_mut().and_then(Option::as_mut), limit::ADDRESS),
        ("codePostal", asked.code_postal.as_mut().and_then(Option::as_mut), limit::POSTCODE),
        ("ville", asked.ville.as_mut().and_then(Option::as_mut), limit::NAME),
        ("relanceObjet", asked.relance_objet.as_mut().and_then(Option::as_mut), OBJET_LENGTH),
    ];
    for (champ, text, limit) in fields {
        if let Some(text) = text {
            *text = cuts.text(champ, one_line(text).trim(), limit);
        }
    }
    if let Some(Some(summary)) = &mut asked.resume_ia {
        *summary = cuts.text("resume", summary.trim(), limit::SUMMARY);
    }
    cuts
}

/// Replaces line breaks and other control characters by spaces.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_and_the_summary_says_so() {
        let mut asked = NewProspectRequest {
            nom: "Dumitru\r\n".to_owned(),
            adresse: Some("12 rue\ndes Lilas".to_owned()),
            ville: Some("V".repeat(101)),
            resume_ia: Some("Veut un CAP.".to_owned()),
            ..NewProspectRequest::default()
        };
        cut_texts(&mut asked);
        assert_eq!((asked.nom.as_str(), asked.adresse.as_deref()), ("Dumitru", Some("12 rue des Lilas")));
        assert_eq!(asked.ville, Some(format!("{}…", "V".repeat(99))));
        let summary = "Veut un CAP.\n[À l’enregistrement : « ville » coupé à 100 caractères.]";
        assert_eq!(asked.resume_ia.as_deref(), Some(summary));
    }

    #[test]
    fn a_name_that_was_not_filled_in_is_dropped_and_the_summary_says_so() {
        let mut asked = NewProspectRequest {
            nom: " undefined ".to_owned(),
            prenom: "Marie".to_owned(),
            ..NewProspectRequest::default()
        };
        cut_texts(&mut asked);
        let note = "« nom » ignoré, car une expression du workflow n’a pas été remplie";
        assert_eq!((asked.nom.as_str(), asked.prenom.as_str()), ("", "Marie"));
        assert_eq!(asked.resume_ia, Some(format!("[À l’enregistrement : {note}.]")));
        let mut asked = ChangeProspectRequest {
            nom: Some("{{ $json.nom }}".to_owned()),
            prenom: Some("Marie".to_owned()),
            ..ChangeProspectRequest::default()
        };
        let cuts = cut_changes(&mut asked);
        assert_eq!(
            (asked.nom, asked.prenom.as_deref(), cuts.to_string().as_str()),
            (None, Some("Marie"), note)
        );
    }

    #[test]
    fn a_summary_that_is_full_has_room_for_what_was_lost() {
        let mut asked =
            NewProspectRequest { resume_ia: Some("é".repeat(20_001)), ..NewProspectRequest::default() };
        cut_texts(&mut asked);
        let summary = asked.resume_ia.unwrap();
        assert!(
            summary.ends_with("[À l’enregistrement : « resume » coupé à 20000 caractères.]"),
            "{summary}"
        );
        assert!(summary.chars().count() <= limit::SUMMARY);
    }
}
