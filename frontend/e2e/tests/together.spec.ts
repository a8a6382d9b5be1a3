// Two people side by side: an action of one person appears and ends on the other person's page.
import type { Page } from "@playwright/test";

import { type Prospect, anotherAdmin, expect, fault, freshProspect, fullName, historyOf, panelOf, receiveEmail, test } from "./support/app";

/** Opens the list filtered to one person, with the record open. */
async function openAlone(page: Page, prospect: Prospect): Promise<void> {
  await page.goto(`/admin/prospects?recherche=${encodeURIComponent(fullName(prospect))}&prospect=${prospect.idProspect}`);
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
}

function rowOf(page: Page, prospect: Prospect) {
  return page.getByRole("row").filter({ has: page.locator(`a[href*="prospect=${prospect.idProspect}"]`) });
}

test("an action asked by one shows on the other's row and panel, and ends there", async ({ page, context, browser }) => {
  const prospect = await freshProspect(context.request);
  // The action runs long enough for a slow machine to look at all of it.
  await fault(context.request, prospect, { mode: "late", typeAction: "ENVOYER_DOSSIER", delayMs: 8000 });
  const other = await anotherAdmin(browser);
  await openAlone(page, prospect);
  await openAlone(other.page, prospect);
  const theirRow = rowOf(other.page, prospect);
  const theirPanel = panelOf(other.page, prospect);
  await expect(theirRow.getByText("Qualifié")).toBeVisible();

  await page.getByRole("button", { name: "Envoyer le dossier" }).click();
  const dialog = page.getByRole("dialog", { name: "Envoyer le dossier" });
  await dialog.getByLabel("Adresse e-mail").fill("parents@exemple.fr");
  await dialog.getByRole("button", { name: "Envoyer le dossier" }).click();
  await expect(dialog).toBeHidden();

  await expect(theirRow.getByText(/^Dossier/).first()).toBeVisible();
  await expect(theirPanel.getByText(/lancée par/)).toBeVisible();
  const button = theirPanel.getByRole("button", { name: "Envoyer le dossier" });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  // The action's events are open while new ones arrive.
  await theirPanel.getByRole("button", { name: /Détail de l’action/ }).first().click();
  await expect(theirPanel.getByText("parents@exemple.fr")).toBeVisible();

  await expect(theirRow.getByText("En attente du dossier")).toBeVisible({ timeout: 15_000 });
  await expect(theirRow.getByText(/^Dossier/).first()).toBeHidden();
  await expect(theirPanel.getByText(/lancée par/)).toBeHidden();
  await expect(theirPanel.getByRole("link", { name: /Formulaire de candidature/ }).first()).toBeVisible();
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
  await other.context.close();
});

test("the counts of the other one stay right", async ({ page, context, browser }) => {
  const prospect = await freshProspect(context.request);
  const other = await anotherAdmin(browser);
  await openAlone(page, prospect);
  await openAlone(other.page, prospect);
  const filters = other.page.getByRole("group", { name: "Filtres de la liste" });
  await filters.getByRole("button", { name: "Statut" }).click();
  const choice = other.page.getByRole("checkbox", { name: /En attente du dossier/ });
  await expect(choice).toBeVisible();

  await page.getByRole("button", { name: "Envoyer le dossier" }).click();
  const dialog = page.getByRole("dialog", { name: "Envoyer le dossier" });
  await dialog.getByLabel("Adresse e-mail").fill("parents@exemple.fr");
  await dialog.getByRole("button", { name: "Envoyer le dossier" }).click();
  await expect(rowOf(page, prospect).getByText("En attente du dossier")).toBeVisible({ timeout: 15_000 });

  const query = `recherche=${encodeURIComponent(fullName(prospect))}`;
  const counts = (await (await context.request.get(`/api/prospects/compteurs?${query}`)).json()).statut;
  await expect(other.page.getByRole("checkbox", { name: new RegExp(`^En attente du dossier\\s*${counts.EN_ATTENTE_DOSSIER}$`) })).toBeVisible();
  await other.context.close();
});

test("an email sent by one joins the history that the other is reading", async ({ page, context, browser }) => {
  const prospect = await freshProspect(context.request);
  await receiveEmail(context.request, prospect);
  const other = await anotherAdmin(browser);
  await openAlone(page, prospect);
  await openAlone(other.page, prospect);
  const entries = historyOf(other.page, prospect).getByRole("listitem");
  await expect(entries.filter({ hasText: "Renseignement" })).toBeVisible();

  await page.getByRole("button", { name: "Envoyer un e-mail" }).click();
  await page.getByRole("menuitem", { name: /Relance/ }).click();
  await expect(entries.filter({ hasText: "Votre projet de formation : où en êtes-vous ?" })).toBeVisible({ timeout: 15_000 });
  await expect(panelOf(other.page, prospect).getByText(new RegExp(`^${prospect.nbEchanges + 2}.e-mails$`))).toBeVisible();
  await other.context.close();
});

test("two who ask for the same at once: one is taken, the other is told who was quicker", async ({ page, context, browser }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "late", typeAction: "ENVOYER_DOSSIER", delayMs: 4000 });
  const other = await anotherAdmin(browser);
  await openAlone(page, prospect);
  await openAlone(other.page, prospect);
  await page.getByRole("button", { name: "Envoyer le dossier" }).click();
  await other.page.getByRole("button", { name: "Envoyer le dossier" }).click();
  const mine = page.getByRole("dialog", { name: "Envoyer le dossier" });
  const theirs = other.page.getByRole("dialog", { name: "Envoyer le dossier" });
  await theirs.getByLabel("Adresse e-mail").fill("autre@exemple.fr");
  await mine.getByRole("button", { name: "Envoyer le dossier" }).click();
  await expect(mine).toBeHidden();
  await theirs.getByRole("button", { name: "Envoyer le dossier" }).click();
  await expect(theirs.getByText(/Cette action est déjà en cours, demandée par Sophie Martin il y a/)).toBeVisible();
  await expect(theirs.getByLabel("Adresse e-mail")).toHaveValue("autre@exemple.fr");
  await expect(rowOf(page, prospect).getByText("En attente du dossier")).toBeVisible({ timeout: 15_000 });
  await other.context.close();
});
