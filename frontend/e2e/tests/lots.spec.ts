// Changes of many prospects together: selection by words and keys, rehearsal, launch, progress, rows, stop.
import type { Page } from "@playwright/test";

import { OURS, type Person, expect, fault, freshPerson, freshProspect, freshWord, fullName, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

const bar = (page: Page) => page.getByRole("group", { name: "Prospects sélectionnés" });
const box = (page: Page, person: Person) => page.getByRole("checkbox", { name: `Sélectionner ${fullName(person)}`, exact: true });

test("selected prospects are rehearsed, changed together, and their rows say how it went", async ({ page, context }) => {
  const nom = `Groupe${freshWord()}`;
  const people: Person[] = [];
  for (const prenom of ["Alba", "Berthe", "Chloé", "Diane"]) people.push(await freshPerson(context.request, { nom, prenom }));
  const [alba, berthe, chloe, diane] = people as [Person, Person, Person, Person];
  // Diane has the asked statut already.
  await freshStatut(page, diane, "QUALIFIE");
  await page.goto(`/admin/prospects?recherche=${nom}&tri=nom`);

  // A press in the cell, a range with Shift, then a key on the row with the focus.
  await box(page, alba).locator("xpath=..").click();
  await expect(bar(page).getByRole("status")).toHaveText(/^1.sélectionné$/);
  await box(page, chloe).locator("xpath=..").click({ modifiers: ["Shift"] });
  await expect(box(page, berthe)).toBeChecked();
  await page.getByRole("link", { name: fullName(diane), exact: true }).focus();
  await page.keyboard.press("x");
  await expect(bar(page).getByRole("status")).toHaveText(/^4.sélectionnés$/);
  await expectNoViolation(page);

  const download = page.waitForEvent("download");
  await bar(page).getByRole("button", { name: "Exporter la sélection" }).click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^prospects.*\.csv$/);

  await bar(page).getByRole("button", { name: "Action groupée…" }).click();
  const dialog = page.getByRole("dialog", { name: "Action groupée" });
  await dialog.getByRole("button", { name: "Vérifier" }).click();
  await expect(dialog.getByText("Choisissez ce qui doit être fait.")).toBeVisible();
  await dialog.getByLabel("Action").selectOption("STATUT");
  await dialog.getByLabel("Nouveau statut").selectOption("QUALIFIE");
  await expectNoViolation(page);
  await dialog.getByRole("button", { name: "Vérifier" }).click();
  await expect(dialog.getByText(/^3.fiches sur 4 peuvent changer\.$/)).toBeFocused();
  await expect(dialog.getByRole("heading", { name: /^Rien à changer/ })).toBeVisible();
  await expect(dialog.getByRole("link", { name: fullName(diane) })).toBeVisible();
  await expectNoViolation(page);

  await dialog.getByRole("button", { name: /^Lancer pour 3.prospects$/ }).click();
  await expect(dialog.getByText(/3 sur 3.fiches/)).toBeVisible();
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("value", "100");
  await expect(bar(page)).toBeHidden();
  await dialog.getByRole("link", { name: "Voir les fiches" }).click();

  await expect(page).toHaveURL(/\/admin\/lots\/\d+$/);
  await expect(page.getByRole("heading", { level: 1, name: /Changer le statut.*Qualifié/ })).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveCount(4);
  await expectNoViolation(page);
  await page.getByRole("group", { name: "Fiches à montrer" }).getByRole("button", { name: /^Faite/ }).click();
  await expect(page).toHaveURL(/resultat=FAIT/);
  await expect(page.getByRole("rowheader")).toHaveCount(3);
  await page.getByRole("link", { name: fullName(alba), exact: true }).click();
  await expect(page.getByRole("complementary", { name: fullName(alba) }).getByText("Qualifié").first()).toBeVisible();
});

