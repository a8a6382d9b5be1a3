//! The chronology of a prospect: emails, actions, statuts and changes in one list, newest first.

use std::collections::BTreeSet;

use common::note::Note;
use common::parcours::EtapeParcours;
use common::prospect::Email;
use common::{Action, EntreeAudit, OperationAudit, SensEmail};

use super::action::Outcome;
use super::format::duration;
use super::icons::Icon;

/// Operations of the audit that change a record. Emails and actions are entries of their own.
pub(crate) const CHANGES: &[OperationAudit] = &[
    OperationAudit::Ajout,
    OperationAudit::Modification,
    OperationAudit::RelanceFaite,
    OperationAudit::Anonymisation,
];

/// The other operations of the audit: readings and exports, and the authors of emails and actions.
pub(crate) const TRACE: &[OperationAudit] = &[
    OperationAudit::Lecture,
    OperationAudit::LectureEmails,
    OperationAudit::ExportListe,
    OperationAudit::ExportPersonne,
    OperationAudit::EmailAjoute,
    OperationAudit::ActionDemandee,
    OperationAudit::ActionTerminee,
    OperationAudit::ActionEchouee,
    OperationAudit::ActionAnnulee,
];

/// An entry of the chronology.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// An email received or sent.
    Email(Box<Email>),
    /// An ended action, at the time of its request.
    Action(Box<Action>),
    /// An entry of the audit.
    Audit(EntreeAudit),
    /// A note.
    Note(Box<Note>),
    /// A statut, at the time when the prospect got it, and the entry of the audit that names its author.
    Statut(EtapeParcours, Option<EntreeAudit>),
}

impl Entry {
    /// Returns a text that identifies the entry.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Email(email) => ["e", &email.id_email.to_string()].concat(),
            Self::Action(action) => ["a", &action.id_conversion.to_string()].concat(),
            Self::Note(note) => ["n", &note.id_note.to_string()].concat(),
            Self::Statut(one, _) => ["s", one.depuis.as_str()].concat(),
            Self::Audit(one) => {
                let action = one.id_conversion.map(|id| id.to_string()).unwrap_or_default();
                let fields = [one.champs.join(","), one.ignores.join(",")].join(";");
                [one.date.as_str(), one.operation.as_str(), &one.auteur, &action, &fields].join(" ")
            }
        }
    }

    /// Returns true for the audit entry of a note, which is an entry of its own.
    fn is_hidden(&self) -> bool {
        matches!(self, Self::Audit(one) if one.operation == OperationAudit::Modification && one.champs == ["notes"])
    }

    /// Returns the time of the entry without its `Z`, because `Z` sorts after the `.` of milliseconds.
    fn time(&self) -> &str {
        let at = match self {
            Self::Email(email) => &email.date_envoi,
            Self::Action(action) => &action.date_debut,
            Self::Audit(one) => &one.date,
            Self::Note(note) => &note.date_note,
            Self::Statut(one, _) => &one.depuis,
        };
        at.as_str().trim_end_matches('Z')
    }
}

/// The entries of one list that have been read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Source {
    /// The entries.
    pub(crate) entries: Vec<Entry>,
    /// True when older entries exist.
    pub(crate) more: bool,
}

impl Source {
    /// Returns the ended actions; the panel shows the running ones above. The service returns them all at once.
    pub(crate) fn actions(all: Vec<Action>) -> Self {
        let ended = all.into_iter().filter(|action| Outcome::of(action) != Outcome::Running);
        Self { entries: ended.map(|action| Entry::Action(Box::new(action))).collect(), more: false }
    }

    /// Returns the emails of the pages that were read.
    pub(crate) fn emails(all: Vec<Email>, more: bool) -> Self {
        Self { entries: all.into_iter().map(|email| Entry::Email(Box::new(email))).collect(), more }
    }

    /// Returns the entries of the audit of the pages that were read.
    pub(crate) fn audit(all: Vec<EntreeAudit>, more: bool) -> Self {
        Self { entries: all.into_iter().map(Entry::Audit).collect(), more }
    }

    /// Returns the notes of the pages that were read.
    pub(crate) fn notes(all: Vec<Note>, more: bool) -> Self {
        Self { entries: all.into_iter().map(|note| Entry::Note(Box::new(note))).collect(), more }
    }

