// Journeys that add a person, complete a known one, change a record, and let two people change it at once.
import type { Page } from "@playwright/test";

import { OURS, anotherAdmin, expect, freshAddress, freshPerson, freshWord, fullName, hold, open, panelOf, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

function messages(page: Page) {
  return page.getByRole("region", { name: "Messages" });
}

async function openNew(page: Page) {
  await page.getByRole("button", { name: "Nouveau prospect" }).click();
  const dialog = page.getByRole("dialog", { name: "Nouveau prospect" });
  await expect(dialog.getByLabel("Prénom")).toBeFocused();
  return dialog;
}

async function openEdit(page: Page) {
  await page.getByRole("button", { name: "Modifier", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Modifier la fiche" });
  await expect(dialog.getByLabel("Prénom")).toBeFocused();
  return dialog;
}

test("a person is added from the keyboard and her record opens", async ({ page }) => {
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "Nouveau prospect" });
  await expect(dialog.getByLabel("Prénom")).toBeFocused();
  await dialog.getByLabel("Prénom").fill("Maëlle");
  await dialog.getByLabel(/^Nom/).fill(`Le Goff Essai${freshWord()}`);
  const address = freshAddress();
  await dialog.getByLabel(/^E-mails/).fill(`${address}\n${freshAddress()}`);
  await dialog.getByLabel(/^Téléphones/).fill("06 39 98 00 01");
  await dialog.getByLabel(/^Ville/).fill("Quimper");
  await dialog.getByLabel(/^Formation souhaitée/).selectOption("CAP_BJ");
  await dialog.getByLabel(/^Financement/).selectOption("CPF");
  await dialog.getByLabel(/^Source/).selectOption("SALON");
  await dialog.getByRole("button", { name: "Ajouter le prospect" }).click();
  await expect(dialog).toBeHidden();
  await expect(messages(page).getByText("Prospect ajouté")).toBeVisible();
  const panel = page.getByRole("complementary", { name: /Maëlle Le Goff/ });
  await expect(panel.getByRole("link", { name: address })).toBeVisible();
  await expect(panel.getByText("Nouveau", { exact: true })).toBeVisible();
  await expect(panel.getByRole("link", { name: /6.39.98.00.01/ })).toBeVisible();
  await expect(page).toHaveURL(/prospect=PROS_/);
});

test("somebody whose address is known is completed, and that is told", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await page.goto("/admin/prospects");
  const dialog = await openNew(page);
  await dialog.getByLabel(/^Nom/).fill(person.nom);
  await dialog.getByLabel(/^E-mails/).fill(person.email.toUpperCase());
  await dialog.getByLabel(/^Adresse/).fill("3 rue des Orfèvres");
  await dialog.getByRole("button", { name: "Ajouter le prospect" }).click();
  await expect(messages(page).getByText(/Cette personne existait déjà.: sa fiche a été complétée/)).toBeVisible();
  const panel = panelOf(page, person);
  await expect(panel.getByText(person.idProspect)).toBeVisible();
  await expect(panel.getByText(/3 rue des Orfèvres/)).toBeVisible();
});

test("siblings who share an address have a record each, and are told apart for good", async ({ page, context }) => {
  const sister = await freshPerson(context.request);
  await page.goto("/admin/prospects");
  const dialog = await openNew(page);
  await dialog.getByLabel("Prénom").fill("Nicolas");
  await dialog.getByLabel(/^Nom/).fill(sister.nom);
  await dialog.getByLabel(/^E-mails/).fill(sister.email);
  await dialog.getByRole("button", { name: "Ajouter le prospect" }).click();
  await expect(messages(page).getByText(`Cette adresse est aussi celle de ${fullName(sister)}.`)).toBeVisible();
  const brother = page.getByRole("complementary", { name: `Nicolas ${sister.nom}` });
  await expect(brother.getByText(/^Adresse partagée avec/)).toBeVisible();
  await expect(brother.getByRole("link", { name: /C’est la même personne/ })).toHaveAttribute("target", "_blank");
  await expectNoViolation(page);
  await brother.getByRole("button", { name: "Ce n’est pas la même personne" }).click();
  await expect(brother.getByRole("button", { name: "Ce n’est pas la même personne" })).toHaveCount(0);
  await expect(brother.getByRole("link", { name: fullName(sister) })).toBeFocused();
  // A decision can be taken back.
  await brother.getByRole("button", { name: "Annuler cette décision" }).click();
  await brother.getByRole("button", { name: "Ce n’est pas la même personne" }).click();
  await expect(brother.getByRole("button", { name: "Annuler cette décision" })).toBeVisible();
  // An address that joins is told before it is saved.
  const edit = await openEdit(page);
  const other = await freshPerson(context.request);
  await edit.getByLabel(/^E-mails/).fill(`${sister.email}\n${other.email.toUpperCase()}`);
  await expect(edit.getByText(`Cette adresse est aussi celle de ${fullName(other)}.`)).toBeVisible();
  await edit.getByRole("button", { name: "Annuler" }).click();
  // The other record shows it too, and no longer asks anything.
  await brother.getByRole("link", { name: fullName(sister) }).click();
  const panel = panelOf(page, sister);
  await expect(panel.getByText(/^Adresse partagée avec/)).toBeVisible();
  await expect(panel.getByRole("button", { name: "Ce n’est pas la même personne" })).toHaveCount(0);
});

