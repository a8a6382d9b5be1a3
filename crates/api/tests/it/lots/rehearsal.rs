//! A rehearsal predicts each row and leaves nothing.

use chrono::TimeDelta;
use serde_json::json;

use super::{LOTS, column, finish, people, rehearse, rows};
use crate::actions::invariants::{assert_invariants, snapshot};
use crate::actions::scene::{Scene, count, into_session};
use crate::rgpd::person::KEY;
use crate::support::app::TestApp;

#[tokio::test]
async fn a_rehearsal_leaves_nothing_but_its_verdicts() {
    let scene = Scene::new().await;
    let db = &scene.app.db;
    let ids = people(db, 60).await;
    let audit = count(db, "audit_prospects").await;
    let before = snapshot(db).await;
    for (type_lot, parametres) in [
        ("STATUT", json!({ "statutProspect": "PERDU", "motifPerte": "TROP_CHER" })),
        ("RESPONSABLE", json!({ "idResponsable": 1 })),
        ("RELANCE", json!({ "relanceLe": "2026-11-12", "relanceHeure": "14:30", "relanceObjet": "Devis" })),
        ("DOSSIER", json!({})),
        ("EMAIL_RELANCE", json!({ "message": "Bonjour" })),
    ] {
        let lot = rehearse(&scene.admin, type_lot, parametres, &ids).await;
        assert_eq!(lot["verdicts"], json!({ "OK": 60 }), "{lot}");
        assert_eq!(
            (&lot["etat"], &lot["nombre"], &lot["restantes"]),
            (&json!("PREPARE"), &json!(60), &json!(60))
        );
        assert_eq!(lot["expireLe"], "2026-11-05T13:00:00Z");
        assert_eq!(column(&scene.admin, &lot, "idProspect").await, ids, "in the order of the selection");
    }
    let lot =
        rehearse(&scene.admin, "CONVERSION", json!({ "formationRetenue": "CAP_BJ", "idSession": 1 }), &ids)
            .await;
    assert_eq!(lot["verdicts"], json!({ "OK": 5, "SESSION_COMPLETE": 55 }));
    assert_eq!(snapshot(db).await, before);
    assert_eq!(count(db, "audit_prospects").await, audit);
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_invariants(db).await;
}

