// The team: invitations, roles, deactivation and one's own account.
import type { APIRequestContext, Browser, Page } from "@playwright/test";

import { OURS, expect, hold, press, test } from "./support/app";
import { expectNoViolation } from "./support/axe";

const PASSWORD = "quatre mots sans rapport 7";

let invited = 0;

/** Returns a colleague who has no account yet. */
function freshColleague() {
  invited += 1;
  return { prenom: "Léa", nom: `Roux ${invited}`, email: `lea-${Date.now()}-${invited}@ecole.example` };
}

type Colleague = ReturnType<typeof freshColleague>;

function rowOf(page: Page, colleague: { email: string }) {
  return page.getByRole("list", { name: "Équipe" }).getByRole("listitem").filter({ hasText: colleague.email });
}

/** Creates an invitation through the API and returns its link. */
async function inviteByApi(request: APIRequestContext, colleague: Colleague, role: string): Promise<string> {
  const answer = await request.post("/api/utilisateurs", { data: { ...colleague, role }, headers: OURS });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).lien;
}

/** Opens the link in a separate browser context and chooses the password. */
async function accept(browser: Browser, link: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  return page;
}

async function logIn(page: Page, colleague: Colleague, password = PASSWORD): Promise<void> {
  await page.getByLabel("Adresse e-mail").fill(colleague.email);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

/** Creates a colleague who has chosen a password and is logged in. */
async function colleagueAtWork(browser: Browser, request: APIRequestContext, role: string) {
  const colleague = freshColleague();
  const page = await accept(browser, await inviteByApi(request, colleague, role));
  await logIn(page, colleague);
  return { colleague, page };
}

async function chooseRole(page: Page, colleague: Colleague, role: string): Promise<void> {
  await rowOf(page, colleague).getByRole("button", { name: /^Rôle/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Rôle de/ });
  await dialog.getByRole("radio", { name: role }).check();
  await dialog.getByRole("button", { name: "Enregistrer le rôle" }).click();
  await expect(dialog).toBeHidden();
}

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: /, compte de/ }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a colleague is invited, works as far as the role allows, and is out at once when deactivated", async ({ page, browser }) => {
  const colleague = freshColleague();
  await page.goto("/admin/equipe");
  await page.getByRole("button", { name: "Inviter quelqu’un" }).click();
  const dialog = page.getByRole("dialog", { name: "Inviter quelqu’un" });
  await dialog.getByLabel("Prénom").fill(colleague.prenom);
  await dialog.getByLabel("Nom", { exact: true }).fill(colleague.nom);
  await dialog.getByLabel("Adresse e-mail").fill(colleague.email);
  await dialog.getByRole("radio", { name: /Formateur/ }).check();
  await dialog.getByRole("button", { name: "Créer l’invitation" }).click();
  const link = await dialog.getByLabel("Lien d’invitation").inputValue();
  expect(link).toMatch(/\/invitation#.{20,}/);
  // A click outside keeps the dialog open: it shows the link only once.
  await page.mouse.click(5, 5);
  await expect(dialog.getByLabel("Lien d’invitation")).toBeVisible();
  await dialog.getByRole("button", { name: "J’ai copié le lien" }).click();
  await expect(rowOf(page, colleague)).toContainText("Invité");

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: "Choisissez votre mot de passe" })).toBeVisible();
  await expect(theirs, "the token does not stay in the address").not.toHaveURL(/#/);
  const field = theirs.getByLabel("Mot de passe", { exact: true });
  await field.fill("court");
  await theirs.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(field).toHaveAccessibleDescription(/De 12 à 128 caractères\./);
  await field.fill(`${colleague.prenom} ${colleague.nom} lea`);
  await theirs.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(field).toHaveAccessibleDescription(/Trop facile à deviner/);
  await field.fill(PASSWORD);
  await theirs.getByRole("button", { name: "Enregistrer le mot de passe" }).click();
  await expect(theirs.getByText("Votre mot de passe est enregistré")).toBeVisible();
  await logIn(theirs, colleague);
  await expect(theirs.getByText("Accès réservé à l’administration")).toBeVisible();
  await expect(theirs.getByRole("navigation", { name: "Pages" })).toBeHidden();
  for (const address of ["/admin/equipe", "/admin/rgpd", "/admin/sante"]) {
    await theirs.goto(address);
    await expect(theirs.getByText("Accès réservé à l’administration")).toBeVisible();
  }

  await page.reload();
  await chooseRole(page, colleague, "Administration");
  // A new role has ended the session.
  await theirs.goto("/admin/prospects");
  await logIn(theirs, colleague);
  await expect(theirs.getByRole("rowheader").first()).toBeVisible();

  await rowOf(page, colleague).getByRole("button", { name: /^Désactiver/ }).click();
  await page.getByRole("button", { name: "Désactiver le compte", exact: true }).click();
  await expect(rowOf(page, colleague)).toContainText("Désactivé");
  await press(theirs.getByRole("link", { name: "Candidats" }));
  await expect(theirs.getByRole("heading", { name: "Votre session est terminée" })).toBeVisible();
  await logIn(theirs, colleague);
  await expect(theirs.getByRole("dialog").getByRole("alert")).toContainText("E-mail ou mot de passe incorrect");

  await rowOf(page, colleague).getByRole("button", { name: /^Réactiver/ }).click();
  await page.getByRole("button", { name: "Réactiver le compte", exact: true }).click();
  await expect(rowOf(page, colleague)).toContainText("Actif");
  await logIn(theirs, colleague);
  await expect(theirs.getByRole("rowheader").first()).toBeVisible();
  await theirs.context().close();
});