test("what is missing or refused is said beside its field, and nothing that was typed is lost", async ({ page }) => {
  await page.goto("/admin/prospects");
  const dialog = await openNew(page);
  const add = dialog.getByRole("button", { name: "Ajouter le prospect" });
  await add.click();
  await expect(dialog.getByText("Indiquez un nom.")).toBeVisible();
  await expect(dialog.getByText("Indiquez au moins une adresse e-mail ou un numéro de téléphone.", { exact: true })).toBeVisible();
  await expect(dialog.getByLabel(/^Nom/)).toBeFocused();
  await dialog.getByLabel(/^Nom/).fill("Essai");
  await dialog.getByLabel(/^E-mails/).fill("marie@");
  await add.click();
  await expect(dialog.getByText(/«.marie@.» n’est pas une adresse e-mail/)).toBeVisible();
  // Only the server can refuse these values.
  await dialog.getByLabel(/^E-mails/).fill(freshAddress());
  await dialog.getByLabel(/^Téléphones/).fill("bonjour");
  await add.click();
  await expect(dialog.getByText("Ce numéro de téléphone n’est pas valable.")).toBeVisible();
  await expect(dialog.getByLabel(/^Téléphones/)).toBeFocused();
  await expect(dialog.getByLabel(/^Nom/)).toHaveValue("Essai");
});

test("a record is changed, and only what changed is sent", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await open(page, person);
  const dialog = await openEdit(page);
  await expect(dialog.getByLabel(/^E-mails/)).toHaveValue(person.email);
  await expect(dialog.getByRole("option", { name: "Candidat", exact: true })).toHaveCount(0);
  await dialog.getByLabel(/^Ville/).fill("");
  await dialog.getByLabel(/^Statut/).selectOption("QUALIFIE");
  const asked = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  const request = await asked;
  expect(request.postDataJSON()).toEqual({ ville: null, statutProspect: "QUALIFIE" });
  expect(request.headers()["if-match"]).toBeTruthy();
  await expect(dialog).toBeHidden();
  await expect(messages(page).getByText("Fiche enregistrée")).toBeVisible();
  await expect(panelOf(page, person).getByText("Qualifié", { exact: true })).toBeVisible();
});

test("a dialog that still reads its record can be closed while a former one is saved", async ({ page, context }) => {
  const [first, second] = [await freshPerson(context.request), await freshPerson(context.request)];
  await open(page, second);
  await page.evaluate((id) => history.pushState({}, "", `/admin/prospects?prospect=${id}`), first.idProspect);
  await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
  await expect(panelOf(page, first)).toBeVisible();
  const edit = page.getByRole("button", { name: "Modifier", exact: true });
  const dialog = page.getByRole("dialog", { name: "Modifier la fiche" });
  const saved = await hold(page, `**/api/prospects/${first.idProspect}`, "PATCH");
  await edit.click();
  await dialog.getByLabel(/^Ville/).fill("Nancy");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog).toHaveAttribute("aria-busy", "true");
  await page.goBack();
  await expect(panelOf(page, second)).toBeVisible();
  await expect(dialog).toHaveCount(0);
  const read = await hold(page, `**/api/prospects/${second.idProspect}`, "GET");
  await edit.click();
  await dialog.getByRole("button", { name: "Fermer" }).click();
  await expect(dialog).toBeHidden();
  saved();
  read();
});

