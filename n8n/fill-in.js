// node fill-in.js <from> <to>: copies the credentials and workflows with the keys and the address of the service.
// Reads N8N_API_KEY, N8N_WEBHOOK_SECRET and ADMISSIONS_URL.
const fs = require("fs");

const [from, to] = process.argv.slice(2);
const { N8N_API_KEY, N8N_WEBHOOK_SECRET, ADMISSIONS_URL } = process.env;
const secret = Buffer.from(N8N_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
// n8n takes the signing secret as text.
if (secret.some((byte) => byte < 0x20 || byte > 0x7e)) {
  console.error("! N8N_WEBHOOK_SECRET: its bytes are not ASCII, which n8n needs (n8n/README.md says how to make one)");
  process.exit(1);
}
const values = { N8N_API_KEY, N8N_WEBHOOK_SECRET: secret.toString("ascii") };
const credentials = JSON.parse(fs.readFileSync(`${from}/credentials.json`), (_, value) => values[value] ?? value);
fs.writeFileSync(`${to}/credentials.json`, JSON.stringify(credentials), { mode: 0o600 });
fs.mkdirSync(`${to}/workflows`);
for (const file of fs.readdirSync(`${from}/workflows`)) {
  const text = fs.readFileSync(`${from}/workflows/${file}`, "utf8");
  fs.writeFileSync(`${to}/workflows/${file}`, text.replaceAll("http://localhost:8080", ADMISSIONS_URL));
}
