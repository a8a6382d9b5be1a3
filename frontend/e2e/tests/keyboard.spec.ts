// Lists by keyboard: search, rows, the open record. And filters by mouse, which press the words of a choice.
import type { APIRequestContext } from "@playwright/test";

import { OURS, type Person, expect, fault, freshPerson, freshProspect, freshWord, fullName, hold, open, panelOf, test } from "./support/app";

/** Four qualified prospects with one family name, in the order of the list. */
async function family(request: APIRequestContext): Promise<{ nom: string; all: Person[] }> {
  const nom = `Lignee${freshWord()}`;
  const all: Person[] = [];
  for (const prenom of ["Alba", "Berthe", "Chloé", "Diane"]) {
    all.push(await freshPerson(request, { nom, prenom, statutProspect: "QUALIFIE", formationSouhaitee: "CAP_BJ" }));
  }
  return { nom, all };
}

/** Sends the application form, after which the statut is no longer QUALIFIE. */
async function sendDossier(request: APIRequestContext, person: Person): Promise<void> {
  const answer = await request.post(`/api/prospects/${person.idProspect}/send-dossier`, { data: {}, headers: OURS });
  expect(answer.status(), await answer.text()).toBe(202);
}

test("a press on the words of a choice filters, and the popover stays open", async ({ page }) => {
  await page.goto("/admin/prospects");
  await page.getByRole("group", { name: "Filtres de la liste" }).getByRole("button", { name: "Statut" }).click();
  const statuts = page.getByRole("dialog", { name: "Filtrer par statut" });
  await statuts.getByText("Qualifié", { exact: true }).click();
  await expect(page).toHaveURL(/statut=QUALIFIE/);
  await statuts.getByText("Nouveau", { exact: true }).click();
  await expect(page).toHaveURL(/NOUVEAU/);
  await page.keyboard.press("Escape");
  await expect(statuts).toBeHidden();
  await page.goto("/admin/logs");
  await page.getByRole("button", { name: "Sévérité" }).click();
  await page.getByRole("dialog", { name: "Filtrer par sévérité" }).getByText("Critique", { exact: true }).click();
  await expect(page).toHaveURL(/severite=CRITIQUE/);
});

test("the search leads to its first hit, opens the only one, and Escape keeps the text", async ({ page, context }) => {
  const { nom, all } = await family(context.request);
  const [alba, berthe] = all as [Person, Person];
  await page.goto("/admin/prospects?tri=nom");
  const search = page.getByRole("searchbox").first();
  await page.keyboard.press("/");
  await search.pressSequentially(nom);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: fullName(alba), exact: true })).toBeFocused();
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await expect(search).toHaveValue(nom);
  await expect(search).not.toBeFocused();
  // From another page, and the only hit.
  await page.goto("/admin/candidats");
  await page.keyboard.press("/");
  await search.fill(fullName(berthe));
  await page.keyboard.press("Enter");
  await expect(panelOf(page, berthe)).toBeVisible();
  // A list that was left before it was there gives its wish to no other list.
  const answer = await hold(page, /api\/prospects\?/);
  await page.goto("/admin/prospects");
  await search.press("Enter");
  await page.getByRole("link", { name: "Candidats", exact: true }).click();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await expect(page.locator("#contenu")).toBeFocused();
  answer();
});

test("a page that was left during the pause of the search stays left", async ({ page }) => {
  await page.goto("/admin/prospects");
  // In one step, so that the pause is not over before the page is left. Not with Playwright's clock: the numbers of its
  // timers are too large for WebAssembly, which then cancels none.
  await page.getByRole("searchbox").first().evaluate(async (field: HTMLInputElement) => {
    field.value = "mar";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    document.querySelector<HTMLElement>("a[href='/admin/candidats']")?.click();
    await new Promise((over) => setTimeout(over, 400));
  });
  await expect(page.getByRole("heading", { level: 1, name: "Candidats" })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/candidats$/);
});

