// Account security: the second factor, the repeated request for a code, a person's sessions and the security journal.
import { createHmac } from "node:crypto";

import type { APIRequestContext, Browser, Page } from "@playwright/test";

import { OURS, expect, hold, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

const PASSWORD = "quatre mots sans rapport 7";

// Closes other browsers: an open page keeps a live stream, which later journeys would count.
test.afterEach(async ({ browser, context }) => {
  for (const one of browser.contexts()) if (one !== context) await one.close();
});

/** Returns the code that an authenticator shows now for this key (TOTP, RFC 6238). */
function codeOf(key: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", secret).update(step).digest();
  const word = digest.readUInt32BE((digest.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
}

/** Creates an admin that no other journey knows, logged in with a separate browser context. */
async function newAdmin(browser: Browser, request: APIRequestContext) {
  const person = { prenom: "Inès", nom: `Faure ${Date.now()}`, email: `ines-${Date.now()}@ecole.example`, role: "ADMIN" };
  const invited = await (await request.post("/api/utilisateurs", { data: person, headers: OURS })).json();
  const context = await browser.newContext();
  const data = { jeton: invited.jeton, motDePasse: PASSWORD };
  expect((await context.request.post("/api/auth/invitation", { data })).status()).toBe(204);
  const login = (code?: string) => context.request.post("/api/auth/login", { data: { email: person.email, motDePasse: PASSWORD, code } });
  expect((await login()).status()).toBe(200);
  return { person, context, login, page: await context.newPage() };
}

async function openSecurity(page: Page) {
  await page.getByRole("button", { name: /, compte de/ }).click();
  await page.getByRole("menuitem", { name: "Sécurité de mon compte…" }).click();
  return page.getByRole("dialog", { name: "Sécurité de mon compte" });
}

test("an admin enrols a second factor, logs in with it, and gives it again before an invitation", async ({ browser, context }) => {
  const { person, page, login, context: theirs } = await newAdmin(browser, context.request);
  await page.goto("/admin/equipe");
  const dialog = await openSecurity(page);
  await expect(dialog.getByText("cet appareil")).toBeVisible();
  await dialog.getByRole("button", { name: "Activer la double authentification" }).click();
  await expect(dialog.getByRole("img", { name: "Code QR de la clé" })).toBeVisible();
  const key = await dialog.getByLabel("Clé à saisir dans l’application").inputValue();
  await dialog.getByLabel("Code de votre application").fill("000000");
  await dialog.getByRole("button", { name: "Activer", exact: true }).click();
  await expect(dialog.getByText("Ce code n’est pas le bon, ou il a déjà servi.")).toBeVisible();
  await dialog.getByLabel("Code de votre application").fill(codeOf(key));
  const activated = await hold(page, "**/api/auth/second-facteur/activation", "POST");
  await dialog.getByRole("button", { name: "Activer", exact: true }).click();
  await expect(dialog).toHaveAttribute("aria-busy", "true");
  // The codes are shown once: Escape loses them neither before they come nor after.
  const escapeTwice = async () => {
    for (const key of ["Escape", "Escape"]) await page.keyboard.press(key);
  };
  await escapeTwice();
  activated();
  const shown = dialog.getByRole("list", { name: "Codes de secours" }).getByRole("listitem");
  await expect(shown).toHaveCount(10);
  const recovery = await shown.allTextContents();
  await escapeTwice();
  await expect(dialog.getByRole("button", { name: "Fermer" })).toBeHidden();
  await expectNoViolation(page);
  await dialog.getByRole("button", { name: "J’ai gardé les codes" }).click();
  await expect(dialog.getByText(/^Active depuis le .*10 codes de secours restants\.$/)).toBeVisible();

  expect((await theirs.request.post("/api/auth/logout", { data: {}, headers: OURS })).status()).toBe(204);
  const refused = await login();
  expect([refused.status(), (await refused.json()).code]).toEqual([401, "CODE_REQUIS"]);
  expect((await login(recovery[0])).status()).toBe(200);

  // The first request is refused, as it would be ten minutes after the last check.
  const problem = { type: "/problemes/verification-requise", title: "Vérification requise", status: 403, code: "VERIFICATION_REQUISE", detail: "x", traceId: "x" };
  await page.goto("/admin/equipe");
  await page.route(
    "**/api/utilisateurs",
    (route) => (route.request().method() === "POST" ? route.fulfill({ status: 403, contentType: "application/problem+json", json: problem }) : route.continue()),
    { times: 1 },
  );
  await page.getByRole("button", { name: "Inviter quelqu’un" }).click();
  const invite = page.getByRole("dialog", { name: /Inviter/ });
  await invite.getByLabel("Prénom").fill("Zoé");
  await invite.getByLabel("Nom", { exact: true }).fill("Blanc");
  await invite.getByLabel("Adresse e-mail").fill(`zoe-${Date.now()}@ecole.example`);
  await invite.getByRole("radio", { name: /Formateur/ }).check();
  await invite.getByRole("button", { name: "Créer l’invitation" }).click();
  const proof = page.getByRole("dialog", { name: "Confirmez votre identité" });
  await expect(proof).toBeVisible();
  await proof.getByLabel("Code de votre application").fill(recovery[1] ?? "");
  await proof.getByRole("button", { name: "Confirmer" }).click();
  await expect(proof).toBeHidden();
  await expect(invite.getByLabel("Lien d’invitation")).toBeVisible();

  await page.goto("/admin/securite?evenement=SECOND_FACTEUR_ACTIVE&evenement=VERIFICATION");
  const table = page.getByRole("region", { name: "Journal de sécurité" });
  const mine = table.getByRole("row").filter({ hasText: `${person.prenom} ${person.nom}` });
  await expect(mine.filter({ hasText: "Double authentification activée" })).toHaveCount(1);
  await expect(mine.filter({ hasText: "Identité vérifiée" })).toHaveCount(1);
  await expectNoViolation(page);
  // One person, on a phone: every row is read without scrolling sideways.
  await page.getByLabel("Personne", { exact: true }).selectOption(`${person.prenom} ${person.nom}`);
  await expect(page).toHaveURL(/utilisateur=\d+/);
  await expect(mine).toHaveCount(2);
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await table.evaluate((region) => region.scrollWidth - region.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await expectNoViolation(page);
});

test("a person ends another of the own logins", async ({ browser, context }) => {
  const { page, login, context: theirs } = await newAdmin(browser, context.request);
  const state = await theirs.storageState();
  const elsewhere = await browser.newContext({ storageState: state });
  await theirs.clearCookies();
  expect((await login()).status()).toBe(200);
  await page.goto("/admin/equipe");
  const dialog = await openSecurity(page);
  const logins = dialog.getByRole("listitem");
  await expect(logins).toHaveCount(2);
  await logins.filter({ hasNotText: "cet appareil" }).getByRole("button", { name: /^Terminer/ }).click();
  await expect(logins).toHaveCount(1);
  await expect(dialog.getByRole("list", { name: "Mes connexions" })).toBeFocused();
  expect((await elsewhere.request.get("/api/auth/me")).status()).toBe(401);
  expect((await theirs.request.get("/api/auth/me")).status()).toBe(200);
});
