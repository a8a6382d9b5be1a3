// Data from n8n, emails and forms is displayed as text, whatever it contains; only safe links can be followed.
import type { Page } from "@playwright/test";

import { OURS, endActions, expect, fault, freshProspect, fullName, historyOf, open, panelOf, receiveEmail, test } from "./support/app";

const { N8N_API_KEY = "" } = process.env;
const NASTY = `<img src=x onerror="document.title='pris'"><b>gras</b>`;

/** Records the dialogs that an injected script would open. */
function watch(page: Page): { dialogs: string[] } {
  const seen = { dialogs: [] as string[] };
  page.on("dialog", (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return seen;
}

async function expectHarmless(page: Page, seen: { dialogs: string[] }): Promise<void> {
  await expect(page.locator('img, b:text-is("gras")')).toHaveCount(0);
  expect(await page.title()).not.toContain("pris");
  expect(seen.dialogs).toEqual([]);
}

test("an email is shown as it was written, and none of it is run", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await receiveEmail(context.request, prospect, { objet: NASTY, resume: NASTY, contenu: NASTY, expediteur: NASTY });
  const seen = watch(page);
  await open(page, prospect);
  const email = historyOf(page, prospect).getByRole("listitem").filter({ has: page.getByRole("heading") });
  await expect(email.getByRole("heading")).toHaveText(NASTY);
  await email.getByText("Lire le message").click();
  await expect(email.getByText(NASTY, { exact: true })).toHaveCount(3);
  await expectHarmless(page, seen);
});

test("a step and the reason of a failure are text: on the row, in the panel, in messages and in the journal", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  const seen = watch(page);
  await fault(context.request, prospect, { mode: "silence" });
  await open(page, prospect);
  const asked = await context.request.post(`/api/prospects/${prospect.idProspect}/generate-devis`, { data: {}, headers: OURS });
  const { idConversion } = await asked.json();
  const call = (path: string, data: Record<string, unknown>) =>
    context.request.post(`/api/prospects/${path}`, { headers: { "X-API-Key": N8N_API_KEY }, data: { idConversion, ...data } });
  expect((await call("conversion-progress", { etape: NASTY, pourcentage: 40 })).status()).toBe(204);
  const panel = panelOf(page, prospect);
  await expect(panel.getByText(NASTY).first()).toBeVisible();
  await expectHarmless(page, seen);
  expect((await call("conversion-complete", { success: false, messageErreur: NASTY, nomNoeud: NASTY })).status()).toBe(200);
  await expect(page.getByRole("region", { name: "Messages" }).getByText(NASTY).first()).toBeVisible();
  await expect(panel.getByText(NASTY).first()).toBeVisible();
  await panel.getByRole("button", { name: /Détail de l’action/ }).first().click();
  await expect(panel.getByRole("list", { name: "Déroulement" })).toContainText(NASTY);
  await page.getByRole("button", { name: /Notifications/ }).click();
  await expect(page.getByRole("dialog", { name: "Notifications" }).getByText(NASTY).first()).toBeVisible();
  await expectHarmless(page, seen);
  await page.goto(`/admin/logs?recherche=${encodeURIComponent("onerror")}`);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("complementary").getByText(NASTY).first()).toBeVisible();
  await expectHarmless(page, seen);
});

test("the service takes no link but https, and the page follows none", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "silence" });
  const asked = await context.request.post(`/api/prospects/${prospect.idProspect}/generate-devis`, { data: {}, headers: OURS });
  const { idConversion } = await asked.json();
  for (const lienDevis of ["javascript:alert(1)", "data:text/html,x", "http://exemple.example/devis.pdf"]) {
    const answer = await context.request.post("/api/prospects/conversion-complete", {
      headers: { "X-API-Key": N8N_API_KEY },
      data: { idConversion, success: true, numeroDevis: "DEV-1", lienDevis },
    });
    expect(answer.status(), lienDevis).toBe(422);
  }
  await endActions(context.request, prospect);

  // The page refuses such a link even if another writer put it into the database.
  const seen = watch(page);
  const candidates = await (await context.request.get("/api/prospects?statut=CANDIDAT&limit=100")).json();
  // A candidate that no other journey has anonymised.
  const candidate = candidates.data.find((one: { prenom: string }) => one.prenom !== "");
  await page.route(`**/api/prospects/${candidate.idProspect}`, async (route) => {
    const answer = await route.fetch();
    const record = await answer.json();
    record.candidat.lienDossierDrive = "javascript:alert(1)";
    record.resumeIa = NASTY;
    await route.fulfill({ response: answer, json: record });
  });
  await page.route("**/api/candidats**", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const one of body.data ?? [body]) one.lienDossierDrive = "javascript:alert(1)";
    await route.fulfill({ response: answer, json: body });
  });
  await open(page, candidate);
  await expect(panelOf(page, candidate).getByText(NASTY)).toBeVisible();
  await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0);
  await page.goto("/admin/candidats");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("link", { name: "Fiche du prospect" })).toBeVisible();
  await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0);
  await expectHarmless(page, seen);
});

test("a link that leaves the application tells the other site nothing and gives it no hold on this page", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  await page.getByRole("button", { name: "Générer un devis" }).click();
  await expect(panelOf(page, prospect).getByRole("link", { name: /Devis DEV-/ }).first()).toBeVisible({ timeout: 15_000 });
  const candidates = (await (await context.request.get("/api/candidats?limit=50")).json()).data;
  const withDrive = candidates.find((one: { lienDossierDrive: string | null }) => one.lienDossierDrive);
  for (const address of [page.url(), "/admin/candidats", `/admin/candidats/${withDrive.idCandidat}`, `/admin/prospects?prospect=${withDrive.idProspect}`]) {
    await page.goto(address);
    const leaving = page.locator(`a[href^="http"]:not([href^="${new URL(page.url()).origin}"])`);
    await expect(leaving.first(), `${address} of ${fullName(prospect)}`).toBeVisible();
    for (const link of await leaving.all()) {
      await expect(link).toHaveAttribute("href", /^https:/);
      await expect(link).toHaveAttribute("rel", "noopener noreferrer");
      await expect(link).toHaveAttribute("target", "_blank");
    }
  }
});
