// The page on paper, in forced colours and with reduced motion.
import type { Page } from "@playwright/test";

import { cutBoxes, expect, freshProspect, historyOf, hold, open, panelOf, receiveEmail, test, withoutStream } from "./support/app";

/** Returns the bottom edge of the element in the document, in CSS pixels. */
function bottomOf(page: Page, selector: string): Promise<number> {
  return page.locator(selector).last().evaluate((one) => one.getBoundingClientRect().bottom + scrollY);
}

/**
 * Returns the visible buttons. Column heads, active filters, the statut, the next touch and the owner are left out: paper
 * keeps them, since they carry information.
 */
function buttons(page: Page) {
  return page.locator("button:visible:not(.th-sort, .chip, .statut-trigger, .touch-trigger)");
}

test.describe("in the dark theme", () => {
  test.use({ colorScheme: "dark" });

  test("a record prints whole, in black on white, without what only a screen can do", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await open(page, prospect);
    const panel = panelOf(page, prospect);
    await expect(panel.getByRole("heading", { name: "Historique" })).toBeAttached();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect(panel.getByRole("heading", { name: "Historique" })).toBeVisible();
    await expect(buttons(page)).toHaveCount(0);
    await expect(panel.getByRole("textbox")).toHaveCount(0);
    await expect(panel.getByText("Qualifié", { exact: true })).toBeVisible();
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("table")).toHaveCount(0);
    expect(await cutBoxes(page)).toEqual([]);
    expect(await bottomOf(page, ".panel-body > *")).toBeLessThanOrEqual(await page.evaluate(() => document.documentElement.scrollHeight));
    const colours = await panel.evaluate((one) => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]);
    expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(1000);
  });

  test("a list prints all its rows and columns", async ({ page }) => {
    await page.goto("/admin/prospects?limit=100");
    await expect(page.getByRole("rowheader").first()).toBeVisible();
    const rows = await page.getByRole("rowheader").count();
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: "Premier contact" })).toBeVisible();
    await expect(buttons(page)).toHaveCount(0);
    expect(await page.getByRole("rowheader").count()).toBe(rows);
    // Another kind of sheet would begin a new one, and leave the title alone on the first.
    const sheets = await page.evaluate(() => ["h1", "table"].map((one) => getComputedStyle(document.querySelector(one) as Element).getPropertyValue("page")));
    expect(sheets[0]).toBe(sheets[1]);
    expect(await cutBoxes(page)).toEqual([]);
    // Width of a landscape A4 sheet without its margins.
    const width = await page.getByRole("table").evaluate((one) => {
      document.body.style.width = "1030px";
      return one.getBoundingClientRect().width;
    });
    expect(width).toBeLessThanOrEqual(1030);
  });
});

test("paper says when older entries are missing, and the button prints the whole history", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  for (let n = 10; n < 40; n += 1) {
    await receiveEmail(context.request, prospect, { objet: `Lettre ${n}`, dateEnvoi: `2025-05-12T09:${n}:00Z` });
  }
  await withoutStream(page);
  await page.addInitScript(() => {
    const entries = () => document.querySelectorAll(".panel-history > li").length;
    window.print = () => (document.body.dataset.printed = String(entries()));
  });
  await open(page, prospect);
  const entries = historyOf(page, prospect).getByRole("listitem");
  await expect(entries).toHaveCount(20);
  const incomplete = panelOf(page, prospect).getByText("Historique incomplet");
  await expect(incomplete).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(incomplete).toBeVisible();
  await page.emulateMedia({ media: null });
  await panelOf(page, prospect).getByRole("button", { name: "Imprimer la fiche" }).click();
  await expect(page.locator("body")).toHaveAttribute("data-printed", "31");
  await expect(incomplete).toHaveCount(0);
});

test("nobody's data is printed once the session has ended", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  await context.clearCookies();
  await page.getByRole("button", { name: "Générer un devis" }).evaluate((one: HTMLElement) => one.click());
  await expect(page.getByRole("dialog", { name: "Votre session est terminée" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(prospect.nom).filter({ visible: true })).toHaveCount(0);
});

test.describe("with forced colours", () => {
  test.use({ forcedColors: "active" } as object);

  test("the open row, the page and what is chosen are marked in the system's colours", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    await page.goto(`/admin/prospects?statut=QUALIFIE&prospect=${prospect.idProspect}`);
    await expect(panelOf(page, prospect)).toBeVisible();
    await expect(page.locator("tr.is-open .row-link")).toBeVisible();
    const seen = await page.evaluate(() => {
      const system = (colour: string) => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.cssText = `forced-color-adjust: none; color: ${colour}`;
        const value = getComputedStyle(probe).color;
        probe.remove();
        return value;
      };
      const style = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
      return {
        row: style("tr.is-open").backgroundColor === system("SelectedItem"),
        otherRow: style("tbody tr:not(.is-open)").backgroundColor === system("SelectedItem"),
        name: style("tr.is-open .row-link").color === system("SelectedItemText"),
        page: style(".rail-link[aria-current]").borderTopColor === system("SelectedItem") && style(".rail-link[aria-current]").borderTopStyle === "solid",
        otherPage: style(".rail-link:not([aria-current])").borderTopStyle === "solid",
        filter: style(".filter.is-on").outlineStyle,
        otherFilter: style(".filter:not(.is-on)").outlineStyle,
        badge: style(".badge").borderTopStyle,
      };
    });
    expect(seen).toEqual({ row: true, otherRow: false, name: true, page: true, otherPage: false, filter: "solid", otherFilter: "none", badge: "solid" });
    await page.locator(".row-link").first().focus();
    await page.keyboard.press("j");
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe("solid");
  });
});

test.describe("with reduced motion", () => {
  test.use({ reducedMotion: "reduce" } as object);

  test("nothing moves while one waits", async ({ page, context }) => {
    const prospect = await freshProspect(context.request);
    const go = await hold(page, "**/conversion-status**");
    await open(page, prospect);
    await page.getByRole("button", { name: "Convertir en candidat" }).click();
    await expect(page.getByRole("dialog").locator(".spinner-shown")).toBeVisible();
    const moving = () => page.evaluate(() => document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration) > 0).length);
    expect(await moving()).toBe(0);
    go();
    await expect(page.getByRole("button", { name: "Confirmer la transformation" })).toBeVisible();
    expect(await moving()).toBe(0);
  });
});