test("all prospects of a filter are another act, which ends with the filter, and a rehearsal can be given up", async ({ page, context }) => {
  const nom = `Filtre${freshWord()}`;
  // One more than a page.
  for (let at = 0; at < 26; at += 1) await freshPerson(context.request, { nom });
  await page.goto(`/admin/prospects?recherche=${nom}`);
  await page.getByRole("checkbox", { name: "Tout sélectionner sur cette page" }).locator("xpath=..").click();
  await expect(bar(page).getByRole("status")).toHaveText(/^25.sélectionnés$/);
  await page.getByRole("button", { name: "Page suivante" }).click();
  await expect(bar(page).getByRole("status")).toHaveText(/^25.sélectionnés, dont 25 hors de cette page$/);
  await page.getByRole("button", { name: "Page précédente" }).click();
  await bar(page).getByRole("button", { name: /^Sélectionner les 26 de ce filtre$/ }).click();
  await expect(bar(page).getByRole("status")).toHaveText(/^26.sélectionnés, tous ceux de ce filtre$/);

  await bar(page).getByRole("button", { name: "Action groupée…" }).click();
  const dialog = page.getByRole("dialog", { name: "Action groupée" });
  await dialog.getByLabel("Action").selectOption("RELANCE");
  await dialog.getByLabel("Relance").selectOption("fixer");
  await dialog.getByRole("textbox", { name: "Jour" }).fill("01/03/2032");
  await dialog.getByRole("button", { name: "Vérifier" }).click();
  await expect(dialog.getByText(/^Les 26.fiches peuvent changer\.$/)).toBeVisible();
  await page.keyboard.press("Escape");

  // Nothing is lost: the rehearsal waits on its page.
  await page.goto("/admin/lots");
  await page.getByRole("link", { name: /Fixer la relance.*01\/03\/2032/ }).first().click();
  await expect(page.getByRole("button", { name: /^Lancer pour 26.prospects$/ })).toBeVisible();
  await expectNoViolation(page);
  await page.getByRole("button", { name: "Abandonner" }).click();
  const confirm = page.getByRole("dialog", { name: "Abandonner cette action groupée ?" });
  await expectNoViolation(page);
  await confirm.getByRole("button", { name: "Abandonner" }).click();
  await expect(confirm).toBeHidden();
  await expect(page.getByRole("region", { name: "Avancement" }).getByText("Arrêté", { exact: true })).toBeVisible();

  // Another filter ends a selection.
  await page.goto(`/admin/prospects?recherche=${nom}`);
  await page.getByRole("link", { name: new RegExp(nom) }).first().focus();
  await page.keyboard.press("x");
  await expect(bar(page)).toBeVisible();
  await page.getByRole("button", { name: /^Retirer le filtre/ }).click();
  await expect(page.getByText("Sélection abandonnée")).toBeVisible();
  await expect(bar(page)).toBeHidden();
});

