//! The URL table, nothing else. A fixed path stands before the parameter that would swallow it.

pub mod actions;
pub mod auth;
pub mod candidats;
pub mod catalogue;
pub mod notifications;
pub mod prospects;
pub mod rappels;
pub mod service;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the API.
pub fn api(config: &mut ServiceConfig<'_>) {
    config
        // People
        .service(auth::login)
        .service(auth::logout)
        .service(auth::me)
        // Prospects
        .service(prospects::list_prospects)
        .service(prospects::count_prospects)
        .service(actions::convertir_candidat)
        .service(rappels::conversion_complete)
        .service(rappels::conversion_progress)
        .service(prospects::get_prospect)
        .service(prospects::list_emails)
        .service(actions::get_conversion_status)
        .service(actions::list_actions)
        // Actions
        .service(actions::get_action)
        .service(actions::relancer_action)
        // Catalogue and candidates
        .service(catalogue::list_formations)
        .service(catalogue::list_documents_requis)
        .service(catalogue::list_sessions)
        .service(candidats::list_candidats)
        .service(candidats::get_candidat)
        // Notifications
        .service(notifications::flux)
        .service(notifications::list_notifications)
        .service(notifications::marquer_lues)
        .service(notifications::compteurs)
        .service(notifications::statistiques)
        // Service
        .service(service::vivant)
        .service(service::pret);
}
