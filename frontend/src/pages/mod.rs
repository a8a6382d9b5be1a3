//! The pages, one per path.

pub(crate) mod activite;
pub(crate) mod candidats;
pub(crate) mod echeances;
pub(crate) mod equipe;
pub(crate) mod invitation;
pub(crate) mod journal;
pub(crate) mod login;
pub(crate) mod lots;
pub(crate) mod not_found;
pub(crate) mod prospects;
pub(crate) mod rgpd;
pub(crate) mod sante;
pub(crate) mod securite;
pub(crate) mod sessions;
