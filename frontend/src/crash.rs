//! The last word of a page that cannot go on: a panic in WebAssembly leaves a dead page, which must say so.

use std::panic::PanicHookInfo;

use leptos::prelude::document;

/// Shows a notice with a way out, and keeps the details in the browser's console, each time the program panics.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        console_error_panic_hook::hook(info);
        show_notice();
    }));
}

/// Plain DOM: after a panic nothing of the reactive system may be trusted.
fn show_notice() {
    let document = document();
    let (Some(body), Ok(notice)) = (document.body(), document.create_element("div")) else { return };
    if document.get_element_by_id("crash").is_some() {
        return;
    }
    notice.set_id("crash");
    notice.set_class_name("crash");
    let _ = notice.set_attribute("role", "alertdialog");
    let _ = notice.set_attribute("aria-labelledby", "crash-title");
    notice.set_inner_html(
        "<h1 id=\"crash-title\">L’application s’est arrêtée</h1>\
         <p>Une erreur imprévue l’empêche de continuer. Ce qui a été confirmé est enregistré ; \
         ce qui était en cours de saisie est peut-être perdu.</p>\
         <p><a class=\"button button-primary\" href=\"\">Recharger la page</a></p>",
    );
    let _ = body.append_child(&notice);
}