test("with the panel open, j and k go from record to record, and nobody is skipped when a row leaves", async ({ page, context }) => {
  const { nom, all } = await family(context.request);
  const [alba, berthe, chloe, diane] = all as [Person, Person, Person, Person];
  await page.goto(`/admin/prospects?recherche=${nom}&statut=QUALIFIE&tri=nom`);
  const rows = page.getByRole("rowheader");
  await expect(rows).toHaveCount(4);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(panelOf(page, alba)).toBeVisible();
  await page.keyboard.press("j");
  await expect(panelOf(page, berthe)).toBeVisible();
  await page.keyboard.press("k");
  await expect(panelOf(page, alba)).toBeVisible();

  await sendDossier(context.request, alba);
  await expect(rows).toHaveCount(3);
  await page.keyboard.press("j");
  await expect(panelOf(page, berthe)).toBeVisible();

  // Without the panel, the next row takes the focus of the one that left, and the first key stays on it.
  await page.keyboard.press("Escape");
  const link = (person: Person) => page.getByRole("link", { name: fullName(person), exact: true });
  await expect(link(berthe)).toBeFocused();
  await sendDossier(context.request, berthe);
  await expect(link(chloe)).toBeFocused();
  await page.keyboard.press("j");
  await expect(link(chloe)).toBeFocused();
  await page.keyboard.press("j");
  await expect(link(diane)).toBeFocused();
});

test("the statut is changed from the keyboard, and a loss asks for its reason", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const panel = panelOf(page, prospect);
  const badge = panel.getByRole("button", { name: /^Changer le statut/ });
  const item = (name: string) => page.getByRole("menuitem", { name, exact: true });
  await page.keyboard.press("s");
  await expect(item("Nouveau")).toBeFocused();
  await expect(item("Qualifié")).toHaveCount(0);
  await expect(item("Candidat")).toHaveCount(0);
  // The menu keeps the keys of the page behind it: "c" converts, "?" is the help.
  for (const key of ["c", "?"]) await page.keyboard.press(key);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(item("Nouveau")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(item("Perdu…")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(item("Trop cher")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const asked = page.waitForRequest((request) => request.method() === "PATCH");
  await page.keyboard.press("Enter");
  const request = await asked;
  expect(request.postDataJSON()).toEqual({ statutProspect: "PERDU", motifPerte: "FINANCEMENT_REFUSE" });
  expect(request.headers()["if-match"]).toBeTruthy();
  await expect(badge).toBeFocused();
  await expect(badge).toHaveAccessibleName(/Perdu – Financement refusé/);
  await expect(panel.getByText("Financement refusé", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("Statut changé")).toBeVisible();
  const lost = await (await context.request.get(`/api/prospects/${prospect.idProspect}`)).json();
  expect([lost.statutProspect, lost.motifPerte]).toEqual(["PERDU", "FINANCEMENT_REFUSE"]);

  // By mouse, on the words: the reason is corrected, then goes with the statut.
  await badge.click();
  await page.getByRole("menu").getByText("Changer le motif…").click();
  await page.getByRole("menu").getByText("Autre école choisie").click();
  await expect(badge).toHaveAccessibleName(/Perdu – Autre école choisie/);
  await badge.click();
  await page.getByRole("menu").getByText("À recontacter").click();
  await expect(badge).toHaveAccessibleName(/À recontacter$/);
  await expect(panel.getByText("Autre école choisie")).toHaveCount(0);

  // The palette has it too, and Escape leaves everything as it was.
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Rechercher une page/ }).fill("changer le statut");
  await page.getByRole("option").getByText("Changer le statut").click();
  await expect(item("Nouveau")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(badge).toBeFocused();
});

test("a key whose action is refused says why", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "silence" });
  await open(page, prospect);
  const convert = page.getByRole("button", { name: "Convertir en candidat" });
  const answer = await context.request.post("/api/prospects/convertir-candidat", {
    data: { idProspect: prospect.idProspect, formationRetenue: "CAP_BJ" },
    headers: OURS,
  });
  expect(answer.status(), await answer.text()).toBe(202);
  await expect(convert).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("c");
  await expect(convert).toBeFocused();
  await expect(page.getByRole("tooltip").filter({ hasText: /en cours/ }).first()).toBeVisible();
});
