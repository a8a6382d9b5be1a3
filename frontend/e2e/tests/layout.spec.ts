// The lists as people use them: one line of filters, a panel that moves nothing, a low screen, a slow answer.
import type { Locator, Page } from "@playwright/test";

import { cutBoxes, expect, fault, freshProspect, freshWord, fullName, hold, open, panelOf, test } from "./support/app";

const WITH_FILTERS = "/admin/prospects?statut=EN_ATTENTE_DOSSIER&statut=NOUVEAU&financement=CPF&financement=OPCO&recherche=a";

const firstRow = (page: Page) => page.getByRole("rowheader").first();
const filters = (page: Page) => page.getByRole("group", { name: "Filtres de la liste" });

/** Returns the top edge of an element, in CSS pixels. */
async function topOf(one: Locator): Promise<number> {
  return (await one.boundingBox())?.y ?? Number.NaN;
}

for (const width of [1366, 1024, 900]) {
  test(`opening the panel moves no row up or down, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 768 });
    await page.goto(WITH_FILTERS);
    await expect(firstRow(page)).toBeVisible();
    const before = await topOf(firstRow(page));
    await firstRow(page).getByRole("link").click();
    await expect(page.getByRole("complementary")).toBeVisible();
    expect(await topOf(firstRow(page))).toBe(before);
  });
}

test("the filter bar keeps one line at every width", async ({ page }) => {
  await page.goto(WITH_FILTERS);
  await expect(firstRow(page)).toBeVisible();
  for (const address of [WITH_FILTERS, "/admin/logs", "/admin/securite", "/admin/candidats"]) {
    await page.goto(address);
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    for (const width of [1366, 1024, 683, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const bar = page.locator(".filter-bar");
      // The filters change their form in the frame after the resize.
      await expect(async () => {
        const [box, tallest, inside] = await bar.evaluate((one) => {
          const boxes = [...one.querySelectorAll("button, input, select")].map((inner) => inner.getBoundingClientRect());
          return [one.getBoundingClientRect().height, Math.max(...boxes.map((inner) => inner.height)), Math.max(...boxes.map((inner) => inner.right)) <= innerWidth];
        });
        expect(box, `${address} at ${width}`).toBe(tallest);
        expect(inside, `${address} at ${width}`).toBe(true);
      }).toPass();
    }
  }
});

test("on a phone the filters are behind one button, which counts them", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/admin/prospects?statut=QUALIFIE");
  await filters(page).getByRole("button", { name: "Filtrer (1)" }).click();
  await filters(page).getByRole("button", { name: "Financement" }).click();
  await filters(page).getByRole("checkbox", { name: /^CPF/ }).check();
  await expect(page).toHaveURL(/financement=CPF/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(filters(page).getByRole("button", { name: "Filtrer (2)" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Financement" })).toBeHidden();
});

test("on a phone the pager stands above the tabs", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const address of ["/admin/prospects", "/admin/candidats"]) {
    await page.goto(address);
    const next = page.getByRole("button", { name: "Page suivante" });
    await expect(next).toBeVisible();
    const box = await next.boundingBox();
    expect((box?.y ?? Number.NaN) + (box?.height ?? 0), address).toBeLessThanOrEqual(await topOf(page.getByRole("navigation", { name: "Pages" })));
  }
});

test("the list of keys opens at its top on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/admin/prospects");
  await expect(firstRow(page)).toBeVisible();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Raccourcis clavier" });
  await expect(keys.getByRole("checkbox")).toBeFocused();
  await expect(keys.getByRole("heading", { name: "Partout" })).toBeInViewport();
});

test("at 200 % zoom the page scrolls as one, and a row that was open is under nothing", async ({ page }) => {
  await page.setViewportSize({ width: 683, height: 384 });
  for (const address of [WITH_FILTERS, "/admin/logs", "/admin/candidats", "/admin/securite"]) {
    await page.goto(address);
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    expect(await cutBoxes(page), address).toEqual([]);
  }
  await page.goto("/admin/prospects");
  const row = page.getByRole("rowheader").nth(9).getByRole("link");
  await row.click();
  await expect(page.getByRole("complementary")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(row).toBeFocused();
  await expect(page.getByRole("complementary")).toHaveCount(0);
  // A message of another action may lie over it for some seconds; nothing of the page may.
  const above = await row.evaluate((one) => {
    const { left, top } = one.getBoundingClientRect();
    const first = document.elementsFromPoint(left + 4, top + 4).find((other) => !other.closest(".toaster"));
    return one.contains(first ?? null) ? "" : (first?.outerHTML.slice(0, 200) ?? `nothing at ${left}, ${top}`);
  });
  expect(above).toBe("");
});

test("a slow page shows that it is coming under the head of the table and in the pager", async ({ page }) => {
  await page.goto("/admin/prospects");
  await expect(firstRow(page)).toBeVisible();
  const go = await hold(page, /api\/prospects\?.*page=2/);
  const first = await firstRow(page).textContent();
  await page.getByRole("button", { name: "Page suivante" }).click();
  await expect(page.getByText(/^page 2 \/ /)).toBeVisible();
  const waiting = () => page.evaluate(() => ["thead th", ".paginator-page"].map((one) => getComputedStyle(document.querySelector(one) as Element).boxShadow !== "none" || getComputedStyle(document.querySelector(one) as Element).animationName !== "none"));
  await expect.poll(waiting).toEqual([true, true]);
  await expect(firstRow(page)).toHaveText(first ?? "");
  go();
  await expect(firstRow(page)).not.toHaveText(first ?? "");
  await expect.poll(waiting).toEqual([false, false]);
});

test("the pager reads a neighbour by its cursor, and goes to the last page", async ({ page }) => {
  await page.goto("/admin/prospects");
  await expect(firstRow(page)).toBeVisible();
  const read = (query: RegExp) => page.waitForResponse((response) => query.test(response.url()) && response.ok());
  const next = read(/api\/prospects\?.*page=2&.*curseur=/);
  await page.getByRole("button", { name: "Page suivante" }).click();
  await next;
  const place = page.getByText(/^page \d+ \/ \d+$/);
  await expect(place).toHaveText(/^page 2 \/ /);
  await page.getByRole("button", { name: "Dernière page" }).click();
  await expect(place).toHaveText(/^page (\d+) \/ \1$/);
  const last = Number((await place.textContent())?.match(/\d+$/)?.[0]);
  const before = read(new RegExp(`api/prospects\\?.*page=${last - 1}&.*curseur=`));
  await page.getByRole("button", { name: "Page précédente" }).click();
  await before;
  await expect(place).toHaveText(new RegExp(`^page ${last - 1} / ${last}$`));
  await expect(page).toHaveURL(new RegExp(`[?&]page=${last - 1}$`));
});

test("the journal names the person of a failed action and leads to the record", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  const messageErreur = `Modèle absent pour ${freshWord()}`;
  await fault(context.request, prospect, { mode: "failure", messageErreur, nomNoeud: "Créer le PDF" });
  await open(page, prospect);
  await page.getByRole("button", { name: "Générer un devis" }).click();
  await expect(panelOf(page, prospect).getByText(messageErreur).first()).toBeVisible();
  await page.goto(`/admin/logs?recherche=${encodeURIComponent(messageErreur)}`);
  await expect(page.getByRole("rowheader")).toContainText(fullName(prospect));
  await page.getByRole("rowheader").getByRole("link").click();
  await page.getByRole("complementary").getByRole("link", { name: fullName(prospect) }).click();
  await expect(panelOf(page, prospect)).toBeVisible();
});
