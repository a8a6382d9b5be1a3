//! The two steps of the login, and the meaning of a refusal.

use common::{ErrorCode, Problem};

/// A step of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Address and password.
    Password,
    /// Code of the second factor.
    Code,
}

/// The reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The password is right, and a code is required.
    CodeDue,
    /// The code is wrong.
    CodeWrong(String),
    /// Any other reason.
    Other,
}

impl Refusal {
    /// Reads the reason from a problem document.
    pub(crate) fn of(problem: Option<&Problem>) -> Self {
        let Some(problem) = problem else { return Self::Other };
        match problem.code.known() {
            Some(ErrorCode::CodeRequis) => Self::CodeDue,
            Some(ErrorCode::CodeInvalide) => Self::CodeWrong(problem.detail.clone()),
            _ => Self::Other,
        }
    }
}

/// Removes the spaces that people and applications put into a code; `None` when nothing is left.
pub(crate) fn code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (!code.is_empty()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str) -> Refusal {
        let body = format!(
            r#"{{"type":"/problemes/x","title":"t","status":401,"code":"{code}","detail":"Ce code n’est pas valable.","traceId":"","erreurs":[]}}"#
        );
        Refusal::of(serde_json::from_str(&body).ok().as_ref())
    }

    #[test]
    fn a_code_that_is_due_or_wrong_is_told_apart_from_a_wrong_password() {
        assert_eq!(refusal("CODE_REQUIS"), Refusal::CodeDue);
        assert_eq!(refusal("CODE_INVALIDE"), Refusal::CodeWrong("Ce code n’est pas valable.".to_owned()));
        assert_eq!(refusal("NON_AUTHENTIFIE"), Refusal::Other);
        assert_eq!(Refusal::of(None), Refusal::Other);
    }

    #[test]
    fn a_code_is_sent_without_its_spaces() {
        assert_eq!(code(" 123\u{a0}456 ").as_deref(), Some("123456"));
        assert_eq!(code("abcd-efgh").as_deref(), Some("abcd-efgh"));
        assert_eq!(code(" \u{202f}"), None);
    }
}
