//! Statut of a prospect with the reason of a loss: words, choices, and the request that changes it.

use common::prospect::Prospect;
use common::prospect_requests::ChangeProspectRequest;
use common::{MotifPerte, StatutProspect};

/// A statut, with the reason when it is `PERDU`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The statut.
    pub(crate) statut: StatutProspect,
    /// The reason of the loss.
    pub(crate) motif: Option<MotifPerte>,
}

impl Standing {
    /// Returns the standing of a record.
    pub(crate) fn of(prospect: &Prospect) -> Self {
        Self { statut: prospect.resume.statut_prospect, motif: prospect.resume.motif_perte }
    }

    /// Creates the standing of a statut without a reason.
    pub(crate) const fn plain(statut: StatutProspect) -> Self {
        Self { statut, motif: None }
    }

    /// Creates the standing of a prospect who is lost for this reason.
    pub(crate) const fn lost(motif: MotifPerte) -> Self {
        Self { statut: StatutProspect::Perdu, motif: Some(motif) }
    }

    /// Returns its words: "Qualifié", "Perdu – Trop cher".
    pub(crate) fn words(self) -> String {
        match self.motif {
            Some(motif) => [self.statut.libelle(), " – ", motif.libelle()].concat(),
            None => self.statut.libelle().to_owned(),
        }
    }

    /// Returns true when the record, now at `now`, still has this standing. A standing from a row has no reason, so it
    /// agrees with every reason.
    pub(crate) fn is_still(self, now: Self) -> bool {
        self.statut == now.statut && (self.motif.is_none() || self.motif == now.motif)
    }

    /// Builds the request that gives this standing to a record.
    pub(crate) fn request(self) -> ChangeProspectRequest {
        ChangeProspectRequest {
            statut_prospect: Some(self.statut),
            motif_perte: self.motif.map(Some),
            ..ChangeProspectRequest::default()
        }
    }
}

/// Returns the other statuts that a change of the record can give; none for a candidate, who stays one.
pub(crate) fn statuts(from: StatutProspect) -> Vec<StatutProspect> {
    let choices = StatutProspect::ALL.iter().copied();
    choices.filter(|statut| *statut != from && from.may_become(*statut)).collect()
}

/// Returns the other reasons that can be given for a loss.
pub(crate) fn motifs(from: Option<MotifPerte>) -> Vec<MotifPerte> {
    let choices = MotifPerte::ALL.iter().copied();
    choices.filter(|motif| motif.is_given() && Some(*motif) != from).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(standing: Standing) -> serde_json::Value {
        serde_json::to_value(standing.request()).unwrap()
    }

    #[test]
    fn a_loss_is_sent_with_its_reason_and_another_statut_alone() {
        let lost = Standing::lost(MotifPerte::TropCher);
        assert_eq!(sent(lost), json!({ "statutProspect": "PERDU", "motifPerte": "TROP_CHER" }));
        let back = Standing::plain(StatutProspect::ARecontacter);
        assert_eq!(sent(back), json!({ "statutProspect": "A_RECONTACTER" }));
        assert_eq!((lost.words(), back.words()), ("Perdu – Trop cher".into(), "À recontacter".into()));
    }

    #[test]
    fn every_statut_leads_to_the_others_and_a_candidate_stays_one() {
        let open = StatutProspect::ALL.len() - 1;
        for statut in StatutProspect::ALL.iter().copied() {
            let choices = statuts(statut);
            let expected = if statut == StatutProspect::Candidat { 0 } else { open - 1 };
            assert_eq!(choices.len(), expected, "{statut}");
            assert!(!choices.contains(&statut) && !choices.contains(&StatutProspect::Candidat));
        }
    }

    #[test]
    fn a_row_knows_the_statut_and_a_record_the_reason_too() {
        let lost = Standing::lost(MotifPerte::TropCher);
        assert!(lost.is_still(lost) && Standing::plain(StatutProspect::Perdu).is_still(lost));
        assert!(!lost.is_still(Standing::lost(MotifPerte::Autre)));
        assert!(!Standing::plain(StatutProspect::Nouveau).is_still(lost));
    }

    #[test]
    fn nobody_chooses_the_reason_of_an_old_record() {
        assert!(motifs(None).iter().all(|motif| motif.is_given()));
        assert_eq!(motifs(Some(MotifPerte::NonPrecise)).len(), motifs(None).len());
        assert!(!motifs(Some(MotifPerte::Doublon)).contains(&MotifPerte::Doublon));
    }
}
