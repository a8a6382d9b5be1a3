//! Form of a bulk change: typed values, validation, and the change to request.

use std::collections::BTreeMap;

use common::lot::{
    ChangementLot, ParametresConversion, ParametresDossier, ParametresEmailRelance, ParametresRelance,
    ParametresResponsable, ParametresStatut,
};
use common::{Day, StatutProspect, TypeLot};

use super::day::is_day;
use super::time;
use super::wish::LONGEST_MESSAGE;

/// Number of fields.
pub(crate) const FIELDS: usize = 12;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// Type of the change.
    Type,
    /// New statut.
    Statut,
    /// Reason of a loss.
    Motif,
    /// New owner; `personne` for nobody.
    Responsable,
    /// [`Touch::SET`] or [`Touch::END`].
    Relance,
    /// Day of the next touch.
    Jour,
    /// Time of the next touch.
    Heure,
    /// Subject of the next touch.
    Objet,
    /// Text that the emails convey.
    Message,
    /// Formation of a conversion.
    Formation,
    /// Session of a conversion.
    Session,
    /// Requested start of a conversion.
    Debut,
}

/// Values of [`Field::Relance`].
pub(crate) struct Touch;

impl Touch {
    /// The next touch gets a day.
    pub(crate) const SET: &'static str = "fixer";
    /// The next touch ends.
    pub(crate) const END: &'static str = "retirer";
}

/// Value of [`Field::Responsable`] for nobody.
pub(crate) const NOBODY: &str = "personne";

impl Field {
    /// Every field, in the order of the form.
    pub(crate) const ALL: [Self; FIELDS] = [
        Self::Type,
        Self::Statut,
        Self::Motif,
        Self::Responsable,
        Self::Relance,
        Self::Jour,
        Self::Heure,
        Self::Objet,
        Self::Message,
        Self::Formation,
        Self::Session,
        Self::Debut,
    ];

    /// Returns the names in the request's JSON, `a|b` when there are two.
    pub(crate) const fn names(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Statut => "parametres.statutProspect|statutProspect",
            Self::Motif => "parametres.motifPerte|motifPerte",
            Self::Responsable => "parametres.idResponsable|idResponsable",
            // The service knows only the day.
            Self::Relance => "relance",
            Self::Jour => "parametres.relanceLe|relanceLe",
            Self::Heure => "parametres.relanceHeure|relanceHeure",
            Self::Objet => "parametres.relanceObjet|relanceObjet",
            Self::Message => "parametres.message|message",
            Self::Formation => "parametres.formationRetenue|formationRetenue",
            Self::Session => "parametres.idSession|idSession",
            Self::Debut => "parametres.dateDebutSouhaitee|dateDebutSouhaitee",
        }
    }
}

/// Errors by field.
pub(crate) type FieldErrors = BTreeMap<Field, &'static str>;

/// The typed values, in the order of [`Field::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LotForm(pub(crate) [String; FIELDS]);

impl LotForm {
    fn text(&self, field: Field) -> &str {
        self.0[field as usize].trim()
    }

    fn given(&self, field: Field) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    }

    /// Returns the chosen type.
    pub(crate) fn type_lot(&self) -> Option<TypeLot> {
        self.text(Field::Type).parse().ok()
    }

    /// Returns the change to request, or the errors of the fields. `today` is `YYYY-MM-DD` in Paris.
    pub(crate) fn change(&self, today: &str) -> Result<ChangementLot, FieldErrors> {
        let mut errors = FieldErrors::new();
        let change = match self.type_lot() {
            None => wrong(&mut errors, Field::Type, "Choisissez ce qui doit être fait."),
            Some(TypeLot::Statut) => self.statut(&mut errors),
            Some(TypeLot::Responsable) => self.owner(&mut errors),
            Some(TypeLot::Relance) => Some(self.touch(today, &mut errors)),
            Some(TypeLot::Dossier) => Some(ChangementLot::Dossier(ParametresDossier {})),
            Some(TypeLot::EmailRelance) => self.email(&mut errors),
            Some(TypeLot::Conversion) => self.conversion(today, &mut errors),
        };
        change.filter(|_| errors.is_empty()).ok_or(errors)
    }

    fn statut(&self, errors: &mut FieldErrors) -> Option<ChangementLot> {
        let Ok(statut_prospect) = self.text(Field::Statut).parse() else {
            return wrong(errors, Field::Statut, "Choisissez un statut.");
        };
        let lost = statut_prospect == StatutProspect::Perdu;
        let motif_perte = self.text(Field::Motif).parse().ok().filter(|_| lost);
        if lost && motif_perte.is_none() {
            return wrong(errors, Field::Motif, "Choisissez un motif.");
        }
        Some(ChangementLot::Statut(ParametresStatut { statut_prospect, motif_perte }))
    }

    fn owner(&self, errors: &mut FieldErrors) -> Option<ChangementLot> {
        let id_responsable = match self.text(Field::Responsable) {
            NOBODY => None,
            id => match id.parse() {
                Ok(id) => Some(id),
                Err(_) => return wrong(errors, Field::Responsable, "Choisissez une personne."),
            },
        };
        Some(ChangementLot::Responsable(ParametresResponsable { id_responsable }))
    }

    fn touch(&self, today: &str, errors: &mut FieldErrors) -> ChangementLot {
        let none = ParametresRelance { relance_le: None, relance_heure: None, relance_objet: None };
        if self.text(Field::Relance) == Touch::END {
            return ChangementLot::Relance(none);
        }
        let day = self.text(Field::Jour);
        if !is_day(day) {
            wrong::<()>(errors, Field::Jour, "Choisissez un jour.");
        } else if day < today {
            wrong::<()>(errors, Field::Jour, "Ce jour est passé.");
        }
        let relance_heure = self.given(Field::Heure).map(|typed| time::parse(&typed));
        if relance_heure == Some(None) {
            wrong::<()>(errors, Field::Heure, "Écrivez l’heure comme 14:30.");
        }
        ChangementLot::Relance(ParametresRelance {
            relance_le: Some(Day::new(day)),
            relance_heure: relance_heure.flatten(),
            relance_objet: self.given(Field::Objet),
        })
    }

    fn email(&self, errors: &mut FieldErrors) -> Option<ChangementLot> {
        let message = self.given(Field::Message);
        if message.as_ref().is_some_and(|message| message.chars().count() > LONGEST_MESSAGE) {
            return wrong(errors, Field::Message, "Ce message est trop long.");
        }
        Some(ChangementLot::EmailRelance(ParametresEmailRelance { message }))
    }

    fn conversion(&self, today: &str, errors: &mut FieldErrors) -> Option<ChangementLot> {
        let debut = self.given(Field::Debut);
        if debut.as_ref().is_some_and(|day| !is_day(day) || day.as_str() < today) {
            wrong::<()>(errors, Field::Debut, "Choisissez un jour, aujourd’hui ou plus tard.");
        }
        let Some(formation_retenue) = self.given(Field::Formation) else {
            return wrong(errors, Field::Formation, "Choisissez une formation.");
        };
        let Ok(id_session) = self.text(Field::Session).parse() else {
            return wrong(errors, Field::Session, "Choisissez une session.");
        };
        let date_debut_souhaitee = debut.map(Day::new);
        Some(ChangementLot::Conversion(ParametresConversion {
            formation_retenue,
            id_session,
            date_debut_souhaitee,
        }))
    }
}

