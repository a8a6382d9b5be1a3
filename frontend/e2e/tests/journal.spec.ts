// The error journal: its entries, the person in charge, and the restart of an action. Also the candidates whose
// conversion is incomplete.
import type { APIRequestContext, Page } from "@playwright/test";

import { convert, expect, fault, freshProspect, fullName, open, panelOf, type Prospect, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

const { N8N_API_KEY = "" } = process.env;

/** An entry, as the API returns it. */
interface Entry {
  id: number;
  messageErreur: string;
  dateErreur: string;
  resolu: boolean;
}

let written = 0;

/** Returns a text that no other entry has. */
function unique(word: string): string {
  written += 1;
  return `${word} ${Date.now()}-${written}`;
}

/** Writes an entry, as n8n's error workflow does. */
async function report(request: APIRequestContext, nomWorkflow: string, messageErreur: string, severite = "ERREUR"): Promise<void> {
  const answer = await request.post("/api/journal-erreurs", {
    headers: { "X-API-Key": N8N_API_KEY },
    data: { nomWorkflow, nomNoeud: "Lire la boîte", messageErreur, severite, donneesEntree: { tentative: 3, dossier: { nom: "essai" } } },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}

/** Returns the entries that match the filter, resolved or not. */
async function find(request: APIRequestContext, params: Record<string, string>): Promise<Entry[]> {
  const answer = await request.get("/api/journal-erreurs", { params });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  return (await answer.json()).data;
}

/** Returns the row of an entry. */
function rowOf(page: Page, message: string) {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name: message, exact: true }) });
}

test("a failed action appears in the journal, and Relancer from its entry succeeds", async ({ page, context }) => {
  const message = unique("Quota Drive dépassé");
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "failure", messageErreur: message, nomNoeud: "Créer le dossier" });
  await open(page, prospect);
  await convert(page);
  await expect(page.getByRole("alert").filter({ hasText: message })).toBeVisible();
  await page.goto(`/admin/logs?recherche=${encodeURIComponent(message)}`);
  const row = rowOf(page, message);
  await expect(row).toContainText("Créer le dossier");
  await expect(row).toContainText("Non résolue");
  await row.getByRole("link", { name: message }).click();
  const panel = page.getByRole("complementary", { name: /Erreur n°/ });
  await expect(panel.getByText(message).first()).toBeVisible();
  await expect(panel.getByRole("heading", { name: "Déroulement de l’action" })).toBeVisible();
  await expect(panel.getByRole("link", { name: "Fiche du prospect" })).toHaveAttribute("href", new RegExp(prospect.idProspect));
  await panel.getByRole("button", { name: "Relancer" }).click();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("Nouveau candidat créé")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Relancer" })).toBeHidden();
});

