import type { Locator } from "@playwright/test";

import {
  OURS,
  anotherAdmin,
  convert,
  expect,
  fault,
  freshProspect,
  fullName,
  hold,
  open,
  openConversion,
  panelOf,
  press,
  test,
  withoutStream,
} from "./support/app";
import { expectNoViolation } from "./support/axe";

/** Expects the dialog to name who asked for the running conversion, in place of the form. */
async function expectBlocked(dialog: Locator): Promise<void> {
  await expect(dialog.getByText(/Une conversion est déjà en cours, demandée par/)).toBeVisible();
  await expect(dialog.getByText("Sophie Martin", { exact: true })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Confirmer la transformation" })).toBeHidden();
}

test("an admin converts a prospect, sees the steps, the toast, and the row leave the list", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  const name = fullName(prospect);
  // n8n reports all steps, then pauses: the last step stays visible long enough for a slow machine.
  await fault(context.request, prospect, { mode: "late", delayMs: 3000 });
  await page.goto(`/admin/prospects?recherche=${encodeURIComponent(name)}&prospect=${prospect.idProspect}`);
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) }).first();
  await expect(row).toBeVisible();
  const rows = await page.getByRole("rowheader").count();
  const dialog = await openConversion(page);
  await expect(dialog.getByLabel("Formation")).toHaveValue("CAP_BJ");
  await expect(dialog.getByRole("heading", { name: "Documents requis" })).toBeVisible();
  await expect(dialog.getByText("Cette action est irréversible")).toBeVisible();
  await dialog.getByRole("radio", { disabled: false }).first().check();
  await dialog.getByRole("button", { name: "Confirmer la transformation" }).click();
  await expect(dialog.getByText("Demande envoyée.")).toBeVisible();
  const panel = panelOf(page, prospect);
  await expect(panel.getByText("Liste des documents requis").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("Nouveau candidat créé")).toBeVisible();
  await expect(page.getByRole("rowheader")).toHaveCount(rows - 1);
  await expect(panel.getByText(/[A-Z]{4}\d{8}/).first()).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Candidats" }).click();
  await expect(page.getByRole("link", { name, exact: true }).first()).toBeVisible();
});

test("while one runs, a second admin sees who asked and no form, and a reload keeps the place", async ({ page, context, browser }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "silence" });
  await open(page, prospect);
  const other = await anotherAdmin(browser);
  await open(other.page, prospect);
  const blocked = await openConversion(other.page);
  await convert(page);
  // The stream tells the second browser, which takes its form away.
  await expectBlocked(blocked);
  await page.reload();
  await expect(panelOf(page, prospect).getByText(/lancée par/)).toBeVisible();
  await other.context.close();
});

test("a second admin whose page knows nothing of the first is refused, and told who was first", async ({ page, context, browser }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "silence" });
  const other = await anotherAdmin(browser);
  await withoutStream(other.page);
  await open(other.page, prospect);
  const refused = await openConversion(other.page);
  await refused.getByRole("radio", { name: /Sans session/ }).check();
  await open(page, prospect);
  await convert(page);
  await refused.getByRole("button", { name: "Confirmer la transformation" }).click();
  await expectBlocked(refused);
  await other.context.close();
});

test("a failure stays on the screen, gives its reason, and Relancer succeeds", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "failure", messageErreur: "Quota Drive dépassé", nomNoeud: "Créer le dossier" });
  await open(page, prospect);
  await convert(page);
  const toast = page.getByRole("alert").filter({ hasText: "Échec" });
  await expect(toast).toContainText("Quota Drive dépassé");
  const panel = panelOf(page, prospect);
  await expect(panel.getByText("Quota Drive dépassé").first()).toBeVisible();
  // The newest failure comes first: the demo data may hold an older one of this prospect.
  await panel.getByRole("button", { name: "Relancer" }).first().click();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("Nouveau candidat créé")).toBeVisible();
});

test("without n8n the conversion is partial and says what is left to do", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  // n8n answers late, so that the message, which disappears after 6 s, comes after the dialog.
  await fault(context.request, prospect, { mode: "status", status: 500, times: 3, delayMs: 1000 });
  await open(page, prospect);
  await convert(page);
  const message = page.getByRole("region", { name: "Messages" }).getByText("Conversion partielle");
  await expect(message.first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/Action manuelle requise pour la création du dossier Drive/).first()).toBeVisible();
  await panelOf(page, prospect).getByRole("button", { name: "Relancer" }).first().click();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("Nouveau candidat créé")).toBeVisible();
});

