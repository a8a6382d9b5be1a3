// Starts the application. An external module, so that the page needs no inline script (Content-Security-Policy).
// The bundler fills the names in double braces.

const GLUE = new URL("{{glue}}", import.meta.url);
const MODULE = new URL("{{wasm}}", import.meta.url);
// The first two pages: the files of each, and the request that fills it. src/api/early.rs owns the requests.
const PAGES = {
  "/admin/prospects": { files: {{list}}, request: "/api/prospects?tri=-dateDernierContact&page=1&limit=25" },
  "/admin/journee": { files: {{day}}, request: "/api/relances?quand=retard&responsable=moi&page=1&limit=25" },
};

// A first visit on a slow line must not look like a broken page; a quick one must not blink.
const WAIT_BEFORE_NOTICE_MS = 800;

// Time limit of an early answer, and the time after the start at which one that nobody took is too old.
const ANSWER_MS = 20_000;
const EARLY_MS = 10_000;

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

// The application needs these files and answers once it runs: the browser fetches them now, beside its code.
const early = (window.early = new Map());
if (!FRAME.hidden) {
  const person = ask("/api/auth/me");
  const page = PAGES[location.pathname];
  for (const file of page?.files ?? []) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: new URL(file, import.meta.url) });
    document.head.append(link);
  }
  if (page && !location.search) person.then((answer) => answer?.ok && ask(page.request));
}

// The first formatter of dates costs 15 ms, and the application needs one for its first rows: it is made after the first
// paint, while nothing else can be done.
setTimeout(() => new Intl.DateTimeFormat("fr-FR"));

// Sends a request of the application before it runs. Without a whole answer, the application sends it again.
function ask(address) {
  const headers = { "Accept": "application/json", "Accept-Language": "fr" };
  const answer = fetch(address, { headers, signal: AbortSignal.timeout(ANSWER_MS) }).then(whole).catch(() => null);
  early.set(address, answer);
  return answer;
}

// Reads the body of an answer at once, because the time limit would break a body that waits for the application. A 204
// must have no body: it counts as no answer.
async function whole(answer) {
  return new Response(await answer.arrayBuffer(), answer);
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
  setTimeout(() => early.clear(), EARLY_MS);
  clearTimeout(waiting);
  hide();
  FRAME.remove();
} catch (error) {
  clearTimeout(waiting);
  console.error(error);
  FRAME.remove();
  show("alert", "L’application n’a pas pu démarrer", explain(error), true);
}
