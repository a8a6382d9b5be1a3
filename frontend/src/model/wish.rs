//! Requests for actions other than the conversion, and their idempotency keys.

use common::TypeEmail;
use common::action::{SendDossierRequest, SendEmailRequest};

use super::email::looks_like_email;
use super::format::number;

/// Maximum length of a message, in characters.
pub(crate) const LONGEST_MESSAGE: usize = 5000;

/// An action to request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Send the application form.
    Dossier(SendDossierRequest),
    /// Make a quote.
    Devis,
    /// Write an email.
    Email(SendEmailRequest),
}

impl Wish {
    /// Creates the request to send the form to an address; returns an error text for an invalid one.
    pub(crate) fn dossier(typed: &str) -> Result<Self, &'static str> {
        match typed.trim() {
            "" => Err("Indiquez une adresse e-mail."),
            address if looks_like_email(address) => Ok(Self::Dossier(SendDossierRequest {
                email: Some(address.to_owned()),
                ..Default::default()
            })),
            _ => Err("Cette adresse est incomplète\u{a0}: vérifiez-la."),
        }
    }

    /// Creates the request to write; an empty message means n8n's default text.
    pub(crate) fn email(type_email: TypeEmail, typed: &str) -> Result<Self, String> {
        let message = typed.trim();
        if message.chars().count() > LONGEST_MESSAGE {
            return Err(format!(
                "{} caractères au plus.",
                number(i64::try_from(LONGEST_MESSAGE).unwrap_or(0))
            ));
        }
        let message = (!message.is_empty()).then(|| message.to_owned());
        Ok(Self::Email(SendEmailRequest {
            type_email,
            message,
            demande_de_la_personne: None,
            delai_annulation_s: None,
        }))
    }

    /// Adds how a person on the opposition list asked for contact; empty text adds nothing.
    pub(crate) fn asked_by_person(self, typed: &str) -> Self {
        let words = Some(typed.trim().to_owned()).filter(|words| !words.is_empty());
        match self {
            Self::Dossier(request) => {
                Self::Dossier(SendDossierRequest { demande_de_la_personne: words, ..request })
            }
            Self::Email(request) => {
                Self::Email(SendEmailRequest { demande_de_la_personne: words, ..request })
            }
            Self::Devis => Self::Devis,
        }
    }
}

/// Remembers the key of the last request. The unchanged request sent again, after a network failure, keeps its key;
/// another one gets a new key.
#[derive(Debug, Clone)]
pub(crate) struct LastWish<W, K> {
    last: Option<(W, K)>,
}

impl<W, K> Default for LastWish<W, K> {
    fn default() -> Self {
        Self { last: None }
    }
}

impl<W: Clone + PartialEq, K: Clone> LastWish<W, K> {
    /// Returns the key for a request; `fresh` creates a new one.
    pub(crate) fn key(&mut self, wish: &W, fresh: impl FnOnce() -> K) -> K {
        match &self.last {
            Some((last, key)) if last == wish => key.clone(),
            _ => {
                let key = fresh();
                self.last = Some((wish.clone(), key.clone()));
                key
            }
        }
    }

    /// Forgets the last request once it is answered: an identical one then gets a new key.
    pub(crate) fn answered(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_wish_keeps_its_key_and_another_one_gets_another() {
        let mut keys = LastWish::default();
        assert_eq!(keys.key(&"devis", || "a"), "a");
        assert_eq!(keys.key(&"devis", || "b"), "a");
        assert_eq!(keys.key(&"dossier", || "c"), "c");
        keys.answered();
        assert_eq!(keys.key(&"dossier", || "d"), "d");
    }

    #[test]
    fn a_form_goes_to_an_address() {
        assert!(Wish::dossier("  ").is_err());
        assert!(Wish::dossier("marie@").is_err());
        let wish = Wish::dossier(" marie@exemple.fr ").unwrap();
        let to_marie = SendDossierRequest { email: Some("marie@exemple.fr".into()), ..Default::default() };
        assert_eq!(wish, Wish::Dossier(to_marie));
    }

    #[test]
    fn how_a_person_asked_goes_with_what_contacts_them() {
        let words = |wish: Wish| match wish.asked_by_person(" courriel du 12/11 ") {
            Wish::Dossier(request) => request.demande_de_la_personne,
            Wish::Email(request) => request.demande_de_la_personne,
            Wish::Devis => None,
        };
        let said = Some("courriel du 12/11".to_owned());
        let dossier = Wish::dossier("marie@exemple.fr").unwrap();
        assert_eq!(words(dossier.clone()), said);
        assert_eq!(words(Wish::email(TypeEmail::Relance, "").unwrap()), said);
        assert_eq!(words(Wish::Devis), None);
        assert_eq!(dossier.clone().asked_by_person("  "), dossier);
    }

    #[test]
    fn an_empty_message_is_not_sent() {
        let empty = Wish::email(TypeEmail::Information, " \n ").unwrap();
        assert_eq!(
            empty,
            Wish::Email(SendEmailRequest {
                type_email: TypeEmail::Information,
                message: None,
                demande_de_la_personne: None,
                delai_annulation_s: None,
            })
        );
    }

    #[test]
    fn a_message_has_an_end() {
        assert!(Wish::email(TypeEmail::Commercial, &"é".repeat(LONGEST_MESSAGE)).is_ok());
        assert!(Wish::email(TypeEmail::Commercial, &"é".repeat(LONGEST_MESSAGE + 1)).is_err());
    }
}