test("a full session can't be chosen", async ({ page, context }) => {
  const sessions = (await (await context.request.get("/api/sessions?aVenir=true")).json()).data;
  const full = sessions.find((one: { complete: boolean; statutSession: string }) => one.complete && one.statutSession === "OUVERTE");
  expect(full, "the demo data has a full open session").toBeTruthy();
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const dialog = await openConversion(page);
  await dialog.getByLabel("Formation").selectOption(full.formation);
  const choice = dialog.getByRole("radio", { name: new RegExp(full.libelle) });
  await expect(choice).toBeDisabled();
  await expect(dialog.getByText("COMPLET")).toBeVisible();
  // The button that waits for a seat stays busy, and keeps the focus, when a session changes meanwhile.
  const wait = dialog.locator(".convert-waiting-line").filter({ hasText: full.libelle }).getByRole("button");
  const list = `/api/sessions/${full.idSession}/liste-attente`;
  const free = await hold(page, `**${list}`, "POST");
  await page.route(/\/api\/sessions\?/, async (route) => {
    const answer = await route.fetch();
    const { data, ...rest } = await answer.json();
    await route.fulfill({ response: answer, json: { ...rest, data: data.map((one: object) => ({ ...one, placesRestantes: 99 })) } });
  });
  await wait.click();
  const data = { idProspect: (await freshProspect(context.request)).idProspect };
  expect((await context.request.post(list, { data, headers: OURS })).status()).toBe(201);
  await expect(dialog.getByText("99 places").first()).toBeVisible();
  await expect(wait).toHaveAttribute("aria-busy", "true");
  free();
  await expect(wait).toHaveAccessibleDescription(/^Déjà .* sur la liste d’attente$/);
  await expect(wait).toBeFocused();
});

test("a candidate without session gets one", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  await convert(page);
  await panelOf(page, prospect).getByRole("link", { name: "Voir le candidat" }).click();
  await page.getByRole("button", { name: "Choisir une session" }).click();
  const dialog = page.getByRole("dialog", { name: "Choisir une session" });
  await dialog.getByRole("button", { name: "Choisir une session" }).click();
  await expect(dialog.getByText("Choisissez une session.")).toBeVisible();
  await expectNoViolation(page);
  const choice = dialog.locator("label:has(input:not(:disabled))").first();
  const label = (await choice.locator(".radio-label").textContent()) ?? "";
  await choice.click();
  await dialog.getByRole("button", { name: "Choisir une session" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("definition").filter({ hasText: label })).toBeVisible();
  await expect(page.getByRole("button", { name: "Changer de session" })).toBeFocused();
});

test("a pending conversion keeps its dialog, which shows the refusal; once the page is left, a message does", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const dialog = await openConversion(page);
  const url = "**/api/prospects/convertir-candidat";
  const detail = "Cette session n’existe plus.";
  const problem = { type: "about:blank", title: "Introuvable", status: 404, code: "INTROUVABLE", detail, traceId: "t" };
  await page.route(url, (route) => route.fulfill({ status: 404, contentType: "application/problem+json", json: problem }));
  const confirm = async () => {
    const answer = await hold(page, url);
    await dialog.getByRole("button", { name: "Confirmer la transformation" }).click();
    await expect(dialog).toHaveAttribute("aria-busy", "true");
    return answer;
  };
  await dialog.getByRole("radio", { name: /Sans session/ }).check();
  const first = await confirm();
  // Browsers close a dialog on the second Escape.
  for (const key of ["Escape", "Escape"]) await page.keyboard.press(key);
  first();
  await expect(dialog.getByText(detail)).toBeVisible();
  await expect(dialog.getByRole("radio", { name: /Sans session/ })).toBeChecked();

  const second = await confirm();
  await press(page.getByRole("link", { name: "Candidats", exact: true }));
  await expect(page.getByRole("heading", { name: "Candidats", level: 1 })).toBeVisible();
  second();
  await expect(page.getByRole("region", { name: "Messages" }).getByText(detail)).toBeVisible();
});
