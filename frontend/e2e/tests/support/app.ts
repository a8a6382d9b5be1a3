// Shared helpers of all journeys: the login, prospects chosen through the API, and the stand-in for n8n.
import { type APIRequestContext, type Browser, type BrowserContext, type Locator, type Page, expect, test as base } from "@playwright/test";

const { E2E_BASE_URL = "", E2E_EMAIL = "", E2E_PASSWORD = "", N8N_API_KEY = "", N8N_SIM_URL = "" } = process.env;

/** The header that a browser adds when our own page writes. */
export const OURS = { Origin: E2E_BASE_URL };

/** A prospect, as the API's list returns it. */
export interface Prospect {
  idProspect: string;
  nom: string;
  prenom: string;
  nbEchanges: number;
  formationSouhaitee: { code: string; nom: string } | null;
}

/** A prospect that a journey made. */
export type Person = Prospect & { email: string };

/** "Marie Dumitru", as screens name a prospect. */
export function fullName(prospect: Prospect): string {
  return `${prospect.prenom} ${prospect.nom}`;
}

/** Holds the requests to a URL, or those with one method, until the returned function is called. */
export async function hold(page: Page, url: string | RegExp, method?: string): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    if (!method || route.request().method() === method) await released;
    await route.fallback();
  });
  return release;
}

/** Logs in through the form. */
export async function logIn(page: Page, password = E2E_PASSWORD): Promise<void> {
  await page.getByLabel("Adresse e-mail").fill(E2E_EMAIL);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

/** Returns the login dialog above a page whose session has ended. */
export function loginAgain(page: Page) {
  return page.getByRole("dialog", { name: "Votre session est terminée" });
}

/** Logs in above the page; the address is already filled in. */
export async function logInAgain(page: Page): Promise<void> {
  const dialog = loginAgain(page);
  await expect(dialog.getByLabel("Adresse e-mail")).toHaveValue(E2E_EMAIL);
  await expect(dialog.getByLabel("Mot de passe", { exact: true })).toBeFocused();
  await dialog.getByLabel("Mot de passe", { exact: true }).fill(E2E_PASSWORD);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
}

/** Opens a separate browser context, logged in as an admin. */
export async function anotherAdmin(browser: Browser): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  await openSession(context);
  return { context, page: await context.newPage() };
}

let people = 0;

/** A word that no other journey uses: letters only, as in names. */
export function freshWord(): string {
  people += 1;
  return [...`${Date.now()}${people}`].map((digit) => "abcdefghij"[Number(digit)]).join("");
}

/** An email address that nobody has yet. */
export function freshAddress(): string {
  return `personne-${freshWord()}@essai.example`;
}

/** A prospect of this journey only. `more` adds fields of the request, or replaces some. */
export async function freshPerson(request: APIRequestContext, more: Record<string, unknown> = {}): Promise<Person> {
  const data = { nom: `Essai${freshWord()}`, prenom: "Camille", emails: [freshAddress()], ville: "Metz", codePostal: "57000", ...more };
  const answer = await request.post("/api/prospects", { data, headers: OURS });
  expect(answer.status(), await answer.text()).toBe(201);
  return answer.json();
}

/** A prospect of this journey only, who can be converted: qualified, the wished formation known, nothing running. */
export function freshProspect(request: APIRequestContext): Promise<Person> {
  return freshPerson(request, { statutProspect: "QUALIFIE", formationSouhaitee: "CAP_BJ", source: "FORMULAIRE" });
}

