//! Section of the service: database, workers, versions, live stream.

use common::sante::{Sante, SanteLecture, SanteMessages, SanteWorker};
use common::{EtatLecture, EtatSante};
use leptos::prelude::*;

use super::direct::direct;
use super::looks::{of_health, of_well};
use super::page_state::use_sante;
use crate::model::format;
use crate::reactive::piece;
use crate::ui::{Badge, RelativeTime};

/// The section.
#[component]
pub(super) fn Service() -> impl IntoView {
    let page = use_sante();
    view! {
        <section class="sante-part" aria-labelledby="service">
            <h2 id="service">"Service"</h2>
            <p class="muted small">
                "Connexions, tâches de fond et direct\u{a0}: ceux de l’instance qui a répondu."
            </p>
            <div class="sante-service">
                {piece(move || page.sante.get().map(|sante| cards(&sante)))}
                {piece(move || direct(page.flux).map(|lines| card("Direct", lines)))}
            </div>
        </section>
    }
}

fn cards(sante: &Sante) -> AnyView {
    let base = sante.base_de_donnees;
    let pool = base.connexions;
    let number = |n: u64| format::number(signed(n));
    let connections = [
        &format::count(signed(pool.utilisees), "utilisée", "utilisées"),
        " sur ",
        &format::count(signed(pool.ouvertes), "ouverte", "ouvertes"),
        ", ",
        &number(pool.maximum),
        " au plus",
    ]
    .concat();
    let migrations = match sante.migrations.manquantes {
        0 => [&format::count(sante.migrations.appliquees, "appliquée", "appliquées"), ", à jour"].concat(),
        lacking => format!("{lacking} à appliquer"),
    };
    let canari = match sante.intervalle_canari_s {
        0 => "jamais automatiquement".to_owned(),
        every if every > 3600 && every % 3600 == 0 => {
            ["toutes les ", &number(every / 3600), "\u{a0}h"].concat()
        }
        every if every % 60 == 0 => ["toutes les ", &number(every / 60), "\u{a0}min"].concat(),
        every => ["toutes les ", &format::duration(signed(every).saturating_mul(1000))].concat(),
    };
    let database = [
        ("Temps de réponse", [&number(base.latence_ms), "\u{a0}ms"].concat()),
        ("Connexions", connections),
        ("Qui attendent", number(pool.en_attente)),
        ("Migrations", migrations),
        ("PostgreSQL", sante.version_postgresql.clone()),
    ];
    let service = [
        ("Version", sante.version.clone()),
        ("Formations actives", number(sante.catalogue.formations_actives)),
        ("Sessions avec places", number(sante.catalogue.sessions_ouvertes)),
        ("Test des workflows", canari),
    ];
    let workers = sante.workers.iter().map(worker).collect_view();
    let lecture = base.lecture.as_ref().map(lecture);
    view! {
        {card("Base de données", view! { {database.into_iter().map(text).collect_view()} {lecture} }.into_any())}
        {card("Messages reçus", messages(&sante.messages))}
        {card("Tâches de fond", workers.into_any())}
        {card("Application", view! {
            {service.into_iter().map(text).collect_view()}
            <div class="dl-row"><dt>"Démarrée"</dt><dd><RelativeTime at=sante.demarrage.clone()/></dd></div>
        }.into_any())}
    }
    .into_any()
}

/// Converts a number for formatting.
pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Shows the last message, and the silence since then beside the usual one.
fn messages(one: &SanteMessages) -> AnyView {
    let last = one.dernier_recu.clone().map_or_else(
        || view! { <span class="muted">"Aucun"</span> }.into_any(),
        |at| view! { <RelativeTime at/> }.into_any(),
    );
    let days = |count: i32| format::count(i64::from(count), "jour ouvré", "jours ouvrés");
    let usual = one.silence_habituel_jours.map_or_else(|| "pas encore connu".to_owned(), days);
    let (tone, icon) =
        of_health(if one.silence_inhabituel { EtatSante::ASurveiller } else { EtatSante::Bon });
    let silence = days(one.silence_jours);
    let silence = one.dernier_recu.as_ref().map(|_| {
        view! { <div class="dl-row"><dt>"Silence"</dt><dd><Badge tone icon>{silence}</Badge></dd></div> }
            .into_any()
    });
    view! {
        <div class="dl-row"><dt>"Dernier message"</dt><dd>{last}</dd></div>
        {silence}
        {text(("Silence habituel, au plus", usual))}
    }
    .into_any()
}

/// Shows the standby that serves reads.
fn lecture(one: &SanteLecture) -> AnyView {
    let etat = one.etat.libelle();
    let is_active = one.etat == EtatLecture::Active;
    let (tone, icon) = of_health(if is_active { EtatSante::Bon } else { EtatSante::ASurveiller });
    let (served, taken) = (signed(one.servies), signed(one.reprises));
    let reads = [
        &format::count(served, "servie", "servies"),
        ", ",
        &format::count(taken, "reprise par la base principale", "reprises par la base principale"),
    ]
    .concat();
    let lag = [
        &format::number(signed(one.retard_octets)),
        "\u{a0}octets, ",
        &format::number(signed(one.retard_ms)),
        "\u{a0}ms",
    ];
    view! {
        <div class="dl-row"><dt>"Base de lecture"</dt><dd><Badge tone icon>{etat}</Badge></dd></div>
        {text(("Retard", lag.concat()))}
        {text(("Lectures", reads))}
    }
    .into_any()
}

fn card(title: &'static str, lines: AnyView) -> AnyView {
    view! { <section class="card"><h3>{title}</h3><dl class="dl small">{lines}</dl></section> }.into_any()
}

/// Renders a line of a card.
pub(super) fn text((term, value): (&'static str, String)) -> AnyView {
    view! { <div class="dl-row"><dt>{term}</dt><dd>{value}</dd></div> }.into_any()
}

fn worker(one: &SanteWorker) -> AnyView {
    let (tone, icon) = of_well(!one.en_retard);
    let said = if one.en_retard { "Arrêtée" } else { "Tourne" };
    view! {
        <div class="dl-row">
            <dt>{one.nom.libelle()}</dt>
            <dd class="row"><Badge tone icon>{said}</Badge> <RelativeTime at=one.dernier_passage.clone()/></dd>
        </div>
    }
    .into_any()
}