test("a loss needs a reason in the form too", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await open(page, person);
  const dialog = await openEdit(page);
  const reason = dialog.getByLabel(/^Motif de la perte/);
  await expect(reason).toHaveCount(0);
  await dialog.getByLabel(/^Statut/).selectOption("PERDU");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog.getByText("Indiquez pourquoi ce prospect est perdu.")).toBeVisible();
  await expect(reason).toBeFocused();
  await reason.selectOption("HORS_CIBLE");
  const asked = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  expect((await asked).postDataJSON()).toEqual({ statutProspect: "PERDU", motifPerte: "HORS_CIBLE" });
  await expect(dialog).toBeHidden();
  await expect(panelOf(page, person).getByText("Hors cible", { exact: true })).toBeVisible();
});

test("a statut that somebody else changed meanwhile is not overwritten, and the present one is shown", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await open(page, person);
  const badge = panelOf(page, person).getByRole("button", { name: /^Changer le statut/ });
  await badge.click();
  const changed = await context.request.patch(`/api/prospects/${person.idProspect}`, {
    data: { statutProspect: "QUALIFIE" },
    headers: { ...OURS, "If-Match": "*" },
  });
  expect(changed.ok(), await changed.text()).toBeTruthy();
  await page.getByRole("menu").getByText("Contacté", { exact: true }).click();
  await expect(messages(page).getByText("Le statut n’a pas été changé")).toBeVisible();
  await expect(messages(page).getByText(/Entre-temps.: Camille .*: Qualifié/)).toBeVisible();
  await expect(badge).toHaveAccessibleName(/Qualifié$/);
  const now = await (await context.request.get(`/api/prospects/${person.idProspect}`)).json();
  expect(now.statutProspect).toBe("QUALIFIE");
});

test("nothing to save is told, and sends nothing", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await open(page, person);
  const dialog = await openEdit(page);
  const methods: string[] = [];
  page.on("request", (request) => methods.push(request.method()));
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog).toBeHidden();
  await expect(messages(page).getByText("Aucune modification à enregistrer")).toBeVisible();
  expect(methods).not.toContain("PATCH");
});

test("two who change the same record decide field by field, and nothing is overwritten", async ({ page, context, browser }) => {
  const person = await freshPerson(context.request);
  await open(page, person);
  const mine = await openEdit(page);
  await mine.getByLabel(/^Ville/).fill("Lyon");
  await mine.getByLabel(/^Adresse/).fill("1 place Bellecour");
  await mine.getByLabel(/^Financement/).selectOption("CPF");

  const other = await anotherAdmin(browser);
  await open(other.page, person);
  const theirs = await openEdit(other.page);
  await theirs.getByLabel(/^Ville/).fill("Paris");
  await theirs.getByLabel(/^Code postal/).fill("75003");
  await theirs.getByLabel(/^Financement/).selectOption("OPCO");
  await theirs.getByRole("button", { name: "Enregistrer" }).click();
  await expect(theirs).toBeHidden();

  const save = mine.getByRole("button", { name: "Enregistrer" });
  await save.click();
  await expect(mine.getByText("Cette fiche a été modifiée entre-temps.")).toBeVisible();
  await expect(mine.getByText(/Repris tel qu’enregistré entre-temps.: Code postal/)).toBeVisible();
  await expect(mine.getByLabel(/^Code postal/)).toHaveValue("75003");
  await expect(mine.getByLabel(/^Adresse/)).toHaveValue("1 place Bellecour");
  const city = mine.getByRole("group", { name: /Ville.: «.Lyon.» chez vous, «.Paris.» enregistré entre-temps/ });
  const funding = mine.getByRole("group", { name: /Financement.: «.CPF.» chez vous, «.OPCO.» enregistré entre-temps/ });
  await save.click();
  await expect(mine.getByText("Choisissez l’une des deux valeurs.").first()).toBeVisible();
  await city.getByRole("radio", { name: /Garder/ }).check();
  await funding.getByRole("radio", { name: /Prendre/ }).check();
  await expect(mine.getByLabel(/^Financement/).last()).toHaveValue("OPCO");
  await save.click();
  await expect(mine).toBeHidden();

  const now = await (await context.request.get(`/api/prospects/${person.idProspect}`)).json();
  expect([now.ville, now.codePostal, now.adresse, now.modeFinancement]).toEqual(["Lyon", "75003", "1 place Bellecour", "OPCO"]);
  // The other page shows the change without a reload.
  await expect(panelOf(other.page, person).getByText(/1 place Bellecour/)).toBeVisible();
  await other.context.close();
});

