//! Filter and order parameters of prospects, shared by list, counts and export.

use chrono::{Days, NaiveDate};
use common::auth::Utilisateur;
use common::relance::{ContactRelatif, Responsable};
use common::{Day, ModeFinancement, MotifPerte, QuandRelance, Sort, Source, StatutProspect};
use diesel_async::AsyncPgConnection;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::clock::{Clock, start_of_day};
use crate::db;
use crate::db::catalogue::FormationCode;
use crate::db::prospects::ProspectFilters;
use crate::error::ApiResult;
use crate::extract::{day, empty_as_none, non_empty, plain_text};
use crate::routes::relances::{owner, section};

/// Filters of prospects: OR inside a parameter, AND between parameters.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FilterQuery {
    /// Statuts of the prospects. Without it, those with `CANDIDAT` are excluded.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<StatutProspect>>)]
    statut: Vec<StatutProspect>,
    /// Codes of the requested formation.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<String>>, example = json!(["CAP_BJ"]))]
    formation: Vec<FormationCode>,
    /// Funding modes.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<ModeFinancement>>)]
    financement: Vec<ModeFinancement>,
    /// Words of the name, email, telephone or city, in any order; case and accents are ignored. One or two characters
    /// match the beginning of nom and prénom.
    #[serde(default, deserialize_with = "plain_text")]
    recherche: Option<String>,
    /// The admin who follows the prospect: `moi`, an account, `tous` (as without it), or `aucun` for prospects without an
    /// owner or whose owner is no active admin any more.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, pattern = "^[0-9a-z]{1,18}$")]
    responsable: Option<Responsable>,
    /// Sources of the prospects.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<Source>>)]
    source: Vec<Source>,
    /// Reasons of the loss, of prospects with the statut `PERDU`.
    #[serde(default, rename = "motifPerte", deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<MotifPerte>>)]
    motif_perte: Vec<MotifPerte>,
    /// The next touch, as a section of `listRelances`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<QuandRelance>, inline)]
    relance: Option<QuandRelance>,
    /// The last contact, in days before today: `30j` for 30 days ago or later, `avant30j` for 30 days ago or earlier. The
    /// thirtieth day is in both.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, pattern = "^(avant)?[0-9]{1,4}j$")]
    contact: Option<ContactRelatif>,
    /// First day of the last contact, inclusive, in Europe/Paris.
    #[serde(default, rename = "contactDepuis", deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    contact_depuis: Option<NaiveDate>,
    /// Day before which the last contact is, exclusive, in Europe/Paris.
    #[serde(default, rename = "contactAvant", deserialize_with = "day")]
    #[param(value_type = Option<Day>)]
    contact_avant: Option<NaiveDate>,
    /// Days since the last contact, at least, of the prospects whose last email is one of the school.
    #[serde(default, rename = "sansReponseDepuis", deserialize_with = "empty_as_none")]
    #[param(value_type = Option<u16>)]
    sans_reponse_depuis: Option<u16>,
}

impl FilterQuery {
    /// Builds the filters for a caller; the database normalises the search.
    pub async fn filters(
        &self,
        conn: &AsyncPgConnection,
        clock: &Clock,
        person: &Utilisateur,
    ) -> ApiResult<ProspectFilters> {
        let search = match &self.recherche {
            Some(typed) => db::prospects::search(conn, typed).await?,
            None => None,
        };
        let (from, before) = match self.contact {
            Some(ContactRelatif::Depuis(days)) => (day_before_today(clock, days), None),
            Some(ContactRelatif::Avant(days)) => (None, day_after(clock, days)),
            None => (None, None),
        };
        Ok(ProspectFilters {
            search,
            owner: owner(conn, person, self.responsable).await?,
            source: self.source.clone(),
            motif: self.motif_perte.clone(),
            section: self.relance.map(|quand| section(clock, quand)),
            contact_from: self.contact_depuis.max(from).map(start_of_day),
            contact_before: earliest(self.contact_avant, before).map(start_of_day),
            unanswered_before: self
                .sans_reponse_depuis
                .and_then(|days| day_after(clock, days))
                .map(start_of_day),
            ..self.codes()
        })
    }

    /// Returns the filters if only statuts, formations and funding modes are given.
    pub(super) fn codes_only(&self) -> Option<ProspectFilters> {
        // Each parameter, so that none is forgotten.
        let Self {
            statut: _,
            formation: _,
            financement: _,
            recherche,
            responsable,
            source,
            motif_perte,
            relance,
            contact,
            contact_depuis,
            contact_avant,
            sans_reponse_depuis,
        } = self;
        let has_others = recherche.is_some()
            || responsable.is_some()
            || !source.is_empty()
            || !motif_perte.is_empty()
            || relance.is_some()
            || contact.is_some()
            || contact_depuis.is_some()
            || contact_avant.is_some()
            || sans_reponse_depuis.is_some();
        (!has_others).then(|| self.codes())
    }

    /// Returns the filters on statuts, formations and funding modes.
    fn codes(&self) -> ProspectFilters {
        ProspectFilters {
            statut: self.statut.clone(),
            formation: self.formation.iter().map(|code| code.0.clone()).collect(),
            financement: self.financement.clone(),
            ..ProspectFilters::default()
        }
    }
}

/// Returns the day so many days before today.
fn day_before_today(clock: &Clock, days: u16) -> Option<NaiveDate> {
    clock.today().checked_sub_days(Days::new(days.into()))
}

/// Returns the day after the one so many days before today: the first one that is too late.
fn day_after(clock: &Clock, days: u16) -> Option<NaiveDate> {
    day_before_today(clock, days)?.succ_opt()
}

/// Returns the earlier of two days; any day is earlier than none.
fn earliest(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    one.into_iter().chain(other).min()
}

/// Query parameters of the order and of the position in it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// `dateDernierContact`, `datePremierContact`, `nom`, `nbEchanges` or `statut`; a leading `-` means descending.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, default = json!(Sort::<common::SortKey>::default().to_string()))]
    pub(super) tri: Option<Sort>,
    /// `curseurSuivant` or `curseurPrecedent` of a page with these filters and this `tri`; it replaces `page`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(max_length = 8000, pattern = "^[0-9a-f]*$")]
    pub(super) curseur: Option<String>,
}

/// In which order a file lists them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportOrderQuery {
    /// As in the list: `-dateDernierContact` without it
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>)]
    pub(in crate::routes) tri: Option<Sort>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::parse_query;

    #[test]
    fn every_parameter_but_the_codes_asks_more_than_the_codes() {
        let codes_only = |query: &str| parse_query::<FilterQuery>(query).unwrap().codes_only();
        let codes =
            codes_only("statut=NOUVEAU&statut=QUALIFIE&formation=CAP_BJ&financement=CPF&recherche=").unwrap();
        assert_eq!((codes.statut.len(), codes.formation.len(), codes.financement.len()), (2, 1, 1));
        for other in [
            "recherche=m",
            "responsable=moi",
            "source=FORMULAIRE",
            "motifPerte=TROP_CHER",
            "relance=retard",
            "contact=30j",
            "contactDepuis=2026-11-01",
            "contactAvant=2026-11-01",
            "sansReponseDepuis=7",
        ] {
            assert!(codes_only(other).is_none(), "{other}");
        }
    }
}
