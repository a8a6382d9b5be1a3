//! Next touch of a prospect: its fields, the changes that a person can make, and their requests.

use common::prospect::ProspectResume;
use common::prospect_requests::ChangeProspectRequest;
use common::relance::{FinishRelanceRequest, SuiteRequest};
use common::{Day, IdUtilisateur, StatutProspect, TimeOfDay};

/// The next touch of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Touch {
    /// Day; `None` without a touch.
    pub(crate) le: Option<Day>,
    /// Time of the day.
    pub(crate) heure: Option<TimeOfDay>,
    /// Subject.
    pub(crate) objet: Option<String>,
}

/// A change of the touch or of the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Follow {
    /// Sets the touch.
    Set(Touch),
    /// Moves the touch to this day, and keeps its time and subject.
    Move(Day),
    /// Removes the touch.
    Remove,
    /// Marks the touch as done.
    Done,
    /// Marks the touch as done, and sets the following one.
    DoneThen(Touch),
    /// Gives the prospect to this admin, or to nobody.
    Owner(Option<IdUtilisateur>),
}

/// The request of a change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sent {
    /// Changes the record.
    Record(Box<ChangeProspectRequest>),
    /// Marks the touch as done.
    Done(FinishRelanceRequest),
}

impl Touch {
    /// Returns the touch of a record.
    pub(crate) fn of(row: &ProspectResume) -> Self {
        let ProspectResume { relance_le, relance_heure, relance_objet, .. } = row;
        Self { le: relance_le.clone(), heure: relance_heure.clone(), objet: relance_objet.clone() }
    }

    /// Creates a touch of a day.
    pub(crate) fn on(le: Day) -> Self {
        Self { le: Some(le), ..Self::default() }
    }
}

impl Follow {
    /// Returns true when the change ends the present touch as done.
    pub(crate) const fn is_done(&self) -> bool {
        matches!(self, Self::Done | Self::DoneThen(_))
    }

    /// Returns the day that the change asks for.
    pub(crate) const fn day(&self) -> Option<&Day> {
        match self {
            Self::Set(touch) | Self::DoneThen(touch) => touch.le.as_ref(),
            Self::Move(day) => Some(day),
            Self::Remove | Self::Done | Self::Owner(_) => None,
        }
    }

    /// Builds the request.
    pub(crate) fn request(&self) -> Sent {
        let record = |request| Sent::Record(Box::new(request));
        let none = ChangeProspectRequest::default();
        match self {
            Self::Set(touch) => record(ChangeProspectRequest {
                relance_le: Some(touch.le.clone()),
                relance_heure: Some(touch.heure.clone()),
                relance_objet: Some(touch.objet.clone()),
                ..none
            }),
            Self::Move(day) => record(ChangeProspectRequest { relance_le: Some(Some(day.clone())), ..none }),
            Self::Remove => record(ChangeProspectRequest { relance_le: Some(None), ..none }),
            Self::Owner(owner) => record(ChangeProspectRequest { id_responsable: Some(*owner), ..none }),
            Self::Done => Sent::Done(FinishRelanceRequest::default()),
            Self::DoneThen(touch) => Sent::Done(FinishRelanceRequest {
                suite: touch.le.clone().map(|relance_le| SuiteRequest {
                    relance_le,
                    relance_heure: touch.heure.clone(),
                    relance_objet: touch.objet.clone(),
                }),
            }),
        }
    }
}

/// Returns the reason why a prospect with this statut has no touch.
pub(crate) const fn closed(statut: StatutProspect) -> Option<&'static str> {
    match statut {
        StatutProspect::Candidat => Some("Un candidat n’a pas de relance."),
        StatutProspect::Perdu => Some("Un prospect perdu n’a pas de relance."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn sent(follow: &Follow) -> Value {
        match follow.request() {
            Sent::Record(request) => serde_json::to_value(request).unwrap(),
            Sent::Done(request) => serde_json::to_value(request).unwrap(),
        }
    }

    #[test]
    fn a_change_sends_what_it_changes_alone() {
        let day = Day::new("2026-11-09");
        assert_eq!(sent(&Follow::Move(day.clone())), json!({ "relanceLe": "2026-11-09" }));
        assert_eq!(sent(&Follow::Remove), json!({ "relanceLe": null }));
        assert_eq!(sent(&Follow::Owner(Some(3.into()))), json!({ "idResponsable": 3 }));
        assert_eq!(sent(&Follow::Owner(None)), json!({ "idResponsable": null }));
        assert_eq!(
            sent(&Follow::Set(Touch::on(day.clone()))),
            json!({ "relanceLe": "2026-11-09", "relanceHeure": null, "relanceObjet": null })
        );
        assert_eq!(sent(&Follow::Done), json!({}));
        assert_eq!(
            sent(&Follow::DoneThen(Touch::on(day))),
            json!({ "suite": { "relanceLe": "2026-11-09" } })
        );
    }

    #[test]
    fn the_statuts_that_end_a_touch_say_so() {
        let open = StatutProspect::ALL.iter().filter(|statut| closed(**statut).is_none()).count();
        assert_eq!(open, StatutProspect::ALL.len() - 2);
    }
}
