use serde_json::json;

use super::*;

fn session(id: i64, start: &str, left: i32, statut: &str) -> SessionFormation {
    serde_json::from_value(json!({"idSession":id,"idFormation":1,"formation":"CAP_BJ","libelle":"Mars 2026",
        "dateDebut":start,"dateFin":"2027-06-30","capacite":12,"inscrits":12 - left,"retenues":0,
        "placesRestantes":left,"complete":left == 0,"statutSession":statut,
        "enContinu":true,"tempsPartiel":false,"aDistance":false}))
    .unwrap()
}

fn formations() -> Vec<NamedFormation> {
    serde_json::from_value(json!([{"code":"CAP_BJ","nom":"CAP Bijouterie-Joaillerie","active":true}]))
        .unwrap()
}

fn filled() -> ConversionForm {
    ConversionForm {
        formation: "CAP_BJ".into(),
        session: SessionChoice::Session(7.into()),
        start: "2026-03-15".into(),
    }
}

#[test]
fn the_wish_is_prefilled_only_while_its_formation_is_active() {
    assert_eq!(prefilled(Some("CAP_BJ"), &formations()), "CAP_BJ");
    assert_eq!(prefilled(Some("ANCIENNE"), &formations()), "");
    assert_eq!(prefilled(None, &formations()), "");
}

#[test]
fn every_choice_survives_the_radio_list() {
    for choice in [SessionChoice::Unset, SessionChoice::Without, SessionChoice::Session(7.into())] {
        assert_eq!(SessionChoice::parse(&choice.value()), choice);
    }
}

#[test]
fn a_session_that_filled_up_or_belongs_to_another_formation_is_no_longer_chosen() {
    let sessions = [session(7, "2026-03-02", 0, "OUVERTE"), session(8, "2026-09-02", 3, "OUVERTE")];
    assert_eq!(SessionChoice::Session(7.into()).among(&sessions), SessionChoice::Unset);
    assert_eq!(SessionChoice::Session(9.into()).among(&sessions), SessionChoice::Unset);
    assert_eq!(SessionChoice::Session(8.into()).among(&sessions), SessionChoice::Session(8.into()));
    assert_eq!(SessionChoice::Without.among(&sessions), SessionChoice::Without);
}

#[test]
fn without_any_seat_the_answer_is_no_session() {
    let full = [session(7, "2026-03-02", 0, "OUVERTE")];
    assert_eq!(SessionChoice::Unset.among(&full), SessionChoice::Without);
    assert_eq!(SessionChoice::Session(7.into()).among(&full), SessionChoice::Without);
    assert_eq!(SessionChoice::Unset.among(&[]), SessionChoice::Without);
}

#[test]
fn what_is_missing_is_said_beside_its_field() {
    let form = ConversionForm::default();
    assert_eq!(form.errors("2026-03-15").into_keys().collect::<Vec<_>>(), [Field::Formation]);
    let form = ConversionForm { formation: "CAP_BJ".into(), ..Default::default() };
    assert_eq!(form.errors("2026-03-15").into_keys().collect::<Vec<_>>(), [Field::Session]);
    assert!(filled().errors("2026-03-15").is_empty());
    for start in ["31/02/2026", "2026-02-30", "bientôt"] {
        let typed = ConversionForm { start: start.into(), ..filled() };
        assert_eq!(typed.errors("2026-03-15").into_keys().collect::<Vec<_>>(), [Field::Start], "{start}");
    }
    assert_eq!(filled().errors("2026-03-16").into_keys().collect::<Vec<_>>(), [Field::Start]);
}

#[test]
fn the_request_says_what_was_typed() {
    let request = serde_json::to_value(filled().request("PROS_123".parse().unwrap())).unwrap();
    assert_eq!(
        request,
        json!({"idProspect":"PROS_123","formationRetenue":"CAP_BJ","idSession":7,"sessionVisee":null,
            "dateDebutSouhaitee":"2026-03-15"})
    );
    let form = ConversionForm { session: SessionChoice::Without, start: String::new(), ..filled() };
    let request = form.request("PROS_123".parse().unwrap());
    assert_eq!((request.id_session, request.date_debut_souhaitee), (None, None));
}

#[test]
fn sessions_that_take_nobody_are_not_offered() {
    let shown = offered(vec![
        session(1, "2026-09-02", 3, "PLANIFIEE"),
        session(2, "2026-01-02", 3, "FERMEE"),
        session(3, "2026-03-02", 0, "OUVERTE"),
    ]);
    assert_eq!(shown.iter().map(|session| session.id_session.get()).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(shown.iter().map(seats).collect::<Vec<_>>(), ["COMPLET", "3\u{a0}places"]);
}
