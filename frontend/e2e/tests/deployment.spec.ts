// A page that stays open during a deployment: its code files are gone, and it offers a remedy.
import type { Page, Route } from "@playwright/test";

import { expect, hold, test, withoutStream } from "./support/app";

const PARTS = "**/assets/app-*/*.wasm";

/** Opens the list; later requests for code files get this answer. */
async function openBefore(page: Page, answer: (route: Route) => Promise<void>): Promise<void> {
  // The code of the views comes after the rows, and then asks for them.
  const views = page.waitForResponse("**/api/vues");
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await views;
  await page.route(PARTS, answer);
  await page.evaluate(() => (document.body.dataset.mark = "same page"));
}

for (const [what, answer] of [
  ["no file any more", { status: 404, contentType: "application/problem+json", body: "{}" }],
  ["the new page in its place", { status: 200, contentType: "text/html", body: "<!doctype html><title>Admissions</title>" }],
] as const) {
  test(`a part that is gone offers to reload the page (${what})`, async ({ page }) => {
    await openBefore(page, (route) => route.fulfill(answer));
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Candidats" }).click();
    const notice = page.getByRole("alert").filter({ hasText: "Une nouvelle version est en ligne" });
    await expect(notice).toBeVisible();
    await expect(notice.getByRole("button", { name: "Réessayer" })).toHaveCount(0);
    await expect(page.locator("body")).toHaveAttribute("data-mark", "same page");

    await page.unroute(PARTS);
    await notice.getByRole("button", { name: "Recharger la page" }).click();
    await expect(page.getByRole("rowheader").first()).toBeVisible();
    await expect(page.getByRole("heading", { name: "Candidats", level: 1 })).toBeVisible();
    await expect(page.locator("body")).not.toHaveAttribute("data-mark");
  });
}

test("a part that could not be fetched is asked for again, without a reload", async ({ page }) => {
  await openBefore(page, (route) => route.abort());
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Candidats" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Connexion impossible" })).toBeVisible();
  await page.unroute(PARTS);
  await page.getByRole("button", { name: "Réessayer" }).click();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page.locator("body")).toHaveAttribute("data-mark", "same page");
});

/** Holds the requests for a code file until the returned function is called. */
const holdCode = (page: Page, file: string) => hold(page, `**/assets/app-*/${file}`);

test("the code of the panel comes while nothing happens, and a row opens without a download", async ({ page }) => {
  const parts = ["fiche", "suivi", "historique"];
  const fetched = parts.map((part) => page.waitForResponse(`**/assets/app-*/split_${part}.wasm`));
  await page.goto("/admin/prospects");
  for (const response of await Promise.all(fetched)) await response.finished();
  await page.route(PARTS, (route) => route.abort());
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("complementary").getByRole("heading", { name: "Historique" })).toBeVisible();
});

test("a panel shows what its row says while its code is fetched", async ({ page }) => {
  const release = await holdCode(page, "split_fiche.wasm");
  await page.goto("/admin/prospects");
  const link = page.getByRole("rowheader").first().getByRole("link");
  const name = (await link.textContent()) ?? "";
  await link.click();
  const panel = page.getByRole("complementary", { name });
  await expect(panel.getByRole("heading", { name, level: 2 })).toBeVisible();
  await expect(panel).toHaveAttribute("aria-busy", "true");
  release();
  await expect(panel.getByRole("heading", { name: "Historique" })).toBeVisible();
  await expect(panel).not.toHaveAttribute("aria-busy");
});

test("a key of the panel acts as soon as its code is there", async ({ page }) => {
  const release = await holdCode(page, "split_suivi.wasm");
  await page.goto("/admin/prospects");
  await page.getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("complementary").getByRole("heading", { name: "Contact" })).toBeVisible();
  await page.keyboard.press("a");
  release();
  await expect(page.getByRole("menu", { name: "Changer le responsable" })).toBeVisible();
});

test("the frame is there before the application, for a person who was here before", async ({ page }) => {
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const release = await holdCode(page, "app_bg.wasm");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("#boot-frame .rail")).toBeVisible();
  release();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page.locator("#boot-frame")).toHaveCount(0);
});

/** Opens the list again and returns the addresses that the page then asks of the service. `before` runs in between. */
async function askedAgain(page: Page, before: () => Promise<unknown>): Promise<string[]> {
  await withoutStream(page);
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await before();
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (["/api/auth/me", "/api/prospects"].includes(pathname)) asked.push(pathname);
  });
  await page.reload({ waitUntil: "commit" });
  return asked;
}

test("the service answers for the first page while the application is on its way", async ({ page }) => {
  let release = (): void => undefined;
  let answered: Promise<unknown> = Promise.resolve();
  const asked = await askedAgain(page, async () => {
    release = await holdCode(page, "app_bg.wasm");
    answered = page.waitForResponse("**/api/prospects?**");
    // The time limit of the early requests ends at this event.
    await page.addInitScript(() => {
      const limit = new AbortController();
      AbortSignal.timeout = () => limit.signal;
      addEventListener("timeout", () => limit.abort());
    });
  });
  await answered;
  expect(asked).toEqual(["/api/auth/me", "/api/prospects"]);
  // An answer that is there stays, however long the application takes.
  await page.evaluate(async () => {
    await Promise.all((window as unknown as { early: Map<string, Promise<unknown>> }).early.values());
    dispatchEvent(new Event("timeout"));
  });
  release();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  // The application takes these answers.
  expect(asked).toHaveLength(2);
});

test("an early answer that got lost is asked for again", async ({ page }) => {
  const lost = () => page.route("**/api/auth/me", (route) => route.abort(), { times: 1 });
  const asked = await askedAgain(page, lost);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  expect(asked).toEqual(["/api/auth/me", "/api/auth/me", "/api/prospects"]);
});

test("the login has no frame", async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const release = await holdCode(page, "app_bg.wasm");
  await page.goto("/connexion", { waitUntil: "commit" });
  await expect(page.locator("#boot-frame")).toBeHidden();
  release();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await context.close();
});
