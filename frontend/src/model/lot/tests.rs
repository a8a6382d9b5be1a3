//! Tests of the wording and of the progress of bulk changes.

use serde_json::{Value, from_value, json};

use super::*;

fn lot(change: &Value, verdicts: &Value, resultats: &Value, restantes: i64) -> Lot {
    let nombre: i64 = verdicts.as_object().unwrap().values().filter_map(Value::as_i64).sum();
    // The page reads the fields of the change under this name (`api::json`).
    let lot = json!({
        "*": change,
        "idLot": 7, "requete": null, "etat": "EN_COURS", "nombre": nombre, "verdicts": verdicts,
        "resultats": resultats, "restantes": restantes, "annulables": 0, "auteur": { "idUtilisateur": 1, "nom": "Sophie Martin" },
        "dateCreation": "2026-11-29T09:00:00Z", "dateLancement": "2026-11-29T09:01:00Z", "dateFin": null,
        "expireLe": null,
    });
    from_value(lot).unwrap()
}

fn dossier(verdicts: &Value, resultats: &Value, restantes: i64) -> Lot {
    lot(&json!({ "type": "DOSSIER", "parametres": {} }), verdicts, resultats, restantes)
}

fn told(change: &Value) -> String {
    what(&lot(change, &json!({}), &json!({}), 0), &[(IdUtilisateur::from(4), "Léa Roux".to_owned())])
}

fn line(changes: &Value) -> LigneLot {
    let mut line = json!({
        "rang": 1, "idProspect": "PROS_1", "nom": "Roux", "prenom": "Zoé", "verdict": "OK", "resultat": null,
        "code": null, "idAction": null, "statutAction": null, "relancable": false, "date": null,
    });
    line.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    from_value(line).unwrap()
}

#[test]
fn a_conversion_names_its_session() {
    let change =
        json!({ "type": "CONVERSION", "parametres": { "formationRetenue": "CAP_BJ", "idSession": 3 } });
    let lot = Lot { session_visee: Some("Mars 2026".to_owned()), ..lot(&change, &json!({}), &json!({}), 0) };
    assert_eq!(what(&lot, &[]), "Convertir en candidats\u{a0}: CAP_BJ, Mars 2026");
}

#[test]
fn each_change_names_its_parameters() {
    for (change, expected) in [
        (
            json!({ "type": "STATUT", "parametres": { "statutProspect": "PERDU", "motifPerte": "TROP_CHER" } }),
            "Changer le statut\u{a0}: Perdu – Trop cher",
        ),
        (
            json!({ "type": "RESPONSABLE", "parametres": { "idResponsable": 4 } }),
            "Changer le responsable\u{a0}: Léa Roux",
        ),
        (
            json!({ "type": "RESPONSABLE", "parametres": { "idResponsable": 5 } }),
            "Changer le responsable\u{a0}: compte n°\u{a0}5",
        ),
        (
            json!({ "type": "RESPONSABLE", "parametres": { "idResponsable": null } }),
            "Changer le responsable\u{a0}: personne",
        ),
        (
            json!({ "type": "RELANCE", "parametres": { "relanceLe": "2026-12-16", "relanceHeure": "14:30" } }),
            "Fixer la relance\u{a0}: 16/12/2026 à 14:30",
        ),
        (json!({ "type": "RELANCE", "parametres": { "relanceLe": null } }), "Fixer la relance\u{a0}: aucune"),
        (json!({ "type": "EMAIL_RELANCE", "parametres": {} }), "Envoyer un e-mail de relance"),
        (
            json!({ "type": "CONVERSION", "parametres": { "formationRetenue": "CAP_BJ", "idSession": 3 } }),
            "Convertir en candidats\u{a0}: CAP_BJ, session n°\u{a0}3",
        ),
    ] {
        assert_eq!(told(&change), expected);
    }
}

