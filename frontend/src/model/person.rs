//! The form of a person: what was typed, what is wrong with it, what is sent, and what becomes of it when somebody else
//! changed the record in between.

use std::array;
use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use common::prospect::{NewProspectRequest, PartagesRequest, Prospect, UpdateProspectRequest};
use common::{Source, StatutProspect};

use super::email::looks_like_email;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// Given name.
    Prenom,
    /// Family name.
    Nom,
    /// Email addresses, one a line.
    Emails,
    /// Telephone numbers, one a line.
    Telephones,
    /// Street and number.
    Adresse,
    /// Postal code.
    CodePostal,
    /// City.
    Ville,
    /// Code of the formation wished for.
    Formation,
    /// Who pays, as a code.
    Financement,
    /// How the person came, as a code.
    Source,
    /// Where the person stands, as a code.
    Statut,
}

/// How many fields there are.
pub(crate) const FIELDS: usize = 11;

impl Field {
    /// Every field, in the order of the form.
    pub(crate) const ALL: [Self; FIELDS] = [
        Self::Prenom,
        Self::Nom,
        Self::Emails,
        Self::Telephones,
        Self::Adresse,
        Self::CodePostal,
        Self::Ville,
        Self::Formation,
        Self::Financement,
        Self::Source,
        Self::Statut,
    ];

    /// Its label.
    pub(crate) const fn libelle(self) -> &'static str {
        match self {
            Self::Prenom => "Prénom",
            Self::Nom => "Nom",
            Self::Emails => "E-mails",
            Self::Telephones => "Téléphones",
            Self::Adresse => "Adresse",
            Self::CodePostal => "Code postal",
            Self::Ville => "Ville",
            Self::Formation => "Formation souhaitée",
            Self::Financement => "Financement",
            Self::Source => "Source",
            Self::Statut => "Statut",
        }
    }

    /// Its names in the request's JSON, `a|b` when there are two.
    pub(crate) const fn names(self) -> &'static str {
        match self {
            Self::Prenom => "prenom",
            Self::Nom => "nom",
            Self::Emails => "emails|email",
            Self::Telephones => "telephones|telephone",
            Self::Adresse => "adresse",
            Self::CodePostal => "codePostal",
            Self::Ville => "ville",
            Self::Formation => "formationSouhaitee",
            Self::Financement => "modeFinancement",
            Self::Source => "source",
            Self::Statut => "statutProspect",
        }
    }

    fn of(champ: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.names().split('|').any(|name| name == champ))
    }
}

/// What screens call a field of a record, by its name in the JSON.
pub(crate) fn field_name(champ: &str) -> &str {
    match champ {
        "resumeIa" => "Résumé IA",
        "adressePartageeAvec" => "Adresse partagée",
        "demandeDeLaPersonne" => "à la demande de la personne",
        champ => Field::of(champ).map_or(champ, |field| field.libelle()),
    }
}

/// What is wrong, by field.
pub(crate) type FieldErrors = BTreeMap<Field, String>;

/// What was typed, field by field; empty where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonForm([String; FIELDS]);

impl Index<Field> for PersonForm {
    type Output = String;
    fn index(&self, field: Field) -> &String {
        &self.0[field as usize]
    }
}

impl IndexMut<Field> for PersonForm {
    fn index_mut(&mut self, field: Field) -> &mut String {
        &mut self.0[field as usize]
    }
}

impl PersonForm {
    /// The form of somebody new.
    pub(crate) fn blank() -> Self {
        let mut form = Self::collect(|_| String::new());
        Source::Autre.as_str().clone_into(&mut form[Field::Source]);
        form
    }

    /// What a record says.
    pub(crate) fn of(prospect: &Prospect) -> Self {
        let resume = &prospect.resume;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self::collect(|field| match field {
            Field::Prenom => resume.prenom.clone(),
            Field::Nom => resume.nom.clone(),
            Field::Emails => prospect.emails.join("\n"),
            Field::Telephones => prospect.telephones.join("\n"),
            Field::Adresse => text(&prospect.adresse),
            Field::CodePostal => text(&prospect.code_postal),
            Field::Ville => text(&resume.ville),
            Field::Formation => {
                resume.formation_souhaitee.as_ref().map(|f| f.code.clone()).unwrap_or_default()
            }
            Field::Financement => resume.mode_financement.map_or("", |mode| mode.as_str()).to_owned(),
            Field::Source => resume.source.as_str().to_owned(),
            Field::Statut => resume.statut_prospect.as_str().to_owned(),
        })
    }

    /// Reads every field, in order; spaces around a text and empty lines are no part of it.
    pub(crate) fn collect(read: impl Fn(Field) -> String) -> Self {
        Self(array::from_fn(|at| {
            let text = read(Field::ALL[at]);
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        }))
    }

    /// What the browser can already tell. A record that never had a way to be reached may stay so.
    pub(crate) fn errors(&self, base: Option<&Self>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        if self[Field::Nom].is_empty() {
            errors.insert(Field::Nom, "Indiquez un nom.".to_owned());
        }
        let mute = |form: &Self| form[Field::Emails].is_empty() && form[Field::Telephones].is_empty();
        if mute(self) && !base.is_some_and(mute) {
            let text = "Indiquez au moins une adresse e-mail ou un numéro de téléphone.";
            errors.insert(Field::Emails, text.to_owned());
        }
        if let Some(odd) = self[Field::Emails].lines().find(|line| !looks_like_email(line)) {
            let text = ["«\u{a0}", odd, "\u{a0}» n’est pas une adresse e-mail."].concat();
            errors.insert(Field::Emails, text);
        }
        errors
    }

