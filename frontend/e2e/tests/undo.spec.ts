import type { Page } from "@playwright/test";

import { OURS, type Person, expect, freshPerson, freshProspect, fullName, historyOf, open, openConversion, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

/** Gives the page a grace long enough for a slow machine: the service of the journeys tells it that there is none. */
async function withGrace(page: Page, seconds: number): Promise<void> {
  await page.route("**/api/auth/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), delaiAnnulationS: seconds } });
  });
}

test("what was launched is taken back by its button and by Ctrl+Z, and the record is as before", async ({ page, context }) => {
  await withGrace(page, 30);
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const panel = panelOf(page, prospect);
  const messages = page.getByRole("region", { name: "Messages" });

  const quote = panel.getByRole("button", { name: "Générer un devis" });
  await quote.click();
  await expect(panel.getByText(/part dans \d+\s+s/)).toBeVisible();
  await expectNoViolation(page);
  await panel.getByRole("button", { name: "Annuler : Génération du devis" }).click();
  await expect(messages.getByText("Action annulée : rien n’est parti")).toBeVisible();
  await expect(quote).toBeFocused();
  await expect(historyOf(page, prospect).getByText("Annulée", { exact: true })).toBeVisible();

  const dialog = await openConversion(page);
  await expect(dialog.getByText("Réversible pendant 30 s")).toBeVisible();
  await dialog.getByRole("radio", { name: /Sans session/ }).check();
  await dialog.getByRole("button", { name: "Confirmer la transformation" }).click();
  await expect(dialog.getByText("Demande envoyée.")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(historyOf(page, prospect).getByText("Annulée", { exact: true })).toHaveCount(2);
  await expect(dialog).toBeHidden();
  await expect(panel.getByRole("button", { name: "Convertir en candidat" })).toBeFocused();

  // The request of an undone action, sent again at once, is a new one; its message has the undo where no panel is open.
  await quote.click();
  await expect(panel.getByText(/part dans \d+\s+s/)).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(historyOf(page, prospect).getByText("Annulée", { exact: true })).toHaveCount(3);

  const actions = await (await context.request.get(`/api/prospects/${prospect.idProspect}/actions`)).json();
  for (const { statutAction, tentatives } of actions.data) expect([statutAction, tentatives]).toEqual(["ANNULEE", 0]);
  expect(actions.data).toHaveLength(3);
});

test("the e-mail that offers a seat is taken back by Ctrl+Z, and a live change closes none of its preview", async ({ page, context }) => {
  await withGrace(page, 30);
  const sessions = (await (await context.request.get("/api/sessions?aVenir=true")).json()).data;
  const full = sessions.find((one: { complete: boolean; statutSession: string }) => one.complete && one.statutSession === "OUVERTE");
  const wait = async (): Promise<Person> => {
    const person = await freshProspect(context.request);
    const data = { idProspect: person.idProspect };
    const answer = await context.request.post(`/api/sessions/${full.idSession}/liste-attente`, { data, headers: OURS });
    expect(answer.status(), await answer.text()).toBe(201);
    return person;
  };
  const [first, second] = [await wait(), await wait()];
  // The service offers a seat when one becomes free.
  await page.route(`**/api/sessions/${full.idSession}/liste-attente`, async (route) => {
    const answer = await route.fetch();
    const list = await answer.json();
    for (const place of list.data) if (place.idProspect === first.idProspect) place.etat = "PROPOSEE";
    await route.fulfill({ response: answer, json: list });
  });
  await page.goto("/admin/sessions");
  const session = page.getByRole("row").filter({ hasText: full.libelle }).filter({ hasText: "complète" }).filter({ hasText: "Ouverte" });
  await session.first().getByRole("button", { name: /^Liste d’attente/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Liste d’attente/ });
  const row = (person: Person) => dialog.getByRole("listitem").filter({ hasText: fullName(person) });
  await expect(row(second)).toBeVisible();
  await row(first).getByRole("button", { name: "Envoyer l’e-mail…" }).click();
  const send = row(first).getByRole("button", { name: "Envoyer l’e-mail", exact: true });
  await send.focus();
  const third = await wait();
  await freshPerson(context.request);
  await expect(row(third)).toBeVisible();
  await expect(send).toBeFocused();
  await expectNoViolation(page);
  await page.keyboard.press("Enter");
  await expect(row(first).getByRole("link")).toBeFocused();
  const messages = page.getByRole("region", { name: "Messages" });
  // One message, which has the undo.
  await expect(messages.getByText(/part dans \d+\s+s/)).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(messages.getByText("Action annulée : rien n’est parti")).toBeVisible();
  await expect(messages.getByText(/part dans/)).toHaveCount(0);
  const actions = await (await context.request.get(`/api/prospects/${first.idProspect}/actions`)).json();
  expect(actions.data.map((action: { statutAction: string }) => action.statutAction)).toEqual(["ANNULEE"]);
});
