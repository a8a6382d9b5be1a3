// The date limits of funders: panel, conversion dialog, page of date limits.

import { expect, freshPerson, freshWord, open, openConversion, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

test("a prospect with a funder shows until when the school acts, and a rule can be changed", async ({ page }) => {
  const wish = { formationSouhaitee: "CAP_BJ", modeFinancement: "CPF" };
  const person = await freshPerson(page.request, { statutProspect: "QUALIFIE", source: "FORMULAIRE", ...wish });
  await page.goto("/admin/prospects");
  await open(page, person);
  const panel = panelOf(page, person);
  await expect(panel.getByText(/^Première session finançable/)).toBeVisible();
  await expect(panel.getByText(/^CPF\s: envoyer la proposition avant le /)).toBeVisible();
  await panel.getByText("Pourquoi cette date").first().click();
  await expect(panel.getByText(/^11 jours ouvrés avant le début de la session/)).toBeVisible();
  const dialog = await openConversion(page);
  await dialog.getByRole("radio", { name: /première session finançable/ }).check();
  await expect(dialog.getByText(/^CPF\s: envoyer la proposition avant le /)).toBeVisible();
  await expectNoViolation(page);
  await page.keyboard.press("Escape");

  await page.goto("/admin/echeances");
  const row = page.getByRole("row").filter({ hasText: "CPF : envoyer la proposition" }).first();
  await expect(row.getByRole("cell").last()).toHaveText(/^\d+$/);
  const closure = `Fermeture ${freshWord()}`;
  await page.getByRole("button", { name: "Ajouter une fermeture" }).click();
  const closing = page.getByRole("dialog", { name: "Ajouter une fermeture" });
  await closing.getByLabel("Nom").fill(closure);
  const year = 2040 + Math.floor(Math.random() * 50);
  await closing.getByLabel("Premier jour").fill(`24/12/${year}`);
  await closing.getByLabel("Dernier jour").fill(`31/12/${year}`);
  await closing.getByRole("button", { name: "Ajouter la fermeture" }).click();
  await expect(closing).toBeHidden();
  const line = page.getByRole("list", { name: "Fermetures" }).getByRole("listitem").filter({ hasText: closure });
  await line.getByRole("button", { name: /^Supprimer/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer la fermeture" }).click();
  await expect(line).toHaveCount(0);

  const rule = page.getByRole("listitem").filter({ hasText: "FAF (indépendants)" });
  await rule.getByRole("button", { name: /^Modifier/ }).click();
  const form = page.getByRole("dialog", { name: /^Règle/ });
  await form.getByLabel("Marge en jours ouvrés").fill("2");
  await expectNoViolation(page);
  await form.getByRole("button", { name: "Enregistrer la règle" }).click();
  await expect(form).toBeHidden();
  await expect(rule).toContainText("marge de 2");
  await expectNoViolation(page);
});
