import { expect, test } from "@playwright/test";

import { logIn } from "./support/app";

test("a wrong password is told beside the form and opens nothing", async ({ page }) => {
  await page.goto("/connexion");
  await logIn(page, "pas le bon");
  await expect(page.getByRole("alert")).toContainText("E-mail ou mot de passe incorrect");
  await expect(page.getByLabel("Adresse e-mail")).not.toHaveValue("");
});

test("a page opened without a session comes back after the login, and logging out closes it", async ({ page }) => {
  await page.goto("/admin/candidats");
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await logIn(page);
  await expect(page.getByRole("heading", { name: "Candidats", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/candidats/);
  await page.getByRole("banner").getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Se déconnecter", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  expect((await page.request.get("/api/auth/me")).status()).toBe(401);
});