test("the entry of a link opens even when the filters hide its row", async ({ page, context, request }) => {
  const message = unique("Boîte introuvable");
  await report(request, "Lecture des e-mails", message);
  const [entry] = await find(context.request, { recherche: message });
  await page.goto(`/admin/logs?entree=${entry?.id}&recherche=zzzzzzzz`);
  await expect(page.getByText("Aucune erreur ne correspond")).toBeVisible();
  const panel = page.getByRole("complementary", { name: `Erreur n°\u00a0${entry?.id}` });
  await expect(panel.getByText(message)).toBeVisible();
  // The data is indented text.
  await expect(panel.getByRole("region", { name: "Données d’entrée" })).toContainText(/\n\s+"dossier": \{/);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(page).not.toHaveURL(/entree=/);
});

test("the filters live in the address, survive a reload and are removed one by one or all at once", async ({ page, context, request }) => {
  const workflow = unique("Essai des filtres");
  await report(request, workflow, "Une panne sérieuse", "CRITIQUE");
  await report(request, workflow, "Une simple remarque", "INFO");
  await page.goto("/admin/logs");
  const bar = page.getByRole("group", { name: "Filtres du journal" });
  await bar.getByRole("button", { name: "Workflow" }).click();
  await page.getByRole("checkbox", { name: workflow, exact: true }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  await bar.getByRole("button", { name: "Sévérité" }).click();
  await page.getByRole("checkbox", { name: "Critique" }).check();
  await page.keyboard.press("Escape");
  await bar.getByLabel("État").selectOption("Toutes");
  // Of the entry: midnight may have passed since.
  const [serious] = await find(context.request, { workflow, severite: "CRITIQUE" });
  const day = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris" }).format(new Date(serious?.dateErreur ?? ""));
  await bar.getByRole("button", { name: "Période" }).click();
  await expect(bar.getByLabel("Du", { exact: true })).toBeFocused();
  await bar.getByLabel("Du", { exact: true }).fill("31/02/2026");
  await bar.getByLabel("Au", { exact: true }).fill(day);
  await expect(bar.getByText("JJ/MM/AAAA")).toBeVisible();
  await bar.getByLabel("Du", { exact: true }).fill(day.replaceAll("/", "."));
  await page.keyboard.press("Tab");
  await expect(bar.getByLabel("Du", { exact: true })).toHaveValue(day);
  await page.keyboard.press("Escape");
  await expect(bar.getByRole("button", { name: /^Le / })).toBeFocused();
  await expect(page).toHaveURL(/severite=CRITIQUE&workflow=.*&resolu=tous&du=.*&au=/);
  await expect(rowOf(page, "Une panne sérieuse")).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  const address = page.url();
  await page.reload();
  await expect(rowOf(page, "Une panne sérieuse")).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  expect(page.url()).toBe(address);
  await page.getByRole("button", { name: "Retirer le filtre Critique" }).click();
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  await page.getByRole("button", { name: "Effacer les filtres" }).click();
  await expect(page).toHaveURL(/\/admin\/logs$/);
});

test("one entry and several are resolved, and reopened", async ({ page, context, request }) => {
  const workflow = unique("Essai de résolution");
  const messages = [unique("Première panne"), unique("Deuxième panne"), unique("Troisième panne")] as const;
  for (const message of messages) {
    await report(request, workflow, message);
  }
  await page.goto(`/admin/logs?workflow=${encodeURIComponent(workflow)}`);
  await expect(page.getByRole("rowheader")).toHaveCount(3);
  // One entry, from its panel: it leaves the list of open entries, and the panel and the selection stay.
  const selected = page.getByRole("checkbox", { name: new RegExp(messages[1]) });
  await selected.check();
  await rowOf(page, messages[0]).getByRole("link").click();
  const panel = page.getByRole("complementary", { name: /Erreur n°/ });
  await panel.getByRole("button", { name: "Marquer résolue" }).click();
  await expect(panel.getByRole("button", { name: "Rouvrir" })).toBeFocused();
  await expect(page.getByRole("rowheader")).toHaveCount(2);
  await expect(panel.getByText("Sophie Martin").first()).toBeVisible();
  await expect(selected).toBeChecked();
  await page.keyboard.press("Escape");
  // Several entries, by their checkboxes.
  await page.getByRole("checkbox", { name: "Tout sélectionner sur cette page" }).check();
  const bulk = page.getByRole("group", { name: "Erreurs sélectionnées" });
  await expect(bulk).toContainText(/2\s+sélectionnées/);
  await bulk.getByRole("button", { name: "Marquer résolues" }).click();
  await expect(page.getByText("Aucune erreur ne correspond")).toBeVisible();
  await expect(bulk).toBeHidden();
  expect((await find(context.request, { workflow })).map((entry) => entry.resolu)).toEqual([true, true, true]);
  // The entries can be reopened.
  await page.goto(`/admin/logs?workflow=${encodeURIComponent(workflow)}&resolu=true`);
  await expect(page.getByRole("rowheader")).toHaveCount(3);
  await page.getByRole("checkbox", { name: new RegExp(messages[1]) }).check();
  await page.getByRole("checkbox", { name: new RegExp(messages[2]) }).check();
  await bulk.getByRole("button", { name: "Rouvrir" }).click();
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await expect(rowOf(page, messages[0])).toContainText("Résolue");
});

test("the figures and the rail count what is open, and follow", async ({ page, context, request }) => {
  await report(request, "Essai des chiffres", unique("Une de plus"), "CRITIQUE");
  const statistics = await (await context.request.get("/api/journal-erreurs/statistiques")).json();
  const before: number = statistics.nonResolues;
  await page.goto("/admin/logs");
  const figures = page.getByRole("region", { name: "Le journal en chiffres" });
  await expect(figures.getByText("Délai moyen de résolution")).toBeVisible();
  await expect(figures.getByRole("definition").first()).toContainText(String(before));
  await expect(figures).toContainText(new RegExp(`Critique\\s: ${statistics.parSeverite.CRITIQUE}`));
  const rail = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Journal/ });
  await expect(rail).toHaveAccessibleName(/erreurs? non résolues?/);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await page.getByRole("complementary").getByRole("button", { name: "Marquer résolue" }).click();
  await expect(figures.getByRole("definition").first()).toContainText(String(before - 1));
});

