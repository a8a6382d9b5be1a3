// node fill-in.js <from> <to>: copies the credentials and workflows with the keys and the address of the service.
// Reads N8N_API_KEY, N8N_WEBHOOK_SECRET and ADMISSIONS_URL; IMAP_* and ADRESSES_ECOLE for the mailbox, FORMULAIRE_CLE for
// the form of the site.
const fs = require("fs");

const [from, to] = process.argv.slice(2);
const { N8N_API_KEY, N8N_WEBHOOK_SECRET, ADMISSIONS_URL } = process.env;
const { IMAP_HOST, IMAP_USER, IMAP_PASSWORD, IMAP_PORT, IMAP_SECURE, ADRESSES_ECOLE, FORMULAIRE_CLE } = process.env;

const fail = (message) => {
  console.error(`! ${message}`);
  process.exit(1);
};

const secret = Buffer.from(N8N_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
// n8n takes the signing secret as text.
if (secret.some((byte) => byte < 0x20 || byte > 0x7e)) {
  fail("N8N_WEBHOOK_SECRET: its bytes are not ASCII, which n8n needs (n8n/README.md says how to make one)");
}
if (FORMULAIRE_CLE && FORMULAIRE_CLE.length < 32) {
  fail("FORMULAIRE_CLE: at least 32 characters");
}
const port = Number(IMAP_PORT || 993);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  fail("IMAP_PORT: a port from 1 to 65535");
}
const values = { N8N_API_KEY, N8N_WEBHOOK_SECRET: secret.toString("ascii"), IMAP_HOST, IMAP_USER, IMAP_PASSWORD,
  IMAP_PORT: port, IMAP_SECURE: IMAP_SECURE !== "false", FORMULAIRE_CLE };
// Without a value, the admins create the credential in n8n, and the import does not overwrite it.
const unset = [!IMAP_HOST && "admissionsBoite", !FORMULAIRE_CLE && "admissionsFormulaire"];
const template = JSON.parse(fs.readFileSync(`${from}/credentials.json`), (_, value) => values[value] ?? value);
const credentials = template.filter(({ id }) => !unset.includes(id));
fs.writeFileSync(`${to}/credentials.json`, JSON.stringify(credentials), { mode: 0o600 });

// The addresses stand in an expression, inside a text of JSON.
const addresses = (ADRESSES_ECOLE || (IMAP_USER?.includes("@") ? IMAP_USER : "")).split(",").map((one) => one.trim());
const known = addresses.filter((one) => /^[^@\s'"\\]+@[^@\s'"\\]+$/.test(one)).map((one) => `'${one}'`).join(", ");
fs.mkdirSync(`${to}/workflows`);
for (const file of fs.readdirSync(`${from}/workflows`)) {
  let text = fs.readFileSync(`${from}/workflows/${file}`, "utf8").replaceAll("http://localhost:8080", ADMISSIONS_URL);
  if (known) text = text.replace("adressesEcole: ['admissions@ecole.example']", () => `adressesEcole: [${known}]`);
  fs.writeFileSync(`${to}/workflows/${file}`, text);
}
