// Accessibility of what is on the screen.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/**
 * Expects that axe finds nothing against WCAG 2.2 AA, in the whole page or within a part of it. What a popover covers in
 * part counts as too small to press, so an open popover is looked at alone.
 */
export async function expectNoViolation(page: Page, within?: string): Promise<void> {
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await (within ? axe.include(within) : axe).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}
