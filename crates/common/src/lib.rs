//! Types shared by the server and the browser: the DTOs of the HTTP contract, its codes, and types that parse.
//!
//! This crate knows no database, no HTTP and no asynchronous runtime. The feature `server` adds the derives that only
//! the server needs (`utoipa` schemas, conversions from `chrono`). Without it, a type reads the fields of a type that it
//! contains from under the name `*`, where the page's JSON reader puts them: serde's `flatten` needs much more code.

pub mod action;
pub mod action_parameters;
pub mod action_result;
pub mod activite;
pub mod audit;
pub mod auth;
pub mod calendrier;
pub mod candidat;
pub mod catalogue;
pub mod catalogue_requests;
pub mod cle;
pub mod codes;
pub mod compte;
pub mod echeance;
pub mod erreur;
pub mod error_code;
pub mod identifiant;
pub mod instant;
pub mod journal;
pub mod lenient;
pub mod liste;
pub mod liste_attente;
pub mod lot;
pub mod note;
pub mod notification;
pub mod pages;
pub mod parcours;
pub mod prospect;
pub mod prospect_requests;
pub mod rappel;
pub mod relance;
pub mod rgpd;
pub mod sante;
pub mod second_facteur;
pub mod securite;
pub mod sort;
pub mod vue;

pub use action::{Action, ActionDetail, ConversionStatus, EntreeHistorique};
pub use audit::EntreeAudit;
pub use calendrier::{Calendar, CivilDay, UniteDelai};
pub use candidat::{Candidat, CandidatDetail, CandidatResume, PieceCandidat};
pub use cle::{CleApi, CleApiCreee, PorteeCle};
pub use codes::*;
pub use erreur::{ErreurChamp, Problem};
pub use error_code::{ErrorCode, FieldCode, ProblemCode, Received};
pub use identifiant::{
    IdAction, IdCandidat, IdLot, IdNote, IdPlace, IdProspect, IdSession, IdUtilisateur, IdVue,
};
pub use instant::{Day, Instant, TimeOfDay};
pub use journal::{JournalErreur, StatistiquesJournal};
pub use liste::{Liste, Pagination};
pub use lot::{EtatLot, LigneLot, Lot, ResultatLigne, TypeLot, VerdictLigne};
pub use relance::QuandRelance;
pub use sort::{CandidatSortKey, Sort, SortKey};
pub use vue::{PorteeVue, Vue};