test("a running bulk change is followed by its events and stopped before its last row", async ({ page, context }) => {
  const ids: string[] = [];
  for (let at = 0; at < 3; at += 1) ids.push((await freshPerson(context.request)).idProspect);
  const data = { type: "STATUT", parametres: { statutProspect: "QUALIFIE" }, ids };
  const prepared = await page.request.post("/api/lots", { headers: OURS, data });
  expect(prepared.status(), await prepared.text()).toBe(201);
  const { idLot } = await prepared.json();
  // A launch would be over before the press: the page hears that the lot runs, until the service says that it stopped.
  await page.route(`**/api/lots/${idLot}`, async (route) => {
    const answer = await route.fetch();
    const lot = await answer.json();
    const runs = { etat: "EN_COURS", dateLancement: lot.dateCreation, expireLe: null };
    await route.fulfill({ response: answer, json: lot.etat === "PREPARE" ? { ...lot, ...runs } : lot });
  });
  await page.goto(`/admin/lots/${idLot}`);
  const progress = page.getByRole("region", { name: "Avancement" });
  await expect(progress.getByText(/0 sur 3.fiches/)).toBeVisible();
  await expectNoViolation(page);
  await progress.getByRole("button", { name: "Arrêter" }).click();
  const confirm = page.getByRole("dialog", { name: "Arrêter cette action groupée ?" });
  await expect(confirm.getByText(/^3.fiches restent à traiter/)).toBeVisible();
  await expectNoViolation(page);
  await confirm.getByRole("button", { name: "Arrêter" }).click();
  await expect(confirm).toBeHidden();
  await expect(progress.getByText("Arrêté", { exact: true })).toBeVisible();
  await expect(progress.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Fiches à montrer" }).getByRole("button", { name: /^Arrêtée/ })).toBeVisible();
});

test("the list of bulk changes follows their events without being fetched again", async ({ page, context }) => {
  const { idProspect } = await freshPerson(context.request);
  const data = { type: "STATUT", parametres: { statutProspect: "QUALIFIE" }, ids: [idProspect] };
  const prepared = await page.request.post("/api/lots", { headers: OURS, data });
  const { idLot } = await prepared.json();
  await page.goto("/admin/lots");
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/admin/lots/${idLot}"]`) });
  await expect(row.getByText("Prêt", { exact: true })).toBeVisible();
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "live");
  // From here on, only an event can change the row.
  await page.route("**/api/lots", (route) => route.abort());
  const launched = await page.request.post(`/api/lots/${idLot}/lancement`, { headers: OURS, data: {} });
  expect(launched.status()).toBe(202);
  await expect(row.getByText("Terminé", { exact: true })).toBeVisible();
  await expect(row.getByText(/^1.faite$/)).toBeVisible();

  // The end is in the bell of its author, and the record names the bulk change.
  await expect(page.getByText("Action groupée terminée")).toBeVisible();
  await page.goto(`/admin/prospects?prospect=${idProspect}`);
  const history = page.getByRole("list", { name: "Historique" });
  await expect(history.getByText("Statut : Qualifié")).toBeVisible();
  await history.getByRole("link", { name: new RegExp(`^action groupée n°.${idLot}$`) }).click();
  await expect(page).toHaveURL(new RegExp(`/admin/lots/${idLot}$`));
});

test("the row of a failed action restarts it, and the team’s activity tells the bulk change in one line", async ({ page, context }) => {
  const [fails, succeeds] = [await freshProspect(context.request), await freshProspect(context.request)];
  await fault(context.request, fails, { mode: "failure", messageErreur: "Boîte d’envoi pleine", nomNoeud: "Envoyer" });
  const data = { type: "DOSSIER", parametres: {}, ids: [fails.idProspect, succeeds.idProspect] };
  const prepared = await page.request.post("/api/lots", { headers: OURS, data });
  const { idLot } = await prepared.json();
  await page.goto(`/admin/lots/${idLot}`);
  await page.getByRole("button", { name: /^Lancer pour 2.prospects$/ }).click();
  const row = page.getByRole("row").filter({ hasText: fullName(fails) });
  await row.getByRole("button", { name: "Relancer" }).click();
  await expect(row.getByRole("button", { name: "Relancer" })).toHaveCount(0);
  const statuts = async () => {
    const actions = await context.request.get(`/api/prospects/${fails.idProspect}/actions`);
    return (await actions.json()).data.map(({ statutAction }: { statutAction: string }) => statutAction);
  };
  await expect.poll(statuts).toEqual(["TERMINEE", "ERREUR"]);

  // Without a choice the page shows today: an emptied field gets it back. Its clock stays on this day.
  await page.clock.setFixedTime(new Date());
  await page.goto("/admin/activite");
  const day = page.getByRole("textbox", { name: "Jour" });
  const today = await day.inputValue();
  await day.fill("");
  await day.press("Enter");
  await expect(day).toHaveValue(today);
  const { dateLancement } = await (await page.request.get(`/api/lots/${idLot}`)).json();
  const jour = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" }).format(new Date(dateLancement));
  await page.goto(`/admin/activite?jour=${jour}`);
  const line = page.getByRole("row").filter({ has: page.locator(`a[href="/admin/lots/${idLot}"]`) });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText(/Action demandée.*Envoi du dossier.*2.fiches.*action groupée n°/);
  await line.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/admin/lots/${idLot}$`));
});

/** Gives a prospect a statut through the API. */
async function freshStatut(page: Page, person: Person, statutProspect: string): Promise<void> {
  const path = `/api/prospects/${person.idProspect}`;
  const version = (await page.request.get(path)).headers().etag ?? "";
  const headers = { ...OURS, "If-Match": version };
  expect((await page.request.patch(path, { headers, data: { statutProspect } })).status()).toBe(200);
}
