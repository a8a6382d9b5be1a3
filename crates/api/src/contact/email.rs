//! Normalises email addresses.

use std::borrow::Cow;

use common::{ErreurChamp, FieldCode};
use idna::AsciiDenyList;
use validator::ValidateEmail as _;

use super::text;
use crate::error::{ApiError, ApiResult};

/// Maximum length of an email address (RFC 5321 §4.5.3.1.3, less the angle brackets).
const EMAIL_LIMIT: usize = 254;

/// Normalises an email address: lower case, without invisible characters. RFC 5321 §2.4 allows a case-sensitive part
/// before the @; no provider uses it, and it would make two records of one person.
///
/// The domain is in Unicode (U-labels, UTS #46): people read it and search for it, and n8n and browsers accept it as
/// well as its ASCII form. Accepts `Name <address>`, `mailto:address` and common punctuation around an address.
pub fn normalise_email(typed: &str) -> Option<String> {
    let typed = text::line(typed).replace('\u{FF20}', "@");
    let (local, domain) = bare(&typed).rsplit_once('@')?;
    let (domain, read) = idna::uts46::Uts46::new().to_unicode(
        domain.trim_end_matches('.').as_bytes(),
        AsciiDenyList::EMPTY,
        idna::uts46::Hyphens::Allow,
    );
    read.ok()?;
    let email = format!("{}@{domain}", local.to_lowercase());
    // The rule of HTML's email field, plus a dot in the domain: nobody writes to the school from an intranet.
    (email.len() <= EMAIL_LIMIT && domain.contains('.') && email.validate_email()).then_some(email)
}

/// Returns the login name: the normalised address, or the text in lower case when it is not an address.
pub fn login(typed: &str) -> String {
    normalise_email(typed).unwrap_or_else(|| text::line(typed).to_lowercase())
}

/// Returns the form with an ASCII domain (RFC 5890, A-labels), in which earlier versions may have stored the address;
/// `None` when the domain is ASCII.
pub fn former_email(email: &str) -> Option<String> {
    let (local, domain) = email.rsplit_once('@')?;
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::URL).ok()?;
    (ascii != domain).then(|| format!("{local}@{ascii}"))
}

/// Strips the name, the scheme and the punctuation around an address.
fn bare(typed: &str) -> &str {
    let around = |sign: char| sign.is_whitespace() || "<>()[]\"“”«»;,".contains(sign);
    let mut address = typed.trim_matches(around);
    // `Name <address>` (RFC 5322 §3.4); the closing bracket is already stripped.
    if let Some((_, last)) = address.rsplit_once('<') {
        address = last;
    }
    // The `mailto` scheme (RFC 6068 §2).
    if let Some(scheme) = address.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        address = &address[scheme.len()..];
        address = address.split_once('?').map_or(address, |(address, _)| address);
    }
    let address = address.trim_matches(around);
    // Outlook wraps addresses in apostrophes; a single apostrophe belongs to the address.
    address.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(address)
}

/// Returns the mailbox that receives mail for a normalised address, without its tag: `a@x.fr` for `a+tag@x.fr` (RFC
/// 5233).
pub fn without_tag(email: &str) -> Cow<'_, str> {
    match email.rsplit_once('@').map(|(local, domain)| (local.split_once('+'), domain)) {
        Some((Some((mailbox, _)), domain)) if !mailbox.is_empty() => format!("{mailbox}@{domain}").into(),
        _ => email.into(),
    }
}

/// Normalises an email address, or returns a 422 for the field.
pub fn email(champ: &str, typed: &str) -> ApiResult<String> {
    normalise_email(typed).ok_or_else(|| ApiError::validation(vec![wrong_email(champ)]))
}

/// Builds the error of a field that holds no email address.
pub fn wrong_email(champ: &str) -> ErreurChamp {
    ErreurChamp::new(champ, FieldCode::EmailInvalide, "Cette adresse e-mail n’est pas valable.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_has_one_form() {
        for typed in [
            "marie.dumitru@exemple.example",
            "  Marie.Dumitru@Exemple.EXAMPLE ",
            "Marie Dumitru <marie.dumitru@exemple.example>",
            "\"Dumitru, Marie\" <marie.dumitru@exemple.example>;",
            "<marie.dumitru@exemple.example>",
            "mailto:marie.dumitru@exemple.example",
            "MAILTO:marie.dumitru@exemple.example?subject=Bonjour",
            "Marie <mailto:marie.dumitru@exemple.example>",
            "'marie.dumitru@exemple.example'",
            "[marie.dumitru@exemple.example],",
            "marie.dumitru@exemple.example.",
            "marie.\u{200B}dumitru@exem\u{AD}ple.example",
            "\u{202A}marie.dumitru@exemple.example\u{202C}",
            "marie.dumitru@ｅｘｅｍｐｌｅ.example",
            "marie.dumitru＠exemple。example",
        ] {
            assert_eq!(normalise_email(typed).as_deref(), Some("marie.dumitru@exemple.example"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "marie",
            "marie@",
            "@exemple.example",
            "marie@exemple",
            "a b@exemple.example",
            "a@b@exemple.example",
            "a@exemple.example, b@exemple.example",
            "marie@exemple.example <Marie>",
            "marie@-exemple.example",
            "mailto:",
            "<>",
        ] {
            assert_eq!(normalise_email(typed), None, "{typed}");
        }
        assert_eq!(normalise_email(&format!("{}@exemple.example", "a".repeat(260))), None);
        assert_eq!(normalise_email("o'neil'@exemple.example").as_deref(), Some("o'neil'@exemple.example"));
    }

    #[test]
    fn a_domain_has_one_form_whatever_its_letters() {
        for typed in [
            "a@école.example",
            "a@e\u{301}cole.example",
            "a@xn--cole-9oa.example",
            "A@XN--COLE-9OA.example",
            "a@ÉCOLE.example",
        ] {
            assert_eq!(normalise_email(typed).as_deref(), Some("a@école.example"), "{typed}");
        }
        assert_eq!(normalise_email("a@xn--a.example"), None);
        assert_eq!(former_email("a@école.example").as_deref(), Some("a@xn--cole-9oa.example"));
        assert_eq!(former_email("a@ecole.example"), None);
    }

    #[test]
    fn a_login_that_is_no_address_is_kept_as_it_is() {
        assert_eq!(login(" Admin\u{200B}@Localhost "), "admin@localhost");
        assert_eq!(login("Admin <ADMIN@ecole.example>"), "admin@ecole.example");
    }

    proptest! {
        #[test]
        fn an_address_settles_in_its_form(typed in "[ <'\"]{0,2}[a-zA-Z.é\u{200B}]{1,6}[@＠][a-zÉß\u{AD}.-]{1,8}[.][a-z]{2,3}[>;'. ]{0,2}") {
            if let Some(form) = normalise_email(&typed) {
                prop_assert_eq!(normalise_email(&form), Some(form.clone()));
                if let Some(former) = former_email(&form) {
                    prop_assert_eq!(normalise_email(&former), Some(form));
                }
            }
        }
    }

    #[test]
    fn a_tagged_address_leads_to_the_mailbox() {
        for (email, mailbox) in [
            ("a+1@x.example", "a@x.example"),
            ("a+1+2@x.example", "a@x.example"),
            ("a@x.example", "a@x.example"),
            ("+1@x.example", "+1@x.example"),
            ("+33639980001", "+33639980001"),
        ] {
            assert_eq!(without_tag(email), mailbox);
        }
    }
}
