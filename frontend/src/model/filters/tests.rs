use super::*;

fn text(state: &ListState) -> String {
    state.to_query().after("")
}

#[test]
fn the_address_and_the_state_say_the_same() {
    let queries = [
        "",
        "?statut=NOUVEAU",
        "?statut=NOUVEAU&statut=PERDU&formation=CAP_BJ&financement=CPF&recherche=l%C3%A9a%20100%25&tri=nom&page=3&limit=50&prospect=PROS_7",
        "?contact=30j&responsable=moi&source=SALON&statut=NOUVEAU",
        "?tri=-nbEchanges",
        "?prospect=PROS_1482",
    ];
    for query in queries {
        assert_eq!(text(&ListState::parse(query)), query);
    }
}

#[test]
fn every_order_survives_the_address() {
    for &key in SortKey::ALL {
        for descending in [true, false] {
            let state = ListState::default().sorted(Sort { key, descending });
            assert_eq!(ListState::parse(&text(&state)), state);
        }
    }
}

#[test]
fn the_order_of_the_choices_does_not_matter() {
    let one = ListState::parse("?financement=OPCO&statut=PERDU&statut=NOUVEAU&financement=CPF");
    assert_eq!(text(&one), "?statut=NOUVEAU&statut=PERDU&financement=CPF&financement=OPCO");
}

#[test]
fn unknown_values_are_dropped() {
    let state = ListState::parse(
        "?statut=nouveau&statut=QUALIFIE&financement=X&formation=%3Cb%3E&tri=age&page=-4&limit=7&prospect=12&couleur=bleu",
    );
    assert_eq!(text(&state), "?statut=QUALIFIE");
}

#[test]
fn a_page_number_is_at_least_one() {
    for page in ["0", "-1", "x", "99999999999999999999"] {
        assert_eq!(ListState::parse(&format!("?page={page}")).page, 1);
    }
    assert_eq!(ListState::default().at_page(0).page, 1);
}

#[test]
fn what_changes_the_list_goes_back_to_its_first_page_and_keeps_the_panel() {
    let state = ListState::parse("?page=4&prospect=PROS_7");
    let filters = state.filters.clone().toggled(Filter::Statut, "PERDU");
    assert_eq!(text(&state.clone().filtered(filters)), "?statut=PERDU&prospect=PROS_7");
    assert_eq!(text(&state.clone().sorted(toggled(state.tri, SortKey::Nom))), "?tri=nom&prospect=PROS_7");
    assert_eq!(text(&state.opening(None)), "?page=4");
}

#[test]
fn a_choice_is_made_then_unmade() {
    let filters = Filters::default().toggled(Filter::Formation, "CAP_BJ").toggled(Filter::Statut, "inconnu");
    assert!(filters.contains(Filter::Formation, "CAP_BJ"));
    assert_eq!(filters.count(Filter::Statut), 0);
    assert!(filters.toggled(Filter::Formation, "CAP_BJ").is_empty());
}

#[test]
fn a_second_click_on_a_column_turns_the_order_round() {
    let by_name = toggled(Sort::default(), SortKey::Nom);
    assert_eq!((by_name.to_string(), aria_sort(by_name, SortKey::Nom)), ("nom".into(), Some("ascending")));
    assert_eq!(toggled(by_name, SortKey::Nom).to_string(), "-nom");
    assert_eq!(aria_sort(by_name, SortKey::Statut), None);
    assert_eq!(toggled(by_name, SortKey::Echanges).to_string(), "-nbEchanges");
}

#[test]
fn a_search_holds_nothing_that_the_api_refuses() {
    let filters = Filters::default().toggled(Filter::Recherche, "  a\u{0}b\n ");
    assert_eq!(filters.recherche, "a b");
    assert_eq!(
        Filters::default().toggled(Filter::Recherche, &"é".repeat(500)).recherche.chars().count(),
        common::liste::SEARCH_LENGTH
    );
}

#[test]
fn a_filter_with_two_choices_is_one_active_filter_and_the_search_is_none() {
    let active = |query: &str| ListState::parse(query).filters.active();
    assert_eq!(active("recherche=martin"), 0);
    assert_eq!(active("statut=NOUVEAU&statut=PERDU"), 1);
    assert_eq!(active("statut=NOUVEAU&formation=CAP_BJ&financement=CPF&recherche=martin"), 3);
}

#[test]
fn a_neighbour_of_the_page_that_was_read_is_reached_by_its_cursor() {
    let read = ListState::parse("?statut=NOUVEAU&page=3");
    let at = Pagination {
        curseur_suivant: Some("next".into()),
        curseur_precedent: Some("before".into()),
        ..Pagination::numbered(3, 25, 132)
    };
    let cursor = |address: &str| ListState::parse(address).cursor_from(&read, &at);
    assert_eq!(cursor("?statut=NOUVEAU&page=4").as_deref(), Some("next"));
    assert_eq!(cursor("?statut=NOUVEAU&page=2").as_deref(), Some("before"));
    for other in
        ["?statut=NOUVEAU&page=3", "?statut=NOUVEAU&page=5", "?page=4", "?statut=NOUVEAU&page=4&tri=nom"]
    {
        assert_eq!(cursor(other), None, "{other}");
    }
}
