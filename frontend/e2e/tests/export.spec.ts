// Exports hold all pages of a filtered list, in files that spreadsheets open directly.
import { readFile } from "node:fs/promises";

import type { Download, Page } from "@playwright/test";
import { readSheet } from "read-excel-file/node";

import { expect, test } from "./support/app";

/** Downloads a file through the page's menu. */
async function download(page: Page, format: "CSV" | "Excel"): Promise<Download> {
  const button = page.getByRole("button", { name: "Exporter" });
  await button.click();
  const arrived = page.waitForEvent("download");
  await page.getByRole("link", { name: format, exact: true }).click();
  // The link is gone with its menu, and the focus is back on the button.
  await expect(page.getByRole("link", { name: format, exact: true })).toBeHidden();
  await expect(button).toBeFocused();
  return arrived;
}

/** Returns the records of a CSV file; a quoted field may hold separators, line ends and doubled quotes. */
function records(csv: string): string[][] {
  const all: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r?\n|$)/g)) {
    record.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ";") {
      if (record.length > 1 || record[0] !== "") {
        all.push(record);
      }
      record = [];
    }
  }
  return all;
}

/** Reads a CSV file and checks the contract: BOM, `;`, as many fields in each record as in the header. */
async function readCsv(file: Download): Promise<string[][]> {
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const bytes = await readFile(await file.path());
  expect([...bytes.subarray(0, 3)], "a BOM: spreadsheets read UTF-8 then").toEqual([0xef, 0xbb, 0xbf]);
  const all = records(bytes.subarray(3).toString("utf8"));
  const width = all[0]?.length ?? 0;
  expect(width).toBeGreaterThan(3);
  expect(all.filter((record) => record.length !== width)).toEqual([]);
  return all;
}

test("the filtered prospects come as CSV, all pages of them", async ({ page, context }) => {
  const list = await (await context.request.get("/api/prospects?statut=QUALIFIE&statut=PERDU&limit=25")).json();
  expect(list.pagination.total, "more than a page, else nothing is proved").toBeGreaterThan(25);
  await page.goto("/admin/prospects?statut=QUALIFIE&statut=PERDU");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const all = await readCsv(await download(page, "CSV"));
  expect(all.length - 1).toBe(list.pagination.total);
  const ids = new Set(all.flat().filter((field) => /^PROS_\d+$/.test(field)));
  expect(ids.size).toBe(list.pagination.total);
  expect(ids).toContain(list.data[0].idProspect);
});

test("no field of an export starts a formula", async ({ page }) => {
  await page.goto("/admin/prospects");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const all = await readCsv(await download(page, "CSV"));
  expect(all.flat().filter((field) => /^[=+@\t\r]/.test(field))).toEqual([]);
});

test("the searched prospects come as Excel, with the columns of the CSV and dates that are dates", async ({ page, context }) => {
  const list = await (await context.request.get("/api/prospects?formation=CAP_BJ&recherche=ma&limit=1")).json();
  expect(list.pagination.total).toBeGreaterThan(0);
  await page.goto("/admin/prospects?formation=CAP_BJ&recherche=ma");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const file = await download(page, "Excel");
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  const rows: unknown[][] = await readSheet(await readFile(await file.path()));
  expect(rows.length - 1).toBe(list.pagination.total);
  expect(rows[1]?.some((cell) => cell instanceof Date), "a date is typed").toBeTruthy();
  expect(rows[1]?.some((cell) => typeof cell === "number"), "a number is typed").toBeTruthy();
  const csv = await readCsv(await download(page, "CSV"));
  expect(rows[0]).toEqual(csv[0]);
});

test("the filtered journal comes as CSV and as Excel", async ({ page, context }) => {
  const list = await (await context.request.get("/api/journal-erreurs?severite=ERREUR&resolu=true&limit=1")).json();
  expect(list.pagination.total, "the demo data has resolved entries").toBeGreaterThan(0);
  await page.goto("/admin/logs?severite=ERREUR&resolu=true");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const csv = await readCsv(await download(page, "CSV"));
  expect(csv.length - 1).toBe(list.pagination.total);
  const rows = await readSheet(await readFile(await (await download(page, "Excel")).path()));
  expect(rows.length - 1).toBe(list.pagination.total);
});

test("the journal exports open entries alone when its address says nothing, and all of them on demand", async ({ page, context }) => {
  const total = async (query: string) =>
    (await (await context.request.get(`/api/journal-erreurs?limit=1${query}`)).json()).pagination.total;
  await page.goto("/admin/logs");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  expect((await readCsv(await download(page, "CSV"))).length - 1).toBe(await total("&resolu=false"));
  await page.getByLabel("État").selectOption("Toutes");
  await expect(page).toHaveURL(/resolu=tous/);
  expect((await readCsv(await download(page, "CSV"))).length - 1).toBe(await total(""));
});

test("who saw or changed what on every record comes as CSV", async ({ page, context }) => {
  const list = await (await context.request.get("/api/prospects?limit=1")).json();
  const seen = list.data[0].idProspect;
  await page.goto(`/admin/prospects?prospect=${seen}`);
  // The record, not only what the list knows of it: the reading is in the trace then.
  await expect(page.getByRole("complementary").getByRole("heading", { name: "Historique" })).toBeVisible();
  await page.goto("/admin/rgpd");
  const [head, ...entries] = await readCsv(await download(page, "CSV"));
  expect(head).toEqual([
    "Date",
    "Prospect",
    "Opération",
    "Champs",
    "Champs non retenus",
    "Action",
    "N° d’action",
    "Par",
    "N° d’action groupée",
  ]);
  expect(entries.some(([, prospect, operation]) => prospect === seen && operation === "Fiche consultée")).toBe(true);
});
