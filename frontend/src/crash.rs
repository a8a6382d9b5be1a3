//! Shows a notice after a panic, which leaves a WebAssembly page dead.

use std::panic::PanicHookInfo;

use leptos::prelude::document;

/// Installs a panic hook that shows a notice with a reload and logs the details to the browser's console.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        console_error_panic_hook::hook(info);
        show_notice();
    }));
}

/// Uses the plain DOM: the reactive system cannot be trusted after a panic.
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
         <p>Une erreur imprévue l’empêche de continuer. Ce qui a été confirmé est enregistré\u{a0}; \
         ce qui était en cours de saisie est peut-être perdu.</p>\
         <p><a class=\"button button-primary\" href=\"\">Recharger la page</a></p>",
    );
    let _ = body.append_child(&notice);
}