#[tokio::test]
async fn each_reason_has_its_verdict() {
    let scene = Scene::with(TestApp::setup().set("RGPD_HMAC_KEY", KEY)).await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 6).await;
    app.db
        .execute(&format!(
            "UPDATE prospects SET emails = '{{}}', telephones = '{{+33639981299}}' WHERE id_prospect = '{}'",
            ids[1]
        ))
        .await;
    let running = format!("/api/prospects/{}/send-dossier", ids[2]);
    admin.post(&running, json!({})).await.expect(202);
    admin.post("/api/rgpd/oppositions", json!({ "email": "p5@exemple.example" })).await.expect(201);
    let gone = json!({ "ids": [ids[4]], "motif": "DEMANDE" });
    admin.post("/api/rgpd/anonymisation", gone).await.expect(200);
    let id = scene.start_with(into_session(&ids[5], 1)).await;
    app.dispatch().await;
    scene.succeed(id, "NOM605112026").await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    let verdicts = column(admin, &lot, "verdict").await;
    assert_eq!(
        verdicts,
        ["OK", "SANS_EMAIL", "ACTION_EN_COURS", "OPPOSITION", "ANONYMISEE", "DEJA_CANDIDAT"]
    );
    let lot = rehearse(admin, "STATUT", json!({ "statutProspect": "QUALIFIE" }), &ids).await;
    let rows = rows(admin, &lot).await;
    let told: Vec<_> =
        rows.iter().map(|row| (row["verdict"].as_str().unwrap(), row["code"].as_str())).collect();
    assert_eq!(told[0], ("INCHANGE", None));
    assert_eq!(told[4], ("ANONYMISEE", Some("PERSONNE_ANONYMISEE")));
    assert_eq!(told[5], ("DEJA_CANDIDAT", Some("STATUT_INTERDIT")));
    assert_eq!((&rows[4]["nom"], &rows[4]["prenom"]), (&json!(null), &json!(null)));
    let lot = rehearse(admin, "RELANCE", json!({ "relanceLe": "2026-11-12" }), &ids[5..]).await;
    assert_eq!(column(admin, &lot, "code").await, ["RELANCE_INTERDITE"]);
    // Nothing is left to do: the lot ends at its launch.
    let ended = finish(app, admin, &lot).await;
    assert_eq!((&ended["etat"], &ended["resultats"]), (&json!("TERMINE"), &json!({ "REFUSE": 1 })));
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_parameter_that_no_record_takes_is_told_at_once() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 3).await;
    for (type_lot, parametres, champ, code) in [
        ("STATUT", json!({ "statutProspect": "CANDIDAT" }), "statutProspect", "STATUT_INTERDIT"),
        ("STATUT", json!({ "statutProspect": "PERDU" }), "motifPerte", "MOTIF_REQUIS"),
        (
            "STATUT",
            json!({ "statutProspect": "NOUVEAU", "motifPerte": "AUTRE" }),
            "motifPerte",
            "MOTIF_INTERDIT",
        ),
        ("RESPONSABLE", json!({ "idResponsable": 99 }), "idResponsable", "RESPONSABLE_INCONNU"),
        ("RELANCE", json!({ "relanceLe": "2026-11-04" }), "relanceLe", "DATE_PASSEE"),
        (
            "RELANCE",
            json!({ "relanceLe": "2026-11-12", "relanceHeure": "25:00" }),
            "relanceHeure",
            "HEURE_INVALIDE",
        ),
        ("RELANCE", json!({ "relanceLe": null, "relanceObjet": "Devis" }), "relanceLe", "CHAMP_REQUIS"),
        ("EMAIL_RELANCE", json!({ "message": " " }), "message", "LONGUEUR"),
        (
            "CONVERSION",
            json!({ "formationRetenue": "AUTRE", "idSession": 1 }),
            "formationRetenue",
            "FORMATION_INCONNUE",
        ),
        (
            "CONVERSION",
            json!({ "formationRetenue": "CAP_BJ", "idSession": 4 }),
            "idSession",
            "SESSION_FERMEE",
        ),
        (
            "CONVERSION",
            json!({ "formationRetenue": "CAP_BJ", "idSession": 99 }),
            "idSession",
            "SESSION_INCONNUE",
        ),
    ] {
        let answer = scene.admin.post(LOTS, super::body(type_lot, &parametres, &ids)).await;
        answer.expect_field(&format!("parametres.{champ}"), code);
    }
    assert_eq!(count(&scene.app.db, "lots").await, 0);
}

#[tokio::test]
async fn a_rehearsal_is_good_for_four_hours() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 1).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let old = rehearse(&scene.admin, "STATUT", change.clone(), &ids).await;
    scene.app.advance(TimeDelta::hours(4) - TimeDelta::seconds(1));
    let recent = rehearse(&scene.admin, "STATUT", change, &ids).await;
    scene.app.advance(TimeDelta::seconds(1));
    super::launch(&scene.admin, &old).await.expect_problem(409, "LOT_EXPIRE");
    super::launch(&scene.admin, &recent).await.expect(202);
}

#[tokio::test]
async fn nobody_who_wrote_after_the_rehearsal_is_written_to() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    for (type_lot, expected) in [
        ("EMAIL_RELANCE", json!({ "FAIT": 1, "CHANGE": 1 })),
        ("DOSSIER", json!({ "FAIT": 1, "CHANGE": 1 })),
        ("STATUT", json!({ "FAIT": 2 })),
    ] {
        let ids = people(&app.db, 2).await;
        let change = if type_lot == "STATUT" { json!({ "statutProspect": "NOUVEAU" }) } else { json!({}) };
        let lot = rehearse(admin, type_lot, change, &ids).await;
        app.advance(TimeDelta::minutes(1));
        let body = json!({ "sens": "ENTRANT", "expediteur": "p@exemple.example",
            "destinataire": "admissions@ecole.example" });
        app.n8n_client().post(&format!("/api/prospects/{}/emails", ids[0]), body).await.expect(201);
        assert_eq!(finish(app, admin, &lot).await["resultats"], expected, "{type_lot}");
    }
}
