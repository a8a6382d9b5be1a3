// The pieces of a candidate's file: noted on its sheet, and the list says what is missing.

import { OURS, expect, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

interface Piece {
  code: string;
  libelle: string;
  obligatoire: boolean;
}

test("an admin notes the pieces of a file from the keyboard, and the list filters by what is missing", async ({ page }) => {
  const list = await page.request.get("/api/candidats", { params: { dossier: "INCOMPLET", limit: 1 } });
  const candidate = (await list.json()).data[0];
  const address = `/api/candidats/${candidate.idCandidat}`;
  const pieces: Piece[] = (await (await page.request.get(address)).json()).pieces;
  for (const { code } of pieces) {
    const data = { etat: "ATTENDUE", motif: null, lien: null };
    const answer = await page.request.put(`${address}/pieces/${code}`, { data, headers: { ...OURS, "If-Match": "*" } });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  const wanted = pieces.filter((piece) => piece.obligatoire);
  const first = wanted[0] ?? pieces[0]!;
  const left = (count: number) => (count === 0 ? "Rien ne manque" : `Il manque ${count}\u00a0${count < 2 ? "pièce" : "pièces"}`);

  await page.goto(`/admin/candidats/${candidate.idCandidat}`);
  const file = page.getByRole("region", { name: "Pièces du dossier" });
  const line = file.getByRole("listitem").filter({ hasText: first.libelle });
  const menu = line.getByRole("button", { name: /^Changer l’état/ });
  await expect(file.getByRole("status")).toHaveText(left(wanted.length));
  await menu.press("Enter");
  await page.getByRole("menuitem", { name: "Reçue" }).press("Enter");
  await expect(menu).toHaveText(/Reçue/);
  await expect(menu).toBeFocused();
  await expect(file.getByRole("status")).toHaveText(left(wanted.length - 1));

  await menu.click();
  await page.getByRole("menuitem", { name: "Refusée…" }).click();
  const dialog = page.getByRole("dialog", { name: `Refuser «\u00a0${first.libelle}\u00a0»` });
  await dialog.getByRole("button", { name: "Refuser la pièce" }).click();
  await expect(dialog.getByText("Indiquez pourquoi cette pièce est refusée.")).toBeVisible();
  await dialog.getByLabel("Motif").fill("Il manque le verso");
  await dialog.getByLabel("Lien du document").fill("http://drive.example/1");
  await dialog.getByRole("button", { name: "Refuser la pièce" }).click();
  await expect(dialog.getByText("Le lien doit commencer par https://.")).toBeVisible();
  await dialog.getByLabel("Lien du document").fill("https://drive.example/1");
  await expectNoViolation(page);
  await dialog.getByRole("button", { name: "Refuser la pièce" }).click();
  await expect(dialog).toBeHidden();
  await expect(line).toContainText("Il manque le verso");
  await expect(line.getByRole("link")).toHaveAttribute("href", "https://drive.example/1");
  await expectNoViolation(page);

  await page.goto("/admin/candidats");
  await page.getByRole("button", { name: "Il manque" }).click();
  await page.getByRole("dialog", { name: "Filtrer par il manque" }).getByText(first.libelle, { exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(new RegExp(`manque=${first.code}`));
  await page.getByRole("columnheader", { name: "Dossier" }).getByRole("button").click();
  await expect(page).toHaveURL(/tri=-piecesManquantes/);
  await page.getByRole("searchbox", { name: "Rechercher un candidat" }).fill(candidate.numeroDossier);
  const row = page.getByRole("row").filter({ hasText: candidate.numeroDossier });
  await expect(row).toContainText(left(wanted.length));
  await expectNoViolation(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Exporter" }).click();
  await page.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^candidats-.*\.csv$/);
});

test("a decision and a noted piece leave the sheet and the focus where they are", async ({ page }) => {
  const list = await page.request.get("/api/candidats", { params: { dossier: "INCOMPLET", limit: 2 } });
  const candidate = (await list.json()).data[1];
  await page.goto(`/admin/candidats/${candidate.idCandidat}`);
  const sheet = page.locator(".sheet");
  await sheet.locator("dl").first().evaluate((facts) => facts.setAttribute("data-drawn", "once"));
  const accept = page.getByRole("button", { name: "Accepter" });
  await accept.press("Enter");
  await expect(sheet.getByText(/^Accepté par/)).toBeVisible();
  await expect(accept).toBeFocused();

  const file = page.getByRole("region", { name: "Pièces du dossier" });
  const menu = file.getByRole("button", { name: /^Changer l’état/ }).first();
  await menu.press("Enter");
  const noted = page.waitForResponse((answer) => answer.request().method() === "PUT");
  await page.getByRole("menuitem", { name: /Reçue|Attendue/ }).first().press("Enter");
  expect((await noted).status()).toBe(200);
  await expect(page.getByText("Pièce notée")).toBeVisible();
  await expect(menu).toBeFocused();
  await expect(sheet.locator("[data-drawn=once]")).toHaveCount(1);
});

test("the reason of a refused piece stays when somebody else notes the piece first, and after Escape", async ({ page }) => {
  const list = await page.request.get("/api/candidats", { params: { dossier: "INCOMPLET", limit: 1 } });
  const candidate = (await list.json()).data[0];
  const address = `/api/candidats/${candidate.idCandidat}`;
  const { code, libelle } = (await (await page.request.get(address)).json()).pieces[0];
  const note = async (etat: string) => {
    const data = { etat, motif: null, lien: null };
    const answer = await page.request.put(`${address}/pieces/${code}`, { data, headers: { ...OURS, "If-Match": "*" } });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  await note("ATTENDUE");
  await page.goto(`/admin/candidats/${candidate.idCandidat}`);
  const line = page.getByRole("region", { name: "Pièces du dossier" }).getByRole("listitem").filter({ hasText: libelle });
  const dialog = page.getByRole("dialog", { name: `Refuser «\u00a0${libelle}\u00a0»` });
  const refuse = async () => {
    await line.getByRole("button", { name: /^Changer l’état/ }).click();
    await page.getByRole("menuitem", { name: "Refusée…" }).click();
  };
  await refuse();
  await dialog.getByLabel("Motif").fill("Le verso manque");
  await page.keyboard.press("Escape");
  await refuse();
  await expect(dialog.getByLabel("Motif")).toHaveValue("Le verso manque");
  await note("RECUE");
  await dialog.getByRole("button", { name: "Refuser la pièce" }).click();
  await expect(dialog.getByRole("alert")).toHaveText(/Entre-temps.: .+Reçue\. Envoyez de nouveau/);
  await expect(dialog.getByLabel("Motif")).toHaveValue("Le verso manque");
  await dialog.getByRole("button", { name: "Refuser la pièce" }).click();
  await expect(dialog).toBeHidden();
  await expect(line).toContainText("Le verso manque");
});
