// Configuration of the journeys. `scripts/e2e.sh` starts one application for each worker and sets:
//   E2E_BASE_URLS            the addresses of their pages, separated by spaces
//   N8N_SIM_URLS             the addresses of their stand-ins for n8n, whose control API is under /control
//   E2E_EMAIL, E2E_PASSWORD  an admin's login
//   N8N_API_KEY              the key that n8n would use to call back
//   E2E_CHROMIUM             the browser: the system's own, Playwright downloads none
import { defineConfig } from "@playwright/test";

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run the journeys with \`make e2e\``);
  }
  return value;
}

const pages = required("E2E_BASE_URLS").trim().split(" ");
const standIns = required("N8N_SIM_URLS").trim().split(" ");
// Playwright numbers its workers from 0, and each worker reads this file before its journeys.
const place = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
process.env.E2E_BASE_URL = pages[place];
process.env.N8N_SIM_URL = standIns[place];

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  // The journeys of one worker share a database and a stand-in for n8n, so they run one after the other.
  workers: pages.length,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./summary.ts"]],
  use: {
    baseURL: process.env.E2E_BASE_URL,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    viewport: { width: 1366, height: 768 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: required("E2E_CHROMIUM"),
      args: [
        // Containers and root have no sandbox; the tests visit only our own site.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
