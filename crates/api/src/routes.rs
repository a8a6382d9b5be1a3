//! The table of URLs. A fixed path must precede a parameter that would match it.

pub mod actions;
pub mod activite;
pub mod auth;
pub mod candidats;
pub mod catalogue;
pub mod cles;
mod download;
pub mod echeances;
pub mod journal;
pub mod liste_attente;
pub mod lots;
pub mod notifications;
pub mod prospects;
pub mod rappels;
pub mod relances;
pub mod rgpd;
pub mod sante;
pub mod securite;
mod selection;
pub mod service;
pub mod utilisateurs;
pub mod vues;

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::fn_guard;
use actix_web::web;
use percent_encoding::percent_decode_str;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// Takes operations, to serve them or to document them.
pub trait Register: Sized {
    /// Adds an operation.
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;

    /// Adds operations whose paths begin with `prefix`.
    fn under(&mut self, _prefix: &'static str, operations: impl FnOnce(&mut Self)) -> &mut Self {
        operations(self);
        self
    }
}

impl Register for web::ServiceConfig {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(operation)
    }

    /// The framework compares a request with the pattern of one operation after the other: a group spares it those of the
    /// others.
    fn under(&mut self, prefix: &'static str, operations: impl FnOnce(&mut Self)) -> &mut Self {
        // The patterns compare the decoded path too (RFC 3986 §6.2.2.2).
        let is_inside = fn_guard(move |request| {
            let path = percent_decode_str(request.head().uri.path());
            path.take(prefix.len()).eq(prefix.bytes())
        });
        self.service(web::scope("").guard(is_inside).configure(operations))
    }
}

impl Register for ServiceConfig<'_> {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(operation)
    }
}

/// Registers every operation of the API.
pub fn api(config: &mut impl Register) {
    prospects_and_actions(config);
    people(config);
    catalogue_and_candidats(config);
    school_and_service(config);
}

/// Registers the operations on prospects, their touches and notes, views, bulk changes, actions.
fn prospects_and_actions(config: &mut impl Register) {
    config
        .under("/api/prospects", |group| {
            group
                .service(prospects::list_prospects)
                .service(prospects::add_prospect)
                .service(prospects::count_prospects)
                .service(prospects::export_prospects_file)
                .service(prospects::export_selection_file)
                .service(actions::convert_prospect)
                .service(rappels::complete_action)
                .service(rappels::report_progress)
                .service(prospects::get_prospect)
                .service(prospects::change_prospect)
                .service(prospects::tell_prospects_apart)
                .service(prospects::withdraw_distinction)
                .service(prospects::list_partages)
                .service(prospects::list_emails)
                .service(prospects::log_email)
                .service(prospects::list_audit)
                .service(prospects::list_parcours)
                .service(prospects::finish_relance)
                .service(prospects::list_notes)
                .service(prospects::write_note)
                .service(actions::get_conversion_status)
                .service(actions::list_actions)
                .service(actions::send_dossier)
                .service(actions::generate_devis)
                .service(actions::send_email)
                .service(rgpd::export_person);
        })
        .under("/api/notes", |group| {
            group.service(prospects::change_note).service(prospects::delete_note);
        })
        .under("/api/relances", |group| {
            group.service(relances::list_relances).service(relances::count_relances);
        })
        .under("/api/activite", |group| {
            group.service(activite::list_activite).service(activite::count_activite);
        })
        .under("/api/vues", |group| {
            group
                .service(vues::list_vues)
                .service(vues::create_vue)
                .service(vues::change_vue)
                .service(vues::delete_vue);
        })
        .under("/api/lots", |group| {
            group
                .service(lots::list_lots)
                .service(lots::create_lot)
                .service(lots::get_lot)
                .service(lots::list_lignes)
                .service(lots::launch_lot)
                .service(lots::stop_lot);
        })
        .under("/api/actions", |group| {
            group
                .service(actions::get_action)
                .service(actions::relaunch_action)
                .service(actions::undo_action);
        });
}

