//! Bulk changes: wording, progress, and state of their page in its URL.

use common::lot::{ChangementLot, ParametresRelance};
use common::{ErrorCode, EtatLot, FieldCode, IdUtilisateur, LigneLot, Lot, ResultatLigne, VerdictLigne};

use super::day;
use super::format::{count, number, person};
use super::standing::Standing;
use super::tone::Tone;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// Rows per page.
pub(crate) const ROWS: i64 = 50;

/// The rows that the page of a bulk change shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinesState {
    /// Only the rows with this result.
    pub(crate) resultat: Option<ResultatLigne>,
    /// Only the rows with this verdict.
    pub(crate) verdict: Option<VerdictLigne>,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl Default for LinesState {
    fn default() -> Self {
        Self { resultat: None, verdict: None, page: 1 }
    }
}

impl UrlState for LinesState {
    fn parse(address_query: &str) -> Self {
        let mut state = Self::default();
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "resultat" => state.resultat = value.parse().ok(),
                "verdict" => state.verdict = value.parse().ok(),
                "page" => state.page = url_state::page(&value),
                _ => {}
            }
        }
        state
    }

    fn to_query(&self) -> QueryString {
        let mut query = self.filter_query();
        if self.page > 1 {
            query.push("page", &self.page.to_string());
        }
        query
    }

    fn page(&self) -> i64 {
        self.page
    }

    fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }
}

impl LinesState {
    /// Returns the filters as a query, of the URL and of a request.
    pub(crate) fn filter_query(&self) -> QueryString {
        let resultat = self.resultat.map(|one| ("resultat", one.as_str()));
        let verdict = self.verdict.map(|one| ("verdict", one.as_str()));
        resultat.into_iter().chain(verdict).collect()
    }

    /// Returns the query of the page of rows.
    pub(crate) fn to_api_query(&self) -> QueryString {
        self.filter_query().with("page", &self.page.to_string()).with("limit", &ROWS.to_string())
    }

    /// Returns the number of rows of a bulk change with these filters; none when both filters are chosen.
    pub(crate) fn total(&self, lot: &Lot) -> i64 {
        match (self.resultat, self.verdict) {
            (None, None) => lot.nombre,
            (Some(resultat), None) => lot.with_resultat(resultat),
            (None, Some(verdict)) => lot.with_verdict(verdict),
            (Some(_), Some(_)) => 0,
        }
    }
}

/// Describes the change, `Changer le statut : Perdu – Trop cher`. `owners` are the admins, with their names.
pub(crate) fn what(lot: &Lot, owners: &[(IdUtilisateur, String)]) -> String {
    let type_lot = lot.changement.type_lot().libelle();
    let detail = match &lot.changement {
        ChangementLot::Statut(p) => Standing { statut: p.statut_prospect, motif: p.motif_perte }.words(),
        ChangementLot::Responsable(p) => match p.id_responsable {
            None => "personne".to_owned(),
            Some(id) => owners
                .iter()
                .find(|(known, _)| *known == id)
                .map_or_else(|| ["compte n°\u{a0}", &id.to_string()].concat(), |(_, name)| name.clone()),
        },
        ChangementLot::Relance(p) => touch(p),
        ChangementLot::Dossier(_) | ChangementLot::EmailRelance(_) => return type_lot.to_owned(),
        ChangementLot::Conversion(p) => match &lot.session_visee {
            Some(label) => [&p.formation_retenue, ", ", label].concat(),
            None => [&p.formation_retenue, ", session n°\u{a0}", &p.id_session.to_string()].concat(),
        },
    };
    [type_lot, "\u{a0}: ", &detail].concat()
}

fn touch(p: &ParametresRelance) -> String {
    let Some(day) = &p.relance_le else { return "aucune".to_owned() };
    let time = p.relance_heure.as_ref().map(|time| [" à ", time.as_str()].concat());
    let subject = p.relance_objet.as_ref().map(|subject| [" · ", subject].concat());
    [day::typed(day.as_str()), time.unwrap_or_default(), subject.unwrap_or_default()].concat()
}

/// Returns true while rows or calls can be stopped.
pub(crate) fn can_stop(lot: &Lot) -> bool {
    matches!(lot.etat, EtatLot::Prepare | EtatLot::EnCours) || lot.annulables > 0
}

