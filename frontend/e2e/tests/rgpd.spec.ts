// Journeys that the GDPR requires: access log of a record, export of a person's data, anonymisation, opposition list.
import { readFile } from "node:fs/promises";

import type { APIRequestContext, Page } from "@playwright/test";

import { OURS, type Person, type Prospect, anotherAdmin, expect, freshPerson, fullName, historyOf, hold, open, panelOf, receiveEmail, test, withoutStream } from "./support/app";
import { expectNoViolation } from "./support/axe";

const LONG_AGO = "2019-03-14T09:00:00Z";

/** Somebody whose last email is so old that the time of retention is over. */
async function duePerson(request: APIRequestContext): Promise<Person> {
  const person = await freshPerson(request);
  await receiveEmail(request, person, { dateEnvoi: LONG_AGO });
  return person;
}

function dueRow(page: Page, person: Person) {
  return page.getByRole("table", { name: "Personnes à anonymiser" }).getByRole("row").filter({ hasText: person.idProspect });
}

test("a record says who saw or changed it, and what, newest first", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  // The stream tells the page of its own change, which would read the trace a second time.
  await withoutStream(page);
  await open(page, person);
  const panel = panelOf(page, person);
  await page.getByRole("button", { name: "Modifier", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Modifier la fiche" });
  await dialog.getByLabel(/^Ville/).fill("Nancy");
  await dialog.getByLabel(/^Code postal/).fill("54000");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog).toBeHidden();

  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await panel.getByText("Avec les consultations").click();
  const trace = historyOf(page, person).getByRole("listitem");
  await expect(trace.filter({ hasText: "Fiche consultée" })).toHaveCount(1);
  await expect(trace.first()).toContainText(/Fiche modifiée.: (Code postal, Ville|Ville, Code postal)/);
  await expect(trace.first()).toContainText("Sophie Martin");
  await expect(trace.last()).toContainText("Fiche créée");
  expect(asked.filter((url) => url.includes("/audit?operation=LECTURE"))).toHaveLength(1);
  await expectNoViolation(page);
});

test("a long trace comes page by page", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  for (let n = 0; n < 27; n += 1) {
    const version = (await context.request.get(`/api/prospects/${person.idProspect}`)).headers()["etag"] ?? "";
    const answer = await context.request.patch(`/api/prospects/${person.idProspect}`, {
      data: { ville: `Ville ${n}` },
      headers: { ...OURS, "If-Match": version },
    });
    expect(answer.ok(), await answer.text()).toBeTruthy();
  }
  await open(page, person);
  const panel = panelOf(page, person);
  const trace = historyOf(page, person).getByRole("listitem");
  await expect(trace).toHaveCount(20);
  await panel.getByRole("button", { name: "Voir plus" }).click();
  await expect(trace).toHaveCount(28);
  await expect(trace.last()).toContainText("Fiche créée");
  await expect(panel.getByRole("button", { name: "Voir plus" })).toBeHidden();
});

test("everything that is held of one person is one file, and taking it is in the trace", async ({ page, context }) => {
  const person = await duePerson(context.request);
  await open(page, person);
  const arrived = page.waitForEvent("download");
  await panelOf(page, person).getByRole("link", { name: /Exporter tout/ }).click();
  const file = await arrived;
  expect(file.suggestedFilename()).toBe(`donnees-personnelles-${person.idProspect}.json`);
  const held = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(held.donnees.prospects[0].nom).toBe(person.nom);
  expect(JSON.stringify(held.donnees.historiqueEmails)).toContain("je m’appelle Camille");
  await panelOf(page, person).getByText("Avec les consultations").click();
  await expect(panelOf(page, person).getByText("Données personnelles exportées")).toBeVisible();
});

