// The day's work: touches treated by keyboard alone, one record after the other.
import { OURS, type Person, expect, freshPerson, freshWord, fullName, hold, logIn, open, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";
import type { APIRequestContext, Page } from "@playwright/test";

/** Returns the day that is a number of days from now, as the API writes it. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Gives a prospect to the admin of the journeys. `more` adds fields of the request. */
async function follow(request: APIRequestContext, person: Person, more: Record<string, unknown> = {}): Promise<void> {
  const { idUtilisateur } = (await (await request.get("/api/auth/me")).json()).utilisateur;
  const headers = { ...OURS, "If-Match": "*" };
  const answer = await request.patch(`/api/prospects/${person.idProspect}`, { headers, data: { idResponsable: idUtilisateur, ...more } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Returns how often the touch of a prospect was marked as done. */
async function timesDone(request: APIRequestContext, { idProspect }: Person): Promise<number> {
  const audit = await request.get(`/api/prospects/${idProspect}/audit?operation=RELANCE_FAITE`);
  return (await audit.json()).pagination.total;
}

/** Opens the first record of a section by keyboard. */
async function openFirst(page: Page, address: string, rows: number): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("rowheader")).toHaveCount(rows);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
}

/** Opens the school on all days. A touch of a day on which it is closed moves to the next open day. */
async function withoutClosures(request: APIRequestContext): Promise<void> {
  const closures = (await (await request.get("/api/fermetures")).json()).data as { idFermeture: string }[];
  for (const { idFermeture } of closures) {
    const answer = await request.delete(`/api/fermetures/${idFermeture}`, { headers: { ...OURS, "If-Match": "*" } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
}

test("twenty touches are treated with one key each, and nobody is skipped", async ({ page, context }) => {
  test.slow();
  await withoutClosures(context.request);
  const nom = `Jour${freshWord()}`;
  const people: Person[] = [];
  for (let at = 0; at < 20; at += 1) {
    const person = await freshPerson(context.request, { nom, prenom: `Prénom${freshWord()}` });
    await follow(context.request, person, { relanceLe: inDays(2), relanceObjet: "Rappeler" });
    people.push(person);
  }
  await openFirst(page, "/admin/journee?quand=semaine", 20);
  const names = (await page.getByRole("rowheader").locator("a").allTextContents()).map((name) => name.trim());
  const inOrder = names.map((name) => people.find((person) => fullName(person) === name) as Person);
  // Done; done, and again in 3 days or in a week: the record moves down in the section.
  for (const [at, person] of inOrder.entries()) {
    await expect(panelOf(page, person).getByRole("heading", { name: fullName(person) })).toBeVisible();
    if (at === 0) await expectNoViolation(page);
    await page.keyboard.press(["f", "3", "7"][at % 3] as string);
    await expect(panelOf(page, person)).toHaveCount(0);
  }
  for (const person of people) expect(await timesDone(context.request, person), fullName(person)).toBe(1);
});

test("a record without a touch is lost or gets its first one with a key, and the next one opens", async ({ page, context }) => {
  const silent = (days: number) => freshPerson(context.request, { dateContact: `${inDays(-days)}T08:00:00Z` });
  const [lost, first, noted, second] = [await silent(20), await silent(30), await silent(35), await silent(40)];
  for (const person of [lost, first, noted, second]) await follow(context.request, person);
  await openFirst(page, "/admin/journee?quand=sans_suite", 4);
  await expect(panelOf(page, lost)).toBeVisible();
  await page.keyboard.press("s");
  await expect(page.getByRole("menuitem", { name: "Contacté", exact: true })).toBeFocused();
  for (const key of ["ArrowUp", "Enter"]) await page.keyboard.press(key);
  await expect(page.getByRole("menuitem", { name: "Trop cher", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panelOf(page, first)).toBeVisible();
  await page.keyboard.press("3");
  await expect(page.getByText("Relance fixée")).toBeVisible();
  await expect(panelOf(page, noted)).toBeVisible();
  // A record on which a note is begun stays when the list comes without it.
  const free = await hold(page, "**/api/relances?*");
  await page.keyboard.press("7");
  await expect(page.getByText(`${fullName(noted)}\u{a0}:`)).toBeVisible();
  const note = panelOf(page, noted).getByLabel("Nouvelle note");
  await note.fill("Rappelle");
  free();
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await expect(note).toBeFocused();
  await page.getByRole("link", { name: fullName(second) }).click();
  await expect(panelOf(page, second)).toBeVisible();
  // On a day: the dialog opens with the field of the day.
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Jour" })).toBeFocused();
  await page.keyboard.type("01/03/2032");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(panelOf(page, second)).toHaveCount(0);
  await expect(page.getByText("Personne n’attend de suite")).toBeVisible();
  const touch = async ({ idProspect }: Person) => (await (await context.request.get(`/api/prospects/${idProspect}`)).json()).relanceLe;
  expect([await touch(lost), (await touch(first)) >= inDays(3), await touch(second)]).toEqual([null, true, "2032-03-01"]);
});

test("a touch that a colleague changed while its dialog was open is not overwritten", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await follow(context.request, person, { relanceLe: "2032-03-01" });
  await open(page, person);
  const menu = panelOf(page, person).getByRole("button", { name: "Changer la relance" });
  await expect(menu).toContainText("2032");
  await page.keyboard.press("r");
  await page.getByRole("menuitem", { name: /Choisir le jour/ }).click();
  const dialog = page.getByRole("dialog", { name: "Prochaine relance" });
  await dialog.getByRole("textbox", { name: "Objet" }).fill("Rappeler");
  await follow(context.request, person, { relanceLe: "2033-04-04" });
  await expect(page.locator(".touch-menu")).toContainText("2033");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog.getByText(/Quelqu’un a changé cette relance entre-temps/)).toBeVisible();
  const kept = await (await context.request.get(`/api/prospects/${person.idProspect}`)).json();
  expect([kept.relanceLe, kept.relanceObjet]).toEqual(["2033-04-04", null]);
});

test("after the login, a person with touches to do sees them first", async ({ page, context }) => {
  const none = { retard: 0, aujourdhui: 0, semaine: 0, sansSuite: 0 };
  for (const [some, first] of [
    [{ retard: 2 }, "/admin/journee"],
    [{ aujourdhui: 1 }, "/admin/journee?quand=aujourdhui"],
    [{ semaine: 3 }, "/admin/prospects"],
  ] as const) {
    await context.clearCookies();
    await page.route("**/api/relances/compteurs*", (route) => route.fulfill({ json: { ...none, ...some } }));
    await page.goto("/connexion");
    await logIn(page);
    await expect(page).toHaveURL(first);
    await page.unroute("**/api/relances/compteurs*");
  }
});

test("the next touch is done with its key while the former one is being saved, and a second key for one says so", async ({ page, context }) => {
  const nom = `Suite${freshWord()}`;
  const people: Person[] = [];
  for (const prenom of ["Alba", "Berthe"]) {
    const person = await freshPerson(context.request, { nom, prenom });
    await follow(context.request, person, { relanceLe: inDays(2) });
    people.push(person);
  }
  const [alba, berthe] = people as [Person, Person];
  const free = await hold(page, `**/api/prospects/${alba.idProspect}/relance/faite`);
  await page.goto(`/admin/prospects?recherche=${nom}&tri=nom`);
  await page.getByRole("link", { name: fullName(alba), exact: true }).click();
  await expect(panelOf(page, alba).getByRole("heading", { name: "Suivi" })).toBeVisible();
  await expect(panelOf(page, alba).getByRole("button", { name: "Fait", exact: true })).toBeVisible();
  await page.keyboard.press("f");
  await expect(panelOf(page, alba).getByRole("button", { name: "Fait", exact: true })).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("3");
  await expect(page.getByText("Enregistrement en cours")).toBeVisible();
  await page.keyboard.press("j");
  await expect(panelOf(page, berthe).getByRole("button", { name: "Fait", exact: true })).not.toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("f");
  await expect.poll(() => timesDone(context.request, berthe)).toBe(1);
  expect(await timesDone(context.request, alba)).toBe(0);
  free();
  await expect.poll(() => timesDone(context.request, alba)).toBe(1);
});
