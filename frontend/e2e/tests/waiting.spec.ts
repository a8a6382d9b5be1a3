// While n8n is unreachable, its actions are accepted and wait. The page says so before the click and refuses no
// button.
import type { Page } from "@playwright/test";

import { OURS, type Prospect, expect, fault, freshProspect, open, openConversion, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

const AWAY = "n8n injoignable depuis 12 min : la demande partira dès son retour.";
const ALL = ["CONVERTIR_CANDIDAT", "ENVOYER_DOSSIER", "GENERER_DEVIS", "ENVOYER_EMAIL"];

/** Makes the record say that these actions wait, until `back` is called. */
async function keepAway(page: Page, prospect: Prospect, actions: string[]): Promise<{ back: () => void }> {
  let away = true;
  await page.route(`**/api/prospects/${prospect.idProspect}`, async (route) => {
    const answer = await route.fetch();
    const record = await answer.json();
    for (const possible of record.actionsPossibles) {
      if (away && actions.includes(possible.typeAction)) possible.motif = AWAY;
    }
    await route.fulfill({ response: answer, json: record });
  });
  return { back: () => (away = false) };
}

function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true });
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("what waits is said once beside the live buttons, and again in their dialogs", async ({ page, context }) => {
      const prospect = await freshProspect(context.request);
      await keepAway(page, prospect, ALL);
      await open(page, prospect);
      await expect(panelOf(page, prospect).getByText(AWAY)).toHaveCount(1);
      for (const name of ["Envoyer un e-mail", "Convertir en candidat", "Envoyer le dossier", "Générer un devis"]) {
        await expect(button(page, name)).toHaveAccessibleDescription(AWAY);
        await expect(button(page, name)).not.toHaveAttribute("aria-disabled", "true");
      }
      await expectNoViolation(page);

      const conversion = await openConversion(page);
      await expect(conversion.getByText(AWAY)).toBeVisible();
      await expect(conversion.getByRole("button", { name: "Confirmer la transformation" })).toHaveAccessibleDescription(AWAY);
      await expectNoViolation(page);
      await page.keyboard.press("Escape");

      await button(page, "Envoyer le dossier").click();
      const dossier = page.getByRole("dialog", { name: "Envoyer le dossier" });
      await expect(dossier.getByRole("button", { name: "Envoyer le dossier" })).toHaveAccessibleDescription(AWAY);
      await expectNoViolation(page);
      await page.keyboard.press("Escape");

      await button(page, "Envoyer un e-mail").click();
      await page.getByRole("menuitem", { name: "Information" }).click();
      const email = page.getByRole("dialog", { name: /Information/ });
      await expect(email.getByRole("button", { name: "Envoyer l’e-mail" })).toHaveAccessibleDescription(AWAY);
    });
  });
}

test("one workflow that is away is named, and its return is seen without a reload", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  const n8n = await keepAway(page, prospect, ["GENERER_DEVIS"]);
  await page.clock.install();
  await open(page, prospect);
  const panel = panelOf(page, prospect);
  await expect(panel.getByText(AWAY)).toBeVisible();
  await expect(button(page, "Générer un devis")).toHaveAccessibleDescription(`Générer un devis ${AWAY}`);
  await expect(button(page, "Envoyer le dossier")).toHaveAccessibleDescription("");

  n8n.back();
  await page.clock.fastForward("01:00");
  await expect(panel.getByText(AWAY)).toBeHidden();
  await expect(button(page, "Générer un devis")).toHaveAccessibleDescription("");
});

test("n8n stops answering: the open record says so, a click is taken and waits, and leaves when n8n is back", async ({ page, context }) => {
  test.slow();
  const { request } = context;
  const [used, trying, prospect] = [await freshProspect(request), await freshProspect(request), await freshProspect(request)];
  await open(page, prospect);
  const panel = panelOf(page, prospect);
  const reason = panel.getByText(/n8n injoignable depuis .+ : la demande partira dès son retour/);
  await expect(button(page, "Générer un devis")).toHaveAccessibleDescription("");

  // Five failed calls in a row open the breaker: three for the first prospect, two for the second. The third call for
  // the second prospect is the breaker's trial; n8n answers it after 6 s, so the breaker stays open until then.
  const quotes = { typeAction: "GENERER_DEVIS" };
  await fault(request, used, { ...quotes, mode: "status", status: 500, times: 3 });
  await fault(request, trying, { ...quotes, mode: "status", status: 500, times: 2 });
  await fault(request, trying, { ...quotes, mode: "slow", delayMs: 6000 });
  const ask = async (one: Prospect) => {
    const answer = await request.post(`/api/prospects/${one.idProspect}/generate-devis`, { data: {}, headers: OURS });
    expect(answer.status(), await answer.text()).toBe(202);
  };
  const last = async (one: Prospect) => (await (await request.get(`/api/prospects/${one.idProspect}/actions`)).json()).data[0];
  await ask(used);
  await expect.poll(async () => (await last(used)).statutAction).toBe("ERREUR");
  await ask(trying);
  await expect.poll(async () => (await last(trying)).tentatives).toBeGreaterThan(1);

  await expect(reason).toBeVisible();
  await expect(button(page, "Générer un devis")).toHaveAccessibleDescription(/^Générer un devis n8n injoignable depuis/);
  await expect(button(page, "Envoyer le dossier")).toHaveAccessibleDescription("");
  await button(page, "Générer un devis").click();
  await expect(panel.getByText("En attente de n8n, injoignable").first()).toBeVisible();

  await expect(panel.getByRole("link", { name: /Devis DEV-/ }).first()).toBeVisible({ timeout: 30_000 });
  await expect(reason).toBeHidden();
});
