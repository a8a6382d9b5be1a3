//! Robustness tests for every parser of external input: no panic, and accepted input round-trips. The tests here try
//! random input; `make fuzz` searches with coverage guidance.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::ok_expect,
    reason = "a panic is what these are looking for; errors of ours are not to be printed"
)]

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Utc};
use common::action::{ConvertProspectRequest, SendDossierRequest, SendEmailRequest};
use common::auth::LoginRequest;
use common::candidat::ChangePieceRequest;
use common::candidat::{DecideCandidatRequest, WithdrawCandidatRequest};
use common::cle::NewCleApiRequest;
use common::compte::{
    AcceptInvitationRequest, ChangePasswordRequest, ChangeUtilisateurRequest, NewUtilisateurRequest,
};
use common::echeance::{ChangeRegleFinancementRequest, NewFermetureRequest};
use common::journal::{NewJournalErreurRequest, ResolveJournalErreursRequest};
use common::liste_attente::{AddListeAttenteRequest, AnswerPropositionRequest, ProposePlaceRequest};
use common::note::NoteRequest;
use common::notification::MarkNotificationsReadRequest;
use common::prospect_requests::{ChangeProspectRequest, NewEmailRequest, NewProspectRequest};
use common::rappel::{CompleteActionRequest, ReportProgressRequest};
use common::relance::FinishRelanceRequest;
use common::rgpd::{AddOppositionRequest, AnonymiseRequest};
use common::vue::{ChangeVueRequest, NewVueRequest};
use common::{Day, IdProspect, Sort};
use serde::Serialize;
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::contact::{normalise_email, normalise_telephone, telephone, text};
use crate::db::prospects::ProspectFilters;
use crate::extract::{first_untrusted, parse, repair};
use crate::n8n::{Signed, Signer};
use crate::routes::{candidats, catalogue, journal, notifications, prospects, relances};

/// Parses a body as each operation's type.
pub fn bodies(data: &[u8]) {
    let repaired = repair(data);
    assert_eq!(repair(&repaired), repaired, "what is repaired stays as it is");
    body::<LoginRequest>(data);
    body::<AcceptInvitationRequest>(data);
    body::<ChangePasswordRequest>(data);
    body::<NewUtilisateurRequest>(data);
    body::<ChangeUtilisateurRequest>(data);
    body::<NewCleApiRequest>(data);
    body::<NewProspectRequest>(data);
    body::<ChangeProspectRequest>(data);
    body::<NewEmailRequest>(data);
    body::<ChangePieceRequest>(data);
    body::<ConvertProspectRequest>(data);
    body::<SendDossierRequest>(data);
    body::<SendEmailRequest>(data);
    body::<CompleteActionRequest>(data);
    body::<ReportProgressRequest>(data);
    body::<NewJournalErreurRequest>(data);
    body::<ResolveJournalErreursRequest>(data);
    body::<MarkNotificationsReadRequest>(data);
    body::<FinishRelanceRequest>(data);
    body::<NoteRequest>(data);
    body::<NewVueRequest>(data);
    body::<ChangeVueRequest>(data);
    body::<AddListeAttenteRequest>(data);
    body::<ProposePlaceRequest>(data);
    body::<AnswerPropositionRequest>(data);
    body::<DecideCandidatRequest>(data);
    body::<WithdrawCandidatRequest>(data);
    body::<AnonymiseRequest>(data);
    body::<AddOppositionRequest>(data);
    body::<ChangeRegleFinancementRequest>(data);
    body::<NewFermetureRequest>(data);
}

fn body<T: DeserializeOwned + Serialize + Validate>(data: &[u8]) {
    let Ok((taken, _)) = parse::<T>(data) else { return };
    let written = serde_json::to_value(&taken).expect("a request can be written");
    let again = parse::<T>(written.to_string().as_bytes());
    let (again, unknown) = again.ok().expect("what was taken once is taken again");
    assert_eq!(unknown, None);
    assert_eq!(serde_json::to_value(&again).expect("a request can be written"), written);
}

/// Parses query strings.
pub fn queries(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    query::<prospects::FilterQuery>(text);
    query::<prospects::OrderQuery>(text);
    query::<candidats::CandidatsQuery>(text);
    query::<catalogue::SessionsQuery>(text);
    query::<relances::OwnerQuery>(text);
    query::<relances::SectionQuery>(text);
    query::<journal::JournalQuery>(text);
    query::<notifications::ListQuery>(text);
    query::<crate::extract::Page>(text);
}

