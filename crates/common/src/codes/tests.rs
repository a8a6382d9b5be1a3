//! Tests of the codes.

use super::*;

#[test]
fn every_code_survives_the_way_through_its_word() {
    for statut in StatutProspect::ALL {
        assert_eq!(statut.as_str().parse(), Ok(*statut));
        assert_eq!(serde_json::to_string(statut).unwrap(), format!("\"{statut}\""));
    }
    assert_eq!("nouveau".parse::<StatutProspect>(), Err(UnknownCode));
}

#[test]
fn only_a_conversion_makes_a_candidate_and_a_candidate_stays_one() {
    for one in StatutProspect::ALL {
        for other in StatutProspect::ALL {
            let candidates = [one, other].into_iter().filter(|code| **code == StatutProspect::Candidat);
            assert_eq!(one.may_become(*other), candidates.count() != 1, "{one} {other}");
        }
    }
}