/// Says what a stop does, a sentence each.
pub(crate) fn stop_words(lot: &Lot) -> Vec<String> {
    if lot.etat == EtatLot::Prepare {
        return vec!["Rien n’a été changé, et rien ne le sera.".to_owned()];
    }
    let rows = count(lot.restantes, "fiche reste", "fiches restent");
    let calls = count(lot.annulables, "action n’est pas encore partie", "actions ne sont pas encore parties");
    let them = if lot.annulables > 1 { "seront annulées" } else { "sera annulée" };
    [
        (lot.restantes > 0).then(|| [&rows, " à traiter\u{a0}: rien n’y sera changé."].concat()),
        (lot.annulables > 0).then(|| [&calls, " et ", them, "."].concat()),
        Some("Ce qui est déjà fait le reste, et une action déjà partie continue.".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns the number of rows that run.
pub(crate) fn planned(lot: &Lot) -> i64 {
    lot.with_verdict(VerdictLigne::Ok)
}

/// Returns the progress of a launched bulk change, from 0 to 100.
pub(crate) fn percent(lot: &Lot) -> i32 {
    let planned = planned(lot);
    let over = (planned - lot.restantes).clamp(0, planned);
    if planned == 0 { 100 } else { i32::try_from(over * 100 / planned).unwrap_or(100) }
}

/// Describes the progress, `45 fiches sur 120`.
pub(crate) fn progress(lot: &Lot) -> String {
    let planned = planned(lot);
    [&number(planned - lot.restantes), " sur ", &count(planned, "fiche", "fiches")].concat()
}

/// Lists the results with a row, each with its number: `110 faites · 8 échouées`.
pub(crate) fn results(lot: &Lot) -> String {
    let told = |resultat: &ResultatLigne| {
        let rows = lot.with_resultat(*resultat);
        let (one, many) = words(*resultat);
        (rows > 0).then(|| count(rows, one, many))
    };
    ResultatLigne::ALL.iter().filter_map(told).collect::<Vec<_>>().join(" · ")
}

const fn words(resultat: ResultatLigne) -> (&'static str, &'static str) {
    match resultat {
        ResultatLigne::Fait => ("faite", "faites"),
        ResultatLigne::Echec => ("échouée", "échouées"),
        ResultatLigne::Change => ("modifiée entre-temps", "modifiées entre-temps"),
        ResultatLigne::Refuse => ("écartée", "écartées"),
        ResultatLigne::Arrete => ("arrêtée", "arrêtées"),
    }
}

/// Returns the verdicts of refused rows, each with its number of rows.
pub(crate) fn refused(lot: &Lot) -> Vec<(VerdictLigne, i64)> {
    let rows = |verdict: &VerdictLigne| (*verdict, lot.with_verdict(*verdict));
    VerdictLigne::ALL
        .iter()
        .map(rows)
        .filter(|(verdict, rows)| *verdict != VerdictLigne::Ok && *rows > 0)
        .collect()
}

/// Summarises a rehearsal: `12 fiches sur 15 peuvent changer.`
pub(crate) fn rehearsed(lot: &Lot) -> String {
    let (planned, all) = (planned(lot), lot.nombre);
    match planned {
        0 => "Aucune de ces fiches ne peut changer.".to_owned(),
        1 if all == 1 => "Cette fiche peut changer.".to_owned(),
        _ if planned == all => ["Les ", &count(all, "fiche", "fiches"), " peuvent changer."].concat(),
        _ => {
            let can = if planned < 2 { " peut changer." } else { " peuvent changer." };
            [&count(planned, "fiche", "fiches"), " sur ", &number(all), can].concat()
        }
    }
}

/// Returns the label of the button that launches a bulk change, `Lancer pour 12 prospects`.
pub(crate) fn launch_label(lot: &Lot) -> String {
    ["Lancer pour ", &count(planned(lot), "prospect", "prospects")].concat()
}

/// Returns the name of the person of a row.
pub(crate) fn name(line: &LigneLot) -> String {
    match (&line.prenom, &line.nom) {
        (Some(prenom), Some(nom)) => person(prenom, nom),
        _ => "Personne anonymisée".to_owned(),
    }
}

/// Returns the reason for which a rule refused a row, in French; `None` when the verdict says it already.
pub(crate) fn reason(line: &LigneLot) -> Option<String> {
    let code = line.code.as_deref()?;
    let problem = code.parse::<ErrorCode>().map(ErrorCode::libelle);
    let text = problem.or_else(|_| code.parse::<FieldCode>().map(FieldCode::libelle)).unwrap_or(code);
    let is_told = line.verdict != VerdictLigne::Ok && line.verdict.as_str() == code;
    (!is_told).then(|| text.to_owned())
}

/// Returns the tone of a result.
pub(crate) const fn tone(resultat: ResultatLigne) -> Tone {
    match resultat {
        ResultatLigne::Fait => Tone::Success,
        ResultatLigne::Echec => Tone::Danger,
        ResultatLigne::Change => Tone::Warning,
        ResultatLigne::Refuse | ResultatLigne::Arrete => Tone::Neutral,
    }
}

#[cfg(test)]
mod tests;
