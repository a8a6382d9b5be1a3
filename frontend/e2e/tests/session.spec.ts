// A session that ends loses no input: the login opens above the page, and typed text is still there afterwards.
import type { BrowserContext, Page, Route } from "@playwright/test";

import { type Prospect, expect, freshProspect, logIn, logInAgain, loginAgain, open, openConversion, panelOf, press, test, withoutStream } from "./support/app";
import { expectNoViolation } from "./support/axe";

const { E2E_EMAIL = "" } = process.env;

/** Removes the cookie, as after twelve hours. The page learns of it with its next request. */
async function loseSession(context: BrowserContext): Promise<void> {
  await context.clearCookies();
}

function messages(page: Page) {
  return page.getByRole("region", { name: "Messages" });
}

async function openEdit(page: Page) {
  await page.getByRole("button", { name: "Modifier", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Modifier la fiche" });
  await expect(dialog.getByLabel("Prénom")).toBeFocused();
  return dialog;
}

async function openEmail(page: Page) {
  await page.getByRole("button", { name: "Envoyer un e-mail", exact: true }).click();
  await page.getByRole("menuitem", { name: "Information" }).click();
  return page.getByRole("dialog", { name: /Information/ });
}

test("a session lost under the form of a record: what was typed stays, and its button sends it again", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const dialog = await openEdit(page);
  await dialog.getByLabel(/^Ville/).fill("Besançon");
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "PATCH" && sent.push(request.url()));
  await loseSession(context);
  await press(dialog.getByRole("button", { name: "Enregistrer" }));
  await expect(loginAgain(page)).toBeVisible();
  await logInAgain(page);
  await expect(dialog.getByLabel(/^Ville/)).toHaveValue("Besançon");
  await expect(dialog.getByText(/Votre session était terminée.: rien n’a été fait/)).toBeVisible();
  expect(sent).toHaveLength(1);
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog).toBeHidden();
  await expect(messages(page).getByText("Fiche enregistrée")).toBeVisible();
  await expect(panelOf(page, prospect).getByText(/Besançon/)).toBeVisible();
});

test("a session lost under a new prospect, an e-mail and a conversion loses none of them", async ({ page, context }) => {
  test.slow();
  const prospect = await freshProspect(context.request);
  await open(page, prospect);

  await page.getByRole("button", { name: "Nouveau prospect" }).click();
  const added = page.getByRole("dialog", { name: "Nouveau prospect" });
  await added.getByLabel(/^Nom/).fill("Essaisession");
  await added.getByLabel(/^E-mails/).fill(`session-${Date.now()}@exemple.example`);
  await loseSession(context);
  await press(added.getByRole("button", { name: "Ajouter le prospect" }));
  await logInAgain(page);
  await expect(added.getByLabel(/^Nom/)).toHaveValue("Essaisession");
  await added.getByRole("button", { name: "Ajouter le prospect" }).click();
  await expect(messages(page).getByText("Prospect ajouté")).toBeVisible();

  await open(page, prospect);
  const email = await openEmail(page);
  await email.getByLabel(/^Message/).fill("Bonjour, voici les dates.");
  await loseSession(context);
  await press(email.getByRole("button", { name: "Envoyer l’e-mail" }));
  await logInAgain(page);
  await expect(email.getByLabel(/^Message/)).toHaveValue("Bonjour, voici les dates.");
  const asked = page.waitForRequest((request) => request.url().endsWith("/send-email"));
  await email.getByRole("button", { name: "Envoyer l’e-mail" }).click();
  expect((await asked).postDataJSON().message).toBe("Bonjour, voici les dates.");
  await expect(email).toBeHidden();

  const conversion = await openConversion(page);
  await conversion.getByRole("radio", { name: /Sans session/ }).check();
  await loseSession(context);
  await press(conversion.getByRole("button", { name: "Confirmer la transformation" }));
  await logInAgain(page);
  await expect(conversion.getByRole("radio", { name: /Sans session/ })).toBeChecked();
  await conversion.getByRole("button", { name: "Confirmer la transformation" }).click();
  await expect(conversion.getByText("Demande envoyée.")).toBeVisible();
});

test("a form that another tab logs out under is still there after the login", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const dialog = await openEdit(page);
  await dialog.getByLabel(/^Adresse/).fill("4 quai Vauban");
  const other = await context.newPage();
  await other.goto("/admin/candidats");
  await other.getByRole("button", { name: /compte de/ }).click();
  await other.getByRole("menuitem", { name: "Se déconnecter", exact: true }).click();
  await expect(loginAgain(page)).toBeVisible();
  // The login hides the page below, and only a login closes it.
  await page.bringToFront();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(loginAgain(page)).toBeVisible();
  await logInAgain(page);
  await expect(dialog.getByLabel(/^Adresse/)).toHaveValue("4 quai Vauban");
});