    /// Returns the statuts of the pages that were read.
    pub(crate) fn path(all: Vec<EtapeParcours>, more: bool) -> Self {
        Self { entries: all.into_iter().map(|one| Entry::Statut(one, None)).collect(), more }
    }

    /// Returns the time of the oldest entry.
    fn oldest(&self) -> Option<&str> {
        self.entries.iter().map(Entry::time).min()
    }
}

/// The part of the chronology that is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Chronology {
    /// The entries, newest first.
    pub(crate) entries: Vec<Entry>,
    /// True when older entries exist.
    pub(crate) more: bool,
    /// Index of the source whose next page is needed for the wanted number of entries.
    pub(crate) lacking: Option<usize>,
}

/// Merges the sources into the newest entries, at most `wanted`. Each source is read back to a different time. Entries
/// older than the latest of these times are not shown, because that source still has unread entries there.
pub(crate) fn merge(sources: &[Source], wanted: usize) -> Chronology {
    let ends = sources.iter().enumerate().filter(|(_, source)| source.more);
    let end = ends.filter_map(|(at, source)| Some((source.oldest()?.to_owned(), at))).max();
    let all = sources.iter().flat_map(|source| &source.entries).filter(|entry| !entry.is_hidden());
    let mut shown: Vec<&Entry> =
        all.filter(|entry| end.as_ref().is_none_or(|(end, _)| entry.time() >= end.as_str())).collect();
    shown.sort_by(|one, other| other.time().cmp(one.time()));
    // A page that was read while an entry arrived repeats the last entry of the page before.
    let mut keys = BTreeSet::new();
    shown.retain(|entry| keys.insert(entry.key()));
    let mut entries = Vec::with_capacity(shown.len());
    let mut rest = shown.into_iter().peekable();
    while let Some(entry) = rest.next() {
        let joined = rest.peek().and_then(|older| with_author(entry, older));
        if joined.is_some() {
            rest.next();
        }
        entries.push(joined.unwrap_or_else(|| entry.clone()));
    }
    let more = end.is_some() || entries.len() > wanted;
    let lacking = end.filter(|_| entries.len() < wanted).map(|(_, at)| at);
    entries.truncate(wanted);
    Chronology { entries, more, lacking }
}

/// Returns a statut with the entry of the audit that set it, when they are neighbours: the clocks of the service and of
/// the database decide which of the two is the newer one.
fn with_author(newer: &Entry, older: &Entry) -> Option<Entry> {
    let ((Entry::Statut(etape, None), Entry::Audit(by)) | (Entry::Audit(by), Entry::Statut(etape, None))) =
        (newer, older)
    else {
        return None;
    };
    let sets_it = by.operation == OperationAudit::Ajout || by.champs == ["statutProspect"];
    sets_it.then(|| Entry::Statut(etape.clone(), Some(by.clone())))
}

/// Returns the icon of an email.
pub(crate) const fn email_icon(sens: SensEmail) -> Icon {
    match sens {
        SensEmail::Entrant => Icon::Inbox,
        SensEmail::Sortant => Icon::Send,
    }
}

/// Returns the icon of an operation of the audit.
pub(crate) const fn operation_icon(operation: OperationAudit) -> Icon {
    match operation {
        OperationAudit::Lecture | OperationAudit::LectureEmails => Icon::Eye,
        OperationAudit::ExportListe | OperationAudit::ExportPersonne => Icon::Download,
        OperationAudit::Ajout => Icon::Person,
        OperationAudit::Modification => Icon::Pencil,
        OperationAudit::EmailAjoute => Icon::Mail,
        OperationAudit::ActionDemandee => Icon::Clock,
        OperationAudit::ActionTerminee => Icon::CheckCircle,
        OperationAudit::ActionEchouee => Icon::ErrorCircle,
        OperationAudit::ActionAnnulee => Icon::Close,
        OperationAudit::Anonymisation => Icon::UserX,
        OperationAudit::RelanceFaite => Icon::Recontact,
    }
}

/// Describes how long a statut lasted, `pendant 3 j 4 h`; `None` for the present one.
pub(crate) fn lasted(one: &EtapeParcours) -> Option<String> {
    one.duree_ms.map(|ms| ["pendant ", &duration(ms)].concat())
}

/// Returns the name of an author as a screen shows it.
pub(crate) fn author(name: &str) -> &str {
    if name == "système" { "Système" } else { name }
}

#[cfg(test)]
mod tests;
