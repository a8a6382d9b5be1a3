//! State of the person form: typed values, validation, request, and the merge with concurrent changes.

use std::array;
use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use common::prospect::Prospect;
use common::prospect_requests::{ChangeProspectRequest, ListPartagesRequest, NewProspectRequest};
use common::{MotifPerte, Source, StatutProspect};

use super::email::looks_like_email;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// Given name.
    Prenom,
    /// Family name.
    Nom,
    /// Email addresses, one per line.
    Emails,
    /// Telephone numbers, one per line.
    Telephones,
    /// Street and number.
    Adresse,
    /// Postal code.
    CodePostal,
    /// City.
    Ville,
    /// Code of the requested formation.
    Formation,
    /// Code of the funding mode.
    Financement,
    /// Code of the source.
    Source,
    /// Code of the statut.
    Statut,
    /// Code of the reason of a loss, empty unless the statut is `PERDU`.
    Motif,
}

/// Number of fields.
pub(crate) const FIELDS: usize = 12;

impl Field {
    /// All fields, in form order.
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
        Self::Motif,
    ];

    /// Returns the label.
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
            Self::Motif => "Motif de la perte",
        }
    }

    /// Returns the names in the request's JSON, `a|b` when there are two.
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
            Self::Motif => "motifPerte",
        }
    }

    fn of(champ: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.names().split('|').any(|name| name == champ))
    }
}

/// Returns the label of a record's field, by its JSON name.
pub(crate) fn field_name(champ: &str) -> &str {
    match champ {
        "resumeIa" => "Résumé IA",
        "adressePartageeAvec" => "Adresse partagée",
        "idSession" => "Session",
        "relanceLe" => "Relance",
        "relanceHeure" => "Heure de la relance",
        "relanceObjet" => "Objet de la relance",
        "idResponsable" => "Responsable",
        "notes" => "Notes",
        "demandeDeLaPersonne" => "à la demande de la personne",
        champ if champ.starts_with("pieces.") => "Pièce du dossier",
        champ => Field::of(champ).map_or(champ, |field| field.libelle()),
    }
}

/// Errors by field.
pub(crate) type FieldErrors = BTreeMap<Field, String>;

/// The typed values by field; empty when missing.
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
    /// Creates the form of a new person.
    pub(crate) fn blank() -> Self {
        let mut form = Self::collect(|_| String::new());
        Source::Autre.as_str().clone_into(&mut form[Field::Source]);
        form
    }

    /// Creates the form of a record.
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
            Field::Motif => resume.motif_perte.map_or("", MotifPerte::as_str).to_owned(),
        })
    }

    /// Reads every field in order; surrounding spaces and empty lines are removed, and the reason of a loss when the
    /// statut is another one.
    pub(crate) fn collect(read: impl Fn(Field) -> String) -> Self {
        let mut form = Self(array::from_fn(|at| {
            let text = read(Field::ALL[at]);
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        }));
        if !form.is_lost() {
            form[Field::Motif].clear();
        }
        form
    }

    /// Returns true when the statut needs a reason.
    pub(crate) fn is_lost(&self) -> bool {
        self[Field::Statut] == StatutProspect::Perdu.as_str()
    }

    /// Validates in the browser. A record that never had an address or number may stay without.
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
        if self.is_lost() && self[Field::Motif].is_empty() {
            errors.insert(Field::Motif, "Indiquez pourquoi ce prospect est perdu.".to_owned());
        }
        errors
    }

    /// Builds the request to add the person.
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
            // The default source is not sent, so that a known record keeps its own.
            source: self[Field::Source].parse().ok().filter(|source| *source != Source::Autre),
            ..NewProspectRequest::default()
        }
    }

    /// Builds the request that turns `base` into this form, with the changed fields only; `None` when nothing
    /// changed.
    pub(crate) fn changes(&self, base: &Self) -> Option<ChangeProspectRequest> {
        if self == base {
            return None;
        }
        let changed = |field: Field| self[field] != base[field];
        let text = |field: Field| changed(field).then(|| self[field].clone());
        let optional = |field: Field| changed(field).then(|| self.given(field));
        let list = |field: Field| changed(field).then(|| self.lines(field));
        let code = |field: Field| changed(field).then_some(self[field].as_str());
        Some(ChangeProspectRequest {
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
            // The service removes the reason with the statut.
            motif_perte: code(Field::Motif).filter(|_| self.is_lost()).map(|code| code.parse().ok()),
            source: code(Field::Source).and_then(|code| code.parse().ok()),
            ..ChangeProspectRequest::default()
        })
    }

    /// Returns the complete addresses and the numbers that `base` does not have; `None` when there are none.
    pub(crate) fn added_coordinates(&self, base: &Self) -> Option<ListPartagesRequest> {
        let added = |field: Field| {
            let known = base.lines(field);
            self.lines(field).into_iter().filter(move |line| !known.contains(line))
        };
        let emails: Vec<_> = added(Field::Emails).filter(|line| looks_like_email(line)).collect();
        let telephones: Vec<_> = added(Field::Telephones).collect();
        (!emails.is_empty() || !telephones.is_empty()).then_some(ListPartagesRequest { emails, telephones })
    }

    /// Returns the values, in form order.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.0.to_vec()
    }

    /// Creates a form from values; `None` when their number is wrong.
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

/// A field that both people changed differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The field.
    pub(crate) field: Field,
    /// The value typed here.
    pub(crate) mine: String,
    /// The value saved in the meantime.
    pub(crate) theirs: String,
    /// True when the saved value is final: a converted person stays a candidate.
    pub(crate) imposed: bool,
}

/// The result of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merge {
    /// The merged form. A conflict keeps the typed value, unless the saved one is imposed.
    pub(crate) form: PersonForm,
    /// Fields that only the others changed.
    pub(crate) taken_over: Vec<Field>,
    /// Fields that the person must decide on.
    pub(crate) conflicts: Vec<Conflict>,
}

impl Merge {
    /// Returns an explanation for a refused save that no field explains: others change the record too often.
    pub(crate) fn unexplained(&self) -> Option<&'static str> {
        let explained = !self.taken_over.is_empty() || !self.conflicts.is_empty();
        (!explained).then_some(
            "La fiche n’a pas été enregistrée\u{a0}: elle a changé pendant l’enregistrement. Enregistrez de nouveau.",
        )
    }
}

/// Merges the typed form (`mine`) and the saved one (`theirs`), both based on `base`. A field that only one changed
/// takes that change; a field that both changed differently is a conflict, so that nothing is lost silently.
pub(crate) fn merge(base: &PersonForm, mine: &PersonForm, theirs: &PersonForm) -> Merge {
    let mut merge = Merge { form: mine.clone(), taken_over: Vec::new(), conflicts: Vec::new() };
    for field in Field::ALL {
        let (base, mine, theirs) = (&base[field], &mine[field], &theirs[field]);
        if theirs == base || theirs == mine {
            continue;
        }
        // Statut comes before its reason, so it is decided already.
        if field == Field::Motif && !merge.form.is_lost() {
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
