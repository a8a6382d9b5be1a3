//! SECURITY.md says how long the rows of each table are kept.

use std::collections::{BTreeMap, BTreeSet};

use prospects_api::db::grants::{APPEND_ONLY, CHANGING, READ_ONLY};
use prospects_api::db::rgpd::TABLES;

const SECURITY: &str = include_str!("../../../../../SECURITY.md");

/// Returns the level of each table that SECURITY.md names.
fn levels() -> BTreeMap<&'static str, &'static str> {
    let (_, section) = SECURITY.split_once("## What is kept, and how long\n").unwrap();
    let (table, _) = section.split_once("\n### ").unwrap();
    let mut levels = BTreeMap::new();
    for row in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let (tables, level) = (cells[1], cells[2]);
        let is_table = |name: &&str| name.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_');
        for name in tables.split('`').skip(1).step_by(2).filter(is_table) {
            assert!(levels.insert(name, level).is_none(), "{name} has two rows");
        }
    }
    levels
}

#[test]
fn every_table_has_a_retention() {
    let named: BTreeSet<&str> = levels().into_keys().collect();
    let all: BTreeSet<&str> = [&CHANGING[..], &APPEND_ONLY, &READ_ONLY].concat().into_iter().collect();
    assert_eq!(named, all);
}

#[test]
fn every_table_about_a_prospect_is_personal() {
    let levels = levels();
    // The audit outlives the person: it holds names of fields, not their values.
    for (table, _) in TABLES.iter().filter(|(table, _)| *table != "audit_prospects") {
        assert_eq!(levels[table], "personal", "{table}");
    }
}
