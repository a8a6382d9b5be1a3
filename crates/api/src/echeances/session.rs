//! Applies the rules of a way of paying to a session.

use common::catalogue::SessionFormation;
use common::echeance::{
    ConditionDelai, EcheanceFinancement, EcheanceProspects, EvenementDelai, NatureDelai, PremiereSession,
    RegleFinancement, SensDelai,
};
use common::{Calendar, CivilDay, Day, ModeFinancement};

use super::amount::add_amounts;
use super::rule::{Events, apply, earliest_start, limit};
use crate::db::Code;
use crate::db::echeances::{Certification, Wish};

/// Months of absence from work that make the employer's notice longer (article R6323-10 of the labour code).
const LONG_ABSENCE: i32 = 6;

/// The facts of a session that the rules read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// First day.
    pub debut: CivilDay,
    /// Last day.
    pub fin: CivilDay,
    /// True without a break.
    pub en_continu: bool,
    /// True for part time.
    pub temps_partiel: bool,
    /// True at a distance.
    pub a_distance: bool,
}

impl Course {
    /// Reads the facts of a session; `None` when its days are not days.
    pub fn of(session: &SessionFormation) -> Option<Self> {
        Some(Self {
            debut: CivilDay::read(&session.date_debut)?,
            fin: CivilDay::read(&session.date_fin)?,
            en_continu: session.en_continu,
            temps_partiel: session.temps_partiel,
            a_distance: session.a_distance,
        })
    }

    /// Returns true when a rule with this condition applies.
    fn meets(&self, condition: Option<ConditionDelai>) -> bool {
        let enough = self.fin.plus_days(1) >= self.debut.plus_months(LONG_ABSENCE);
        let is_long = self.en_continu && !self.temps_partiel && enough;
        match condition {
            None => true,
            Some(ConditionDelai::ArretLong) => is_long,
            Some(ConditionDelai::ArretCourt) => !is_long,
            Some(ConditionDelai::ADistance) => self.a_distance,
        }
    }
}

/// Keeps the rules of a way of paying that apply to a session today.
pub fn applicable<'a>(
    rules: &'a [RegleFinancement],
    financement: ModeFinancement,
    course: &Course,
    today: CivilDay,
) -> Vec<&'a RegleFinancement> {
    in_force(rules, financement, today).filter(|rule| course.meets(rule.condition)).collect()
}

/// Returns the rules of a way of paying that are valid today, whatever their condition.
fn in_force(
    rules: &[RegleFinancement],
    financement: ModeFinancement,
    today: CivilDay,
) -> impl Iterator<Item = &RegleFinancement> {
    let is_valid = move |rule: &RegleFinancement| {
        let (from, to) = (rule.valide_du.as_ref(), rule.valide_au.as_ref());
        from.and_then(CivilDay::read).is_none_or(|from| from <= today)
            && to.and_then(CivilDay::read).is_none_or(|to| today <= to)
    };
    rules.iter().filter(move |rule| rule.active && rule.financement == financement && is_valid(rule))
}

/// Returns the date limits of a session, the first day to act first. `signature` is the day of the contract, for the
/// rules that count from it.
pub fn course_deadlines(
    rules: &[&RegleFinancement],
    course: &Course,
    signature: Option<CivilDay>,
    calendar: &Calendar,
    today: CivilDay,
) -> Vec<EcheanceFinancement> {
    let mut events = Events::from([
        (EvenementDelai::Debut, course.debut),
        (EvenementDelai::Entree, course.debut),
        (EvenementDelai::Sortie, course.fin),
    ]);
    if let Some(signature) = signature {
        events.insert(EvenementDelai::Signature, signature);
        let ends = rules.iter().filter(|rule| rule.evenement == EvenementDelai::Signature);
        if let Some(last) = ends.map(|rule| limit(rule, calendar, signature).0).max() {
            events.insert(EvenementDelai::FinRetractation, last);
        }
    }
    let mut found: Vec<EcheanceFinancement> =
        rules.iter().filter_map(|rule| apply(rule, calendar, &events, today)).collect();
    found.sort_by(|one, other| day_of(one).cmp(day_of(other)));
    found
}

/// Returns the day by which a limit is sorted.
fn day_of(echeance: &EcheanceFinancement) -> &Day {
    echeance.agir_avant.as_ref().unwrap_or(&echeance.limite)
}

/// Warnings about a session that somebody wants paid.
#[derive(Debug)]
pub struct Warnings<'a> {
    /// Rules that apply.
    pub rules: &'a [&'a RegleFinancement],
    /// Date limits that they give.
    pub echeances: &'a [EcheanceFinancement],
    /// Certification of the formation.
    pub certification: &'a Certification,
}

