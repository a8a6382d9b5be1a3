//! Completes a known record with incoming data, and lists the fields that it does not take over.

use chrono::{DateTime, Utc};
use common::{Source, StatutProspect};

use crate::contact::MANY;
use crate::contact::Name;
use crate::contact::name::words;
use crate::db::prospects::Record;

/// The incoming data.
pub(super) struct Said {
    /// The record that the data would make.
    pub(super) record: Record,
    /// The statut, if given.
    pub(super) statut: Option<StatutProspect>,
    /// The source, if given.
    pub(super) source: Option<Source>,
    /// When the person made contact, if given.
    pub(super) contact: Option<DateTime<Utc>>,
}

/// Completes a record: fills empty fields, adds new values, and replaces only the AI summary. Names and summary are
/// taken only when the record certainly belongs to this person.
pub(super) fn complete(known: &Record, said: &Record, is_certain: bool) -> Record {
    let join = |known: &[Option<String>], said: &[Option<String>]| {
        let new = said.iter().filter(|one| !known.contains(one));
        // Values beyond the limit are dropped, so that the record stays valid for later changes.
        known.iter().chain(new.take(MANY.saturating_sub(known.len()))).cloned().collect()
    };
    let (nom, prenom) =
        if is_certain { complete_name(known, said) } else { (known.nom.clone(), known.prenom.clone()) };
    Record {
        nom,
        prenom,
        emails: join(&known.emails, &said.emails),
        telephones: join(&known.telephones, &said.telephones),
        adresse: known.adresse.clone().or_else(|| said.adresse.clone()),
        code_postal: known.code_postal.clone().or_else(|| said.code_postal.clone()),
        ville: known.ville.clone().or_else(|| said.ville.clone()),
        formation_souhaitee: known.formation_souhaitee.clone().or_else(|| said.formation_souhaitee.clone()),
        mode_financement: known.mode_financement.or(said.mode_financement),
        resume_ia: said.resume_ia.clone().filter(|_| is_certain).or_else(|| known.resume_ia.clone()),
        ..known.clone()
    }
}

/// Completes the name. A family name without any usable word counts as empty; a given name already contained in the
/// family name is not added.
fn complete_name(known: &Record, said: &Record) -> (String, String) {
    let is_blank = |nom: &str| Name::of(nom, "").is_empty();
    let nom = if is_blank(&known.nom) && !is_blank(&said.nom) { &said.nom } else { &known.nom };
    let in_nom = words(nom);
    let is_told = words(&said.prenom).iter().any(|word| in_nom.contains(word));
    let prenom = if known.prenom.is_empty() && !is_told { &said.prenom } else { &known.prenom };
    (nom.clone(), prenom.clone())
}

/// Lists, by JSON name, the given fields that the completed record does not have.
pub(super) fn ignored(said: &Said, kept: &Record) -> Vec<&'static str> {
    // Destructured, so that a forgotten field does not compile.
    let Record {
        nom,
        prenom,
        emails,
        telephones,
        adresse,
        code_postal,
        ville,
        formation_souhaitee,
        mode_financement,
        statut_prospect: _,
        motif_perte,
        source: _,
        resume_ia,
        relance_le: _,
        relance_heure: _,
        relance_objet: _,
        id_responsable: _,
    } = &said.record;
    let lacks = |said: &[Option<String>], kept: &[Option<String>]| said.iter().any(|one| !kept.contains(one));
    let fields = [
        ("nom", !nom.contains('@') && names_more(nom, kept)),
        ("prenom", names_more(prenom, kept)),
        ("emails", lacks(emails, &kept.emails)),
        ("telephones", lacks(telephones, &kept.telephones)),
        ("adresse", differs(adresse.as_ref(), kept.adresse.as_ref())),
        ("codePostal", differs(code_postal.as_ref(), kept.code_postal.as_ref())),
        ("ville", differs(ville.as_ref(), kept.ville.as_ref())),
        ("formationSouhaitee", differs(formation_souhaitee.as_ref(), kept.formation_souhaitee.as_ref())),
        ("modeFinancement", mode_financement.is_some() && *mode_financement != kept.mode_financement),
        ("statutProspect", said.statut.is_some_and(|statut| statut != kept.statut_prospect.0)),
        ("motifPerte", motif_perte.is_some() && *motif_perte != kept.motif_perte),
        ("source", said.source.is_some_and(|source| source != kept.source.0)),
        ("resumeIa", resume_ia.is_some() && *resume_ia != kept.resume_ia),
    ];
    fields.into_iter().filter(|(_, is_ignored)| *is_ignored).map(|(champ, _)| champ).collect()
}

/// Returns true when the given name has a word that the record's name lacks; initials do not count.
fn names_more(said: &str, kept: &Record) -> bool {
    let known = [words(&kept.nom), words(&kept.prenom)].concat();
    words(said).iter().any(|word| word.len() > 1 && !known.contains(word))
}

/// Returns true when a text is given and differs from the record's by more than capitals and accents.
fn differs(said: Option<&String>, kept: Option<&String>) -> bool {
    said.is_some_and(|said| kept.is_none_or(|kept| said != kept && words(said) != words(kept)))
}
