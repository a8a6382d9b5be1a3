// Calls a running service with the typescript-fetch client of openapi-generator. Arguments: URL and session cookie
// (`name=value`). The key of n8n is in the environment. A difference between the document and the service ends the program.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { ActionsApi, Configuration, ProspectsApi, StatutAction } from "./generated/index.js";

const [url = "", cookie = ""] = process.argv.slice(2);
const byKey = new Configuration({ basePath: url, apiKey: process.env["N8N_API_KEY"] ?? "" });
// A request with a cookie that changes something must come from the origin of the service.
const bySession = new Configuration({ basePath: url, headers: { Cookie: cookie, Origin: url } });

async function addAndChangeOneField(prospects: ProspectsApi): Promise<string> {
  const { idProspect } = await prospects.addProspect({
    newProspectRequest: {
      nom: "Generateur",
      emails: ["typescript@generateur.example"],
      formationSouhaitee: "CAP_BJ",
      ville: "Metz",
      resumeIa: "Un CAP.",
    },
  });
  const read = await prospects.getProspectRaw({ idProspect });
  const expected = { ...(await read.value()), ville: "Lyon" };
  const ifMatch = read.raw.headers.get("etag") ?? "";
  const changed = await prospects.changeProspect({ idProspect, ifMatch, changeProspectRequest: { ville: "Lyon" } });
  assert.deepEqual(changed, expected);
  assert.deepEqual(await prospects.getProspect({ idProspect }), expected);
  return idProspect;
}

async function convert(actions: ActionsApi, prospects: ProspectsApi, idProspect: string): Promise<void> {
  let action = await actions.convertProspect({
    convertProspectRequest: { idProspect, formationRetenue: "CAP_BJ" },
    idempotencyKey: `audit-${idProspect}`,
  });
  const deadline = Date.now() + 30_000;
  while (action.statutAction === StatutAction.EnCours && Date.now() < deadline) {
    await pause(100);
    action = await actions.getAction({ idConversion: action.idConversion });
  }
  assert.equal(action.statutAction, StatutAction.Terminee);
  assert.ok((await prospects.getProspect({ idProspect })).candidat);
}

async function exportWorkbook(prospects: ProspectsApi): Promise<void> {
  const answer = await prospects.exportProspectsRaw({ format: "xlsx", recherche: "generateur" });
  const sent = new Uint8Array(await answer.raw.clone().arrayBuffer());
  const read = new Uint8Array(await (await answer.value()).arrayBuffer());
  assert.deepEqual(read, sent);
  // A workbook is a ZIP archive (ECMA-376, part 2).
  assert.equal(new TextDecoder().decode(read.slice(0, 2)), "PK");
}

const added = await addAndChangeOneField(new ProspectsApi(byKey));
await exportWorkbook(new ProspectsApi(bySession));
await convert(new ActionsApi(bySession), new ProspectsApi(bySession), added);
