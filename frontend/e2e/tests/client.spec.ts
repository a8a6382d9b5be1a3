// An integrator's client takes its types from the OpenAPI document alone. A compile error here means that the
// document and the service disagree.
import createClient from "openapi-fetch";
import { readSheet } from "read-excel-file/node";

import { expect, fault, freshAddress, freshProspect, freshWord, test } from "./support/app";
import type { components, paths } from "./support/contract";

const { E2E_BASE_URL = "", E2E_EMAIL = "", E2E_PASSWORD = "" } = process.env;

type Action = components["schemas"]["Action"];

/** Logs in and returns a client that sends the cookie and the origin, as a browser would. */
async function loggedIn() {
  const client = createClient<paths>({ baseUrl: E2E_BASE_URL, headers: { Origin: E2E_BASE_URL } });
  const { data, error, response } = await client.POST("/api/auth/login", { body: { email: E2E_EMAIL, motDePasse: E2E_PASSWORD } });
  expect(error).toBeUndefined();
  expect(data?.utilisateur.role).toBe("ADMIN");
  const cookie = response.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  client.use({ onRequest: ({ request }) => request.headers.set("Cookie", cookie) });
  return client;
}

type Client = Awaited<ReturnType<typeof loggedIn>>;

async function prospectOf(client: Client, idProspect: string) {
  const { data } = await client.GET("/api/prospects/{idProspect}", { params: { path: { idProspect } } });
  return data;
}

async function actionOf(client: Client, idConversion: number): Promise<Action | undefined> {
  const { data } = await client.GET("/api/actions/{idConversion}", { params: { path: { idConversion } } });
  return data;
}

test("a generated client converts a prospect, waits for the end, and reads the candidate", async ({ context }) => {
  const { idProspect, nom } = await freshProspect(context.request);
  const client = await loggedIn();
  const listed = await client.GET("/api/prospects", { params: { query: { statut: ["QUALIFIE"], formation: ["CAP_BJ"], recherche: nom } } });
  expect(listed.data?.data.map((one) => one.idProspect)).toEqual([idProspect]);
  const asked = await client.POST("/api/prospects/convertir-candidat", {
    body: { idProspect, formationRetenue: "CAP_BJ" },
    params: { header: { "Idempotency-Key": `client-${idProspect}` } },
  });
  expect(asked.response.status).toBe(202);
  const idConversion = asked.data?.idConversion ?? 0;
  expect(asked.response.headers.get("Location")).toBe(`/api/actions/${idConversion}`);
  await expect.poll(async () => (await actionOf(client, idConversion))?.statutAction, { timeout: 20_000 }).toBe("TERMINEE");
  const idCandidat = (await prospectOf(client, idProspect))?.candidat?.idCandidat ?? 0;
  const { data: candidat } = await client.GET("/api/candidats/{idCandidat}", { params: { path: { idCandidat } } });
  expect(candidat?.idConversion).toBe(idConversion);
  expect(candidat?.numeroDossier).toMatch(/^[A-Z]{4}\d{8}/);
});

test("a generated client knows a conflict by its code, and what each code adds", async ({ context }) => {
  const prospect = await freshProspect(context.request);
  await fault(context.request, prospect, { mode: "silence" });
  const client = await loggedIn();
  const ask = () =>
    client.POST("/api/prospects/convertir-candidat", { body: { idProspect: prospect.idProspect, formationRetenue: "CAP_BJ" } });
  const first = await ask();
  expect(first.data?.statutAction).toBe("EN_COURS");
  const { error } = await ask();
  // The compiler narrows by the code: only this code has `demandePar`; `numeroDossier` belongs to another.
  if (error?.code === "ACTION_EN_COURS") {
    expect(error.status).toBe(409);
    expect(error.demandePar).toBe("Sophie Martin");
    expect(error.idConversion).toBe(first.data?.idConversion);
    // @ts-expect-error: a member of another code
    expect(error.numeroDossier).toBeUndefined();
  } else {
    throw new Error(`refused as ${error?.code}`);
  }
});

test("a generated client adds a prospect with the fields that it knows, and changes one field only", async () => {
  const client = await loggedIn();
  const added = await client.POST("/api/prospects", {
    body: {
      nom: `Client${freshWord()}`,
      prenom: "Camille",
      emails: [freshAddress()],
      telephones: ["06 39 98 12 34"],
      formationSouhaitee: "CAP_BJ",
      modeFinancement: "CPF",
      ville: "Metz",
      codePostal: "57000",
      resumeIa: "Souhaite un CAP en un an.",
    },
  });
  expect(added.error).toBeUndefined();
  expect(added.response.status).toBe(201);
  const idProspect = added.data?.idProspect ?? "";
  const path = { idProspect };
  const read = await client.GET("/api/prospects/{idProspect}", { params: { path } });
  const changed = await client.PATCH("/api/prospects/{idProspect}", {
    params: { path, header: { "If-Match": read.response.headers.get("ETag") ?? "" } },
    body: { ville: "Lyon" },
  });
  expect(changed.error).toBeUndefined();
  expect(await prospectOf(client, idProspect)).toEqual({ ...read.data, ville: "Lyon" });
});

test("a generated client knows which fields can't be emptied", async ({ context }) => {
  const { idProspect } = await freshProspect(context.request);
  const client = await loggedIn();
  const { error, response } = await client.PATCH("/api/prospects/{idProspect}", {
    params: { path: { idProspect }, header: { "If-Match": "*" } },
    // @ts-expect-error: the name can't be null, the city can
    body: { nom: null, ville: null },
  });
  expect(response.status).toBe(422);
  if (error?.code === "VALIDATION") {
    // The compiler knows the codes of the fields.
    const codes: components["schemas"]["CodeChamp"][] = error.erreurs.map((one) => one.code);
    expect(codes).toEqual(["TYPE_INVALIDE"]);
  } else {
    throw new Error(`refused as ${error?.code}`);
  }
});

test("a generated client gets a workbook byte for byte", async ({ context }) => {
  const { idProspect, nom } = await freshProspect(context.request);
  const client = await loggedIn();
  const { data, response } = await client.GET("/api/prospects/export", {
    params: { query: { format: "xlsx", recherche: nom } },
    parseAs: "arrayBuffer",
  });
  expect(response.status).toBe(200);
  const file = Buffer.from(data ?? new ArrayBuffer(0));
  expect(file.length).toBe(Number(response.headers.get("Content-Length")));
  const rows = await readSheet(file);
  expect(rows.flat()).toContain(idProspect);
});