/// Notes the error of a field.
fn wrong<T>(errors: &mut FieldErrors, field: Field, text: &'static str) -> Option<T> {
    errors.insert(field, text);
    None
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const TODAY: &str = "2026-11-29";

    fn form(values: &[(Field, &str)]) -> LotForm {
        let mut form = LotForm(Default::default());
        for (field, value) in values {
            form.0[*field as usize] = (*value).to_owned();
        }
        form
    }

    fn sent(values: &[(Field, &str)]) -> Value {
        json!(form(values).change(TODAY).unwrap())
    }

    fn refused(values: &[(Field, &str)]) -> Vec<Field> {
        form(values).change(TODAY).unwrap_err().into_keys().collect()
    }

    #[test]
    fn each_type_sends_its_own_parameters_alone() {
        use Field::{Formation, Heure, Jour, Message, Motif, Relance, Responsable, Session, Statut, Type};
        let typed = [(Message, "Bonjour"), (Jour, "2026-12-01"), (Motif, "TROP_CHER"), (Statut, "QUALIFIE")];
        let with = |more: &[(Field, &'static str)]| sent(&[&typed[..], more].concat());
        for (more, type_lot, parametres) in [
            (&[(Type, "STATUT")][..], "STATUT", json!({ "statutProspect": "QUALIFIE", "motifPerte": null })),
            (
                &[(Type, "STATUT"), (Statut, "PERDU")],
                "STATUT",
                json!({ "statutProspect": "PERDU", "motifPerte": "TROP_CHER" }),
            ),
            (
                &[(Type, "RESPONSABLE"), (Responsable, NOBODY)],
                "RESPONSABLE",
                json!({ "idResponsable": null }),
            ),
            (
                &[(Type, "RELANCE"), (Heure, "14h30")],
                "RELANCE",
                json!({ "relanceLe": "2026-12-01", "relanceHeure": "14:30", "relanceObjet": null }),
            ),
            (
                &[(Type, "RELANCE"), (Relance, Touch::END)],
                "RELANCE",
                json!({ "relanceLe": null, "relanceHeure": null, "relanceObjet": null }),
            ),
            (&[(Type, "DOSSIER")], "DOSSIER", json!({})),
            (&[(Type, "EMAIL_RELANCE"), (Message, "  ")], "EMAIL_RELANCE", json!({ "message": null })),
            (
                &[(Type, "CONVERSION"), (Formation, "CAP_BJ"), (Session, "3")],
                "CONVERSION",
                json!({ "formationRetenue": "CAP_BJ", "idSession": 3, "dateDebutSouhaitee": null }),
            ),
        ] {
            assert_eq!(with(more), json!({ "type": type_lot, "parametres": parametres }));
        }
    }

    #[test]
    fn an_error_stands_at_its_field() {
        use Field::{Debut, Formation, Heure, Jour, Motif, Responsable, Session, Statut, Type};
        assert_eq!(refused(&[]), [Type]);
        assert_eq!(refused(&[(Type, "STATUT")]), [Statut]);
        assert_eq!(refused(&[(Type, "STATUT"), (Statut, "PERDU")]), [Motif]);
        assert_eq!(refused(&[(Type, "RESPONSABLE")]), [Responsable]);
        assert_eq!(refused(&[(Type, "RELANCE"), (Jour, "2026-11-28"), (Heure, "25:00")]), [Jour, Heure]);
        assert_eq!(refused(&[(Type, "CONVERSION"), (Debut, "2026-11-28")]), [Formation, Debut]);
        assert_eq!(refused(&[(Type, "CONVERSION"), (Formation, "CAP_BJ")]), [Session]);
    }
}