test("whoever loses the role while at work is logged out, and told so after the next login", async ({ page, context, browser }) => {
  const { colleague, page: theirs } = await colleagueAtWork(browser, context.request, "ADMIN");
  await expect(theirs.getByRole("rowheader").first()).toBeVisible();
  await page.goto("/admin/equipe");
  await chooseRole(page, colleague, "Formateur");
  await expect(theirs.getByRole("heading", { name: "Votre session est terminée" })).toBeVisible();
  await logIn(theirs, colleague);
  await expect(theirs.getByText("Accès réservé à l’administration")).toBeVisible();
  await theirs.context().close();
});

test("a link is good once, and a newer one takes its place", async ({ page, context, browser }) => {
  const colleague = freshColleague();
  const first = await inviteByApi(context.request, colleague, "ELEVE");
  await page.goto("/admin/equipe");
  await rowOf(page, colleague).getByRole("button", { name: /^Nouveau lien/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Nouveau lien pour/ });
  await dialog.getByRole("button", { name: "Créer le lien" }).click();
  const second = await dialog.getByLabel("Lien d’invitation").inputValue();
  expect(second).not.toBe(first);

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(first);
  await expect(theirs.getByRole("heading", { name: "Ce lien ne sert plus" })).toBeVisible();
  await theirs.context().close();

  await (await accept(browser, second)).context().close();
  const again = await (await browser.newContext()).newPage();
  await again.goto(second);
  await expect(again.getByRole("heading", { name: "Ce lien ne sert plus" })).toBeVisible();
  await again.goto("/invitation");
  await expect(again.getByRole("heading", { name: "Ouvrez le lien que vous avez reçu" })).toBeVisible();
  await again.context().close();
});

test("the last admin can be neither deactivated nor given another role", async ({ page, context }) => {
  // All other admins lose their role first.
  const me = (await (await context.request.get("/api/auth/me")).json()).utilisateur;
  const all = (await (await context.request.get("/api/utilisateurs?limit=100")).json()).data;
  for (const one of all.filter((one: { idUtilisateur: number; role: string }) => one.role === "ADMIN" && one.idUtilisateur !== me.idUtilisateur)) {
    const answer = await context.request.patch(`/api/utilisateurs/${one.idUtilisateur}`, { data: { role: "FORMATEUR" }, headers: OURS });
    expect(answer.ok(), await answer.text()).toBeTruthy();
  }
  await page.goto("/admin/equipe");
  const row = rowOf(page, me);
  await expect(row).toContainText("vous");
  await row.getByRole("button", { name: /^Désactiver/ }).click();
  const question = page.getByRole("dialog", { name: /^Désactiver le compte/ });
  await question.getByRole("button", { name: "Désactiver le compte" }).click();
  await expect(question.getByRole("alert")).toContainText("C’est la dernière personne qui peut administrer");
  await question.getByRole("button", { name: "Annuler" }).click();
  await expect(row.getByRole("button", { name: /^Désactiver/ })).toBeFocused();
  await row.getByRole("button", { name: /^Rôle/ }).click();
  const role = page.getByRole("dialog", { name: /^Rôle de/ });
  await role.getByRole("radio", { name: /Formateur/ }).check();
  await expect(role.getByText("C’est votre compte")).toBeVisible();
  await role.getByRole("button", { name: "Enregistrer le rôle" }).click();
  await expect(role.getByRole("alert")).toContainText("C’est la dernière personne qui peut administrer");
});

