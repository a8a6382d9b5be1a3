//! The reason for which a prospect is lost: required with the statut `PERDU`, absent with any other.

use common::{FieldCode, MotifPerte, StatutProspect};

use crate::contact::Check;

const CHAMP: &str = "motifPerte";

/// Returns the reason that a record gets with `statut`. `known` is the one that it has; `given` comes from the request,
/// `Some(None)` for a null.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) fn motif_perte(
    check: &mut Check,
    statut: StatutProspect,
    known: Option<MotifPerte>,
    given: Option<Option<MotifPerte>>,
) -> Option<MotifPerte> {
    if statut != StatutProspect::Perdu {
        if given.flatten().is_some() {
            let message = "Seul un prospect perdu a un motif de perte.";
            check.refuse(CHAMP, FieldCode::MotifInterdit, message);
        }
        return None;
    }
    let motif = given.unwrap_or(known);
    if motif.is_none() {
        check.refuse(CHAMP, FieldCode::MotifRequis, "Indiquez pourquoi ce prospect est perdu.");
    } else if motif != known && motif.is_some_and(|motif| !motif.is_given()) {
        let message = "« NON_PRECISE » n’est que sur d’anciennes fiches : indiquez un motif.";
        check.refuse(CHAMP, FieldCode::MotifInterdit, message);
    }
    motif
}
