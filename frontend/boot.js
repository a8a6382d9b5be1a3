// Starts the application. An external module, so that the page needs no inline script (Content-Security-Policy).
// The bundler fills the names in double braces.

const GLUE = new URL("{{glue}}", import.meta.url);
const MODULE = new URL("{{wasm}}", import.meta.url);
// Files of the list of prospects.
const LIST = {{list}};

// A first visit on a slow line must not look like a broken page; a quick one must not blink.
const WAIT_BEFORE_NOTICE_MS = 800;

// The frame of the pages inside the application, until the application draws its own.
const FRAME = document.getElementById("boot-frame");

// The theme that the person chose, before anything is painted; src/state/preferences.rs owns the key.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  // A person who never logged in with this browser gets the login; src/state/auth_session.rs owns the key.
  FRAME.hidden = !(location.pathname.startsWith("/admin") && localStorage.getItem("connecte"));
} catch {
  // Storage can be forbidden: the system's theme then.
}

// The list needs its files once the main module asks for them: the browser fetches them now, beside that module.
if (!FRAME.hidden && location.pathname === "/admin/prospects") {
  for (const file of LIST) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: new URL(file, import.meta.url) });
    document.head.append(link);
  }
}

function show(role, title, text, retry) {
  const notice = document.createElement("div");
  notice.id = "boot-notice";
  notice.className = "boot-notice";
  notice.setAttribute("role", role);
  const heading = document.createElement("h1");
  heading.textContent = title;
  notice.append(heading);
  if (text) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    notice.append(paragraph);
  }
  if (retry) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Réessayer";
    button.addEventListener("click", () => location.reload());
    notice.append(button);
  }
  hide();
  (FRAME.isConnected && !FRAME.hidden ? FRAME.querySelector(".main") : document.body).append(notice);
}

function hide() {
  document.getElementById("boot-notice")?.remove();
}

function explain(error) {
  if (typeof WebAssembly !== "object") {
    return "Ce navigateur ne sait pas exécuter WebAssembly, ou l’a désactivé. Mettez-le à jour ou utilisez une version récente de Firefox, Chrome, Edge ou Safari.";
  }
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return "Ce navigateur est trop ancien pour cette application. Mettez-le à jour, puis réessayez.";
  }
  if (!navigator.onLine) {
    return "Vous êtes hors ligne. Vérifiez votre connexion, puis réessayez.";
  }
  return "Le téléchargement n’a pas abouti. Vérifiez votre connexion, puis réessayez. Si cela continue, prévenez la personne qui administre l’application.";
}

const waiting = setTimeout(() => show("status", "Chargement de l’application…"), WAIT_BEFORE_NOTICE_MS);
try {
  const { default: start } = await import(GLUE);
  await start({ module_or_path: MODULE });
  clearTimeout(waiting);
  hide();
  FRAME.remove();
} catch (error) {
  clearTimeout(waiting);
  console.error(error);
  FRAME.remove();
  show("alert", "L’application n’a pas pu démarrer", explain(error), true);
}