test("a dialog that was closed opens on what was typed in it, until it is cancelled or the person leaves", async ({ page, context }) => {
  const [prospect, another] = [await freshProspect(context.request), await freshProspect(context.request)];
  await open(page, prospect);
  const email = await openEmail(page);
  await email.getByLabel(/^Message/).fill("À finir");
  await page.keyboard.press("Escape");
  await expect(email).toBeHidden();
  await openEmail(page);
  await expect(email.getByLabel(/^Message/)).toHaveValue("À finir");
  await expect(email.getByText(/Reprise de ce que vous aviez saisi/)).toBeVisible();
  await email.getByRole("button", { name: "Annuler" }).click();
  await openEmail(page);
  await expect(email.getByLabel(/^Message/)).toHaveValue("");
  await email.getByLabel(/^Message/).fill("Pour moi seule");
  await page.keyboard.press("Escape");

  // Another record has its own draft.
  await page.evaluate((id) => history.pushState({}, "", `/admin/prospects?prospect=${id}`), another.idProspect);
  await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
  await expect(panelOf(page, another)).toBeVisible();
  await openEmail(page);
  await expect(email.getByLabel(/^Message/)).toHaveValue("");
  await page.keyboard.press("Escape");
  await page.goBack();
  await expect(panelOf(page, prospect)).toBeVisible();

  await page.getByRole("button", { name: /compte de/ }).click();
  await page.getByRole("menuitem", { name: "Se déconnecter", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await logIn(page);
  await expect(panelOf(page, prospect)).toBeVisible();
  await openEmail(page);
  await expect(email.getByLabel(/^Message/)).toHaveValue("");
});

test("what was typed for a record goes on from what a colleague saved since", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const dialog = await openEdit(page);
  await dialog.getByLabel(/^Ville/).fill("Lyon");
  await page.keyboard.press("Escape");
  const address = `/api/prospects/${prospect.idProspect}`;
  const version = (await context.request.get(address)).headers()["etag"] ?? "";
  const headers = { Origin: new URL(page.url()).origin, "If-Match": version };
  const changed = await context.request.patch(address, { data: { ville: "Paris", codePostal: "75003" }, headers });
  expect(changed.ok(), await changed.text()).toBeTruthy();
  // The question comes before the fields and has the focus.
  await page.getByRole("button", { name: "Modifier", exact: true }).click();
  await expect(dialog.getByLabel(/^Code postal/)).toHaveValue("75003");
  await expect(dialog.getByRole("group", { name: /Ville.: «.Lyon.» chez vous, «.Paris.» enregistré entre-temps/ })).toBeVisible();
});

/** Logs in above the page; the service answers that this is another person. */
async function logInAsAnother(page: Page): Promise<void> {
  const another = async (route: Route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.utilisateur.idUtilisateur += 1000;
    await route.fulfill({ response: answer, json: body });
  };
  await page.route("**/api/auth/login", another);
  // The page asks again who is logged in after each refusal.
  await page.route("**/api/auth/me", another);
  await logInAgain(page);
}

test("somebody else who logs in above the page finds another page, without what was typed", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await withoutStream(page);
  await page.route("**/api/notifications/compteurs", (route) => route.fulfill({ json: { nonLues: 7 } }));
  await open(page, prospect);
  await expect(page.getByRole("button", { name: /^Notifications, 7.non lues$/ })).toBeVisible();
  await page.route("**/api/notifications/compteurs", (route) => route.abort());
  const email = await openEmail(page);
  await email.getByLabel(/^Message/).fill("Pour moi seule");
  await loseSession(context);
  await press(email.getByRole("button", { name: "Envoyer l’e-mail" }));
  await expect(loginAgain(page)).toBeVisible();
  await logInAsAnother(page);
  await expect(email).toHaveCount(0);
  await expect(panelOf(page, prospect)).toBeVisible();
  // Nor the number of the other person's notifications, also when the own one cannot be read.
  await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  await openEmail(page);
  await expect(email.getByLabel(/^Message/)).toHaveValue("");
});

