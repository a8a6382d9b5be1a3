use serde_json::json;

use super::*;

fn form(pairs: &[(Field, &str)]) -> PersonForm {
    let mut form = PersonForm::blank();
    form[Field::Nom] = "Dumitru".into();
    form[Field::Emails] = "marie@exemple.fr".into();
    for (field, text) in pairs {
        form[*field] = (*text).to_owned();
    }
    form
}

#[test]
fn fields_are_listed_in_their_own_order() {
    for (at, field) in Field::ALL.into_iter().enumerate() {
        assert_eq!(field as usize, at);
    }
}

#[test]
fn a_person_has_a_name_and_a_way_to_be_reached() {
    assert!(form(&[]).errors(None).is_empty());
    let empty = PersonForm::blank();
    assert_eq!(empty.errors(None).into_keys().collect::<Vec<_>>(), [Field::Nom, Field::Emails]);
    let phone = form(&[(Field::Emails, ""), (Field::Telephones, "0612345678")]);
    assert!(phone.errors(None).is_empty());
    let mute = form(&[(Field::Emails, "")]);
    assert!(mute.errors(Some(&mute)).is_empty(), "it was so before");
    let odd = form(&[(Field::Emails, "marie@exemple.fr\nmarie@")]);
    assert!(odd.errors(None)[&Field::Emails].contains("marie@"));
}

#[test]
fn what_is_typed_loses_its_spaces_and_empty_lines() {
    let read = PersonForm::collect(|field| match field {
        Field::Emails => " a@exemple.fr \n\n b@exemple.fr".to_owned(),
        Field::Nom => "  Le Goff ".to_owned(),
        _ => " ".to_owned(),
    });
    assert_eq!(read[Field::Emails], "a@exemple.fr\nb@exemple.fr");
    assert_eq!((read[Field::Nom].as_str(), read[Field::Ville].as_str()), ("Le Goff", ""));
}

#[test]
fn the_request_of_somebody_new_says_what_was_typed() {
    let request =
        form(&[(Field::Telephones, "0612345678\n0712345678"), (Field::Financement, "CPF")]).creation();
    assert_eq!(request.emails, ["marie@exemple.fr"]);
    assert_eq!(request.telephones.len(), 2);
    assert_eq!(request.mode_financement, Some(common::ModeFinancement::Cpf));
    assert_eq!(request.source, None, "nobody chose one");
    let chosen = form(&[(Field::Source, "SALON")]).creation();
    assert_eq!(chosen.source, Some(Source::Salon));
    assert_eq!((request.ville, request.statut_prospect), (None, None));
}

#[test]
fn only_what_changed_is_sent_and_what_is_emptied_is_null() {
    let base = form(&[(Field::Ville, "Lyon"), (Field::Financement, "CPF"), (Field::Statut, "NOUVEAU")]);
    assert_eq!(base.changes(&base), None);
    let mut mine = base.clone();
    mine[Field::Ville] = String::new();
    mine[Field::Financement] = String::new();
    mine[Field::Statut] = "QUALIFIE".into();
    let sent = serde_json::to_value(mine.changes(&base).unwrap()).unwrap();
    assert_eq!(sent, json!({"ville":null,"modeFinancement":null,"statutProspect":"QUALIFIE"}));
}

#[test]
fn a_loss_is_sent_with_its_reason_and_needs_one() {
    let base = form(&[(Field::Statut, "QUALIFIE")]);
    let silent = form(&[(Field::Statut, "PERDU")]);
    assert_eq!(silent.errors(Some(&base)).into_keys().collect::<Vec<_>>(), [Field::Motif]);
    let lost = form(&[(Field::Statut, "PERDU"), (Field::Motif, "TROP_CHER")]);
    assert!(lost.errors(Some(&base)).is_empty());
    let sent = |mine: &PersonForm, base| serde_json::to_value(mine.changes(base).unwrap()).unwrap();
    assert_eq!(sent(&lost, &base), json!({ "statutProspect": "PERDU", "motifPerte": "TROP_CHER" }));
    let corrected = form(&[(Field::Statut, "PERDU"), (Field::Motif, "AUTRE")]);
    assert_eq!(sent(&corrected, &lost), json!({ "motifPerte": "AUTRE" }));
    assert_eq!(sent(&base, &lost), json!({ "statutProspect": "QUALIFIE" }), "the service removes the reason");
}

