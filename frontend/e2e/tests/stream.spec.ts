// The live stream: all tabs share one connection, and nothing is lost or shown twice when a tab, the network, the
// laptop or the session goes.
import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";

import { OURS, type Prospect, expect, fault, freshProspect, fullName, logIn, logInAgain, loginAgain, open, panelOf, test } from "./support/app";
import { Line } from "./support/line";

// The service checks each stream at its heartbeat (every 30 s).
const A_BEAT = { timeout: 45_000 };

/** Returns the number of streams that the service holds open. */
async function streams(request: APIRequestContext): Promise<number> {
  return (await (await request.get("/api/notifications/statistiques")).json()).clients.ADMIN;
}

/** Makes n8n refuse a quote with this text, which stays on the screen. Returns once the notification is in the list. */
async function refuseQuote(request: APIRequestContext, prospect: Prospect, words: string): Promise<void> {
  await fault(request, prospect, { mode: "failure", typeAction: "GENERER_DEVIS", messageErreur: words });
  const answer = await request.post(`/api/prospects/${prospect.idProspect}/generate-devis`, { data: {}, headers: OURS });
  expect(answer.status(), await answer.text()).toBe(202);
  await expect.poll(async () => (await (await request.get("/api/notifications")).text()).includes(words)).toBe(true);
}

/** Sends the application form; returns once n8n has reported success. */
async function sendDossier(request: APIRequestContext, prospect: Prospect): Promise<void> {
  const address = `/api/prospects/${prospect.idProspect}`;
  const answer = await request.post(`${address}/send-dossier`, { data: {}, headers: OURS });
  expect(answer.status(), await answer.text()).toBe(202);
  await expect.poll(async () => (await (await request.get(address)).json()).statutProspect).toBe("EN_ATTENTE_DOSSIER");
}

function message(page: Page, words: string) {
  return page.getByRole("alert").filter({ hasText: words });
}

async function expectLive(page: Page): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: "En direct" })).toBeVisible();
}

/** Opens the list filtered to one person, the record and the live stream. */
async function follow(page: Page, prospect: Prospect, base = ""): Promise<void> {
  const search = encodeURIComponent(fullName(prospect));
  await page.goto(`${base}/admin/prospects?recherche=${search}&prospect=${prospect.idProspect}`);
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
  await expectLive(page);
}

/** Expects the bell, the row and the panel to show the missed events. */
async function expectCaughtUp(page: Page, request: APIRequestContext, prospect: Prospect): Promise<void> {
  const row = page.getByRole("row").filter({ has: page.locator(`a[href*="prospect=${prospect.idProspect}"]`) });
  await expect(row.getByText("En attente du dossier")).toBeVisible();
  await expect(panelOf(page, prospect).getByText("En attente du dossier").first()).toBeVisible();
  const unread = (await (await request.get("/api/notifications/compteurs")).json()).nonLues;
  const shown = unread > 99 ? "99\\+" : unread;
  await expect(page.getByRole("button", { name: new RegExp(`^Notifications, ${shown}\\s`) })).toBeVisible();
}

async function threeTabs(context: BrowserContext, page: Page, prospect: Prospect): Promise<Page[]> {
  // Streams of earlier journeys are closed.
  await expect.poll(() => streams(context.request), A_BEAT).toBe(0);
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (const tab of tabs) await follow(tab, prospect);
  return tabs;
}

test("all tabs share one connection, another goes on when the one that held it is closed", async ({ page, context }) => {
  test.slow();
  const prospect = await freshProspect(context.request);
  const tabs = await threeTabs(context, page, prospect);
  expect(await streams(context.request)).toBe(1);
  await refuseQuote(context.request, prospect, "Premier refus");
  for (const tab of tabs) await expect(message(tab, "Premier refus")).toHaveCount(1);

  const [leader, ...others] = tabs as [Page, Page, Page];
  await leader.close();
  await refuseQuote(context.request, prospect, "Deuxième refus");
  await sendDossier(context.request, prospect);
  for (const tab of others) {
    await expect(message(tab, "Deuxième refus")).toHaveCount(1);
    await expect(message(tab, "Premier refus")).toHaveCount(1);
    await expectLive(tab);
    await expectCaughtUp(tab, context.request, prospect);
  }
  await expect.poll(() => streams(context.request), A_BEAT).toBe(1);
});

