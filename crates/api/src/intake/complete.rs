//! A known record takes what somebody who writes again adds to it, and tells what it does not take.

use common::{Source, StatutProspect};

use crate::contact::MANY;
use crate::contact::Name;
use crate::contact::name::words;
use crate::db::prospects::Record;

/// What somebody who comes in says.
pub(super) struct Said {
    /// The record of somebody new.
    pub(super) record: Record,
    /// The statut, when it is said.
    pub(super) statut: Option<StatutProspect>,
    /// The source, when it is said.
    pub(super) source: Option<Source>,
}

/// The known record with what is said: what is empty is filled, what is new is added, nothing is replaced but the AI's
/// summary. A name and a summary are taken when the record is certainly this person's.
pub(super) fn complete(known: &Record, said: &Record, is_certain: bool) -> Record {
    let join = |known: &[Option<String>], said: &[Option<String>]| {
        let new = said.iter().filter(|one| !known.contains(one));
        // What goes beyond the limit is left out: the record must stay one that can be written back.
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

/// A family name that names nobody is as good as none; a given name that stands in the family name is known already.
fn complete_name(known: &Record, said: &Record) -> (String, String) {
    let is_blank = |nom: &str| Name::of(nom, "").is_empty();
    let nom = if is_blank(&known.nom) && !is_blank(&said.nom) { &said.nom } else { &known.nom };
    let in_nom = words(nom);
    let is_told = words(&said.prenom).iter().any(|word| in_nom.contains(word));
    let prenom = if known.prenom.is_empty() && !is_told { &said.prenom } else { &known.prenom };
    (nom.clone(), prenom.clone())
}

/// The fields that are said and that the record, once completed, does not have, by their names in the JSON.
pub(super) fn ignored(said: &Said, kept: &Record) -> Vec<&'static str> {
    // Taken apart: a field that is forgotten is an error.
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
        source: _,
        resume_ia,
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
        ("source", said.source.is_some_and(|source| source != kept.source.0)),
        ("resumeIa", resume_ia.is_some() && *resume_ia != kept.resume_ia),
    ];
    fields.into_iter().filter(|(_, is_ignored)| *is_ignored).map(|(champ, _)| champ).collect()
}

/// Whether a name has a word that the record's name has not; an initial is none.
fn names_more(said: &str, kept: &Record) -> bool {
    let known = [words(&kept.nom), words(&kept.prenom)].concat();
    words(said).iter().any(|word| word.len() > 1 && !known.contains(word))
}

/// Whether a text is said, and is not the record's in other capitals or with other accents.
fn differs(said: Option<&String>, kept: Option<&String>) -> bool {
    said.is_some_and(|said| kept.is_none_or(|kept| said != kept && words(said) != words(kept)))
}
