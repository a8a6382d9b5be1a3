// A page that stays open during a deployment: its code files are gone, and it offers a remedy.
import type { Page, Route } from "@playwright/test";

import { expect, test } from "./support/app";

const PARTS = "**/assets/app-*/*.wasm";

/** Opens the list; later requests for code files get this answer. */
async function openBefore(page: Page, answer: (route: Route) => Promise<void>): Promise<void> {
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
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
