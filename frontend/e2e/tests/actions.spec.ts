// The three actions other than the conversion: their form, their outcome and their error.
import type { APIRequestContext, Page } from "@playwright/test";

import { type Prospect, expect, fault, freshProspect, historyOf, open, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

/** The card of a running action says who asked for it. */
const RUNS = /lancée par/;

/** Keeps the next action of a prospect running long enough to see its card. */
const slowly = (request: APIRequestContext, prospect: Prospect) => fault(request, prospect, { mode: "late", delayMs: 1500 });

async function openDossier(page: Page) {
  await page.getByRole("button", { name: "Envoyer le dossier" }).click();
  const dialog = page.getByRole("dialog", { name: "Envoyer le dossier" });
  await expect(dialog.getByLabel("Adresse e-mail")).toBeFocused();
  return dialog;
}

async function openEmail(page: Page, type: "Information" | "Proposition commerciale") {
  await page.getByRole("button", { name: "Envoyer un e-mail" }).click();
  await page.getByRole("menuitem", { name: type }).click();
  const dialog = page.getByRole("dialog", { name: new RegExp(type) });
  await expect(dialog.getByRole("textbox", { name: /Message/ })).toBeFocused();
  return dialog;
}

test.describe("the application form", () => {
  test("goes to the address that was typed, changes the statut, and its link stays visible", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    const detail = await (await context.request.get(`/api/prospects/${prospect.idProspect}`)).json();
    await slowly(context.request, prospect);
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    const dialog = await openDossier(page);
    await expect(dialog.getByLabel("Adresse e-mail")).toHaveValue(detail.email);
    await dialog.getByLabel("Adresse e-mail").fill("parents@exemple.fr");
    await expect(dialog.getByText("Un e-mail va être envoyé à parents@exemple.fr")).toBeVisible();
    await dialog.getByRole("button", { name: "Envoyer le dossier" }).click();
    await expect(dialog).toBeHidden();
    await expect(panel.getByText(RUNS).first()).toBeVisible();
    await expect(panel.getByText("En attente du dossier").first()).toBeVisible();
    await expect(panel.getByRole("link", { name: /Formulaire de candidature/ }).first()).toHaveAttribute("href", /^https:/);
    await panel.getByRole("button", { name: /Détail de l’action/ }).first().click();
    await expect(panel.getByText("parents@exemple.fr")).toBeVisible();
    await expect(panel.getByRole("list", { name: "Déroulement" }).getByRole("listitem").first()).toContainText("Demande");
  });

  test("says beside the field what is wrong with an address, and keeps it", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await open(page, prospect);
    const dialog = await openDossier(page);
    const field = dialog.getByLabel("Adresse e-mail");
    const send = dialog.getByRole("button", { name: "Envoyer le dossier" });
    await field.fill("");
    await send.click();
    await expect(dialog.getByText("Indiquez une adresse e-mail.")).toBeVisible();
    await field.fill("marie@");
    await send.click();
    await expect(dialog.getByText(/Cette adresse est incomplète/)).toBeVisible();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toBeFocused();
    // Only the server can refuse this value.
    await field.fill("marie@-exemple.fr");
    await send.click();
    await expect(dialog.getByText("Cette adresse e-mail n’est pas valable.")).toBeVisible();
    await expect(field).toHaveValue("marie@-exemple.fr");
    await expect(panelOf(page, prospect).getByText(RUNS)).toBeHidden();
  });

  test("a failure gives its reason, and Relancer succeeds", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await fault(context.request, prospect, { mode: "failure", messageErreur: "Boîte d’envoi pleine", nomNoeud: "Envoyer" });
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    const dialog = await openDossier(page);
    await dialog.getByRole("button", { name: "Envoyer le dossier" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Échec" })).toContainText("Boîte d’envoi pleine");
    await expect(panel.getByText("Boîte d’envoi pleine").first()).toBeVisible();
    await expect(panel.getByText("Qualifié").first()).toBeVisible();
    await panel.getByRole("button", { name: "Relancer" }).first().click();
    await expect(panel.getByText("En attente du dossier").first()).toBeVisible();
  });
});

