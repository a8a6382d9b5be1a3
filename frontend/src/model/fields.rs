//! Assigns the errors of a refusal to the fields of a form.

use common::ErreurChamp;

/// Returns the error of each field, and the other errors as one text. `names` are the JSON names of the fields, in form
/// order; `idSession|sessionVisee` is one field with two names. Only the first error of a field is returned.
pub(crate) fn sort(names: &[&str], erreurs: &[ErreurChamp]) -> (Vec<Option<String>>, Option<String>) {
    let mut beside = vec![None; names.len()];
    let mut rest = Vec::new();
    for erreur in erreurs {
        let name = erreur.champ.split('[').next().unwrap_or_default();
        match names.iter().position(|names| names.split('|').any(|one| one == name)) {
            Some(at) => {
                beside[at].get_or_insert_with(|| match line(&erreur.champ) {
                    Some(line) if line > 1 => {
                        ["Ligne ", &line.to_string(), "\u{a0}: ", &erreur.message].concat()
                    }
                    _ => erreur.message.clone(),
                });
            }
            None => rest.push(erreur.message.as_str()),
        }
    }
    (beside, (!rest.is_empty()).then(|| rest.join(" ")))
}

/// Returns the line number, from 1, in the name of an error: `emails[1]` and `documents[1].code` are line 2.
fn line(champ: &str) -> Option<usize> {
    let (index, _) = champ.split_once('[')?.1.split_once(']')?;
    index.parse::<usize>().ok()?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use common::FieldCode;

    use super::*;

    fn erreur(champ: &str, message: &str) -> ErreurChamp {
        ErreurChamp::new(champ, FieldCode::Longueur, message)
    }

    #[test]
    fn each_error_is_told_beside_its_field_and_by_its_line() {
        let erreurs = [
            erreur("emails[1]", "Adresse invalide."),
            erreur("emails[2]", "Une autre."),
            erreur("documents[2].code", "Code déjà pris."),
            erreur("telephone", "Numéro invalide."),
            erreur("resumeIa", "Trop long."),
            erreur("autre", "Inconnu."),
        ];
        let (beside, rest) = sort(&["nom", "emails|email", "telephones|telephone", "documents"], &erreurs);
        let told = [
            None,
            Some("Ligne 2\u{a0}: Adresse invalide."),
            Some("Numéro invalide."),
            Some("Ligne 3\u{a0}: Code déjà pris."),
        ];
        assert_eq!(beside.iter().map(Option::as_deref).collect::<Vec<_>>(), told);
        assert_eq!(rest.as_deref(), Some("Trop long. Inconnu."));
    }

    #[test]
    fn the_first_line_needs_no_number() {
        let (beside, rest) = sort(&["emails"], &[erreur("emails[0]", "Adresse invalide.")]);
        assert_eq!((beside, rest), (vec![Some("Adresse invalide.".to_owned())], None));
    }
}
