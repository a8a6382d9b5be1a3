// Measures the list of prospects with Lighthouse, on a simulated phone and on a desktop, and fails below the bars. The
// accessibility is also measured with the toast of a failure on the screen.
import { pathToFileURL } from "node:url";

const { E2E_BASE_URL, E2E_CHROMIUM, E2E_EMAIL, E2E_PASSWORD, LIGHTHOUSE_PACKAGES, N8N_SIM_URL } = process.env;
const packages = pathToFileURL(`${LIGHTHOUSE_PACKAGES}/`);
const { desktopConfig, startFlow } = await import(new URL("lighthouse/core/index.js", packages));
const { default: puppeteer } = await import(
  new URL("puppeteer-core/lib/esm/puppeteer/puppeteer-core.js", packages)
);

const LIST = `${E2E_BASE_URL}/admin/prospects`;
/** Lowest performance, from 0 to 100. The other categories must reach 100. */
const BARS = { phone: 90, desktop: 95 };
/** The service's own certificate and search engines are no matter of the page. */
const CATEGORIES = ["performance", "accessibility", "best-practices"];
/** How often each device is measured: the median counts. */
const RUNS = 3;

async function send(path, body, cookie = "") {
  const headers = { "Content-Type": "application/json", Origin: E2E_BASE_URL, Cookie: cookie };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function logIn() {
  const answer = await send(`${E2E_BASE_URL}/api/auth/login`, { email: E2E_EMAIL, motDePasse: E2E_PASSWORD });
  return answer.headers.getSetCookie()[0].split(";")[0];
}

/** Starts an action whose workflow reports a failure. */
async function fail(cookie) {
  const person = { nom: "Lumiere", emails: [`lumiere-${Date.now()}@essai.example`], formationSouhaitee: "CAP_BJ" };
  const { idProspect } = await (await send(`${E2E_BASE_URL}/api/prospects`, person, cookie)).json();
  const rule = { idProspect, mode: "failure", messageErreur: "Modèle introuvable", nomNoeud: "Créer le PDF" };
  await send(`${N8N_SIM_URL}/control/faults`, rule);
  await send(`${E2E_BASE_URL}/api/prospects/${idProspect}/generate-devis`, {}, cookie);
}

/** Scores of a Lighthouse result, by category, from 0 to 100. */
function scores({ categories }) {
  return Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]));
}

/** The audits that cost points, one a line. */
function faults({ audits, categories }) {
  const counted = Object.values(categories).filter(({ id }) => id !== "performance").flatMap((one) => one.auditRefs);
  return counted.filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1).map(({ id }) => audits[id].title);
}

async function open(browser, cookie) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const [name, value] = cookie.split("=");
  await page.setCookie({ name, value, url: E2E_BASE_URL });
  return page;
}

async function measure(browser, cookie, config) {
  const page = await open(browser, cookie);
  // The browser remembers that somebody logged in with it; Lighthouse empties its cache.
  await page.goto(LIST);
  await page.waitForSelector(".row-link");
  const flow = await startFlow(page, { config, flags: { onlyCategories: CATEGORIES } });
  await flow.navigate(LIST);
  await fail(cookie);
  await page.waitForSelector(".toast[role=alert]", { timeout: 20_000 });
  await flow.snapshot();
  const { steps } = await flow.createFlowResult();
  await page.close();
  return steps.map(({ lhr }) => lhr);
}

const browser = await puppeteer.launch({
  executablePath: E2E_CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const below = [];
try {
  const cookie = await logIn();
  for (const [device, config] of [["phone", undefined], ["desktop", desktopConfig]]) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await measure(browser, cookie, config));
    runs.sort(([one], [other]) => scores(one).performance - scores(other).performance);
    const [visit, toast] = runs[Math.floor(RUNS / 2)];
    const paint = visit.audits["largest-contentful-paint"].displayValue;
    const blocked = visit.audits["total-blocking-time"].displayValue;
    console.log(`${device}: ${JSON.stringify(scores(visit))}, largest paint ${paint}, blocked ${blocked}`);
    console.log(`${device}, with a failure on the screen: accessibility ${scores(toast).accessibility}`);
    const found = [...faults(visit), ...faults(toast)];
    if (scores(visit).performance < BARS[device]) found.push(`performance below ${BARS[device]}`);
    below.push(...found.map((one) => `${device}: ${one}`));
  }
} finally {
  await browser.close();
}
if (below.length > 0) {
  console.error(below.join("\n"));
  process.exitCode = 1;
}