#[test]
fn a_stop_undoes_what_has_not_left() {
    let running = dossier(&json!({ "OK": 5 }), &json!({ "FAIT": 3 }), 2);
    let stay = "Ce qui est déjà fait le reste, et une action déjà partie continue.";
    let left = "2\u{a0}fiches restent à traiter\u{a0}: rien n’y sera changé.";
    assert!(can_stop(&running));
    assert_eq!(stop_words(&running), [left, stay]);
    let over = Lot { etat: EtatLot::Termine, restantes: 0, ..running };
    assert!(!can_stop(&over));
    let calls = Lot { annulables: 1, ..over.clone() };
    assert!(can_stop(&calls));
    assert_eq!(stop_words(&calls), ["1\u{a0}action n’est pas encore partie et sera annulée.", stay]);
    let calls = Lot { annulables: 3, ..over };
    assert_eq!(stop_words(&calls)[0], "3\u{a0}actions ne sont pas encore parties et seront annulées.");
    let prepared = Lot { etat: EtatLot::Prepare, ..calls };
    assert_eq!(stop_words(&prepared), ["Rien n’a été changé, et rien ne le sera."]);
}

#[test]
fn progress_counts_the_rows_that_run() {
    let half =
        dossier(&json!({ "OK": 8, "SANS_EMAIL": 4 }), &json!({ "FAIT": 3, "ECHEC": 1, "REFUSE": 4 }), 4);
    assert_eq!((percent(&half), progress(&half)), (50, "4 sur 8\u{a0}fiches".to_owned()));
    assert_eq!(results(&half), "3\u{a0}faites · 1\u{a0}échouée · 4\u{a0}écartées");
    let nothing = dossier(&json!({ "SANS_EMAIL": 4 }), &json!({}), 0);
    assert_eq!(percent(&nothing), 100);
}

#[test]
fn a_rehearsal_says_how_many_can_change_and_why_the_others_cannot() {
    let some = dossier(&json!({ "OK": 12, "OPPOSITION": 1, "SANS_EMAIL": 2 }), &json!({}), 12);
    assert_eq!(rehearsed(&some), "12\u{a0}fiches sur 15 peuvent changer.");
    assert_eq!(refused(&some), [(VerdictLigne::SansEmail, 2), (VerdictLigne::Opposition, 1)]);
    assert_eq!(launch_label(&some), "Lancer pour 12\u{a0}prospects");
    let told = |verdicts| rehearsed(&dossier(&verdicts, &json!({}), 0));
    assert_eq!(told(json!({ "OK": 3 })), "Les 3\u{a0}fiches peuvent changer.");
    assert_eq!(told(json!({ "OK": 1 })), "Cette fiche peut changer.");
    assert_eq!(told(json!({ "OK": 1, "OPPOSITION": 1 })), "1\u{a0}fiche sur 2 peut changer.");
    assert_eq!(told(json!({ "OPPOSITION": 2 })), "Aucune de ces fiches ne peut changer.");
}

#[test]
fn the_reason_of_a_row_adds_to_its_verdict_and_repeats_nothing() {
    assert_eq!(reason(&line(&json!({}))), None);
    let refused = line(&json!({ "verdict": "OPPOSITION", "code": "OPPOSITION" }));
    assert_eq!(reason(&refused), None);
    let closed = line(&json!({ "verdict": "REFUSE", "code": "SESSION_FERMEE" }));
    assert_eq!(reason(&closed).as_deref(), Some("Session fermée"));
    let full = line(&json!({ "resultat": "ECHEC", "code": "SESSION_COMPLETE" }));
    assert_eq!(reason(&full).as_deref(), Some("La session est complète"));
    let newer = line(&json!({ "verdict": "REFUSE", "code": "AUTRE_REGLE" }));
    assert_eq!(reason(&newer).as_deref(), Some("AUTRE_REGLE"));
    assert_eq!(name(&line(&json!({ "nom": null, "prenom": null }))), "Personne anonymisée");
}

#[test]
fn the_filters_of_the_rows_survive_a_reload_and_give_their_total() {
    let state = LinesState::parse("?resultat=ECHEC&page=3&x=1");
    assert_eq!(state.to_query().after(""), "?resultat=ECHEC&page=3");
    assert_eq!(state.filter_query().after(""), "?resultat=ECHEC");
    assert_eq!(state.to_api_query().after(""), "?resultat=ECHEC&page=3&limit=50");
    let lot = dossier(&json!({ "OK": 8, "SANS_EMAIL": 4 }), &json!({ "ECHEC": 2 }), 6);
    assert_eq!(state.total(&lot), 2);
    assert_eq!(LinesState::parse("verdict=SANS_EMAIL").total(&lot), 4);
    assert_eq!(LinesState::parse("resultat=INCONNU").total(&lot), 12);
}
