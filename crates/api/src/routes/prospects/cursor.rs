//! The opaque cursor of the prospect list: a position in one order of one set of filters (keyset pagination).

use common::{IdProspect, Sort};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};

use crate::db::prospects::{Position, PositionKey, ProspectFilters, Search};

/// A position in the list, and the direction of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Number of the page that it leads to.
    pub(super) page: i64,
    /// True when it leads to the rows before the position.
    pub(super) backward: bool,
    pub(super) position: Position,
}

/// Maximum length of a cursor. A name has at most 200 characters, some of which normalise to several.
const LONGEST: usize = 8_000;

impl Cursor {
    /// Encodes the cursor, bound to the order and the filters.
    pub(crate) fn encode(&self, sort: Sort, filters: &ProspectFilters) -> String {
        let way = if self.backward { '<' } else { '>' };
        let Position { key, id_prospect } = &self.position;
        let bound = fingerprint(filters);
        HEXLOWER.encode(format!("{sort} {bound} {way} {} {id_prospect} {key}", self.page).as_bytes())
    }

    /// Decodes a cursor that [`Cursor::encode`] made for this order and these filters.
    pub(crate) fn decode(text: &str, sort: Sort, filters: &ProspectFilters) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let plain = String::from_utf8(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?).ok()?;
        let mut parts = plain.splitn(6, ' ');
        let mut next = || parts.next();
        let bound = next()? == sort.to_string() && next()? == fingerprint(filters);
        let backward = match next()? {
            "<" => true,
            ">" => false,
            _ => return None,
        };
        let page = next()?.parse().ok().filter(|page| (1..=i64::from(i32::MAX)).contains(page))?;
        let id: IdProspect = next()?.parse().ok()?;
        let key = PositionKey::parse(sort.key, next()?)?;
        bound.then(|| Self {
            page,
            backward,
            position: Position { key, id_prospect: id.as_str().to_owned() },
        })
    }
}

/// Computes a fingerprint of filters; the order of values inside a filter does not matter.
fn fingerprint(filters: &ProspectFilters) -> String {
    let mut hash = Sha256::new();
    let mut part = |mut words: Vec<&str>| {
        words.sort_unstable();
        words.dedup();
        for word in words {
            hash.update(word);
            hash.update([0]);
        }
        hash.update([1]);
    };
    part(filters.statut.iter().map(AsRef::as_ref).collect());
    part(filters.formation.iter().map(AsRef::as_ref).collect());
    part(filters.financement.iter().map(AsRef::as_ref).collect());
    part(filters.source.iter().map(AsRef::as_ref).collect());
    part(filters.motif.iter().map(AsRef::as_ref).collect());
    let followed = (
        &filters.owner,
        filters.section.map(|section| section.quand),
        (filters.contact_from, filters.contact_before, filters.unanswered_before),
    );
    part(vec![format!("{followed:?}").as_str()]);
    match &filters.search {
        None => {}
        Some(Search::Anywhere(tokens) | Search::Beginning(tokens)) => {
            part(tokens.iter().map(AsRef::as_ref).collect());
        }
    }
    HEXLOWER.encode(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use common::StatutProspect;

    use super::*;

    fn cursor() -> Cursor {
        let key = PositionKey::Nom("le goff marie-ève".to_owned());
        Cursor { page: 4, backward: true, position: Position { key, id_prospect: "PROS_12".to_owned() } }
    }

    fn by_name() -> Sort {
        "nom".parse().unwrap()
    }

    fn filters(statut: &[StatutProspect]) -> ProspectFilters {
        ProspectFilters { statut: statut.to_vec(), ..ProspectFilters::default() }
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let text = cursor().encode(by_name(), &filters(&[]));
        assert_eq!(Cursor::decode(&text, by_name(), &filters(&[])), Some(cursor()));
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let text = cursor().encode(by_name(), &filters(&[]));
        assert_eq!(Cursor::decode(&text, "-nom".parse().unwrap(), &filters(&[])), None);
        assert_eq!(Cursor::decode(&text, Sort::default(), &filters(&[])), None);
    }

    #[test]
    fn a_cursor_of_other_filters_is_refused() {
        let both = [StatutProspect::Nouveau, StatutProspect::Perdu];
        let text = cursor().encode(by_name(), &filters(&both));
        assert_eq!(Cursor::decode(&text, by_name(), &filters(&both[..1])), None);
        let reversed = [StatutProspect::Perdu, StatutProspect::Nouveau];
        assert!(Cursor::decode(&text, by_name(), &filters(&reversed)).is_some());
    }

    #[test]
    fn what_was_made_up_is_refused() {
        let text = cursor().encode(by_name(), &filters(&[]));
        for wrong in ["", "x", "0", "zz", "ff", &text[2..], &text[..text.len() - 1], &"0".repeat(9_000)] {
            assert_eq!(Cursor::decode(wrong, by_name(), &filters(&[])), None, "{wrong}");
        }
    }
}
