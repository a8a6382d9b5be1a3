import { expect, freshProspect, fullName, historyOf, open, panelOf, receiveEmail, test, withoutStream } from "./support/app";

test("filters, search, sort and the open prospect live in the address", async ({ page, context }) => {
  await page.goto("/admin/prospects");
  await page.getByRole("group", { name: "Filtres de la liste" }).getByRole("button", { name: "Statut" }).click();
  await page.getByRole("checkbox", { name: /Qualifié/ }).check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/statut=QUALIFIE/);
  await page.getByRole("columnheader", { name: /Prospect/ }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: /Prospect/ })).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL(/tri=nom/);
  const sorted = await (await context.request.get("/api/prospects?statut=QUALIFIE&tri=nom&limit=1")).json();
  const name = fullName(sorted.data[0]);
  const first = page.getByRole("table").getByRole("rowheader").first();
  // The rows of the former order stay until those of the new one are read.
  await expect(first.getByRole("link")).toHaveText(name);
  await first.getByRole("link").click();
  await expect(page.getByRole("complementary", { name })).toBeVisible();
  await expect(page).toHaveURL(/prospect=PROS_/);
  const address = page.url();
  await page.reload();
  await expect(page.getByRole("complementary", { name })).toBeVisible();
  await expect(page.getByRole("button", { name: /Statut.: Qualifié/ })).toBeVisible();
  expect(page.url()).toBe(address);
  await page.goBack();
  await expect(page.getByRole("complementary", { name })).toBeHidden();
});

test("a link to another page is an address: reload and back know it", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const pages = page.getByRole("navigation", { name: "Pages" });
  await pages.getByRole("link", { name: "Candidats" }).click();
  await expect(page).toHaveURL(/\/admin\/candidats$/);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page).toHaveURL(/\/admin\/candidats\/\d+$/);
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).not.toHaveText(/^Candidats?$/);
  const name = (await title.textContent()) ?? "";
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Candidats" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
});

test("the search ignores accents, applies while typing and keeps the focus", async ({ page, context }) => {
  const list = await (await context.request.get("/api/prospects?recherche=eloise&limit=1")).json();
  expect(list.data.length, "the demo data has an Éloïse").toBe(1);
  await page.goto("/admin/prospects");
  const search = page.getByRole("searchbox").first();
  await search.pressSequentially("ELOISE");
  await expect(page).toHaveURL(/recherche=ELOISE/);
  await expect(page.getByRole("rowheader", { name: /Éloïse/ }).first()).toBeVisible();
  await expect(search).toBeFocused();
});

test("an empty result names the filter that empties it and offers to remove it", async ({ page }) => {
  await page.goto("/admin/prospects?recherche=zzzzzzzz");
  await expect(page.getByText(/La recherche «.zzzzzzzz.» ne trouve personne/)).toBeVisible();
  await page.getByRole("button", { name: "Retirer la recherche" }).click();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page).not.toHaveURL(/recherche/);
});

test("a day filters the list by its last contact, is a chip, and is replaced by another day", async ({ page }) => {
  await page.goto("/admin/prospects");
  await page.getByRole("group", { name: "Filtres de la liste" }).getByRole("button", { name: "Suivi" }).click();
  const dialog = page.getByRole("dialog", { name: "Filtrer par suivi" });
  const before = dialog.getByLabel("Dernier contact avant le", { exact: true });
  await before.fill("01/02/2026");
  await expect(page).toHaveURL(/contactAvant=2026-02-01/);
  await expect(page.getByText("Dernier contact avant le 01/02/2026").first()).toBeVisible();
  await expect(before).toBeFocused();
  await before.fill("01/03/2026");
  await expect(page).toHaveURL(/contactAvant=2026-03-01/);
  expect(page.url()).not.toContain("2026-02-01");
  await dialog.getByLabel("Contact depuis le", { exact: true }).fill("15/01/2026");
  await expect(page).toHaveURL(/contactDepuis=2026-01-15/);
  await before.fill("");
  await before.press("Tab");
  await expect(page).not.toHaveURL(/contactAvant/);
});

test("candidates are hidden until their statut is asked for", async ({ page }) => {
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page.getByRole("table").getByText("Candidat", { exact: true })).toHaveCount(0);
  await page.goto("/admin/prospects?statut=CANDIDAT");
  await expect(page.getByRole("table").getByText("Candidat", { exact: true }).first()).toBeVisible();
});

test("the next page shows other prospects and the list keeps its place beside the panel", async ({ page }) => {
  await page.goto("/admin/prospects?tri=nom");
  const names = page.getByRole("rowheader");
  await expect(names.first()).toBeVisible();
  const first = await names.first().textContent();
  await page.getByRole("button", { name: /[Pp]age suivante/ }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(names.first()).not.toHaveText(first ?? "");
  // A page that a list does not have leads to its last one.
  for (const address of ["/admin/candidats", "/admin/securite"]) {
    await page.goto(`${address}?page=9999`);
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    await expect(page).not.toHaveURL(/page=9999/);
  }
});

test("emails, actions and changes are one history, newest first", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await receiveEmail(context.request, prospect, { objet: "Seconde lettre", dateEnvoi: "2025-05-12T09:00:00Z" });
  await receiveEmail(context.request, prospect, { objet: "Première lettre", dateEnvoi: "2025-05-11T09:00:00Z" });
  await open(page, prospect);
  await page.getByRole("button", { name: "Générer un devis" }).click();
  const entries = historyOf(page, prospect).getByRole("listitem");
  await expect(entries).toHaveText([/^Génération du devis/, /^Fiche créée/, /^Seconde lettre/, /^Première lettre/]);
  await expect(entries.first()).toContainText("Sophie Martin");
  await expect(entries.last()).toContainText(`reçu de ${prospect.email}`);
});

test("a long history is read page by page, and no page twice", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  for (let n = 10; n < 40; n += 1) {
    await receiveEmail(context.request, prospect, { objet: `Lettre ${n}`, dateEnvoi: `2025-05-12T09:${n}:00Z` });
  }
  // The stream tells the page of changes, which would read the pages again.
  await withoutStream(page);
  await open(page, prospect);
  const entries = historyOf(page, prospect).getByRole("listitem");
  await expect(entries).toHaveCount(20);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url().replace(/.*[/]/, "")));
  const more = panelOf(page, prospect).getByRole("button", { name: "Voir plus" });
  await more.click();
  await expect(entries).toHaveCount(31);
  await expect(entries.last()).toContainText("Lettre 10");
  await expect(more).toBeHidden();
  expect(asked.filter((url) => url.startsWith("emails"))).toEqual(["emails?page=2"]);
});

test("the keyboard alone opens, closes and searches", async ({ page }) => {
  await page.goto("/admin/prospects?tri=nom");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const row = page.getByRole("rowheader").first().getByRole("link");
  const name = (await row.textContent()) ?? "";
  await page.keyboard.press("j");
  await expect(row).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary", { name })).toBeHidden();
  // The row gets the focus back one frame after the panel has gone.
  await expect(row).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: /[Rr]accourcis/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /Rechercher une page/ })).toBeFocused();
});

test("a colleague's link shows the same prospect", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  await expect(panelOf(page, prospect).getByText(prospect.idProspect)).toBeVisible();
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
});