/// Registers the operations on accounts of people, their sessions and second factors, keys of programs.
fn people(config: &mut impl Register) {
    config
        .under("/api/auth", |group| {
            group
                .service(auth::login)
                .service(auth::logout)
                .service(auth::logout_everywhere)
                .service(auth::get_me)
                .service(auth::change_password)
                .service(auth::accept_invitation)
                .service(auth::check_invitation)
                .service(auth::get_second_facteur)
                .service(auth::enrol_second_facteur)
                .service(auth::activate_second_facteur)
                .service(auth::remove_second_facteur)
                .service(auth::verify_second_facteur)
                .service(auth::check_verification)
                .service(auth::list_sessions_connexion)
                .service(auth::end_session_connexion);
        })
        .under("/api/utilisateurs", |group| {
            group
                .service(utilisateurs::list_utilisateurs)
                .service(utilisateurs::invite_utilisateur)
                .service(utilisateurs::change_utilisateur)
                .service(utilisateurs::invite_utilisateur_again)
                .service(utilisateurs::reset_second_facteur);
        })
        .under("/api/cles", |group| {
            group.service(cles::list_cles).service(cles::create_cle).service(cles::revoke_cle);
        });
}

/// Registers the operations on formations, sessions, date limits, waiting lists, candidates.
fn catalogue_and_candidats(config: &mut impl Register) {
    config
        .under("/api/formations", |group| {
            group
                .service(catalogue::list_formations)
                .service(catalogue::create_formation)
                .service(catalogue::get_formation)
                .service(catalogue::change_formation)
                .service(catalogue::list_documents_requis)
                .service(catalogue::replace_documents_requis)
                .service(echeances::find_premiere_session);
        })
        .under("/api/sessions", |group| {
            group
                .service(catalogue::list_sessions)
                .service(catalogue::create_session)
                .service(catalogue::get_session)
                .service(catalogue::change_session)
                .service(catalogue::duplicate_session)
                .service(echeances::list_echeances_session)
                .service(liste_attente::list_liste_attente)
                .service(liste_attente::add_liste_attente)
                .service(liste_attente::remove_liste_attente)
                .service(liste_attente::propose_place)
                .service(liste_attente::answer_proposition);
        })
        .under("/api/echeances", |group| {
            group.service(echeances::list_echeances_financement);
        })
        .under("/api/regles-financement", |group| {
            group
                .service(echeances::list_regles_financement)
                .service(echeances::get_regle_financement)
                .service(echeances::change_regle_financement);
        })
        .under("/api/fermetures", |group| {
            group
                .service(echeances::list_fermetures)
                .service(echeances::create_fermeture)
                .service(echeances::delete_fermeture);
        })
        .under("/api/candidats", |group| {
            group
                .service(candidats::list_candidats)
                .service(candidats::export_candidats_file)
                .service(candidats::list_missing_pieces)
                .service(candidats::get_candidat)
                .service(candidats::move_candidat)
                .service(candidats::change_piece)
                .service(candidats::decide_candidat)
                .service(candidats::withdraw_candidat)
                .service(candidats::return_to_prospect)
                .service(echeances::list_echeances_candidat);
        });
}

/// Registers the operations on journals, notifications, data protection, the service itself.
fn school_and_service(config: &mut impl Register) {
    config
        .under("/api/notifications", |group| {
            group
                .service(notifications::stream_notifications)
                .service(notifications::list_notifications)
                .service(notifications::mark_notifications_read)
                .service(notifications::count_notifications)
                .service(notifications::get_notification_statistics);
        })
        .under("/api/journal-erreurs", |group| {
            group
                .service(journal::list_journal_erreurs)
                .service(journal::report_journal_erreur)
                .service(journal::get_journal_statistics)
                .service(journal::export_journal_file)
                .service(journal::resolve_journal_erreurs)
                .service(journal::get_journal_erreur)
                .service(journal::resolve_journal_erreur);
        })
        .under("/api/rgpd", |group| {
            group
                .service(rgpd::list_echeances)
                .service(rgpd::export_audit_file)
                .service(rgpd::anonymise)
                .service(rgpd::add_opposition);
        })
        .service(securite::list_journal_securite)
        .service(sante::get_sante)
        .service(sante::send_canari)
        .service(service::check_alive)
        .service(service::check_ready)
        .service(service::get_metrics);
}
