// The school's catalogue: formations, required documents and sessions.

import type { Page } from "@playwright/test";

import { OURS, expect, freshWord, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

/** Returns a code that no formation has. */
function freshCode(): string {
  return `E2E_${Date.now()}_${Math.floor(Math.random() * 1000)}`;
}

function rowOf(page: Page, libelle: string) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: libelle }) });
}

test("a school creates a formation, its documents and its sessions without SQL", async ({ page }) => {
  const code = freshCode();
  const nom = `Sertissage ${freshWord()}`;
  await page.goto("/admin/sessions");
  await page.getByRole("button", { name: "Créer une formation" }).click();
  const formation = page.getByRole("dialog", { name: "Créer une formation" });
  await formation.getByRole("button", { name: "Créer la formation" }).click();
  await expect(formation.getByText("Indiquez un code.")).toBeVisible();
  await formation.getByLabel("Code").fill("CAP_BJ");
  await formation.getByLabel("Nom").fill(nom);
  await formation.getByLabel("Tarif en euros").fill("540,50");
  await formation.getByRole("button", { name: "Créer la formation" }).click();
  await expect(formation.getByText("Une autre formation a déjà le code « CAP_BJ ».")).toBeVisible();
  await formation.getByLabel("Code").fill(code);
  await expectNoViolation(page);
  await formation.getByRole("button", { name: "Créer la formation" }).click();
  await expect(formation).toBeHidden();
  const line = page.getByRole("list", { name: "Formations" }).getByRole("listitem").filter({ hasText: nom });
  await expect(line).toContainText("540,50");

  await line.getByRole("button", { name: /^Documents/ }).click();
  const documents = page.getByRole("dialog", { name: /^Documents requis/ });
  await expect(documents.getByLabel("Documents")).toBeFocused();
  await documents.getByLabel("Documents").fill("Pièce d’identité\nCV (facultatif)");
  await documents.getByRole("button", { name: "Enregistrer les documents" }).click();
  await expect(documents).toBeHidden();
  const kept = (await (await page.request.get(`/api/formations/${code}/documents-requis`)).json()).data;
  expect(kept.map((one: { code: string; obligatoire: boolean }) => [one.code, one.obligatoire])).toEqual([
    ["PIECE_D_IDENTITE", true],
    ["CV", false],
  ]);

  await page.getByRole("button", { name: "Créer une session" }).first().click();
  const session = page.getByRole("dialog", { name: "Créer une session" });
  await session.getByLabel("Formation").selectOption({ label: nom });
  await session.getByLabel("Libellé").fill("Mars 2031");
  await session.getByLabel("Premier jour").fill("03/03/2031");
  await session.getByLabel("Dernier jour").fill("28/02/2031");
  await session.getByLabel("Places").fill("12");
  await session.getByRole("button", { name: "Créer la session" }).click();
  await expect(session.getByText("Le dernier jour précède le premier.")).toBeVisible();
  await session.getByLabel("Dernier jour").fill("19/12/2031");
  await session.getByRole("button", { name: "Créer la session" }).click();
  await expect(session).toBeHidden();
  await page.getByRole("combobox", { name: "Formation" }).selectOption({ label: nom });
  await expect(page).toHaveURL(new RegExp(`formation=${code}`));
  await expect(rowOf(page, "Mars 2031")).toContainText("12 places libres");

  await rowOf(page, "Mars 2031").getByRole("button", { name: /^Dupliquer/ }).click();
  const copy = page.getByRole("dialog", { name: /^Dupliquer/ });
  await copy.getByLabel("Décalage en mois").fill("6");
  await copy.getByRole("button", { name: "Dupliquer la session" }).click();
  await expect(copy).toBeHidden();
  await expect(rowOf(page, "Septembre 2031")).toContainText("Planifiée");

  await rowOf(page, "Mars 2031").getByRole("button", { name: /^Annuler/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Annuler la session" }).click();
  await expect(rowOf(page, "Mars 2031")).toContainText("Annulée");
  await expectNoViolation(page);
});

test("a change that somebody else made is told, and the list shows it at once", async ({ page, context }) => {
  const libelle = `Session ${freshWord()}`;
  const data = { formation: "CAP_BJ", libelle, dateDebut: "2031-03-03", dateFin: "2031-12-19", capacite: 12 };
  const created = await context.request.post("/api/sessions", { data, headers: OURS });
  expect(created.status(), await created.text()).toBe(201);
  const path = created.headers()["location"] ?? "";
  await page.goto("/admin/sessions?formation=CAP_BJ");
  await rowOf(page, libelle).getByRole("button", { name: /^Modifier/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Modifier la session/ });
  await dialog.getByLabel("Places").fill("9");
  const headers = { ...OURS, "If-Match": "*" };
  await context.request.patch(path, { data: { capacite: 8 }, headers });
  await expect(rowOf(page, libelle)).toContainText("8 places libres");
  await dialog.getByRole("button", { name: "Enregistrer la session" }).click();
  await expect(dialog.getByText("Le catalogue a été modifié entre-temps.")).toBeVisible();
  await expect(dialog.getByLabel("Places")).toHaveValue("9");

  // What was typed comes back over what the other person saved, and nothing else does.
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await context.request.patch(path, { data: { dateFin: "2031-12-12" }, headers });
  await rowOf(page, libelle).getByRole("button", { name: /^Modifier/ }).click();
  await expect(dialog.getByText("Reprise de ce que vous aviez saisi.")).toBeVisible();
  await expect(dialog.getByLabel("Places")).toHaveValue("9");
  await expect(dialog.getByText("Quelqu’un a changé cette valeur entre-temps")).toHaveCount(1);
  await expect(dialog.getByLabel("Dernier jour")).toHaveValue("12/12/2031");
  await expectNoViolation(page);
  await dialog.getByRole("button", { name: "Enregistrer la session" }).click();
  await expect(dialog).toBeHidden();
  const { capacite, dateFin } = await (await context.request.get(path)).json();
  expect([capacite, dateFin]).toEqual([9, "2031-12-12"]);
});

const MONTHS = [
  "Janvier", "Février", "Mars", "Avril", "Mai", "Juin", "Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre",
];

test("twelve sessions are copied to the next year by keyboard, with 68 keys", async ({ page, context }) => {
  const code = freshCode();
  const headers = OURS;
  const created = await context.request.post("/api/formations", { data: { code, nom: `Année ${freshWord()}` }, headers });
  expect(created.status(), await created.text()).toBe(201);
  for (const [place, libelle] of MONTHS.entries()) {
    const month = String(place + 1).padStart(2, "0");
    const data = {
      formation: code, libelle: `${libelle} 2031`, dateDebut: `2031-${month}-10`, dateFin: `2031-${month}-20`, capacite: 12,
    };
    const answer = await context.request.post("/api/sessions", { data, headers });
    expect(answer.status(), await answer.text()).toBe(201);
  }
  await page.goto(`/admin/sessions?formation=${code}`);
  const buttonOf = (libelle: string) => rowOf(page, libelle).getByRole("button", { name: /^Dupliquer/ });
  let keys = 0;
  const press = async (key: string): Promise<void> => {
    keys += 1;
    await page.keyboard.press(key);
  };
  await buttonOf("Janvier 2031").focus();
  for (const [place, libelle] of MONTHS.entries()) {
    await expect(buttonOf(`${libelle} 2031`)).toBeFocused();
    await press("Enter");
    const dialog = page.getByRole("dialog", { name: `Dupliquer la session ${libelle} 2031` });
    await expect(dialog.getByLabel("Décalage en mois")).toBeFocused();
    await press("Enter");
    await expect(dialog).toBeHidden();
    await expect(rowOf(page, `${libelle} 2032`)).toContainText("12 places libres");
    await expect(buttonOf(`${libelle} 2031`)).toBeFocused();
    if (place < 11) for (let tab = 0; tab < 4; tab += 1) await press("Tab");
  }
  expect(keys).toBe(68);
});
