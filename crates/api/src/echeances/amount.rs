//! Computes the largest first payment that a rule allows, from the price of the formation.

use common::echeance::EcheanceFinancement;

/// Writes into each limit the amount that its part of the price makes, and names it in the explanation.
pub(super) fn add_amounts(echeances: &mut [EcheanceFinancement], tarif_centimes: Option<i64>) {
    for one in echeances {
        let Some((percent, price)) = one.pourcent_max.zip(tarif_centimes) else { continue };
        let amount = part(price, percent);
        one.montant_max_centimes = Some(amount);
        let sentence = format!(" Ici, {percent} % de {} font {}.", euros(price), euros(amount));
        one.explication.push_str(&sentence);
    }
}

/// Returns a part of a price in cents, rounded down: a cent more would be more than the law allows (article L6353-6 of
/// the labour code).
fn part(price: i64, percent: i32) -> i64 {
    price.saturating_mul(percent.into()) / 100
}

/// Writes cents as a price in French: `2 850,00 €`, with no-break spaces.
fn euros(cents: i64) -> String {
    let (euros, rest) = (cents / 100, cents % 100);
    let digits = euros.to_string();
    let mut text = String::with_capacity(digits.len() + 8);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    format!("{text},{rest:02}\u{a0}€")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_price_never_exceeds_it() {
        for (price, percent, expected) in
            [(950_000, 30, 285_000), (99_999, 30, 29_999), (1, 30, 0), (0, 30, 0), (333, 100, 333)]
        {
            assert_eq!(part(price, percent), expected, "{price}");
        }
    }

    #[test]
    fn prices_are_written_in_french() {
        for (cents, expected) in [
            (285_000, "2\u{a0}850,00\u{a0}€"),
            (5, "0,05\u{a0}€"),
            (99_999, "999,99\u{a0}€"),
            (123_456_789, "1\u{a0}234\u{a0}567,89\u{a0}€"),
        ] {
            assert_eq!(euros(cents), expected);
        }
    }
}
