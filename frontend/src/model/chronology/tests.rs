//! Tests of the chronology of a prospect.

use serde_json::json;

use super::*;

fn email(id: i64, at: &str) -> Email {
    serde_json::from_value(json!({"idEmail":id,"sens":"ENTRANT","objet":null,"resume":null,"contenu":null,
        "expediteur":"a@exemple.example","destinataire":"b@ecole.example","dateEnvoi":at}))
    .unwrap()
}

fn action(id: i64, statut: &str, at: &str) -> Action {
    serde_json::from_value(
        json!({"idConversion":id,"idProspect":"PROS_1","typeAction":"GENERER_DEVIS","statutAction":statut,
        "partielle":false,"tentatives":1,"demandePar":"Sophie Martin","dateDebut":at,"relancable":false}),
    )
    .unwrap()
}

fn change(field: &str, at: &str) -> EntreeAudit {
    serde_json::from_value(
        json!({"date":at,"operation":"MODIFICATION","champs":[field],"ignores":[],"idConversion":null,
        "typeAction":null,"auteur":"Sophie Martin"}),
    )
    .unwrap()
}

/// Returns the instant of a minute of one hour.
fn minute(minute: usize) -> String {
    format!("2026-11-05T09:{minute:02}:00Z")
}

/// Returns emails of these minutes.
fn emails(minutes: impl IntoIterator<Item = usize>) -> Vec<Email> {
    minutes.into_iter().map(|n| email(i64::try_from(n).unwrap(), &minute(n))).collect()
}

/// Returns changes of these minutes.
fn changes(minutes: impl IntoIterator<Item = usize>) -> Vec<EntreeAudit> {
    minutes.into_iter().map(|n| change("ville", &minute(n))).collect()
}

fn minutes(shown: &Chronology) -> Vec<usize> {
    shown.entries.iter().map(|entry| entry.time()[14..16].parse().unwrap()).collect()
}

#[test]
fn emails_actions_and_changes_are_one_list_newest_first() {
    let actions = Source::actions(vec![action(1, "TERMINEE", &minute(20)), action(2, "ERREUR", &minute(40))]);
    let mails = Source::emails(emails([50, 10]), false);
    let shown = merge(&[actions, mails, Source::audit(changes([30, 5]), false)], 20);
    assert_eq!(minutes(&shown), [50, 40, 30, 20, 10, 5]);
    assert_eq!((shown.more, shown.lacking), (false, None));
}

#[test]
fn statuts_stand_among_the_others_and_tell_how_long_they_lasted() {
    let etape = |statut: &str, at: usize, ms: Option<i64>| -> EtapeParcours {
        let etape = json!({"statut":statut,"depuis":minute(at),"jusqua":null,"dureeMs":ms});
        serde_json::from_value(etape).unwrap()
    };
    let path = vec![etape("CONTACTE", 30, None), etape("NOUVEAU", 5, Some(100 * 3_600_000))];
    assert_eq!(
        path.iter().map(lasted).collect::<Vec<_>>(),
        [None, Some("pendant 4\u{a0}j\u{a0}4\u{a0}h".to_owned())]
    );
    let mails = Source::emails(emails([50, 10]), false);
    assert_eq!(minutes(&merge(&[mails, Source::path(path, false)], 20)), [50, 30, 10, 5]);
}

#[test]
fn a_statut_and_the_change_that_set_it_are_one_entry_with_its_author() {
    let etape = |at: &str| -> EtapeParcours {
        serde_json::from_value(json!({"statut":"CONTACTE","depuis":at,"jusqua":null,"dureeMs":null})).unwrap()
    };
    let times = ["2026-11-05T09:30:00.120Z", "2026-11-05T09:10:00.120Z", "2026-11-05T09:04:59.990Z"];
    let added = EntreeAudit { operation: OperationAudit::Ajout, ..change("nom", &minute(5)) };
    let audit = vec![change("statutProspect", &minute(30)), change("ville", &minute(10)), added];
    let path = Source::path(times.into_iter().map(etape).collect(), false);
    let shown = merge(&[path, Source::audit(audit, false)], 20);
    assert_eq!(minutes(&shown), [30, 10, 10, 4]);
    let authors: Vec<_> = shown.entries.iter().map(|one| matches!(one, Entry::Statut(_, Some(_)))).collect();
    assert_eq!(authors, [true, false, false, true]);
}

