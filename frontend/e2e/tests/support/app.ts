// Shared helpers of all journeys: the login, prospects chosen through the API, and the stand-in for n8n.
import { type APIRequestContext, type Browser, type BrowserContext, type Page, expect, test as base } from "@playwright/test";

const { E2E_BASE_URL = "", E2E_EMAIL = "", E2E_PASSWORD = "", N8N_SIM_URL = "" } = process.env;

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

/** Returns the name as screens show it: "Marie Dumitru". */
export function fullName(prospect: Prospect): string {
  return `${prospect.prenom} ${prospect.nom}`;
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
  const answer = await context.request.post("/api/auth/login", { data: { email: E2E_EMAIL, motDePasse: E2E_PASSWORD } });
  expect(answer.ok()).toBeTruthy();
  return { context, page: await context.newPage() };
}

const used = new Set<string>();

/** Returns a prospect that no other journey uses: wished formation known, no running action, never converted. */
export async function freshProspect(request: APIRequestContext): Promise<Prospect> {
  const list = await (await request.get("/api/prospects?statut=QUALIFIE&formation=CAP_BJ&tri=nom&limit=100")).json();
  const fresh = list.data.find((one: Prospect) => !used.has(one.idProspect));
  expect(fresh, "the demo data has enough qualified prospects").toBeTruthy();
  used.add(fresh.idProspect);
  const detail = await (await request.get(`/api/prospects/${fresh.idProspect}`)).json();
  const convertible = detail.actionsPossibles.find((one: { typeAction: string }) => one.typeAction === "CONVERTIR_CANDIDAT");
  return convertible.active ? fresh : freshProspect(request);
}

/** Sets n8n's behaviour for the next calls about this prospect. */
export async function fault(request: APIRequestContext, prospect: Prospect, rule: Record<string, unknown>): Promise<void> {
  const answer = await request.post(`${N8N_SIM_URL}/control/faults`, { data: { idProspect: prospect.idProspect, ...rule } });
  expect(answer.ok(), await answer.text()).toBeTruthy();
}

/** Returns the panel of a prospect. */
export function panelOf(page: Page, prospect: Prospect) {
  return page.getByRole("complementary", { name: fullName(prospect) });
}

/** Opens a prospect by its address. */
export async function open(page: Page, prospect: Prospect): Promise<void> {
  await page.goto(`/admin/prospects?prospect=${prospect.idProspect}`);
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
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
  await dialog.getByRole("button", { name: "Fermer" }).last().click();
  await expect(dialog).toBeHidden();
}

/** A test that starts logged in, through the API. */
export const test = base.extend({
  context: async ({ context }, use) => {
    const answer = await context.request.post("/api/auth/login", { data: { email: E2E_EMAIL, motDePasse: E2E_PASSWORD } });
    expect(answer.ok()).toBeTruthy();
    await use(context);
  },
});

export { expect };
