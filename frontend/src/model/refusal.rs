//! The reason why the server refused an action, from the code of the problem.

use common::erreur::{ActionEnCours, DejaCandidat, SessionComplete};
use common::{ErrorCode, Problem};

use super::format::duration;

/// A refusal, as the dialogs distinguish it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The action is already running.
    Running(ActionEnCours),
    /// The prospect is already a candidate.
    AlreadyCandidate(DejaCandidat),
    /// The chosen session has no seat left.
    SessionFull(SessionComplete),
    /// Some fields are invalid: JSON name and message.
    Fields(Vec<(String, String)>),
    /// Any other reason, in the server's words.
    Other(String),
}

impl Refusal {
    /// Parses a problem document. If members that its code promises are missing, returns its detail as `Other`.
    pub(crate) fn of(problem: &Problem) -> Self {
        Self::recognised(problem).unwrap_or_else(|| Self::Other(problem.detail.clone()))
    }

    fn recognised(problem: &Problem) -> Option<Self> {
        match problem.code.known()? {
            ErrorCode::ActionEnCours => problem.members().map(Self::Running),
            ErrorCode::DejaCandidat => problem.members().map(Self::AlreadyCandidate),
            ErrorCode::SessionComplete => problem.members().map(Self::SessionFull),
            ErrorCode::Validation if !problem.erreurs.is_empty() => Some(Self::Fields(
                problem.erreurs.iter().map(|erreur| (erreur.champ.clone(), erreur.message.clone())).collect(),
            )),
            _ => None,
        }
    }

    /// Returns one sentence, for actions without a form.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Running(running) => format!(
                "Cette action est déjà en cours, demandée par {} il y a {}.",
                running.demande_par,
                duration(running.duree_ecoulee_ms)
            ),
            Self::AlreadyCandidate(candidat) => {
                format!("Ce prospect est déjà candidat, dossier {}.", candidat.numero_dossier)
            }
            Self::SessionFull(_) => "Cette session est complète.".to_owned(),
            Self::Fields(fields) => {
                fields.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>().join(" ")
            }
            Self::Other(detail) => detail.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(code: &str, extra: serde_json::Value) -> Problem {
        let mut whole =
            json!({"type":"/problemes/x","title":"T","status":409,"code":code,"detail":"D.","traceId":"t"});
        let serde_json::Value::Object(extra) = extra else { panic!("an object") };
        whole.as_object_mut().unwrap().extend(extra);
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn each_code_is_told_apart() {
        let running = json!({"idConversion":42,"typeAction":"GENERER_DEVIS","dateDebut":"2026-02-17T09:30:00Z",
            "demandePar":"Sophie Martin","dureeEcouleeMs":125_000});
        let running = problem("ACTION_EN_COURS", running);
        assert!(matches!(Refusal::of(&running), Refusal::Running(r) if r.demande_par == "Sophie Martin"));
        let candidate = problem("DEJA_CANDIDAT", json!({"idCandidat":12,"numeroDossier":"DUMI15092024"}));
        assert_eq!(
            Refusal::of(&candidate).sentence(),
            "Ce prospect est déjà candidat, dossier DUMI15092024."
        );
        let full = problem("SESSION_COMPLETE", json!({"idSession":7}));
        assert_eq!(Refusal::of(&full), Refusal::SessionFull(SessionComplete { id_session: 7.into() }));
        let fields =
            json!({"erreurs":[{"champ":"dateDebutSouhaitee","code":"DATE_PASSEE","message":"Trop tôt."}]});
        assert_eq!(
            Refusal::of(&problem("VALIDATION", fields)),
            Refusal::Fields(vec![("dateDebutSouhaitee".into(), "Trop tôt.".into())])
        );
    }

    #[test]
    fn an_unknown_or_incomplete_problem_is_told_in_its_own_words() {
        for code in ["ERREUR_INTERNE", "ACTION_EN_COURS", "DEJA_CANDIDAT", "VALIDATION", "CODE_DE_DEMAIN"] {
            assert_eq!(Refusal::of(&problem(code, json!({}))), Refusal::Other("D.".into()));
        }
    }
}