test.describe("the quote", () => {
  test("is made by one press, without dialog, and its link stays visible", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await slowly(context.request, prospect);
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await panel.getByRole("button", { name: "Générer un devis" }).click();
    await expect(panel.getByText(RUNS).first()).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    const link = panel.getByRole("link", { name: /Devis DEV-/ }).first();
    await expect(link).toHaveAttribute("href", /^https:/);
    await page.reload();
    await expect(link).toBeVisible();
    await expect(panel.getByRole("button", { name: "Générer un devis" })).not.toHaveAttribute("aria-disabled", "true");
  });

  test("a double click asks for one quote", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await panel.getByRole("button", { name: "Générer un devis" }).dblclick();
    await expect(panel.getByRole("link", { name: /Devis DEV-/ }).first()).toBeVisible();
    const all = (await (await context.request.get(`/api/prospects/${prospect.idProspect}/actions`)).json()).data;
    expect(all.filter((one: { typeAction: string }) => one.typeAction === "GENERER_DEVIS")).toHaveLength(1);
  });

  test("a failure gives its reason, and Relancer succeeds", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await fault(context.request, prospect, { mode: "failure", messageErreur: "Modèle introuvable", nomNoeud: "Créer le PDF" });
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await panel.getByRole("button", { name: "Générer un devis" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Échec" })).toContainText("Modèle introuvable");
    await panel.getByRole("button", { name: "Relancer" }).first().click();
    await expect(panel.getByRole("link", { name: /Devis DEV-/ }).first()).toBeVisible();
  });
});

test.describe("the email", () => {
  test("a reminder leaves without dialog and joins the history", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await slowly(context.request, prospect);
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await expect(page.getByRole("button", { name: "Envoyer un e-mail" })).not.toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("e");
    await expect(page.getByRole("menuitem", { name: /Relance/ })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(panel.getByText(RUNS).first()).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(panel.getByText(new RegExp(`^${prospect.nbEchanges + 1}.e-mails?$`))).toBeVisible();
    const sent = historyOf(page, prospect).getByRole("listitem").filter({ hasText: "Votre projet de formation : où en êtes-vous ?" });
    await expect(sent).toBeVisible();
  });

  test("an information is confirmed, and its message is the one that is sent", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    const dialog = await openEmail(page, "Information");
    await expect(dialog.getByText(/Un e-mail va être envoyé à/)).toBeVisible();
    await dialog.getByRole("textbox", { name: /Message/ }).fill("Portes ouvertes samedi.");
    await expect(dialog.getByText("23 / 5 000")).toBeVisible();
    await dialog.getByRole("button", { name: "Envoyer l’e-mail" }).click();
    await expect(dialog).toBeHidden();
    await expect(panel.getByText(new RegExp(`^${prospect.nbEchanges + 1}.e-mails?$`))).toBeVisible();
    const answer = await (await context.request.get(`/api/prospects/${prospect.idProspect}/emails`)).json();
    expect(answer.data[0].contenu).toContain("Portes ouvertes samedi.");
  });

  test("an empty message is not sent, a message that is too long is refused and kept", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await open(page, prospect);
    const dialog = await openEmail(page, "Proposition commerciale");
    const message = dialog.getByRole("textbox", { name: /Message/ });
    await message.fill("é".repeat(5001));
    await dialog.getByRole("button", { name: "Envoyer l’e-mail" }).click();
    await expect(dialog.getByText(/5.000 caractères au plus/)).toBeVisible();
    await expect(message).toHaveValue("é".repeat(5001));
    await message.fill("   ");
    const asked = page.waitForRequest((request) => request.url().endsWith("/send-email"));
    await dialog.getByRole("button", { name: "Envoyer l’e-mail" }).click();
    expect((await asked).postDataJSON()).toEqual({
      typeEmail: "COMMERCIAL",
      message: null,
      demandeDeLaPersonne: null,
    });
    await expect(dialog).toBeHidden();
  });

  test("a failure gives its reason, and Relancer succeeds", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await fault(context.request, prospect, { mode: "failure", messageErreur: "Serveur d’envoi muet", nomNoeud: "Envoyer" });
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await page.getByRole("button", { name: "Envoyer un e-mail" }).click();
    await page.getByRole("menuitem", { name: /Relance/ }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Échec" })).toContainText("Serveur d’envoi muet");
    await panel.getByRole("button", { name: "Relancer" }).first().click();
    await expect(panel.getByText(new RegExp(`^${prospect.nbEchanges + 1}.e-mails?$`))).toBeVisible();
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("the dialogs of the actions and the story of one are accessible", async ({ page, context }) => {
      const prospect = await freshProspect(context.request);
      await open(page, prospect);
      const dossier = await openDossier(page);
      await dossier.getByLabel("Adresse e-mail").fill("");
      await dossier.getByRole("button", { name: "Envoyer le dossier" }).click();
      await expect(dossier.getByText("Indiquez une adresse e-mail.")).toBeVisible();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Envoyer un e-mail" }).click();
      await expect(page.getByRole("menuitem", { name: /Relance/ })).toBeVisible();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      await openEmail(page, "Information");
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      const panel = panelOf(page, prospect);
      await panel.getByRole("button", { name: "Générer un devis" }).click();
      await expect(panel.getByRole("link", { name: /Devis DEV-/ }).first()).toBeVisible();
      await panel.getByRole("button", { name: /Détail de l’action/ }).first().click();
      await expect(panel.getByRole("list", { name: "Déroulement" })).toBeVisible();
      await expectNoViolation(page);
    });
  });
}
