//! Example records, from which the responses are built.

mod action;
mod candidat;
mod catalogue;
mod compte;
mod prospect;
mod suivi;

pub(super) use action::*;
pub(super) use candidat::*;
pub(super) use catalogue::*;
pub(super) use compte::*;
pub(super) use prospect::*;
pub(super) use suivi::*;

pub(super) const EMAIL: &str = "marie.dumitru@exemple.example";
pub(super) const TELEPHONE: &str = "+33639980001";
pub(super) const ADMISSIONS: &str = "admissions@ecole.example";
pub(super) const API_KEY: &str = "adm_live_1f3a5c7e…";
const DRIVE: &str = "https://drive.google.com/drive/folders/1abc";