#[test]
fn a_running_action_is_no_entry_yet() {
    let all = vec![action(2, "EN_COURS", &minute(2)), action(1, "ERREUR", &minute(1))];
    assert_eq!(minutes(&merge(&[Source::actions(all)], 20)), [1]);
}

#[test]
fn nothing_is_shown_below_the_end_of_a_source_that_has_more() {
    // The emails that were read end at 40; the service has one at 39 and others.
    let mails = Source::emails(emails([50, 45, 40]), true);
    let audit = Source::audit(changes([55, 42, 38, 2]), false);
    let shown = merge(&[mails, audit], 20);
    assert_eq!(minutes(&shown), [55, 50, 45, 42, 40]);
    assert_eq!((shown.more, shown.lacking), (true, Some(0)));
}

#[test]
fn the_source_that_ends_first_is_read_on_until_there_is_enough() {
    let mails = Source::emails(emails([50, 45, 40]), true);
    let audit = Source::audit(changes([30, 20]), true);
    assert_eq!(merge(&[mails.clone(), audit.clone()], 4).lacking, Some(0));
    assert_eq!(merge(&[mails, audit.clone()], 3).lacking, None);
    let mails = Source::emails(emails([50, 45, 40, 35, 15]), true);
    assert_eq!(merge(&[mails, audit], 7).lacking, Some(1));
}

#[test]
fn pages_that_end_at_different_times_make_the_whole_list_without_a_gap() {
    let (mails, audit): (Vec<_>, Vec<_>) = (1..60).rev().partition(|minute| minute % 3 == 0 || *minute > 40);
    let pages = |all: &[usize], pages: usize| (all.len().min(4 * pages), all.len() > 4 * pages);
    let (mut read, mut wanted) = ([1, 1], 0);
    loop {
        wanted += 7;
        let shown = loop {
            let (of_mails, more_mails) = pages(&mails, read[0]);
            let (of_audit, more_audit) = pages(&audit, read[1]);
            let sources = [
                Source::emails(emails(mails[..of_mails].iter().copied()), more_mails),
                Source::audit(changes(audit[..of_audit].iter().copied()), more_audit),
            ];
            let shown = merge(&sources, wanted);
            assert!(shown.entries.len() <= wanted);
            // At any moment, the shown entries are the newest ones.
            assert_eq!(minutes(&shown), (1..60).rev().take(shown.entries.len()).collect::<Vec<_>>());
            let Some(source) = shown.lacking else { break shown };
            read[source] += 1;
        };
        assert_eq!(shown.entries.len(), wanted.min(59));
        if !shown.more {
            break;
        }
    }
    assert_eq!(wanted, 63);
}

#[test]
fn an_entry_that_two_pages_hold_is_shown_once() {
    let mails = Source::emails(vec![email(2, &minute(2)), email(1, &minute(1)), email(1, &minute(1))], false);
    assert_eq!(minutes(&merge(&[mails], 20)), [2, 1]);
    let same_time = Source::audit(vec![change("ville", &minute(1)), change("nom", &minute(1))], false);
    assert_eq!(merge(&[same_time], 20).entries.len(), 2);
}

#[test]
fn milliseconds_sort_within_their_second() {
    let at = |part: &str| format!("2026-11-05T09:30:00{part}Z");
    let mails = Source::emails(vec![email(1, &at("")), email(3, &at(".250")), email(2, &at(".100"))], false);
    let ids: Vec<_> = merge(&[mails], 20).entries.iter().map(Entry::key).collect();
    assert_eq!(ids, ["e3", "e2", "e1"]);
}

#[test]
fn a_note_stands_for_its_audit_entry_which_still_bounds_what_is_shown() {
    let note =
        serde_json::from_value(json!({"idNote":4,"idAuteur":1,"auteur":"Sophie Martin","texte":"Le matin.",
        "dateNote":minute(30),"modifieeLe":null}))
        .unwrap();
    let notes = Source::notes(vec![note], false);
    let audit = Source::audit(vec![change("ville", &minute(40)), change("notes", &minute(20))], true);
    let shown = merge(&[notes, audit, Source::emails(emails([25, 10]), false)], 20);
    assert_eq!(minutes(&shown), [40, 30, 25]);
    assert_eq!((shown.more, shown.lacking), (true, Some(1)));
}

#[test]
fn changes_and_trace_are_all_operations_of_the_audit() {
    let all: Vec<_> = OperationAudit::ALL
        .iter()
        .map(|one| CHANGES.iter().chain(TRACE).filter(|known| *known == one).count())
        .collect();
    assert_eq!(all, [1; 13]);
}
