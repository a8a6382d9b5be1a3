//! Reference model of one prospect and its actions, without database, network or time.

use super::Step;

/// Maximum number of attempts of a call.
const ATTEMPTS: u32 = 3;

/// The action types of the model; an email behaves as a quote does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Conversion,
    Dossier,
    Devis,
}

/// n8n's response to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    Takes,
    Away,
    Refuses,
}

/// The response to a step: status and, for a refusal, its code; for a callback, true when it was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    Started,
    Refused(u16, &'static str),
    Taken { known: bool },
    Undone,
}

/// The observable state of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) statut: String,
    pub(super) partielle: bool,
    pub(super) relancable: bool,
}

/// The observable state of the prospect: actions in order, statut, and true for a partial candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) actions: Vec<Seen>,
    pub(super) statut: String,
    pub(super) candidat: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    ToDeliver {
        attempts: u32,
    },
    Awaited,
    /// Ended by a success; a conversion under one of two file numbers.
    Done {
        other_number: bool,
    },
    Failed {
        partial: bool,
    },
    Undone,
}

#[derive(Debug, Clone, Copy)]
struct OneAction {
    kind: Kind,
    life: Life,
    /// True when a later action replaced it, so that it cannot be restarted.
    replaced: bool,
}

impl OneAction {
    fn runs(&self) -> bool {
        matches!(self.life, Life::ToDeliver { .. } | Life::Awaited)
    }

    fn failed(&self) -> bool {
        matches!(self.life, Life::Failed { .. })
    }
}

/// The model of one prospect.
#[derive(Debug, Default)]
pub(super) struct Machine {
    actions: Vec<OneAction>,
    /// The candidate, with true for a partial one.
    candidat: Option<bool>,
    dossier_sent: bool,
    /// Successes in order, each with the number of actions at that time, so that a running action knows which came
    /// after its start.
    successes: Vec<(Kind, usize)>,
}

impl Machine {
    pub(super) fn state(&self) -> State {
        let seen = |action: &OneAction| Seen {
            statut: match action.life {
                Life::ToDeliver { .. } | Life::Awaited => "EN_COURS",
                Life::Done { .. } => "TERMINEE",
                Life::Failed { .. } => "ERREUR",
                Life::Undone => "ANNULEE",
            }
            .to_owned(),
            partielle: action.life == Life::Failed { partial: true },
            relancable: action.failed() && !action.replaced,
        };
        let statut = match (self.candidat, self.dossier_sent) {
            (Some(_), _) => "CANDIDAT",
            (None, true) => "EN_ATTENTE_DOSSIER",
            (None, false) => "QUALIFIE",
        };
        State {
            actions: self.actions.iter().map(seen).collect(),
            statut: statut.to_owned(),
            candidat: self.candidat,
        }
    }

    pub(super) fn play(&mut self, step: Step) -> Told {
        match step {
            Step::Ask(kind) => self.start(kind, None),
            Step::Dispatch(reply) => self.each_running(|machine, rank| machine.answer(rank, reply)),
            Step::Deadline => self.each_running(|machine, rank| {
                if machine.actions[rank].life == Life::Awaited {
                    machine.fail(rank, false);
                }
            }),
            Step::Succeed(action, other_number) => {
                self.named(action, |machine, rank| machine.succeed(rank, other_number))
            }
            Step::Fail(action) => self.named(action, Self::report_failure),
            Step::Progress(action) => self.named(action, |_, _| Told::Nothing),
            Step::Undo(action) => self.named(action, Self::undo),
            Step::Relance(action) => {
                self.named(action, |machine, rank| machine.start(machine.actions[rank].kind, Some(rank)))
            }
        }
    }

    fn named(&mut self, action: usize, play: impl FnOnce(&mut Self, usize) -> Told) -> Told {
        match self.actions.len() {
            0 => Told::Nothing,
            count => play(self, action % count),
        }
    }

    fn each_running(&mut self, play: impl Fn(&mut Self, usize)) -> Told {
        for rank in 0..self.actions.len() {
            if self.actions[rank].runs() {
                play(self, rank);
            }
        }
        Told::Nothing
    }