test("a person who asks for it is anonymised, wherever they are shown", async ({ page, context, browser }) => {
  const person = await duePerson(context.request);
  const other = await anotherAdmin(browser);
  await open(other.page, person);
  await open(page, person);
  await panelOf(page, person).getByRole("button", { name: "Anonymiser…" }).click();
  const dialog = page.getByRole("dialog", { name: `Anonymiser ${fullName(person)}` });
  await expect(dialog.getByText("Cette action est irréversible.")).toBeVisible();
  const act = dialog.getByRole("button", { name: "Anonymiser définitivement" });
  await act.click();
  await expect(dialog.getByText("Dites pourquoi.")).toBeVisible();
  await dialog.getByRole("radio", { name: /Demande d’effacement/ }).check();
  await act.click();
  await expect(dialog).toBeHidden();

  // Both screens show the rest of the record.
  for (const one of [page, other.page]) {
    const panel = one.getByRole("complementary", { name: "Personne anonymisée" });
    await expect(panel.getByText(/^Personne anonymisée le/)).toBeVisible();
    await expect(panel.getByText(person.email)).toHaveCount(0);
    for (const name of ["Modifier", "Envoyer un e-mail", "Convertir en candidat", "Anonymiser…"]) {
      await expect(panel.getByRole("button", { name, exact: true })).toHaveCount(0);
    }
  }
  await page.keyboard.press("e");
  await page.keyboard.press("c");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const panel = page.getByRole("complementary", { name: "Personne anonymisée" });
  await expect(panel.getByText("(sans objet)")).toBeVisible();
  await expect(panel.getByText(person.email)).toHaveCount(0);
  await expect(panel.getByText(/Personne anonymisée.: Demande d’effacement/)).toBeVisible();
  await expectNoViolation(page);
  await page.goto(`/admin/prospects?recherche=${person.nom}`);
  await expect(page.getByText(/ne trouve personne/)).toBeVisible();
  await page.goto("/admin/prospects?tri=datePremierContact");
  await expect(page.getByRole("rowheader", { name: "Personne anonymisée" }).first()).toBeVisible();
  await other.context.close();
});

