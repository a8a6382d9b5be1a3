//! Assigns candidates to sessions, so that a full session is full because of its candidates.

use super::catalogue::{Remplissage, SessionDatee};
use super::dice::Dice;

/// The seats to assign.
#[derive(Debug)]
pub(super) struct Seats {
    /// Indexes of sessions in reverse order of assignment: seats are taken from the end.
    left: Vec<usize>,
    /// Number of seats that must be taken for the catalogue to show every case.
    needed: usize,
    taken: Vec<i32>,
}

impl Seats {
    /// Plans the seats of `sessions`.
    pub(super) fn new(sessions: &[SessionDatee], dice: &mut Dice) -> Self {
        let (mut first, mut others) = (Vec::new(), Vec::new());
        for (index, session) in sessions.iter().enumerate() {
            let (wanted, seats) = match session.remplissage {
                Remplissage::Complet => (session.capacite, &mut first),
                Remplissage::UneLibre => (session.capacite - 1, &mut first),
                Remplissage::Jusqua(wanted) => (wanted, &mut others),
            };
            seats.extend(std::iter::repeat_n(index, usize::try_from(wanted).unwrap_or(0)));
        }
        dice.shuffle(&mut first);
        dice.shuffle(&mut others);
        let needed = first.len();
        others.append(&mut first);
        Self { left: others, needed, taken: vec![0; sessions.len()] }
    }

    /// Takes the session of the next candidate; `None` for some who have not chosen yet, and for all once no seat is
    /// left.
    pub(super) fn take(&mut self, dice: &mut Dice) -> Option<usize> {
        let undecided = self.needed == 0 && dice.chance(12);
        if undecided {
            return None;
        }
        let session = self.left.pop()?;
        self.needed = self.needed.saturating_sub(1);
        if let Some(taken) = self.taken.get_mut(session) {
            *taken += 1;
        }
        Some(session)
    }

    /// Returns the final seats taken and capacity of a session. Without enough candidates (very small demo data), its
    /// capacity is reduced to keep the planned filling.
    pub(super) fn settle(&self, index: usize, session: &SessionDatee) -> (i32, i32) {
        let taken = self.taken.get(index).copied().unwrap_or(0);
        let capacite = match session.remplissage {
            Remplissage::Complet => taken.max(1),
            Remplissage::UneLibre => taken + 1,
            Remplissage::Jusqua(_) => session.capacite,
        };
        (taken, capacite.min(session.capacite))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};

    use super::super::catalogue;
    use super::*;

    #[test]
    fn full_sessions_are_full_and_no_capacity_is_exceeded() {
        let sessions = catalogue::sessions(Utc.with_ymd_and_hms(2027, 1, 15, 9, 0, 0).unwrap());
        for candidates in [0, 1, 5, 40, 5_000] {
            let mut dice = Dice::new(1, 0);
            let mut seats = Seats::new(&sessions, &mut dice);
            let given = (0..candidates).filter_map(|_| seats.take(&mut dice)).count();
            let mut total = 0;
            for (index, session) in sessions.iter().enumerate() {
                let (taken, capacite) = seats.settle(index, session);
                assert!(taken <= capacite && capacite <= session.capacite, "{session:?}");
                let left = capacite - taken;
                match session.remplissage {
                    Remplissage::Complet if candidates >= 40 => assert_eq!(left, 0),
                    Remplissage::UneLibre => assert_eq!(left, 1),
                    _ => {}
                }
                total += usize::try_from(taken).unwrap();
            }
            assert_eq!(total, given);
        }
    }
}
