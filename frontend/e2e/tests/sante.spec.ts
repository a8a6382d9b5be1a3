// « Santé »: the verdict comes first, each workflow has its test, and changes appear without a reload.
import type { APIRequestContext, Page } from "@playwright/test";

import { anotherAdmin, expect, test, withoutStream } from "./support/app";
import { expectNoViolation } from "./support/axe";

const { N8N_SIM_URL = "" } = process.env;

/** Deactivates the workflow in n8n, until `reactivate` is called. */
async function deactivate(request: APIRequestContext, typeAction: string): Promise<{ reactivate: () => Promise<void> }> {
  const rule = { mode: "status", status: 404, times: null, typeAction };
  const added = await (await request.post(`${N8N_SIM_URL}/control/faults`, { data: rule })).json();
  return {
    reactivate: async () => {
      expect((await request.delete(`${N8N_SIM_URL}/control/faults/${added.id}`)).status()).toBe(204);
    },
  };
}

function workflow(page: Page, name: string) {
  return page.getByRole("region", { name: "Workflows de n8n" }).getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
}

function verdict(page: Page) {
  return page.getByRole("region", { name: /^(Tout va bien|À surveiller|En panne)$/ });
}

/** Tests a workflow until it is in this state. The service does not repeat a recent test. */
async function testUntil(page: Page, name: string, state: string): Promise<void> {
  await expect(async () => {
    await workflow(page, name).getByRole("button", { name: /^Tester/ }).click();
    await expect(workflow(page, name).getByText(state, { exact: true })).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
}

/** Replaces the report by one with every fault at once. */
async function breakEverything(page: Page): Promise<void> {
  await page.route("**/api/sante", async (route) => {
    const answer = await route.fetch();
    const report = await answer.json();
    const states = ["INACTIF", "CLE_REFUSEE", "REPONSE_INATTENDUE", "SANS_CANARI"];
    report.etat = "EN_PANNE";
    report.workflows.forEach((one: Record<string, unknown>, at: number) => {
      one.etat = states[at];
      one.message = "Le workflow « Génération du devis » est désactivé dans n8n : ouvrez-le et activez-le.";
      one.disjoncteur = { ouvert: true, depuis: report.date, prochainEssai: report.date, echecs: 12 };
      Object.assign(one, { actionsEnCours: 5, actionsEnAttente: 3, attenteDepuis: report.date });
      one.dernierWebhook = { date: report.date, statutHttp: null, ok: false, idConversion: 1 };
    });
    report.workers[0].enRetard = true;
    report.raisons = [
      { etat: "EN_PANNE", message: "« Envoi des demandes à n8n » ne tourne plus : redémarrez le service.", typeAction: null },
      { etat: "A_SURVEILLER", message: "Aucune session à venir n’a de place : les conversions se font sans session.", typeAction: null },
    ];
    await route.fulfill({ response: answer, json: report });
  });
}

test("an admin sees that a workflow was deactivated, is told by a notification, and sees it come back", async ({ page, context, browser }) => {
  test.slow();
  const quotes = "Génération du devis";
  await page.goto("/admin/sante");
  await testUntil(page, quotes, "Actif");
  const other = await anotherAdmin(browser);
  await other.page.goto("/admin/sante");
  await expect(workflow(other.page, quotes).getByText("Actif", { exact: true })).toBeVisible();

  const told = "Le workflow « Génération du devis » est désactivé dans n8n : ouvrez-le et activez-le.";
  const n8n = await deactivate(context.request, "GENERER_DEVIS");
  try {
    await testUntil(page, quotes, "Désactivé");
    await expect(verdict(page)).toHaveAccessibleName("En panne");
    await expect(verdict(page).getByText(told)).toBeVisible();
    await expect(workflow(page, quotes).getByText(told)).toBeVisible();
    await expect(workflow(page, quotes)).toContainText(/Dernier canari.*HTTP.404 en/);
    // The other person's page follows without a reload.
    await expect(verdict(other.page)).toHaveAccessibleName("En panne", { timeout: 40_000 });
    await other.page.goto("/admin/candidats");
    await other.page.getByRole("button", { name: /Notifications/ }).click();
    const notice = other.page.getByRole("dialog", { name: "Notifications" }).getByRole("link").filter({ hasText: told }).first();
    await notice.click();
    await expect(other.page.getByRole("heading", { level: 1, name: "Santé" })).toBeVisible();
    await other.context.close();
  } finally {
    await n8n.reactivate();
  }
  await testUntil(page, quotes, "Actif");
  await expect(verdict(page).getByText(told)).toBeHidden();
  await expect(workflow(page, quotes).getByText(told)).toBeHidden();
});

test("the four workflows are tested by one click, and the service says how it is", async ({ page }) => {
  await page.goto("/admin/sante");
  await expect(verdict(page)).toBeVisible();
  const answer = page.waitForResponse("**/api/sante/canari");
  await page.getByRole("button", { name: "Tester les quatre workflows" }).click();
  expect((await (await answer).json()).data).toHaveLength(4);
  for (const name of ["Conversion en candidat", "Envoi du dossier", "Génération du devis", "Envoi d’un e-mail"]) {
    await expect(workflow(page, name).getByText("Actif", { exact: true })).toBeVisible();
    await expect(workflow(page, name)).toContainText(/Dernier canari.*HTTP.200 en/);
  }
  const service = page.getByRole("region", { name: "Service", exact: true });
  await expect(service).toContainText(/PostgreSQL\d\d/);
  await expect(service).toContainText(/Envoi des demandes à n8n.*Tourne/);
  await expect(service).toContainText(/\d+.appliquées, à jour/);
  await expect(service).toContainText(/Administration[1-9]\d*.navigateurs? connectés?.*Annonces livrées\d/);
});

test("the page is read again by itself, and says when it could not be", async ({ page }) => {
  await withoutStream(page);
  await page.clock.install();
  await page.goto("/admin/sante");
  await expect(verdict(page)).toBeVisible();
  await breakEverything(page);
  await page.clock.runFor(31_000);
  await expect(verdict(page)).toHaveAccessibleName("En panne");
  await expect(workflow(page, "Conversion en candidat")).toContainText(/Ouvert.: les demandes attendent · 12.échecs depuis le/);
  await page.unroute("**/api/sante");
  await page.route("**/api/sante", (route) => route.abort());
  await page.clock.runFor(31_000);
  await expect(page.getByText("Données peut-être anciennes.")).toBeVisible();
  await expect(verdict(page)).toHaveAccessibleName("En panne");
});

test("a service without its database says so, and tries again", async ({ page }) => {
  await withoutStream(page);
  let away = true;
  await page.route("**/api/sante", (route) => (away ? route.fulfill({ status: 503, contentType: "text/html", body: "x" }) : route.continue()));
  await page.goto("/admin/sante");
  await expect(page.getByText("Service momentanément indisponible")).toBeVisible();
  away = false;
  await page.getByRole("button", { name: "Réessayer" }).click();
  await expect(verdict(page)).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("a service where everything is wrong is accessible, and fits a narrow screen", async ({ page }) => {
      await breakEverything(page);
      await page.goto("/admin/sante");
      await expect(verdict(page)).toBeVisible();
      await expectNoViolation(page);
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
        expect(await page.getByRole("main").evaluate((main) => main.firstElementChild!.scrollWidth - main.firstElementChild!.clientWidth)).toBeLessThanOrEqual(0);
      }
    });
  });
}