test("a tab that the browser froze hands the connection over, and misses nothing", async ({ page, context }) => {
  test.slow();
  const prospect = await freshProspect(context.request);
  await context.clock.install();
  const [leader, other] = (await threeTabs(context, page, prospect)) as [Page, Page, Page];
  await refuseQuote(context.request, prospect, "Avant le gel");
  await expect(message(other, "Avant le gel")).toHaveCount(1);

  const browser = await context.newCDPSession(leader);
  await browser.send("Page.setWebLifecycleState", { state: "frozen" });
  await refuseQuote(context.request, prospect, "Pendant le gel");
  // After 45 s without an event, the other tab asks the leader, which is frozen. Without an answer within 5 s, it
  // takes the lead.
  await other.clock.fastForward(50_000);
  await other.clock.fastForward(20_000);
  await expect(message(other, "Pendant le gel")).toHaveCount(1);
  await expectLive(other);

  await browser.send("Page.setWebLifecycleState", { state: "active" });
  await sendDossier(context.request, prospect);
  for (const tab of [leader, other]) {
    await expectCaughtUp(tab, context.request, prospect);
    await expectLive(tab);
    await expect(message(tab, "Avant le gel")).toHaveCount(1);
  }
  await expect(message(other, "Pendant le gel")).toHaveCount(1);
  await expect.poll(() => streams(context.request), A_BEAT).toBe(1);
});

test("without network the page says so, and catches up when it is back", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await follow(page, prospect);
  await refuseQuote(context.request, prospect, "Avant la coupure");
  await expect(message(page, "Avant la coupure")).toHaveCount(1);

  await context.setOffline(true);
  await expect(page.getByRole("status").filter({ hasText: /Reconnexion…|Hors ligne/ })).toBeVisible();
  await refuseQuote(context.request, prospect, "Pendant la coupure");
  await sendDossier(context.request, prospect);
  expect(await message(page, "Pendant la coupure").count()).toBe(0);

  await context.setOffline(false);
  await expectLive(page);
  await expect(message(page, "Pendant la coupure")).toHaveCount(1);
  await expect(message(page, "Avant la coupure")).toHaveCount(1);
  await expectCaughtUp(page, context.request, prospect);
});

test("a laptop that wakes on a dead line catches up without a reload", async ({ page, context, baseURL }) => {
  const prospect = await freshProspect(context.request);
  const line = await Line.open(baseURL as string);
  try {
    await page.clock.install();
    await follow(page, prospect, line.url);
    await refuseQuote(context.request, prospect, "Avant la veille");
    await expect(message(page, "Avant la veille")).toHaveCount(1);

    line.silence();
    await refuseQuote(context.request, prospect, "Pendant la veille");
    await sendDossier(context.request, prospect);
    expect(await message(page, "Pendant la veille").count()).toBe(0);

    await page.clock.fastForward("08:00:00");
    await expect(message(page, "Pendant la veille")).toHaveCount(1);
    await expect(message(page, "Avant la veille")).toHaveCount(1);
    await expectLive(page);
    await expectCaughtUp(page, context.request, prospect);
  } finally {
    await line.close();
  }
});

test("a session that ended elsewhere asks for the login above the page, which then goes on live", async ({ page, context }) => {
  test.slow();
  const prospect = await freshProspect(context.request);
  await follow(page, prospect);
  const place = page.url();
  expect((await context.request.post("/api/auth/logout", { data: {}, headers: OURS })).status()).toBe(204);
  await expect(loginAgain(page)).toBeVisible(A_BEAT);
  await logInAgain(page);
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
  expect(page.url()).toBe(place);
  await expectLive(page);
  // The stream follows later events again.
  await refuseQuote(context.request, prospect, "Après la session");
  await expect(message(page, "Après la session")).toHaveCount(1);
});

test("logging out in one tab leaves the pages of the others under a login, which closes when one logs in again", async ({ page, context }) => {
  const prospect = await freshProspect(context.request);
  await open(page, prospect);
  const place = page.url();
  const other = await context.newPage();
  await other.goto("/admin/candidats");
  await other.getByRole("button", { name: /compte de/ }).click();
  await other.getByRole("menuitem", { name: "Se déconnecter", exact: true }).click();
  await expect(other.getByRole("heading", { name: "Connexion" })).toBeVisible();
  await expect(loginAgain(page)).toBeVisible();

  await logIn(other);
  await expect(other.getByRole("heading", { name: "Candidats", level: 1 })).toBeVisible();
  await expect(loginAgain(page)).toBeHidden();
  await expect(page.getByRole("heading", { name: fullName(prospect) })).toBeVisible();
  expect(page.url()).toBe(place);
});