/** Records an email that this person wrote, as n8n does. `more` adds fields of the request, or replaces some. */
export async function receiveEmail(request: APIRequestContext, person: Person, more: Record<string, unknown> = {}): Promise<void> {
  const answer = await request.post(`/api/prospects/${person.idProspect}/emails`, {
    headers: { "X-API-Key": N8N_API_KEY },
    data: {
      sens: "ENTRANT",
      objet: "Renseignement",
      contenu: "Bonjour, je m’appelle Camille.",
      expediteur: person.email,
      destinataire: "contact@ecole.example",
      ...more,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}

/** Prospects about whom n8n stays silent in this journey. */
const silent: Prospect[] = [];

/** Sets n8n's behaviour for the next calls about this prospect. The end of the journey ends the actions of a silence. */
export async function fault(request: APIRequestContext, prospect: Prospect, rule: Record<string, unknown>): Promise<void> {
  if (rule.mode === "silence") silent.push(prospect);
  const answer = await request.post(`${N8N_SIM_URL}/control/faults`, { data: { idProspect: prospect.idProspect, ...rule } });
  expect(answer.ok(), await answer.text()).toBeTruthy();
}

/** Ends the actions that n8n left without a callback. At their deadline, their failure would reach a later journey. */
export async function endActions(request: APIRequestContext, prospect: Prospect): Promise<void> {
  const actions = (await (await request.get(`/api/prospects/${prospect.idProspect}/actions`)).json()).data;
  for (const { idConversion, statutAction } of actions) {
    if (statutAction !== "EN_COURS") continue;
    const answer = await request.post("/api/prospects/conversion-complete", {
      headers: { "X-API-Key": N8N_API_KEY },
      data: { idConversion, success: false, messageErreur: "Fin de l’essai" },
    });
    expect(answer.status(), await answer.text()).toBe(200);
  }
}

/** Keeps the event stream closed: when it opens, and after an event, the page reads its data again. */
export async function withoutStream(page: Page): Promise<void> {
  await page.route("**/api/notifications/flux*", (route) => route.abort());
}

/** Presses a button or link even under the login dialog, which any earlier request of the page may have opened. */
export async function press(target: Locator): Promise<void> {
  await target.evaluate((one: HTMLElement) => one.click());
}

/** Returns the panel of a prospect. */
export function panelOf(page: Page, prospect: Prospect) {
  return page.getByRole("complementary", { name: fullName(prospect) });
}

/** Returns the list of what happened to a prospect, newest first. */
export function historyOf(page: Page, prospect: Prospect) {
  return panelOf(page, prospect).getByRole("list", { name: "Historique" });
}

/** Opens a prospect by its address and waits for the record: the list knows name, statut and address earlier. */
export async function open(page: Page, prospect: Prospect): Promise<void> {
  await page.goto(`/admin/prospects?prospect=${prospect.idProspect}`);
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
  await expect(panelOf(page, prospect).getByRole("heading", { name: "Historique" })).toBeVisible();
}

/** Opens the conversion dialog and waits for its form. */
export async function openConversion(page: Page) {
  await page.getByRole("button", { name: "Convertir en candidat" }).click();
  const dialog = page.getByRole("dialog", { name: "Convertir en candidat" });
  await expect(dialog.getByRole("button", { name: "Confirmer la transformation" })).toBeVisible();
  return dialog;
}

/** Asks for a conversion without session and closes the dialog. */
export async function convert(page: Page): Promise<void> {
  const dialog = await openConversion(page);
  await dialog.getByRole("radio", { name: /Sans session/ }).check();
  await dialog.getByRole("button", { name: "Confirmer la transformation" }).click();
  await expect(dialog.getByText("Demande envoyée.")).toBeVisible();
  // The dialog closes itself after 3 s: on a busy machine the button may be gone.
  await dialog.getByRole("button", { name: "Fermer" }).evaluateAll((all: HTMLElement[]) => all.at(-1)?.click());
  await expect(dialog).toBeHidden();
}

/** A test that starts logged in, through the API. */
export const test = base.extend({
  context: async ({ context }, use) => {
    await openSession(context);
    await use(context);
    // The page may be reading when the journey ends: a mock that still awaits the service would fail.
    await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    if (silent.length > 0) await openSession(context);
    for (const prospect of silent.splice(0)) await endActions(context.request, prospect);
  },
});

/** Logs a browser context in, through the API. */
async function openSession(context: BrowserContext): Promise<void> {
  const answer = await context.request.post("/api/auth/login", { data: { email: E2E_EMAIL, motDePasse: E2E_PASSWORD } });
  expect(answer.ok()).toBeTruthy();
}

export { expect };

/** Returns the elements that scroll inside the page. */
export function cutBoxes(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((one) => one.checkVisibility() && !["visible", "clip"].includes(getComputedStyle(one).overflowY))
      .filter((one) => one.getClientRects().length > 0 && one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 1)
      .map((one) => one.className || one.tagName),
  );
}