#[test]
fn a_reason_without_a_loss_is_no_change() {
    let base = form(&[(Field::Statut, "QUALIFIE")]);
    let mut typed = base.clone();
    typed[Field::Motif] = "TROP_CHER".into();
    assert_eq!(PersonForm::collect(|field| typed[field].clone()), base);
}

#[test]
fn a_reason_is_disputed_only_while_the_prospect_is_lost() {
    let lost = |motif| form(&[(Field::Statut, "PERDU"), (Field::Motif, motif)]);
    let disputed = merge(&lost("AUTRE"), &lost("TROP_CHER"), &lost("DOUBLON")).conflicts;
    assert_eq!(disputed.iter().map(|one| one.field).collect::<Vec<_>>(), [Field::Motif]);
    let back = merge(&lost("AUTRE"), &lost("TROP_CHER"), &form(&[(Field::Statut, "NOUVEAU")]));
    assert_eq!((back.taken_over, back.conflicts.len()), (vec![Field::Statut], 0));
}

#[test]
fn only_complete_addresses_and_numbers_that_join_are_asked_about() {
    let base = form(&[(Field::Telephones, "+33639980001")]);
    assert_eq!(base.added_coordinates(&base), None);
    let typing = form(&[(Field::Emails, "marie@exemple.fr\nfam@"), (Field::Telephones, "+33639980001")]);
    assert_eq!(typing.added_coordinates(&base), None);
    let mine =
        form(&[(Field::Emails, "fam@exemple.fr\nmarie@exemple.fr"), (Field::Telephones, "06 39 98 00 02")]);
    let asked = mine.added_coordinates(&base).unwrap();
    assert_eq!(
        (asked.emails, asked.telephones),
        (vec!["fam@exemple.fr".into()], vec!["06 39 98 00 02".into()])
    );
}

#[test]
fn what_only_one_of_two_changed_is_kept() {
    let base = form(&[(Field::Ville, "Lyon"), (Field::Adresse, "1 rue A")]);
    let mine = form(&[(Field::Ville, "Lyon"), (Field::Adresse, "2 rue B")]);
    let theirs = form(&[(Field::Ville, "Paris"), (Field::Adresse, "1 rue A")]);
    let merge = merge(&base, &mine, &theirs);
    assert!(merge.conflicts.is_empty());
    assert_eq!(merge.taken_over, [Field::Ville]);
    assert_eq!(
        (merge.form[Field::Ville].as_str(), merge.form[Field::Adresse].as_str()),
        ("Paris", "2 rue B")
    );
}

#[test]
fn what_both_changed_differently_must_be_decided() {
    let base = form(&[(Field::Ville, "Metz")]);
    let merged = merge(&base, &form(&[(Field::Ville, "Lyon")]), &form(&[(Field::Ville, "Paris")]));
    let conflict =
        Conflict { field: Field::Ville, mine: "Lyon".into(), theirs: "Paris".into(), imposed: false };
    assert_eq!(merged.conflicts, [conflict]);
    assert_eq!(merged.form[Field::Ville], "Lyon");
    assert!(merged.taken_over.is_empty());
}

#[test]
fn the_same_change_twice_is_no_conflict() {
    let base = form(&[(Field::Ville, "Metz")]);
    let same = form(&[(Field::Ville, "Paris")]);
    let merged = merge(&base, &same, &same);
    assert_eq!(merged, Merge { form: same, taken_over: Vec::new(), conflicts: Vec::new() });
}

#[test]
fn a_refused_save_never_says_nothing() {
    let base = form(&[(Field::Ville, "Metz")]);
    let mine = form(&[(Field::Ville, "Lyon")]);
    let theirs = form(&[(Field::Ville, "Paris")]);
    assert!(
        merge(&base, &mine, &base).unexplained().is_some_and(|told| told.contains("pas été enregistrée"))
    );
    // The form already shows a conflict and a field that was taken over.
    assert_eq!(merge(&base, &mine, &theirs).unexplained(), None);
    assert_eq!(merge(&base, &base, &theirs).unexplained(), None);
}

#[test]
fn who_was_converted_in_between_stays_a_candidate_and_it_is_told() {
    let base = form(&[(Field::Statut, "NOUVEAU")]);
    let theirs = form(&[(Field::Statut, "CANDIDAT")]);
    let merged = merge(&base, &form(&[(Field::Statut, "PERDU")]), &theirs);
    assert_eq!(merged.form[Field::Statut], "CANDIDAT");
    assert!(merged.conflicts[0].imposed);
    assert_eq!(merge(&base, &base, &theirs).taken_over, [Field::Statut]);
}
