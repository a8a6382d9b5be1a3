//! Drives the real engine for the comparison with the model: over HTTP, on a real database.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::{Value, json};

use super::super::clicks::{DEVIS, DOSSIER};
use super::super::invariants;
use super::super::scene::{PROGRESS, Scene, candidat_of, conversion, failure, statut_of, success};
use super::Step;
use super::machine::{Kind, Reply, Seen, State, Told};
use crate::support::app::TestApp;
use crate::support::client::Answer;

/// One instance for all sequences; each has its own prospect.
pub(super) struct Stage {
    scene: Scene,
    played: AtomicUsize,
}

/// The prospect of a sequence.
pub(super) struct Actor<'a> {
    scene: &'a Scene,
    id: String,
    /// Two file numbers that no other prospect has.
    numbers: [String; 2],
}

impl Stage {
    /// Starts the instance. The breaker never opens here, because it has its own tests.
    pub(super) async fn new() -> Self {
        let scene = Scene::with(TestApp::setup().set("WEBHOOK_BREAKER_FAILURES", 10_000)).await;
        Self { scene, played: AtomicUsize::new(0) }
    }

    pub(super) async fn next_prospect(&self) -> Actor<'_> {
        let rank = self.played.fetch_add(1, Ordering::Relaxed);
        let id = self.scene.prospect(&format!("Nom{rank}")).await;
        Actor { scene: &self.scene, id, numbers: [format!("UN-{rank}"), format!("DEUX-{rank}")] }
    }

    pub(super) async fn assert_invariants(&self) {
        invariants::assert_invariants(&self.scene.app.db).await;
    }
}

impl Actor<'_> {
    pub(super) async fn play(&self, step: Step) -> Told {
        let scene = self.scene;
        // No two steps happen at one instant.
        scene.app.advance(TimeDelta::milliseconds(1));
        match step {
            Step::Ask(Kind::Conversion) => started(&scene.ask(conversion(&self.id)).await),
            Step::Ask(Kind::Dossier) => self.click(&DOSSIER.of(&self.id), (DOSSIER.body)()).await,
            Step::Ask(Kind::Devis) => self.click(&DEVIS.of(&self.id), (DEVIS.body)()).await,
            Step::Dispatch(reply) => self.dispatch(reply).await,
            Step::Deadline => {
                scene.app.advance(TimeDelta::minutes(15));
                scene.app.expire().await;
                Told::Nothing
            }
            Step::Succeed(action, other) => self.report(action, |action| self.success(action, other)).await,
            Step::Fail(action) => self.report(action, |action| failure(id_of(action))).await,
            Step::Progress(action) => {
                if let Some(action) = self.named(action).await {
                    let step =
                        json!({ "idConversion": id_of(&action), "etape": "Création", "pourcentage": 40 });
                    scene.n8n.post(PROGRESS, step).await.expect(204);
                }
                Told::Nothing
            }
            Step::Undo(action) => match self.named(action).await {
                Some(action) => {
                    let path = format!("/api/actions/{}/annulation", id_of(&action));
                    undone(&scene.admin.post(&path, json!({})).await)
                }
                None => Told::Nothing,
            },
            Step::Relance(action) => match self.named(action).await {
                Some(action) => started(&scene.relance(id_of(&action)).await),
                None => Told::Nothing,
            },
        }
    }

    pub(super) async fn state(&self) -> State {
        let seen = |action: &Value| Seen {
            statut: action["statutAction"].as_str().unwrap().to_owned(),
            partielle: action["partielle"].as_bool().unwrap(),
            relancable: action["relancable"].as_bool().unwrap(),
        };
        State {
            actions: self.actions().await.iter().map(seen).collect(),
            statut: statut_of(&self.scene.app.db, &self.id).await,
            candidat: candidat_of(&self.scene.app.db, &self.id).await["partielle"].as_bool(),
        }
    }

    /// Ends what still runs, so that the next sequence starts clean.
    pub(super) async fn end(&self) {
        self.dispatch(Reply::Refuses).await;
        self.play(Step::Deadline).await;
    }

    async fn click(&self, path: &str, body: Value) -> Told {
        started(&self.scene.admin.post(path, body).await)
    }

    /// Makes due calls, after a pause longer than the maximum delay between two attempts.
    async fn dispatch(&self, reply: Reply) -> Told {
        self.scene.app.advance(TimeDelta::seconds(5));
        match reply {
            Reply::Takes => self.scene.faults([]),
            Reply::Away => self.scene.faults([Fault::status(503).always()]),
            Reply::Refuses => self.scene.faults([Fault::status(422).always()]),
        }
        self.scene.app.dispatch().await;
        Told::Nothing
    }

    async fn report(&self, action: usize, body: impl FnOnce(&Value) -> Value) -> Told {
        let Some(action) = self.named(action).await else { return Told::Nothing };
        let answer = self.scene.call_back(body(&action)).await;
        match answer.status.as_u16() {
            200 => Told::Taken { known: answer.body["dejaTraite"].as_bool().unwrap() },
            _ => refused(&answer),
        }
    }

    fn success(&self, action: &Value, other_number: bool) -> Value {
        let id = id_of(action);
        match action["typeAction"].as_str().unwrap() {
            "CONVERTIR_CANDIDAT" => success(id, &self.numbers[usize::from(other_number)]),
            "ENVOYER_DOSSIER" => DOSSIER.success(id),
            _ => DEVIS.success(id),
        }
    }

    /// Returns the action of this rank, oldest first.
    async fn named(&self, rank: usize) -> Option<Value> {
        let mut actions = self.actions().await;
        let count = actions.len();
        (count > 0).then(|| actions.swap_remove(rank % count))
    }

    async fn actions(&self) -> Vec<Value> {
        let answer = self.scene.admin.get(&format!("/api/prospects/{}/actions", self.id)).await;
        let mut actions = answer.expect(200).body["data"].as_array().unwrap().clone();
        actions.reverse();
        actions
    }
}

fn id_of(action: &Value) -> i64 {
    action["idConversion"].as_i64().unwrap()
}

fn started(answer: &Answer) -> Told {
    if answer.status.as_u16() == 202 { Told::Started } else { refused(answer) }
}

fn undone(answer: &Answer) -> Told {
    if answer.status.as_u16() == 200 { Told::Undone } else { refused(answer) }
}

/// Converts an error to the model's codes; an unknown code is a disagreement.
fn refused(answer: &Answer) -> Told {
    let known = [
        "ACTION_EN_COURS",
        "ACTION_NON_RELANCABLE",
        "DEJA_CANDIDAT",
        "DEJA_PARTIE",
        "RESULTAT_CONTRADICTOIRE",
    ];
    let code = known.into_iter().find(|code| answer.body["code"] == *code);
    Told::Refused(answer.status.as_u16(), code.unwrap_or_else(|| panic!("{}", answer.body)))
}
