// Saved views: live totals in the rail, changes that survive, two admins on one view.

import { OURS, expect, freshPerson, freshWord, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

test("a view of the team counts live, keeps unsaved changes, and is merged by hand when a colleague saved it first", async ({ page }) => {
  const nom = `Vue ${freshWord()}`;
  await page.goto("/admin/prospects?statut=NOUVEAU");
  await page.getByRole("button", { name: "Enregistrer comme vue" }).click();
  const dialog = page.getByRole("dialog", { name: "Enregistrer une vue" });
  await dialog.getByLabel("Nom").fill(nom);
  await dialog.getByText("Pour l’équipe").click();
  await expectNoViolation(page);
  await dialog.getByRole("button", { name: "Enregistrer la vue" }).click();
  await expect(dialog).toBeHidden();

  const link = page.getByRole("group", { name: "Vues enregistrées" }).getByRole("link", { name: nom });
  await expect(link).toHaveAttribute("aria-current", "page");
  const total = link.locator(".rail-view-count");
  const before = Number(await total.textContent());
  // The focused link stays that of the view when another one comes above it.
  await link.focus();
  const above = { nom: `Vue ${freshWord()}`, requete: "statut=PERDU", portee: "PERSONNELLE" };
  const { idVue } = await (await page.request.post("/api/vues", { data: above, headers: OURS })).json();
  await freshPerson(page.request);
  await expect(total).toHaveText(`${before + 1}`);
  await expect(page.getByRole("link", { name: above.nom })).toBeVisible();
  await expect(link).toBeFocused();
  expect((await page.request.delete(`/api/vues/${idVue}`, { headers: { ...OURS, "If-Match": "*" } })).status()).toBe(204);
  await expectNoViolation(page);

  // Changes survive a reload and another section.
  await page.goto(`${page.url()}&source=SALON`);
  await expect(link).toContainText("modifiée");
  await page.reload();
  const bar = page.getByRole("group", { name: "Vue", exact: true });
  await expect(bar.getByRole("button", { name: "Annuler" })).toBeVisible();
  await page.getByRole("link", { name: "Candidats" }).click();
  await expect(page).toHaveURL(/\/admin\/candidats/);
  await link.click();
  await expect(page).toHaveURL(/source=SALON/);

  // A colleague saves first.
  const views = (await (await page.request.get("/api/vues")).json()).data;
  const vue = views.find((one: { nom: string }) => one.nom === nom);
  const headers = { ...OURS, "If-Match": `"v${vue.version}"` };
  const requete = "statut=NOUVEAU&statut=CONTACTE";
  expect((await page.request.patch(`/api/vues/${vue.idVue}`, { headers, data: { requete } })).status()).toBe(200);
  await bar.getByRole("button", { name: "Enregistrer", exact: true }).click();
  const merge = page.getByRole("dialog", { name: "La vue a changé entre-temps" });
  await expect(merge.getByRole("checkbox", { name: /Salon/ })).toBeChecked();
  await expectNoViolation(page);
  await merge.getByText("Contacté").click();
  await merge.getByRole("button", { name: "Enregistrer la fusion" }).click();
  await expect(merge).toBeHidden();
  await expect(page).toHaveURL(/source=SALON&statut=NOUVEAU&statut=CONTACTE/);
  await expect(link).not.toContainText("modifiée");

  // The question about a view does not stay above another list.
  await page.getByRole("link", { name: "Prospects", exact: true }).click();
  await expect(link).not.toHaveAttribute("aria-current", "page");
  const question = page.getByRole("dialog", { name: `Supprimer la vue «\u{a0}${nom}\u{a0}»` });
  const ask = async () => {
    await link.click();
    await bar.getByRole("button", { name: "Gérer la vue" }).click();
    await page.getByRole("menuitem", { name: "Supprimer" }).click();
    await expect(question).toBeVisible();
  };
  await ask();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await ask();
  await question.getByRole("button", { name: "Supprimer la vue" }).click();
  await expect(link).toHaveCount(0);
});
