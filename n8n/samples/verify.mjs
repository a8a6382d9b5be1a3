// Verifies a webhook of the service in Node, without a dependency (Standard Webhooks, standardwebhooks.com).
//
//   node verify.mjs vectors.json     runs the test vectors
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Maximum distance between the timestamp and the clock, in seconds. */
const TOLERANCE = 5 * 60;

/**
 * Returns the parsed body of a webhook, or throws the reason to refuse it. Answer a refused webhook with 401.
 * @param {string} secret the value of `N8N_WEBHOOK_SECRET`
 * @param {Record<string, string | undefined>} headers with names in lower case, as in `request.headers` of node:http
 * @param {Buffer} body the raw bytes as received: JSON that is parsed and written again has another signature. In
 *   Express it is `request.body` after `express.raw({ type: "application/json" })`
 * @param {number} now seconds since 1970
 */
export function verify(secret, headers, body, now = Date.now() / 1000) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  const signatures = headers["webhook-signature"] ?? "";
  if (id === "") throw new Error("no webhook-id");
  if (!/^[0-9]{1,12}$/.test(timestamp)) throw new Error("no webhook-timestamp");
  if (Math.abs(now - Number(timestamp)) > TOLERANCE) throw new Error("too old, or the clocks differ");

  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  // Anybody could sign with an empty key.
  if (key.length < 24) throw new Error("the secret is missing or too short");
  const hash = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${hash}`);
  // While a secret is rotated, the header holds a signature for each of the two, separated by a space.
  const matches = signatures.split(" ").map((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!matches.includes(true)) throw new Error("wrong signature");
  return JSON.parse(body.toString("utf8"));
}

/** Returns the name of each test vector on which `verify` decides wrongly. */
function mistakes(vectors) {
  const isAccepted = ({ secret, headers, body, now }) => {
    try {
      return verify(secret, headers, Buffer.from(body), now) !== undefined;
    } catch {
      return false;
    }
  };
  return vectors.filter((vector) => isAccepted(vector) !== vector.accepted).map((vector) => vector.name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { vectors } = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const wrong = mistakes(vectors);
  wrong.forEach((name) => console.error(`wrong: ${name}`));
  console.log(`Node: ${vectors.length - wrong.length} of ${vectors.length} vectors`);
  process.exitCode = wrong.length === 0 && vectors.length > 0 ? 0 : 1;
}