fn query<T: DeserializeOwned>(text: &str) {
    let _: Result<T, _> = serde_html_form::from_str(text);
}

/// Parses addresses, numbers, identifiers, instants and cursors.
pub fn words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    settles(text, normalise_email);
    settles(text, normalise_telephone);
    settles(text, |text| Some(text::line(text)));
    settles(text, |text| Some(text::lines(text)));
    if let Some(number) = normalise_telephone(text) {
        let searched = telephone::searched(text).expect("a number can be searched");
        assert!(number.contains(&searched), "{text:?} is searched as {searched}, kept as {number}");
    }
    settles(text, |text| text.parse::<IdProspect>().ok().map(|id| id.to_string()));
    settles(text, |text| Day::new(text).parse().map(|day| day.to_string()));
    let filters = ProspectFilters::default();
    let read = |text: &str| prospects::Cursor::decode(text, Sort::default(), &filters);
    if let Some(cursor) = read(text) {
        assert_eq!(read(&cursor.encode(Sort::default(), &filters)), Some(cursor));
    }
}

/// Checks that a normal form does not change when normalised again.
fn settles<T: AsRef<str> + PartialEq + Debug>(text: &str, normalise: impl Fn(&str) -> Option<T>) {
    if let Some(form) = normalise(text) {
        assert_eq!(normalise(form.as_ref()).as_ref(), Some(&form), "{text:?}");
    }
}

/// Parses headers: forwarded addresses, signatures.
pub fn headers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.lines().collect();
    let bytes: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
    let proxy = IpAddr::from(Ipv4Addr::LOCALHOST);
    let trusted = ["127.0.0.0/8", "10.0.0.0/8"].map(|network| network.parse().expect("a network"));
    let _ = first_untrusted(proxy, &bytes, &trusted);
    let line = |number: usize| lines.get(number).copied().unwrap_or_default();
    let message = Signed { id: line(0), timestamp: line(1), signatures: line(2), body: line(3).as_bytes() };
    let signer = Signer::new([&"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()]).expect("a secret");
    assert!(signer.verify(&message, DateTime::<Utc>::UNIX_EPOCH).is_err(), "{text:?} is signed");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Generates texts with the characters that the parsers treat specially.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[0-9+() .@a-zé%&=\\-\\[\\]:,\n_]{0,60}",
            "(PROS_|\\+33|0|[0-9a-f]{2}){0,20}[0-9]{0,12}",
            "(statut|formation|tri|page|limit|du|au|nonLues|curseur|recherche)=[A-Za-z0-9%+-]{0,12}(&[a-z]+=[0-9]*)?",
        ]
    }

    /// Generates objects with the fields of our requests.
    fn object() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            Just("null".to_owned()),
            any::<i64>().prop_map(|number| number.to_string()),
            any::<f64>().prop_map(|number| number.to_string()),
            any::<bool>().prop_map(|truth| truth.to_string()),
            any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
            Just("[1,2]".to_owned()),
            Just(r#"["PROS_1"]"#.to_owned()),
            Just(r#""PROS_1""#.to_owned()),
            Just(r#""a@exemple.example""#.to_owned()),
            Just(r#""RELANCE""#.to_owned()),
            Just("{}".to_owned()),
        ];
        let field = prop::sample::select(vec![
            "email",
            "motDePasse",
            "jeton",
            "nom",
            "prenom",
            "role",
            "actif",
            "idProspect",
            "formationRetenue",
            "idSession",
            "typeEmail",
            "idConversion",
            "success",
            "etape",
            "pourcentage",
            "ids",
            "resolu",
            "motif",
            "sens",
            "objet",
            "telephone",
            "numeroDossier",
            "messageErreur",
            "nomWorkflow",
            "severite",
            "jusqua",
        ]);
        prop::collection::vec((field, value), 0..8).prop_map(|fields| {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", fields.join(","))
        })
    }

    proptest! {
        #[test]
        fn no_body_breaks_its_parser(data in prop_oneof![object(), any::<String>()]) {
            bodies(data.as_bytes());
        }

        #[test]
        fn no_query_string_breaks_its_parser(text in text()) {
            queries(text.as_bytes());
        }

        #[test]
        fn words_settle_in_their_form(text in text()) {
            words(text.as_bytes());
        }

        #[test]
        fn no_header_breaks_its_parser(text in text()) {
            headers(text.as_bytes());
        }

        #[test]
        fn bytes_that_are_no_text_break_nothing(data in any::<Vec<u8>>()) {
            for target in [bodies, queries, words, headers] {
                target(&data);
            }
        }
    }
}
