//! Who comes in: the record that is this person's, among those that have one of the addresses or numbers given.

use crate::contact::Name;
use crate::db::prospects::{Owner, Record};

/// The record of somebody who comes in.
pub(super) struct Known {
    /// The record.
    pub(super) owner: Owner,
    /// Whether no other record is as likely to be this person's.
    pub(super) is_certain: bool,
}

/// The record whose name does not contradict what is said. The main address counts more than another one, an address more
/// than a number, an equal name more than one that only fits, then the latest contact decides. `None`: somebody new.
pub(super) fn recognise(said: &Record, owners: &[Owner]) -> Option<Known> {
    let name = Name::of(&said.nom, &said.prenom);
    let named = |owner: &Owner| Name::of(&owner.record.nom, &owner.record.prenom);
    let mut found: Vec<&Owner> = owners.iter().filter(|owner| named(owner).agrees_with(&name)).collect();
    let nearest = found.iter().map(|owner| nearness(said, owner)).max()?;
    found.retain(|owner| nearness(said, owner) == nearest);
    if found.iter().any(|owner| named(owner) == name) {
        found.retain(|owner| named(owner) == name);
    }
    let is_certain = found.len() == 1;
    let owner = found.into_iter().max_by_key(|owner| owner.date_dernier_contact)?;
    Some(Known { owner: owner.clone(), is_certain })
}

/// What leads to the record.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Number,
    Address,
    MainAddress,
}

fn nearness(said: &Record, owner: &Owner) -> Nearness {
    let theirs = &owner.record.emails;
    if said.emails.first().is_some_and(|main| theirs.contains(main)) {
        Nearness::MainAddress
    } else if said.emails.iter().any(|email| theirs.contains(email)) {
        Nearness::Address
    } else {
        Nearness::Number
    }
}