    fn start(&mut self, kind: Kind, relance_de: Option<usize>) -> Told {
        if self.actions.iter().any(|action| action.kind == kind && action.runs()) {
            return Told::Refused(409, "ACTION_EN_COURS");
        }
        if let Some(old) = relance_de.map(|rank| self.actions[rank])
            && (!old.failed() || old.replaced)
        {
            return Told::Refused(409, "ACTION_NON_RELANCABLE");
        }
        if !self.is_possible(kind, relance_de.is_some()) {
            return Told::Refused(409, "DEJA_CANDIDAT");
        }
        self.replace(kind);
        self.actions.push(OneAction { kind, life: Life::ToDeliver { attempts: 0 }, replaced: false });
        Told::Started
    }

    /// Returns true when an action is possible. A candidate cannot be converted again, except by restarting a partial
    /// conversion, and receives no form.
    fn is_possible(&self, kind: Kind, relance: bool) -> bool {
        match (kind, self.candidat) {
            (Kind::Devis, _) | (_, None) => true,
            (Kind::Conversion, Some(partial)) => partial && relance,
            (Kind::Dossier, Some(_)) => false,
        }
    }

    fn answer(&mut self, rank: usize, reply: Reply) {
        let Life::ToDeliver { attempts } = self.actions[rank].life else { return };
        match reply {
            Reply::Takes => self.actions[rank].life = Life::Awaited,
            Reply::Refuses => self.fail(rank, false),
            Reply::Away if attempts + 1 < ATTEMPTS => {
                self.actions[rank].life = Life::ToDeliver { attempts: attempts + 1 };
            }
            Reply::Away => {
                let partial = self.actions[rank].kind == Kind::Conversion && self.candidat != Some(false);
                if partial {
                    self.become_candidate(true);
                }
                self.fail(rank, partial);
            }
        }
    }

    fn fail(&mut self, rank: usize, partial: bool) {
        self.actions[rank].life = Life::Failed { partial };
        self.replace_if_done(rank);
    }

    /// Undoes an action whose call has not left; the failure that it had replaced can be restarted again.
    fn undo(&mut self, rank: usize) -> Told {
        match self.actions[rank].life {
            Life::Undone => Told::Undone,
            Life::ToDeliver { attempts: 0 } => {
                let kind = self.actions[rank].kind;
                self.actions[rank].life = Life::Undone;
                let kept = |action: &OneAction| action.kind == kind && action.life != Life::Undone;
                if let Some(last) = self.actions.iter().rposition(kept)
                    && self.actions[last].failed()
                {
                    self.actions[last].replaced = false;
                    self.replace_if_done(last);
                }
                Told::Undone
            }
            _ => Told::Refused(409, "DEJA_PARTIE"),
        }
    }

    /// Replaces a failed action with which nothing is left to do.
    fn replace_if_done(&mut self, rank: usize) {
        let kind = self.actions[rank].kind;
        let done_meanwhile = self.successes.iter().any(|(other, count)| *other == kind && *count > rank);
        if done_meanwhile || !self.is_possible(kind, true) {
            self.replace(kind);
        }
    }

    fn report_failure(&mut self, rank: usize) -> Told {
        match self.actions[rank].life {
            Life::Done { .. } | Life::Undone => Told::Refused(409, "RESULTAT_CONTRADICTOIRE"),
            Life::Failed { .. } => Told::Taken { known: true },
            Life::ToDeliver { .. } | Life::Awaited => {
                self.fail(rank, false);
                Told::Taken { known: false }
            }
        }
    }

    fn succeed(&mut self, rank: usize, other_number: bool) -> Told {
        let OneAction { kind, life, .. } = self.actions[rank];
        let other_number = other_number && kind == Kind::Conversion;
        match life {
            Life::Done { other_number: before } if before == other_number => Told::Taken { known: true },
            Life::Done { .. } | Life::Undone => Told::Refused(409, "RESULTAT_CONTRADICTOIRE"),
            _ => {
                self.actions[rank].life = Life::Done { other_number };
                self.successes.push((kind, self.actions.len()));
                self.replace(kind);
                match kind {
                    Kind::Conversion => self.become_candidate(false),
                    Kind::Dossier => self.dossier_sent = true,
                    Kind::Devis => {}
                }
                Told::Taken { known: false }
            }
        }
    }

    /// Makes the prospect a candidate; a complete candidate stays complete. Failed form actions can no longer be
    /// restarted.
    fn become_candidate(&mut self, partial: bool) {
        if self.candidat.is_none() {
            self.replace(Kind::Dossier);
        }
        self.candidat = Some(partial && self.candidat != Some(false));
    }

    fn replace(&mut self, kind: Kind) {
        for action in self.actions.iter_mut().filter(|action| action.kind == kind && action.failed()) {
            action.replaced = true;
        }
    }
}