test("a request that waits for the proof of one person is not sent for somebody else who logs in", async ({ page, context }) => {
  const sent: string[] = [];
  const problem = { type: "/problemes/verification-requise", title: "Vérification requise", status: 403, code: "VERIFICATION_REQUISE", detail: "x", traceId: "x" };
  await page.route("**/api/utilisateurs", async (route: Route) => {
    sent.push(route.request().postDataJSON().email);
    await route.fulfill({ status: 403, contentType: "application/problem+json", json: problem });
  });
  const proof = page.getByRole("dialog", { name: "Confirmez votre identité" });
  const invite = async (address: string) => {
    await page.getByRole("button", { name: "Inviter quelqu’un" }).click();
    const dialog = page.getByRole("dialog", { name: "Inviter quelqu’un" });
    await dialog.getByLabel("Prénom").fill("Zoé");
    await dialog.getByLabel("Nom", { exact: true }).fill("Blanc");
    await dialog.getByLabel("Adresse e-mail").fill(address);
    await dialog.getByRole("button", { name: "Créer l’invitation" }).click();
    await proof.getByLabel("Code de votre application").fill("123456");
  };
  const prove = () => press(proof.getByRole("button", { name: "Confirmer" }));
  await page.goto("/admin/equipe");
  await invite("demande-de-l-une@ecole.example");
  await loseSession(context);
  await prove();
  await expect(loginAgain(page)).toBeVisible();
  await logInAsAnother(page);
  await page.route("**/api/auth/verification", (route) => route.fulfill({ status: 204 }));
  await invite("demande-de-l-autre@ecole.example");
  await prove();
  await expect(proof).toBeHidden();
  await expect.poll(() => sent).toEqual(["demande-de-l-une@ecole.example", ...Array(2).fill("demande-de-l-autre@ecole.example")]);
});

test("whoever gives up what was typed leaves by the dialog itself", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  await loseSession(context);
  await press(page.getByRole("button", { name: "Générer un devis" }));
  await loginAgain(page).getByRole("button", { name: "Abandonner la saisie et quitter" }).click();
  await expect(page.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await expect(page.getByText(prospect.nom)).toHaveCount(0);
});

/** Makes the service ask this login for a second factor and accept one code. Returns the codes that it received. */
async function askForCode(page: Page, right: string): Promise<string[]> {
  const codes: string[] = [];
  await page.route("**/api/auth/login", async (route: Route) => {
    const { code, ...rest } = route.request().postDataJSON();
    const refuse = (what: string, detail: string) =>
      route.fulfill({
        status: 401,
        contentType: "application/problem+json",
        json: { type: `/problemes/${what}`, title: "Connexion refusée", status: 401, code: what, detail, traceId: "t", erreurs: [] },
      });
    if (code === undefined) return refuse("CODE_REQUIS", "Un code est demandé.");
    codes.push(code);
    if (code !== right) return refuse("CODE_INVALIDE", "Ce code n’est pas valable.");
    return route.continue({ postData: JSON.stringify(rest) });
  });
  return codes;
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" } as object);

    test("the login asks for a code when the service does, and says beside the field that one is wrong", async ({ page, context }) => {
      await loseSession(context);
      const codes = await askForCode(page, "123456");
      await page.goto("/connexion");
      await logIn(page);
      const field = page.getByLabel("Code à 6 chiffres ou code de secours");
      await expect(field).toBeFocused();
      await expect(field).toHaveAttribute("autocomplete", "one-time-code");
      await page.getByRole("button", { name: "Se connecter" }).click();
      await expect(page.getByText("Saisissez le code.")).toBeVisible();
      await expect(page.getByText(E2E_EMAIL)).toBeVisible();
      await expectNoViolation(page);
      await field.fill("000 000");
      await page.keyboard.press("Enter");
      await expect(field).toHaveAccessibleDescription(/Ce code n’est pas valable\./);
      await expect(field).toBeFocused();
      await field.fill("123 456");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Prospects", level: 1 })).toBeVisible();
      expect(codes).toEqual(["000000", "123456"]);
    });

    test("the login above a page is accessible, and asks for a code as well", async ({ page, context }) => {
      const prospect = await freshProspect(context.request);
      await open(page, prospect);
      await askForCode(page, "abcd-efgh");
      await loseSession(context);
      await press(page.getByRole("button", { name: "Générer un devis" }));
      const dialog = loginAgain(page);
      await expect(dialog.getByLabel("Mot de passe", { exact: true })).toBeFocused();
      await expectNoViolation(page);
      await dialog.getByLabel("Mot de passe", { exact: true }).fill(process.env.E2E_PASSWORD ?? "");
      await page.keyboard.press("Enter");
      await expect(dialog.getByLabel(/Code à 6 chiffres/)).toBeFocused();
      await expectNoViolation(page);
      await page.keyboard.type("abcd-efgh");
      await page.keyboard.press("Enter");
      await expect(dialog).toBeHidden();
      await expect(panelOf(page, prospect as Prospect)).toBeVisible();
    });
  });
}
