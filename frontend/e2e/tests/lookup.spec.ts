// A lookup that fails shows an error, never an empty list.
import type { Page } from "@playwright/test";

import { expect, freshProspect, fullName, open, openConversion, test, withoutStream } from "./support/app";
import { expectNoViolation } from "./support/axe";

/** Makes the service fail for matching addresses, until `back` is called. */
async function fail(page: Page, address: string | RegExp): Promise<{ back: () => void }> {
  let away = true;
  await page.route(address, async (route) => {
    if (!away) return route.fallback();
    await route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      json: { type: "/problemes/x", title: "Service momentanément indisponible", status: 503, code: "SERVICE_INDISPONIBLE", detail: "La base de données ne répond pas.", traceId: "t", erreurs: [] },
    });
  });
  return { back: () => (away = false) };
}

function palette(page: Page) {
  return page.getByRole("dialog", { name: "Palette de commandes" });
}

async function openPalette(page: Page) {
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: /Rechercher une page/ });
  await expect(field).toBeFocused();
  return field;
}

test("the palette tells a search that failed from one that found nobody, and tries again", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const field = await openPalette(page);
  await field.fill("zzzyyyxxx");
  await expect(palette(page).getByText("Rien ne correspond.")).toBeVisible();
  const service = await fail(page, /\/api\/prospects\?.*limit=6/);
  await field.fill(fullName(prospect));
  await expect(palette(page).getByRole("alert")).toContainText("Recherche de prospects impossible");
  await expect(palette(page).getByText("Rien ne correspond.")).toBeHidden();
  await expectNoViolation(page);
  service.back();
  await palette(page).getByRole("button", { name: "Réessayer" }).press("Enter");
  await expect(palette(page).getByRole("option", { name: fullName(prospect) }).first()).toBeVisible();
  await expect(palette(page).getByText("impossible")).toHaveCount(0);
});

test("names that are pasted from a spreadsheet are found", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const field = await openPalette(page);
  await field.evaluate((input: HTMLInputElement, text) => {
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, `${prospect.nom}\t${prospect.prenom}`);
  await expect(palette(page).getByRole("option", { name: fullName(prospect) }).first()).toBeVisible();
  await page.goto(`/admin/candidats?recherche=${encodeURIComponent("zz\tzz")}`);
  await expect(page.getByRole("heading", { name: /Aucun candidat/ })).toBeVisible();
});

test("choices that could not be read are told where they are offered, and read again there", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  // Each button reads again what is missing; the opening stream would do it first.
  await withoutStream(page);
  const catalogue = await fail(page, /\/api\/(formations\?|formations$|formations\/.*\/documents-requis)/);
  await open(page, prospect);
  await page.getByRole("group", { name: "Filtres de la liste" }).getByRole("button", { name: /^Formation/ }).click();
  const choices = page.getByRole("dialog", { name: /Filtrer par formation/ });
  await expect(choices.getByRole("alert")).toContainText("Choix illisibles");
  await page.keyboard.press("Escape");

  const dialog = await openConversion(page);
  await expect(dialog.getByRole("alert").filter({ hasText: "Formations illisibles" })).toBeVisible();
  catalogue.back();
  const documents = await fail(page, /documents-requis/);
  await dialog.getByRole("alert").filter({ hasText: "Formations illisibles" }).getByRole("button", { name: "Réessayer" }).click();
  await expect(dialog.getByLabel(/^Formation/)).toHaveValue("CAP_BJ");
  const missing = dialog.getByRole("alert").filter({ hasText: "Documents illisibles" });
  await expect(missing).toBeVisible();
  documents.back();
  await missing.getByRole("button", { name: "Réessayer" }).click();
  await expect(dialog.getByRole("heading", { name: "Documents requis" })).toBeVisible();
  await expect(missing).toHaveCount(0);
});