test("an address that somebody has already is refused beside its field", async ({ page, context }) => {
  const colleague = freshColleague();
  await inviteByApi(context.request, colleague, "ELEVE");
  await page.goto("/admin/equipe");
  await page.getByRole("button", { name: "Inviter quelqu’un" }).click();
  const dialog = page.getByRole("dialog", { name: "Inviter quelqu’un" });
  await dialog.getByRole("button", { name: "Créer l’invitation" }).click();
  await expect(dialog.getByLabel("Prénom")).toBeFocused();
  await dialog.getByLabel("Prénom").fill(colleague.prenom);
  await dialog.getByLabel("Nom", { exact: true }).fill(colleague.nom);
  await dialog.getByLabel("Adresse e-mail").fill(colleague.email);
  await dialog.getByRole("button", { name: "Créer l’invitation" }).click();
  await expect(dialog.getByLabel("Adresse e-mail")).toHaveAccessibleDescription(/Quelqu’un a déjà cette adresse e-mail/);
  await expect(dialog.getByLabel("Adresse e-mail")).toBeFocused();
});

test("another password ends the other browser’s session, and the old one opens nothing more", async ({ context, browser }) => {
  const { colleague, page } = await colleagueAtWork(browser, context.request, "ADMIN");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto("/connexion");
  await logIn(elsewhere, colleague);
  await expect(elsewhere.getByRole("rowheader").first()).toBeVisible();

  await openMenu(page, "Changer mon mot de passe…");
  const dialog = page.getByRole("dialog", { name: "Changer mon mot de passe" });
  const field = (name: string) => dialog.getByLabel(name, { exact: true });
  const [present, next] = [field("Mot de passe actuel"), field("Nouveau mot de passe")];
  const again = field("Nouveau mot de passe, encore une fois");
  await expect(present).toBeFocused();
  await present.fill("ce n’est pas le bon");
  await next.fill("cinq autres mots bien choisis 9");
  await again.fill("cinq autres mots mal recopiés 9");
  const change = dialog.getByRole("button", { name: "Changer le mot de passe" });
  await change.click();
  await expect(again).toHaveAccessibleDescription("Ce n’est pas le même mot de passe.");
  await again.fill("cinq autres mots bien choisis 9");
  await change.click();
  await expect(present).toHaveAccessibleDescription("Ce n’est pas votre mot de passe actuel.");
  await expect(present).toBeFocused();
  await present.fill(PASSWORD);
  await change.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Mot de passe changé")).toBeVisible();

  await press(elsewhere.getByRole("link", { name: "Candidats" }));
  await expect(elsewhere.getByRole("heading", { name: "Votre session est terminée" })).toBeVisible();
  await logIn(elsewhere, colleague);
  await expect(elsewhere.getByRole("dialog").getByRole("alert")).toContainText("E-mail ou mot de passe incorrect");
  await page.getByRole("link", { name: "Candidats" }).click();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.context().close();
  await elsewhere.context().close();
});

test("who guesses the present password is told how long to wait", async ({ context, browser }) => {
  const colleague = freshColleague();
  const page = await accept(browser, await inviteByApi(context.request, colleague, "ADMIN"));
  // The menu is open when the answer comes that leads from the start page to the list, and stays open.
  const release = await hold(page, "**/api/relances/compteurs*");
  await logIn(page, colleague);
  await page.getByRole("button", { name: /, compte de/ }).click();
  release();
  await expect(page).toHaveURL(/\/admin\/prospects$/);
  await page.getByRole("menuitem", { name: "Changer mon mot de passe…" }).click();
  const dialog = page.getByRole("dialog", { name: "Changer mon mot de passe" });
  await dialog.getByLabel("Nouveau mot de passe", { exact: true }).fill("cinq autres mots bien choisis 9");
  await dialog.getByLabel("Nouveau mot de passe, encore une fois", { exact: true }).fill("cinq autres mots bien choisis 9");
  for (let tries = 0; tries < 6; tries += 1) {
    await dialog.getByLabel("Mot de passe actuel", { exact: true }).fill(`pas celui-là ${tries}`);
    const answer = page.waitForResponse("**/api/auth/mot-de-passe");
    await dialog.getByRole("button", { name: "Changer le mot de passe" }).click();
    await answer;
  }
  await expect(dialog.getByRole("alert")).toContainText(/Réessayez dans \d+ min/);
  await page.context().close();
});

