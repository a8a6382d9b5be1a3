// Messages of actions, and where the panel shows what happens.
import type { Locator, Page } from "@playwright/test";

import { expect, fault, freshProspect, fullName, hold, open, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

function messages(page: Page) {
  return page.getByRole("region", { name: "Messages" });
}

/** Expects that one element covers nothing of another. */
async function expectApart(one: Locator, other: Locator): Promise<void> {
  await expect(async () => {
    const [a, b] = [await one.boundingBox(), await other.boundingBox()];
    if (!a || !b) throw new Error("both elements must be on the screen");
    const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
    expect(apart, `${JSON.stringify(a)} covers ${JSON.stringify(b)}`).toBe(true);
  }).toPass();
}

test("an action has one message, none while its card is on the screen, and one’s own is read", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "late", delayMs: 1500 });
  await open(page, prospect);
  const panel = panelOf(page, prospect);
  await panel.locator(".panel-body").evaluate((body) => body.scrollTo(0, body.scrollHeight));
  const quote = panel.getByRole("button", { name: "Générer un devis" });
  await expect(quote).toBeInViewport();
  await quote.click();
  await expect(panel.getByText(/lancée par/)).toBeInViewport();
  await expect(messages(page).locator(".toast")).toHaveCount(0);
  await expect(messages(page).getByText("Action terminée")).toBeVisible();
  await expect(messages(page).locator(".toast")).toHaveCount(1);
  const own = async () => {
    const all = (await (await context.request.get("/api/notifications?limit=50")).json()).data;
    return all.filter((one: { message: string }) => one.message.includes(fullName(prospect))).map((one: { lue: boolean }) => one.lue);
  };
  await expect.poll(own).toEqual([true, true]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a failure stays beside what it is about, and its repair removes it (${colorScheme})`, async ({ page, context }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const prospect = await freshProspect(context.request);
    await fault(context.request, prospect, { mode: "failure", messageErreur: "Modèle introuvable", nomNoeud: "Créer le PDF" });
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await panel.getByRole("button", { name: "Générer un devis" }).click();
    const failure = messages(page).getByRole("alert").filter({ hasText: "Modèle introuvable" });
    await expect(failure).toBeVisible();
    const again = panel.getByRole("button", { name: "Relancer" }).first();
    await again.scrollIntoViewIfNeeded();
    for (const part of [again, panel.getByRole("group", { name: "Actions" }), page.locator(".paginator-pages")]) {
      await expectApart(failure, part);
    }
    await expectNoViolation(page);
    await again.click();
    await expect(messages(page).getByText("Action terminée")).toBeVisible();
    await expect(failure).toHaveCount(0);
  });
}

/** Makes the next tests of workflows fail with the text that `reason` returns for their number. */
async function failTests(page: Page, reason: (count: number) => string): Promise<void> {
  let count = 0;
  await page.route("**/api/sante/canari", async (route) => {
    const problem = { type: "about:blank", title: "Erreur interne", status: 500, code: "ERREUR_INTERNE", traceId: "", erreurs: [] };
    await route.fulfill({ status: 500, contentType: "application/problem+json", json: { ...problem, detail: reason(++count) } });
  });
}

test("no failure is lost among many, they cover no pager, and they go with the person", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/admin/sante");
  await failTests(page, (count) => `Panne ${Math.min(count, 7)}.`);
  const failures = messages(page).getByRole("alert");
  const fail = page.getByRole("button", { name: "Tester les quatre workflows" });
  for (let count = 1; count <= 7; count++) {
    await fail.click();
    await expect(failures).toHaveCount(count);
  }
  await fail.click();
  await expect(failures.last()).toContainText(/Panne 7\./);
  await expect(failures.last()).toContainText(/\(2.fois\)/);
  await expect(failures).toHaveCount(7);
  await expect(failures.last()).toBeInViewport({ ratio: 1 });
  await failures.first().scrollIntoViewIfNeeded();
  await expect(failures.first()).toContainText("Panne 1.");
  await expect(failures.first()).toBeInViewport({ ratio: 1 });

  await page.getByRole("link", { name: "Prospects", exact: true }).click();
  const next = page.getByRole("button", { name: "Page suivante" });
  for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    await expect(next).toBeVisible();
    await expectApart(messages(page), next);
    await expectNoViolation(page);
  }
  await failures.nth(2).getByRole("button", { name: "Fermer ce message" }).focus();
  await page.keyboard.press("Enter");
  await expect(failures).toHaveCount(6);
  await expect(failures.nth(2).getByRole("button", { name: "Fermer ce message" })).toBeFocused();
  await messages(page).getByRole("button", { name: "Tout fermer" }).click();
  await expect(failures).toHaveCount(0);
  await expect(page.getByRole("main")).toBeFocused();

  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole("link", { name: "Santé", exact: true }).click();
  await fail.click();
  await expect(failures).toHaveCount(1);
  await page.getByRole("button", { name: /compte de/ }).click();
  await page.getByRole("menuitem", { name: "Se déconnecter", exact: true }).click();
  await expect(page.getByRole("button", { name: "Se connecter" })).toBeVisible();
  await expect(failures).toHaveCount(0);
});

test("a message waits while it has the pointer or the focus", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await page.clock.install();
  await open(page, prospect);
  await page.keyboard.press("a");
  await page.getByRole("menuitem", { name: "Sophie Martin", exact: true }).click();
  const told = messages(page).getByText("Responsable changé");
  await told.hover();
  await messages(page).getByRole("button", { name: "Fermer ce message" }).focus();
  await page.mouse.move(0, 0);
  await page.clock.runFor(7_000);
  await expect(told).toBeVisible();
  await told.hover();
  await page.locator("#contenu").focus();
  await page.clock.runFor(7_000);
  await expect(told).toBeVisible();
  await page.mouse.move(0, 0);
  await page.clock.runFor(7_000);
  await expect(told).toBeHidden();
});

test("a change that is answered after its page was left is told on the next page, which goes on", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  for (const change of [
    { keys: ["a"], item: "Sophie Martin", told: "Responsable changé" },
    { keys: ["s"], item: "Perdu…", then: "Trop cher", told: "Statut changé" },
  ]) {
    await open(page, prospect);
    const answer = await hold(page, `**/api/prospects/${prospect.idProspect}`, "PATCH");
    const asked = page.waitForRequest((request) => request.method() === "PATCH");
    for (const key of change.keys) await page.keyboard.press(key);
    await page.getByRole("menuitem", { name: change.item, exact: true }).click();
    if (change.then) await page.getByRole("menuitem", { name: change.then, exact: true }).click();
    await asked;
    await page.getByRole("link", { name: "Candidats", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Candidats", level: 1 })).toBeVisible();
    answer();
    await expect(messages(page).getByText(change.told)).toBeVisible();
    await page.getByRole("link", { name: "Sessions", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Sessions", level: 1 })).toBeVisible();
    await expect(page.getByText("L’application s’est arrêtée")).toHaveCount(0);
    await page.unrouteAll();
  }
});

test("a notification that arrives while older ones are read hides none, and turns no other into its neighbour", async ({ page }) => {
  const [size, held, unread] = [20, 25, 44];
  let newest = 45;
  const row = (id: number) => ({
    id, titre: `Notification ${id}.`, message: "Essai", lue: id !== unread, categorie: "PROSPECT", type: "ACTION_SUCCESS",
    priorite: "NORMALE", audience: "ADMIN", lienAction: "/admin/prospects", dateCreation: "2026-11-05T09:00:00Z",
  });
  const list = (first: number) => {
    const data = Array.from({ length: Math.min(size, first) }, (_, at) => row(first - at));
    return { data, curseurSuivant: first > size ? `${first - size}` : null };
  };
  await page.route("**/api/notifications", (route) => route.fulfill({ json: list(newest) }));
  const older = new RegExp(`/api/notifications\\?curseur=${held}$`);
  await page.route(older, (route) => route.fulfill({ json: list(held) }));
  const free = await hold(page, older);
  await page.route("**/api/notifications/lues", (route) => route.fulfill({ status: 204 }));
  await page.goto("/admin/prospects");
  await page.getByRole("button", { name: /Notifications/ }).click();
  const dialog = page.getByRole("dialog", { name: "Notifications" });
  const other = await dialog.getByText("Notification 40.").elementHandle();
  await dialog.getByRole("button", { name: "Afficher les précédentes" }).click();
  newest += 1;
  await dialog.getByRole("button", { name: "Marquer comme lue" }).click();
  await expect(dialog.getByText("Notification 46.")).toBeVisible();
  expect(await other?.textContent()).toBe("Notification 40.");
  free();
  await expect(dialog.getByText("Notification 25.")).toBeVisible();
  await expect(dialog.getByText("Notification 26.")).toBeVisible();
});

test("a record that does not exist says so and offers no retry", async ({ page }) => {
  await page.goto("/admin/prospects?prospect=PROS_999999999");
  const panel = page.getByRole("complementary", { name: "Prospect" });
  await expect(panel.getByText("Ce prospect n’existe pas")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Réessayer" })).toHaveCount(0);
  await panel.getByRole("button", { name: "Fermer", exact: true }).click();
  await expect(page).not.toHaveURL(/PROS_999999999/);
});
