// Automated checks of WCAG 2.2 AA on every page and open dialog, in both themes, and checks of narrow screens.

import { expect, freshProspect, historyOf, open, openConversion, receiveEmail, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("every page is accessible", async ({ page, context }) => {
      test.slow();
      const candidat = (await (await context.request.get("/api/candidats?limit=1")).json()).data[0];
      const admin = ["/admin/sessions", "/admin/echeances", "/admin/logs", "/admin/equipe", "/admin/activite", "/admin/rgpd", "/admin/sante", "/admin/securite"];
      const pages = ["/admin/journee", "/admin/prospects", "/admin/candidats", `/admin/candidats/${candidat.idCandidat}`, ...admin, "/nulle-part", "/invitation"];
      for (const address of pages) {
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle").catch(() => undefined);
        await expectNoViolation(page);
      }
    });

    test("the panel and each open dialog are accessible", async ({ page, context }) => {
      const prospect = await freshProspect(context.request);
      await receiveEmail(context.request, prospect);
      await open(page, prospect);
      await expectNoViolation(page);
      await openConversion(page);
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      await page.getByText("Avec les consultations").click();
      await expect(historyOf(page, prospect).getByText("Fiche consultée")).toBeVisible();
      await expectNoViolation(page);
      await page.getByRole("button", { name: /Notifications/ }).click();
      await expect(page.getByRole("dialog", { name: "Notifications" })).toBeVisible();
      await expectNoViolation(page, ".notices");
      await page.keyboard.press("Escape");
      await page.getByRole("group", { name: "Filtres de la liste" }).getByRole("button", { name: "Statut" }).click();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("combobox", { name: /Rechercher une page/ })).toBeVisible();
      await expectNoViolation(page);
    });

    test("the login is accessible", async ({ page, context }) => {
      await context.clearCookies();
      await page.goto("/connexion");
      await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
      await expectNoViolation(page);
    });
  });
}

for (const width of [390, 320]) {
  test(`nothing makes the page scroll sideways at ${width} px`, async ({ page, context }) => {
    await page.setViewportSize({ width, height: 844 });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const prospect = await freshProspect(context.request);
    await page.goto("/admin/prospects");
    await expect(page.getByRole("rowheader").first()).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await open(page, prospect);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await openConversion(page);
    expect(await overflow()).toBeLessThanOrEqual(0);
    const others = {
      "/admin/equipe": page.getByRole("list", { name: "Équipe", exact: true }),
      "/admin/rgpd": page.getByRole("heading", { name: "À anonymiser", exact: true }),
      "/admin/sante": page.getByRole("heading", { name: "Workflows de n8n" }),
      "/invitation#jeton": page.getByRole("heading", { name: "Ce lien ne sert plus" }),
    };
    for (const [address, content] of Object.entries(others)) {
      await page.goto(address);
      await expect(content).toBeVisible();
      expect(await overflow(), address).toBeLessThanOrEqual(0);
    }
  });
}