test("leaving everywhere ends every session of the person", async ({ context, browser }) => {
  const { colleague, page } = await colleagueAtWork(browser, context.request, "ADMIN");
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto("/connexion");
  await logIn(elsewhere, colleague);
  await expect(elsewhere.getByRole("rowheader").first()).toBeVisible();
  await openMenu(page, "Se déconnecter partout…");
  await page.getByRole("dialog").getByRole("button", { name: "Se déconnecter partout" }).click();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await press(elsewhere.getByRole("link", { name: "Candidats" }));
  await expect(elsewhere.getByRole("heading", { name: "Votre session est terminée" })).toBeVisible();
  await page.context().close();
  await elsewhere.context().close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("the dialogs of the team and of one’s account are accessible, and so is an invitation", async ({ page, context, browser }) => {
      const colleague = freshColleague();
      const link = await inviteByApi(context.request, colleague, "ELEVE");
      await page.goto("/admin/equipe");
      const row = rowOf(page, colleague);
      for (const name of [/^Rôle/, /^Nouveau lien/, /^Désactiver/]) {
        await row.getByRole("button", { name }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectNoViolation(page);
        await page.keyboard.press("Escape");
        await expect(row.getByRole("button", { name })).toBeFocused();
      }
      await page.getByRole("button", { name: "Inviter quelqu’un" }).click();
      const dialog = page.getByRole("dialog", { name: "Inviter quelqu’un" });
      await dialog.getByRole("button", { name: "Créer l’invitation" }).click();
      await expect(dialog.getByText("Indiquez un nom.")).toBeVisible();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
      for (const item of ["Changer mon mot de passe…", "Se déconnecter partout…"]) {
        await openMenu(page, item);
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectNoViolation(page);
        await page.keyboard.press("Escape");
      }
      const theirs = await (await browser.newContext({ colorScheme })).newPage();
      await theirs.goto(link);
      await expect(theirs.getByRole("heading", { name: "Choisissez votre mot de passe" })).toBeVisible();
      await expectNoViolation(theirs);
      await theirs.goto("/invitation#inconnu");
      await expect(theirs.getByRole("heading", { name: "Ce lien ne sert plus" })).toBeVisible();
      await expectNoViolation(theirs);
      await theirs.context().close();
    });
  });
}

test("a key is created for a program, seen once, used, and refused as soon as it is revoked", async ({ page, playwright, baseURL }) => {
  const name = `Site de l’école ${Date.now()}`;
  await page.goto("/admin/equipe");
  await page.getByRole("button", { name: "Créer une clé" }).click();
  const dialog = page.getByRole("dialog", { name: "Créer une clé" });
  await dialog.getByRole("button", { name: "Créer la clé" }).click();
  await expect(dialog.getByText("Cochez au moins une opération.")).toBeVisible();
  await dialog.getByLabel("Nom", { exact: true }).fill(name);
  await dialog.getByRole("checkbox", { name: /^Lire un prospect/ }).check();
  await expectNoViolation(page);
  await dialog.getByRole("button", { name: "Créer la clé" }).click();
  const key = await dialog.getByLabel("Clé d’accès").inputValue();
  expect(key).toMatch(/^adm_live_[0-9a-f]{64}$/);
  await dialog.getByRole("button", { name: "J’ai copié la clé" }).click();

  const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { "X-API-Key": key } });
  expect((await program.get("/api/formations")).status()).toBe(200);
  expect((await program.get("/metrics")).status()).toBe(403);
  await page.reload();
  const row = page.getByRole("list", { name: "Clés d’accès" }).getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("Utilisée");
  await expect(page.getByText(key)).toHaveCount(0);

  await row.getByRole("button", { name: /^Révoquer/ }).click();
  await page.getByRole("dialog", { name: /^Révoquer la clé/ }).getByRole("button", { name: "Révoquer la clé" }).click();
  await expect(row).toContainText("Révoquée");
  await expect(page.getByRole("button", { name: "Créer une clé" })).toBeFocused();
  await expectNoViolation(page);
  expect((await program.get("/api/formations")).status()).toBe(401);
  await program.dispose();
});
