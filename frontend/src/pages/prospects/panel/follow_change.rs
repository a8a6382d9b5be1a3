//! Saves a change of the next touch or of the owner, unless somebody else changed the touch first.

use common::prospect::Prospect;
use common::{Day, IdProspect};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::model::touch::{Follow, Sent, Touch};
use crate::pages::prospects::follow::Asked;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::time::format_day;

/// Maximum number of attempts. A record also changes elsewhere (emails, summary); the change is then sent again.
const TRIES: usize = 3;

/// The outcome of a change without error.
pub(in crate::pages::prospects) enum ChangeOutcome {
    /// The record after the change.
    Saved(Box<Prospect>),
    /// The record has another touch than the one that was seen.
    Stale,
}

/// The answer to a change.
type Saved = Result<(Asked, ChangeOutcome), ApiError>;

/// Creates the change for the page, and does what was asked before its code was there.
#[component]
pub(super) fn Saving() -> impl IntoView {
    let page = use_page();
    page.follow.set(Some(following(page)));
    on_cleanup(move || {
        let _ = page.follow.try_set(None);
    });
    // The section that holds the menus is drawn in the meantime.
    request_animation_frame(move || {
        if let Some(run) = page.early.try_update_value(Option::take).flatten() {
            run(page);
        }
    });
}

/// Creates the change. A request ends even when the panel is closed meanwhile.
fn following(page: PageState) -> Mutation<Asked> {
    let toasts = use_toasts();
    let run = |asked: Asked| async move { Ok((asked.id.clone(), save(asked).await)) };
    mutation(run, move |answer: Result<(IdProspect, Saved), ApiError>| {
        let Ok((id, result)) = answer else { return };
        let _ = page.saving.try_update(|saving| saving.retain(|one| *one != id));
        let toast = match &result {
            Ok((asked, ChangeOutcome::Saved(prospect))) => saved(page, asked, prospect),
            Ok((asked, ChangeOutcome::Stale)) => stale(asked),
            Err(error) => Toast::error("La fiche n’a pas été changée").message(error.message()),
        };
        toasts.push(toast);
        if let Ok((asked, _)) = result {
            invalidate(&Topic::Prospect(asked.id));
            invalidate(&Topic::Prospects);
        }
    })
}

/// Tells that somebody else changed the touch first.
pub(super) fn stale(asked: &Asked) -> Toast {
    Toast::error("La relance n’a pas été changée")
        .message([&asked.name, "\u{a0}: quelqu’un l’a changée entre-temps."].concat())
}

/// Goes on to the next record of the day's work, and returns the message.
pub(in crate::pages::prospects) fn saved(page: PageState, asked: &Asked, prospect: &Prospect) -> Toast {
    let is_treated = asked.follow.is_done() || (page.awaits_touch() && asked.follow.day().is_some());
    if is_treated {
        page.leave(asked.id.clone(), asked.row);
    }
    let title = match asked.follow {
        Follow::Done | Follow::DoneThen(_) => "Relance faite",
        Follow::Remove => "Relance retirée",
        Follow::Owner(_) => "Responsable changé",
        Follow::Set(_) | Follow::Move(_) => "Relance fixée",
    };
    let told = match &asked.follow {
        Follow::Owner(_) => prospect.resume.responsable.clone().unwrap_or_else(|| "personne".to_owned()),
        follow => match (&prospect.resume.relance_le, follow.day()) {
            (Some(day), Some(wanted)) => next(day, wanted),
            _ => return Toast::info(title).message(asked.name.clone()),
        },
    };
    Toast::info(title).message([&asked.name, "\u{a0}: ", &told].concat())
}

/// Describes the day of a touch; a day on which the school is closed has become the next working day.
fn next(day: &Day, wanted: &Day) -> String {
    if day == wanted {
        return format_day(day);
    }
    [&format_day(day), " (l’école est fermée le ", &format_day(wanted), ")"].concat()
}

/// Saves a change; tries again when something else than the touch changed.
pub(in crate::pages::prospects) async fn save(asked: Asked) -> Result<(Asked, ChangeOutcome), ApiError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (record, version) = api::prospects::get_versioned(&asked.id).await?;
        if !matches!(asked.follow, Follow::Owner(_)) && Touch::of(&record.resume) != asked.seen {
            return Ok((asked, ChangeOutcome::Stale));
        }
        let answer = match asked.follow.request() {
            Sent::Record(request) => api::prospects::update(&asked.id, &request, &version).await,
            Sent::Done(request) => api::relances::finish(&asked.id, &request, &version).await,
        };
        match answer {
            Ok(prospect) => return Ok((asked, ChangeOutcome::Saved(Box::new(prospect)))),
            Err(error) if error.status() == Some(412) && tries < TRIES => {}
            Err(error) => return Err(error),
        }
    }
}
