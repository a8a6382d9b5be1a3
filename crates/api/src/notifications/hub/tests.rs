use super::*;

const START: Position = Position { transaction_id: 1, id: 1 };
const MOST: u64 = 2;

fn frame(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

fn to_all(text: &'static str) -> Sent {
    Sent { only: None, frame: frame(text) }
}

fn next(events: &mut broadcast::Receiver<Sent>) -> Option<Bytes> {
    events.try_recv().ok().map(|event| event.frame)
}

#[test]
fn a_role_gets_its_own_events_and_those_for_all() {
    let hub = Hub::new();
    let (mut admin, _) = hub.subscribe(Role::Admin).unwrap();
    let (mut eleve, _) = hub.subscribe(Role::Eleve).unwrap();
    let frames = vec![(Audience::Admin, to_all("admin")), (Audience::Tous, to_all("tous"))];
    hub.send_notifications(frames, START);
    assert_eq!(next(&mut admin).unwrap(), "admin");
    assert_eq!(next(&mut admin).unwrap(), "tous");
    assert_eq!(next(&mut eleve).unwrap(), "tous");
    assert!(eleve.try_recv().is_err());
    assert_eq!(hub.subscribe(Role::Admin).unwrap().1, START);
}

#[test]
fn a_slow_client_loses_its_own_place_only() {
    let hub = Hub::new();
    let (mut slow, _) = hub.subscribe(Role::Admin).unwrap();
    let (mut quick, _) = hub.subscribe(Role::Admin).unwrap();
    for _ in 0..=CAPACITY {
        hub.send(Audience::Admin, &frame("event"));
        assert!(quick.try_recv().is_ok());
    }
    assert!(matches!(slow.try_recv(), Err(broadcast::error::TryRecvError::Lagged(1))));
}

#[test]
fn clients_are_counted_by_audience_until_they_leave() {
    let hub = Arc::new(Hub::new());
    let first = hub.enter(1.into(), Role::Admin, MOST).unwrap();
    let second = hub.enter(1.into(), Role::Admin, MOST).unwrap();
    let _other = hub.enter(2.into(), Role::Eleve, MOST).unwrap();
    assert_eq!(hub.statistics().clients, ClientsParAudience { admin: 2, formateur: 0, eleve: 1 });
    assert!(hub.enter(1.into(), Role::Admin, MOST).is_none());
    drop((first, second));
    assert_eq!(hub.statistics().clients, ClientsParAudience { admin: 0, formateur: 0, eleve: 1 });
}

#[test]
fn what_is_sent_after_a_count_is_added_to_it() {
    let hub = Arc::new(Hub::new());
    let _admin = hub.enter(1.into(), Role::Admin, MOST).unwrap();
    let _eleve = hub.enter(2.into(), Role::Eleve, MOST).unwrap();
    let mut counted = hub.take_uncounted();
    counted.sort_unstable();
    assert_eq!(counted, [1, 2].map(IdUtilisateur::from));
    hub.keep_counts(&counted, &HashMap::from([(1.into(), 5)]), hub.mark());
    let frames = vec![(Audience::Admin, to_all("admin")), (Audience::Tous, to_all("tous"))];
    hub.send_notifications(frames, START);
    hub.tell_counts();
    assert_eq!(**hub.counts().borrow(), HashMap::from([(1.into(), 7), (2.into(), 1)]));
    assert!(hub.take_uncounted().is_empty());
    hub.forget_counts(|id| id == 2.into());
    assert_eq!(hub.take_uncounted(), [2.into()]);
}

#[test]
fn a_notification_of_one_account_is_not_added_to_the_counts_of_its_role() {
    let hub = Arc::new(Hub::new());
    let _one = hub.enter(1.into(), Role::Admin, MOST).unwrap();
    let _two = hub.enter(2.into(), Role::Admin, MOST).unwrap();
    let counted = hub.take_uncounted();
    hub.keep_counts(&counted, &HashMap::new(), hub.mark());
    let own = Sent { only: Some(2.into()), frame: frame("own") };
    hub.send_notifications(vec![(Audience::Admin, own)], START);
    hub.tell_counts();
    assert_eq!(hub.counts().borrow()[&1.into()], 0);
    assert_eq!(hub.take_uncounted(), [2.into()], "counted again");
}

#[test]
fn a_hub_that_is_closed_ends_every_stream() {
    let hub = Hub::new();
    let (mut events, _) = hub.subscribe(Role::Admin).unwrap();
    hub.close();
    assert!(matches!(events.try_recv(), Err(broadcast::error::TryRecvError::Closed)));
    assert!(hub.subscribe(Role::Admin).is_none());
}