test("the keyboard alone walks the journal", async ({ page, request }) => {
  await report(request, "Essai du clavier", unique("À ouvrir"));
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/\/admin\/logs/);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("rowheader").first().getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: /Erreur n°/ }).getByRole("heading", { level: 2 })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("rowheader").first().getByRole("link")).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("the journal, its panel, its selection and its menus are accessible", async ({ page, request }) => {
      for (const severite of ["INFO", "WARNING", "ERREUR", "CRITIQUE"]) {
        await report(request, "Essai d’accessibilité", unique("Une panne"), severite);
      }
      await page.goto("/admin/logs?resolu=tous");
      await expect(page.getByRole("rowheader").first()).toBeVisible();
      await expectNoViolation(page);
      await page.getByRole("checkbox", { name: "Tout sélectionner sur cette page" }).check();
      await page.getByRole("rowheader").first().getByRole("link").click();
      await expect(page.getByRole("region", { name: "Données d’entrée" })).toBeVisible();
      await expectNoViolation(page);
      await page.getByRole("button", { name: "Exporter" }).click();
      await expect(page.getByRole("link", { name: "CSV" })).toBeVisible();
      await expectNoViolation(page);
    });
  });
}

for (const width of [390, 320]) {
  test(`the journal does not scroll sideways at ${width} px`, async ({ page, request }) => {
    await report(request, "Essai étroit", unique("Une panne au message plutôt long, qui ne tient pas sur une ligne"));
    await page.setViewportSize({ width, height: 844 });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.goto("/admin/logs");
    await expect(page.getByRole("rowheader").first()).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole("rowheader").first().getByRole("link").click();
    await expect(page.getByRole("region", { name: "Données d’entrée" })).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
}

/** Returns the candidate created from a prospect. */
async function candidateOf(request: APIRequestContext, prospect: Prospect): Promise<{ idCandidat: number; numeroDossier: string }> {
  const list = await (await request.get("/api/candidats", { params: { recherche: prospect.nom, limit: 100 } })).json();
  const mine = list.data.find((one: { idProspect: string }) => one.idProspect === prospect.idProspect);
  expect(mine, "the prospect became a candidate").toBeTruthy();
  return mine;
}

test("a candidate whose conversion is partial says why, and Relancer finishes it even after a second half-way end", async ({ page, context }) => {
  // The open breaker waits 5 s, then 10 s.
  test.slow();
  const prospect = await freshProspect(context.request);
  const messages = page.getByRole("region", { name: "Messages" });
  // n8n answers late, so that each message and each attempt stays visible long enough for a slow machine.
  const late = { mode: "status", status: 500, times: 3, delayMs: 1000 };
  await fault(context.request, prospect, late);
  await open(page, prospect);
  await convert(page);
  await expect(messages.getByText("Conversion partielle").first()).toBeVisible({ timeout: 20_000 });
  const candidate = await candidateOf(context.request, prospect);
  await page.goto("/admin/candidats");
  await expect(page.getByRole("row").filter({ hasText: candidate.numeroDossier })).toContainText("Drive à créer");
  await page.goto(`/admin/candidats/${candidate.idCandidat}`);
  await expect(page.getByText("Conversion partielle.").first()).toBeVisible();
  await expect(page.getByText(/Raison\s: /)).toBeVisible();
  await expect(page.getByText("Pas encore créé")).toBeVisible();
  const pieces = page.getByRole("region", { name: "Pièces du dossier" });
  await expect(pieces.getByRole("listitem").first()).toBeVisible();
  const relaunch = page.getByRole("main").getByRole("button", { name: "Relancer" });
  await fault(context.request, prospect, late);
  await relaunch.click();
  await expect(page.getByText(/Une nouvelle tentative est en cours/)).toBeVisible();
  await expect(relaunch).toBeVisible({ timeout: 20_000 });
  await relaunch.click();
  await expect(page.getByRole("link", { name: /^Dossier Drive/ })).toBeVisible({ timeout: 20_000 });
  await expect(relaunch).toBeHidden();
  await expect(page.getByText(candidate.numeroDossier).first()).toBeVisible();
  await page.getByRole("link", { name: "Fiche du prospect" }).click();
  await expect(panelOf(page, prospect)).toBeVisible();
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
});