test("those who are due are anonymised together, and each outcome is told", async ({ page, context }) => {
  const [first, second, third] = [await duePerson(context.request), await duePerson(context.request), await duePerson(context.request)];
  await withoutStream(page);
  await page.goto("/admin/rgpd");
  await expect(page.getByText(/n’a plus écrit depuis 36.mois/)).toBeVisible();
  for (const one of [first, second, third]) await dueRow(page, one).getByRole("checkbox").check();
  // The third person writes again, and the list is not refreshed.
  await receiveEmail(context.request, third);
  await page.getByRole("group", { name: "Personnes sélectionnées" }).getByRole("button", { name: "Anonymiser…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Anonymiser \d.personnes$/ });
  await dialog.getByRole("button", { name: "Anonymiser définitivement" }).click();
  await expect(dialog.getByText(/^2.personnes anonymisées sur 3$/)).toBeVisible();
  await expect(dialog.getByRole("listitem").filter({ hasText: fullName(third) })).toContainText(/durée de conservation n’est pas écoulée/);
  await dialog.getByRole("button", { name: "Fermer" }).last().click();
  for (const one of [first, second, third]) await expect(dueRow(page, one)).toHaveCount(0);
  const records = await Promise.all(
    [first, second, third].map(async (one) => (await context.request.get(`/api/prospects/${one.idProspect}`)).json()),
  );
  expect(records.map((record) => record.dateAnonymisation !== null)).toEqual([true, true, false]);
});

test("who does not want to be contacted is put on the list, anonymised from there, and not let in again", async ({ page, context }) => {
  const person = await freshPerson(context.request);
  await page.goto("/admin/rgpd");
  const section = page.getByRole("region", { name: "Liste d’opposition" });
  await section.getByRole("button", { name: "Inscrire sur la liste" }).click();
  await expect(section.getByText("Donnez une adresse e-mail ou un numéro de téléphone.")).toBeVisible();
  await section.getByLabel(/^Téléphone/).fill("bonjour");
  await section.getByRole("button", { name: "Inscrire sur la liste" }).click();
  await expect(section.getByLabel(/^Téléphone/)).toHaveAccessibleDescription(/n’est pas valable/);
  await section.getByLabel(/^Téléphone/).fill("");
  await section.getByLabel(/^Adresse e-mail/).fill(person.email);
  await section.getByRole("button", { name: "Inscrire sur la liste" }).click();
  await expect(section.getByText("Inscrit sur la liste d’opposition.")).toBeVisible();
  await expect(section.getByText(/1.fiche porte encore/)).toBeVisible();
  await expect(section.getByRole("link", { name: fullName(person) })).toHaveAttribute("href", new RegExp(person.idProspect));
  await section.getByRole("button", { name: "Anonymiser cette fiche…" }).click();
  const dialog = page.getByRole("dialog", { name: `Anonymiser ${fullName(person)}` });
  await dialog.getByRole("button", { name: "Anonymiser définitivement" }).click();
  await expect(dialog).toBeHidden();
  await expect(section.getByText(/fiche porte encore/)).toBeHidden();

  const free = await hold(page, "**/api/rgpd/oppositions");
  await section.getByLabel(/^Adresse e-mail/).fill(person.email);
  await section.getByRole("button", { name: "Inscrire sur la liste" }).click();
  // An address that is typed while the former one is sent stays.
  await section.getByLabel(/^Adresse e-mail/).fill("suivante@exemple.fr");
  free();
  await expect(section.getByText("Déjà sur la liste d’opposition.")).toBeVisible();
  await expect(section.getByLabel(/^Adresse e-mail/)).toHaveValue("suivante@exemple.fr");
  const back = await context.request.post("/api/prospects", { data: { nom: "Retour", emails: [person.email] }, headers: OURS });
  expect(back.status()).toBe(409);
});

test("a candidate is anonymised on their own demand alone", async ({ page, context }) => {
  const list = await (await context.request.get("/api/prospects?statut=CANDIDAT&limit=20")).json();
  const candidate = list.data.find((one: Prospect) => one.prenom !== "");
  await open(page, candidate);
  await panelOf(page, candidate).getByRole("button", { name: "Anonymiser…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Anonymiser/ });
  await expect(dialog.getByRole("radio", { name: /Opposition/ })).toBeDisabled();
  await dialog.getByRole("radio", { name: /Demande d’effacement/ }).check();
  await dialog.getByRole("button", { name: "Anonymiser définitivement" }).click();
  await expect(dialog).toBeHidden();
  const record = await (await context.request.get(`/api/prospects/${candidate.idProspect}`)).json();
  await page.goto(`/admin/candidats/${record.candidat.idCandidat}`);
  await expect(page.getByRole("heading", { level: 1, name: "Personne anonymisée" })).toBeVisible();
  await expect(page.getByText(`ANONYME-${record.candidat.idCandidat}`)).toBeVisible();
});

test("each list says that it is empty, or why it could not be read", async ({ page }) => {
  // The opening stream would read the list again before the button does.
  await withoutStream(page);
  let failing = true;
  await page.route("**/api/rgpd/echeances*", async (route) => {
    if (failing) return route.fulfill({ status: 503, contentType: "text/html", body: "<h1>Bad gateway</h1>" });
    return route.fulfill({
      json: { data: [], pagination: { page: 1, limit: 25, total: 0, totalExact: true, totalPages: 1, curseurSuivant: null, curseurPrecedent: null } },
    });
  });
  await page.goto("/admin/rgpd");
  await expect(page.getByText("Service momentanément indisponible")).toBeVisible();
  failing = false;
  await page.getByRole("button", { name: "Réessayer" }).click();
  await expect(page.getByText("Personne n’est à anonymiser")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("anonymising is accessible, on the record and for several people", async ({ page, context }) => {
      const [one, two] = [await duePerson(context.request), await duePerson(context.request)];
      await open(page, one);
      await panelOf(page, one).getByRole("button", { name: "Anonymiser…" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectNoViolation(page);
      await page.goto("/admin/rgpd");
      await dueRow(page, one).getByRole("checkbox").check();
      await dueRow(page, two).getByRole("checkbox").check();
      await expectNoViolation(page);
      await page.getByRole("button", { name: "Anonymiser…" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectNoViolation(page);
      await page.getByRole("button", { name: "Anonymiser définitivement" }).click();
      await expect(page.getByRole("dialog").getByText(/anonymisées sur/)).toBeVisible();
      await expectNoViolation(page);
    });
  });
}