test("the statut of a candidate can't be changed", async ({ page, context }) => {
  const list = await (await context.request.get("/api/prospects?statut=CANDIDAT&limit=1")).json();
  await page.goto(`/admin/prospects?prospect=${list.data[0].idProspect}`);
  await expect(page.getByRole("heading", { name: "Historique" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Changer le statut/ })).toHaveCount(0);
  await page.keyboard.press("s");
  await expect(messages(page).getByText("Un candidat le reste.")).toBeVisible();
  const dialog = await openEdit(page);
  await expect(dialog.getByText(/ne se modifie plus/)).toBeVisible();
  await expect(dialog.getByLabel(/^Statut/)).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("the forms of a person are accessible, errors and conflicts included", async ({ page, context }) => {
      const person = await freshPerson(context.request);
      await open(page, person);
      const dialog = await openNew(page);
      await expectNoViolation(page);
      await dialog.getByRole("button", { name: "Ajouter le prospect" }).click();
      await expect(dialog.getByText("Indiquez un nom.")).toBeVisible();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      const edit = await openEdit(page);
      await edit.getByLabel(/^Ville/).fill("Lyon");
      const version = (await context.request.get(`/api/prospects/${person.idProspect}`)).headers()["etag"] ?? "";
      const changed = await context.request.patch(`/api/prospects/${person.idProspect}`, {
        data: { ville: "Paris" },
        headers: { ...OURS, "If-Match": version },
      });
      expect(changed.ok(), await changed.text()).toBeTruthy();
      await edit.getByRole("button", { name: "Enregistrer" }).click();
      await expect(edit.getByRole("group", { name: /Ville/ })).toBeVisible();
      await expectNoViolation(page);
    });
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the menu of statuts is accessible in the ${colorScheme} theme, reasons included`, async ({ page, context }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const person = await freshPerson(context.request);
    await open(page, person);
    await page.keyboard.press("s");
    await expect(page.getByRole("menuitem", { name: "Contacté" })).toBeVisible();
    await expectNoViolation(page, ".panel-statut");
    await page.getByRole("menuitem", { name: "Perdu…" }).click();
    await expect(page.getByRole("menuitem", { name: "Trop cher" })).toBeFocused();
    await expectNoViolation(page, ".panel-statut");
    await page.getByRole("menuitem", { name: "Trop cher" }).click();
    await expect(panelOf(page, person).getByText("Trop cher", { exact: true })).toBeVisible();
    await expectNoViolation(page);
  });
}

for (const width of [390, 320]) {
  test(`the form of a person fits at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto("/admin/prospects");
    await openNew(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const inside = await page.getByRole("dialog").evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(inside).toBeLessThanOrEqual(0);
  });
}

test("the text of a note stays: typed on while it is sent, and left half changed", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await open(page, person);
  const panel = panelOf(page, person);
  const field = panel.getByLabel("Nouvelle note");
  const free = await hold(page, `**/api/prospects/${person.idProspect}/notes`, "POST");
  await field.fill("Rappeler");
  await panel.getByRole("button", { name: "Ajouter la note" }).click();
  await field.fill("Rappeler lundi");
  free();
  await expect(panel.locator(".note-text")).toHaveText("Rappeler");
  await expect(field).toHaveValue("Rappeler lundi");
  await panel.getByRole("button", { name: "Ajouter la note" }).click();
  await expect(panel.locator(".note-text")).toHaveCount(2);
  await expect(field).toHaveValue("");

  await panel.getByRole("button", { name: "Ajouter la note" }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await panel.getByRole("button", { name: "Modifier", exact: true }).last().click();
  const changed = panel.getByLabel(/^Note/);
  // The focus goes to the field of the sent form, though a form above it has an error too.
  await changed.fill("");
  await panel.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(changed).toBeFocused();
  await changed.fill("Rappeler mardi");
  await page.getByRole("link", { name: "Candidats" }).first().click();
  await expect(panel).toHaveCount(0);
  await page.goBack();
  await expect(changed).toHaveValue("Rappeler mardi");
  await expect(panel.getByText("Reprise de ce que vous aviez saisi")).toBeVisible();
  await panel.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(panel.locator(".note-text").last()).toHaveText("Rappeler mardi");
  await expect(changed).toHaveCount(0);
});