    /// The request that adds the person.
    pub(crate) fn creation(&self) -> NewProspectRequest {
        NewProspectRequest {
            nom: self[Field::Nom].clone(),
            prenom: self[Field::Prenom].clone(),
            emails: self.lines(Field::Emails),
            telephones: self.lines(Field::Telephones),
            adresse: self.given(Field::Adresse),
            code_postal: self.given(Field::CodePostal),
            ville: self.given(Field::Ville),
            formation_souhaitee: self.given(Field::Formation),
            mode_financement: self[Field::Financement].parse().ok(),
            // What nobody chose is not said: a known record does not hold it against the person.
            source: self[Field::Source].parse().ok().filter(|source| *source != Source::Autre),
            ..NewProspectRequest::default()
        }
    }

    /// The request that turns `base` into this: only what differs; `None` when nothing does.
    pub(crate) fn changes(&self, base: &Self) -> Option<UpdateProspectRequest> {
        if self == base {
            return None;
        }
        let changed = |field: Field| self[field] != base[field];
        let text = |field: Field| changed(field).then(|| self[field].clone());
        let optional = |field: Field| changed(field).then(|| self.given(field));
        let list = |field: Field| changed(field).then(|| self.lines(field));
        let code = |field: Field| changed(field).then_some(self[field].as_str());
        Some(UpdateProspectRequest {
            nom: text(Field::Nom),
            prenom: text(Field::Prenom),
            emails: list(Field::Emails),
            telephones: list(Field::Telephones),
            adresse: optional(Field::Adresse),
            code_postal: optional(Field::CodePostal),
            ville: optional(Field::Ville),
            formation_souhaitee: optional(Field::Formation),
            mode_financement: code(Field::Financement).map(|code| code.parse().ok()),
            statut_prospect: code(Field::Statut).and_then(|code| code.parse().ok()),
            source: code(Field::Source).and_then(|code| code.parse().ok()),
            resume_ia: None,
        })
    }

    /// The complete addresses and the numbers that `base` does not have; `None` when there are none.
    pub(crate) fn added_coordinates(&self, base: &Self) -> Option<PartagesRequest> {
        let added = |field: Field| {
            let known = base.lines(field);
            self.lines(field).into_iter().filter(move |line| !known.contains(line))
        };
        let emails: Vec<_> = added(Field::Emails).filter(|line| looks_like_email(line)).collect();
        let telephones: Vec<_> = added(Field::Telephones).collect();
        (!emails.is_empty() || !telephones.is_empty()).then_some(PartagesRequest { emails, telephones })
    }

    /// Its fields, in their order.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.0.to_vec()
    }

    /// The form of these fields; none when there are more or fewer.
    pub(crate) fn of_texts(texts: Vec<String>) -> Option<Self> {
        texts.try_into().ok().map(Self)
    }

    fn given(&self, field: Field) -> Option<String> {
        Some(&self[field]).filter(|text| !text.is_empty()).cloned()
    }

    fn lines(&self, field: Field) -> Vec<String> {
        self[field].lines().map(ToOwned::to_owned).collect()
    }
}

/// A field that both changed, each to something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// Which one.
    pub(crate) field: Field,
    /// What was typed here.
    pub(crate) mine: String,
    /// What was saved in between.
    pub(crate) theirs: String,
    /// Whether theirs cannot be undone: who was converted stays a candidate.
    pub(crate) imposed: bool,
}

/// What becomes of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merge {
    /// The form to go on with; where there is a conflict it says what was typed, unless theirs is imposed.
    pub(crate) form: PersonForm,
    /// The fields that only the others changed.
    pub(crate) taken_over: Vec<Field>,
    /// The fields that somebody must decide on.
    pub(crate) conflicts: Vec<Conflict>,
}

impl Merge {
    /// What people are told of a refused save when no field explains it: the record changes as fast as it is saved.
    pub(crate) fn unexplained(&self) -> Option<&'static str> {
        let explained = !self.taken_over.is_empty() || !self.conflicts.is_empty();
        (!explained).then_some(
            "La fiche n’a pas été enregistrée\u{a0}: elle a changé pendant l’enregistrement. Enregistrez de nouveau.",
        )
    }
}

/// Brings together what was typed (`mine`) and what was saved in between (`theirs`), both starting from `base`. What only
/// one of them changed is kept; what both changed differently is a conflict. Nothing is lost without being told.
pub(crate) fn merge(base: &PersonForm, mine: &PersonForm, theirs: &PersonForm) -> Merge {
    let mut merge = Merge { form: mine.clone(), taken_over: Vec::new(), conflicts: Vec::new() };
    for field in Field::ALL {
        let (base, mine, theirs) = (&base[field], &mine[field], &theirs[field]);
        if theirs == base || theirs == mine {
            continue;
        }
        let imposed = field == Field::Statut && *theirs == StatutProspect::Candidat.as_str();
        if mine == base || imposed {
            merge.form[field].clone_from(theirs);
        }
        if mine == base {
            merge.taken_over.push(field);
        } else {
            merge.conflicts.push(Conflict { field, mine: mine.clone(), theirs: theirs.clone(), imposed });
        }
    }
    merge
}

#[cfg(test)]
mod tests;
