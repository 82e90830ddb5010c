// The same job as a careful colleague would script it in an afternoon with HubSpot's own client: whole pages and whole batches, each awaited before
// the next. It judges far less (six answers, no dates, no signs, no texts), keeps no journal, and writes a flag and a sentence to every open deal.
// Usage: node hubspot.mjs <folder that holds node_modules> <base url> <access token>; prints one line of JSON.
import { createRequire } from 'node:module';
import path from 'node:path';

const [home, basePath, accessToken] = process.argv.slice(2);
const require = createRequire(path.join(home, 'package.json'));
const { Client } = require('@hubspot/api-client');

let requests = 0;
const client = new Client({ accessToken, basePath, numberOfApiCallRetries: 3 });
const counted = (answer) => { requests++; return answer; };
const premises = ['need', 'timing', 'authority', 'fit', 'decision_process', 'budget'];
const answers = premises.map((premise) => `readiness_${premise}`);
const chunks = (items, size) => Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
const started = performance.now();

// Deals with their associations inline, a hundred a page.
const deals = [];
let after;
do {
  const page = counted(await client.crm.deals.basicApi.getPage(
    100, after, ['dealname', 'dealstage', 'hs_is_closed', 'readiness_flag', 'readiness_note', ...answers], undefined, ['contacts', 'companies', 'meetings']));
  deals.push(...page.results.filter((deal) => deal.properties.hs_is_closed !== 'true'));
  after = page.paging?.next?.after;
} while (after);

const linked = (kind) => [...new Set(deals.flatMap((deal) => deal.associations?.[kind]?.results?.map((one) => one.id) ?? []))];
const read = async (api, ids, properties) => {
  const found = new Map();
  for (const chunk of chunks(ids, 100)) {
    const batch = counted(await api.batchApi.read({ inputs: chunk.map((id) => ({ id })), properties, propertiesWithHistory: [] }));
    for (const row of batch.results) found.set(row.id, row.properties);
  }
  return found;
};
await read(client.crm.contacts, linked('contacts'), ['hs_buying_role']);
await read(client.crm.companies, linked('companies'), ['numberofemployees', 'industry']);
const meetings = await read(client.crm.objects.meetings, linked('meetings'), ['hs_meeting_start_time', 'hs_meeting_title', 'hs_activity_type']);

// When the answers were given.
for (const chunk of chunks(deals.filter((deal) => answers.some((answer) => deal.properties[answer])), 50)) {
  counted(await client.crm.deals.batchApi.read({ inputs: chunk.map(({ id }) => ({ id })), properties: [], propertiesWithHistory: answers }));
}

const judged = deals.map((deal) => {
  const known = answers.filter((answer) => deal.properties[answer]).length;
  const next = (deal.associations?.meetings?.results ?? []).map(({ id }) => meetings.get(id)?.hs_meeting_start_time).filter(Boolean).sort()[0];
  return { id: deal.id, next: next ?? '9999', properties: { readiness_flag: known === answers.length ? 'ready' : 'confirm', readiness_next_step: `${known}/${answers.length}` } };
}).sort((one, other) => (one.next < other.next ? -1 : 1));
let written = 0;
for (const chunk of chunks(judged, 100)) {
  const answer = counted(await client.crm.deals.batchApi.update({ inputs: chunk.map(({ id, properties }) => ({ id, objectWriteTraceId: id, properties })) }));
  written += answer.results.length;
}
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000, requests, written }));
