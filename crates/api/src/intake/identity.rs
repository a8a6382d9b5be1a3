//! Recognises the record of a person among those with a given address or number.

use crate::contact::Name;
use crate::db::prospects::{Owner, Record};

/// The recognised record.
pub(super) struct Known {
    /// The record.
    pub(super) owner: Owner,
    /// True when no other record is an equally good match.
    pub(super) is_certain: bool,
}

/// Returns the best record whose name is compatible. In order of weight: main address, other address, number; then an
/// equal name, then the latest contact. `None` means a new person.
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

/// The kind of match, weakest first.
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