impl Warnings<'_> {
    /// Writes the warnings in French.
    pub fn write(&self, course: &Course) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.rules.is_empty() {
            warnings.push("Aucune règle connue pour ce financement : à demander.".to_owned());
        }
        warnings.extend(self.unpaid(course));
        let start = Day::from(course.debut);
        let late = self.echeances.iter().find(|one| one.a_partir_du.as_ref().is_some_and(|day| *day > start));
        if let Some(late) = late {
            let text = format!("La session commence avant la fin d’un délai : {}.", late.libelle);
            warnings.push(text);
        }
        warnings
    }

    /// Returns the warning of a session that the funder does not pay.
    fn unpaid(&self, course: &Course) -> Option<String> {
        if !self.rules.iter().any(|rule| rule.certification_requise) {
            return None;
        }
        match (&self.certification.code, self.certification.fin) {
            (None, _) => {
                Some("Certification à préciser : ce financement demande un code RNCP ou RS.".to_owned())
            }
            (Some(code), Some(fin)) if fin < course.debut => Some(format!(
                "Non finançable : l’enregistrement de {code} finit avant la session, le {} {}.",
                fin.in_words(),
                fin.parts().0
            )),
            _ => None,
        }
    }
}

/// The rules and the calendar that a list of sessions is read with.
#[derive(Debug, Clone, Copy)]
pub struct School<'a> {
    /// Rules of the funders.
    pub rules: &'a [RegleFinancement],
    /// Calendar of the school.
    pub calendar: &'a Calendar,
}

impl School<'_> {
    /// Finds the first of these sessions that somebody can still have paid when the school acts on `action`. The
    /// sessions are in order and all of one formation.
    pub fn first_session(
        self,
        financement: ModeFinancement,
        sessions: Vec<SessionFormation>,
        certification: &Certification,
        action: CivilDay,
    ) -> PremiereSession {
        let chosen = sessions.into_iter().filter(|session| !session.complete).find_map(|session| {
            let course = Course::of(&session).filter(|course| course.debut >= action)?;
            let own = applicable(self.rules, financement, &course, action);
            let warnings = Warnings { rules: &own, echeances: &[], certification };
            // Nothing is known against a formation whose certification nobody has entered yet.
            let is_paid = certification.code.is_none() || warnings.unpaid(&course).is_none();
            let is_possible = is_paid && own.iter().all(|rule| self.is_in_time(rule, course.debut, action));
            is_possible.then_some((session, course))
        });
        let course = chosen.as_ref().map(|(_, course)| *course);
        let rules: Vec<&RegleFinancement> = match &course {
            Some(course) => applicable(self.rules, financement, course, action),
            // Without a session, every condition may apply: the longest notice is the safe one.
            None => in_force(self.rules, financement, action).collect(),
        };
        let backward = rules.iter().filter(|rule| counts_back_from_start(rule));
        let earliest = backward.map(|rule| earliest_start(rule, self.calendar, action)).max();
        let mut found = course
            .map(|course| course_deadlines(&rules, &course, Some(action), self.calendar, action))
            .unwrap_or_default();
        add_amounts(&mut found, certification.tarif_centimes);
        PremiereSession {
            debut_au_plus_tot: earliest.map(Day::from),
            session: chosen.map(|(session, _)| session),
            echeances: found,
        }
    }

    fn is_in_time(self, rule: &RegleFinancement, start: CivilDay, action: CivilDay) -> bool {
        let binds = counts_back_from_start(rule) && rule.nature == NatureDelai::Agir;
        // Somebody who acts on a day that the unit leaves out acts as on the working day before it.
        let counts = self.calendar.counts(action, rule.unite);
        let act = if counts { action } else { self.calendar.last_working(action) };
        !binds || limit(rule, self.calendar, start).0 >= act
    }

    /// Lists the limits that count from the start of these sessions, one for each rule of a way of paying that some
    /// prospect wishes: the first day to act first.
    pub fn upcoming(
        self,
        sessions: &[SessionFormation],
        wishes: &[Wish],
        today: CivilDay,
    ) -> Vec<EcheanceProspects> {
        let mut rows = Vec::new();
        for session in sessions {
            let Some(course) = Course::of(session) else { continue };
            for wish in wishes.iter().filter(|wish| wish.formation == session.formation) {
                let Code(financement) = wish.financement;
                let mut own = applicable(self.rules, financement, &course, today);
                own.retain(|rule| {
                    rule.evenement == EvenementDelai::Debut && rule.nature == NatureDelai::Agir
                });
                let found = course_deadlines(&own, &course, None, self.calendar, today);
                rows.extend(found.into_iter().map(|echeance| EcheanceProspects {
                    session: session.clone(),
                    nom_formation: wish.nom_formation.clone(),
                    financement,
                    prospects: wish.prospects,
                    echeance,
                }));
            }
        }
        rows.sort_by(|one, other| day_of(&one.echeance).cmp(day_of(&other.echeance)));
        rows
    }
}

/// Returns true for a rule whose period ends at the start of the session.
fn counts_back_from_start(rule: &RegleFinancement) -> bool {
    rule.sens == SensDelai::Avant && rule.evenement == EvenementDelai::Debut
}
