//! Tests the authentication of n8n's webhooks.

use super::Stage;
use super::process::WORKFLOWS;
use super::webhook::Call;

/// A body whose spaces, numbers and letters change when JSON is parsed and written again.
const CANARY: &str = "{\"typeAction\":\"CANARI\", \"tarif\":9500.0,\"2\":1e3,\"1\":12345678901234567890,\"nom\":\"Éloïse 💎 e\u{301} \u{2028} $& '{{ 1 }}'\"}";

impl Stage {
    /// Sends canaris, and calls with one mistake each.
    pub(super) async fn refusals(&mut self) {
        println!("who is let in");
        for (path, workflow) in WORKFLOWS {
            let outcome = self.refusals_of(path, workflow).await;
            self.checks.part(&format!("{path} is called"), outcome);
        }
    }

    async fn refusals_of(&mut self, path: &str, workflow: &str) -> anyhow::Result<()> {
        let canary = || Call::new(path, "canari_1", CANARY);
        let (status, body) = self.caller.send(canary()).await?;
        let knows = status == 200
            && body["canari"] == true
            && body["workflowId"] == workflow
            && body["executionId"].is_string();
        self.checks.check(
            &format!("{path} knows the canary, whatever its bytes"),
            knows,
            format!("{status} {body}"),
        );
        let (status, _) = self.caller.send(canary()).await?;
        self.checks.check(&format!("{path} answers the same canary again"), status == 200, status);
        let strangers = [
            ("another signature", Call { signature: Some("v1,c2lnbmF0dXJl"), ..canary() }, 401),
            ("no signature", Call { signature: Some(""), ..canary() }, 401),
            ("a signature of six minutes ago", Call { age: 360, ..canary() }, 401),
            ("a signature for later", Call { age: -360, ..canary() }, 401),
            ("another key", Call { key: Some("autre"), ..canary() }, 403),
        ];
        for (what, call, wanted) in strangers {
            let (status, body) = self.caller.send(call).await?;
            let refused = status == wanted && (wanted == 403 || body["erreur"] == "SIGNATURE_INVALIDE");
            self.checks.check(
                &format!("{path} refuses {what} ({wanted})"),
                refused,
                format!("{status} {body}"),
            );
        }
        Ok(())
    }
}
