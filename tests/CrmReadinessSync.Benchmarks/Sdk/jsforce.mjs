// The same job as a careful colleague would script it in an afternoon with jsforce: whole query pages and whole collections, each awaited before the
// next. It judges far less (six answers, no dates, no signs, no texts), keeps no journal, and writes a flag and a sentence to every open opportunity.
// Usage: node jsforce.mjs <folder that holds node_modules> < where-and-as-whom.json; prints one line of JSON.
import { createSign } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(path.join(process.argv[2], 'package.json'));
const jsforce = require('jsforce');
const at = JSON.parse(await text(process.stdin));
const conn = new jsforce.Connection({ oauth2: { loginUrl: at.loginUrl }, version: '66.0' });
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = `${part({ alg: 'RS256' })}.${part({ iss: at.clientId, sub: at.username, aud: 'https://login.salesforce.com', exp: Math.floor(Date.now() / 1000) + 180 })}`;

let requests = 0;
const answers = ['Need', 'Timing', 'Authority', 'Fit', 'Decision_Process', 'Budget'].map((premise) => `Readiness_${premise}__c`);
const chunks = (items, size) => Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
const started = performance.now();
await conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${signed}.${createSign('RSA-SHA256').update(signed).sign(at.privateKey, 'base64url')}` });

const rows = async (soql) => {
  const found = [];
  let page = await conn.query(soql);
  requests++;
  found.push(...page.records);
  while (!page.done) {
    page = await conn.queryMore(page.nextRecordsUrl);
    requests++;
    found.push(...page.records);
  }
  return found;
};
const open = 'SELECT Id FROM Opportunity WHERE IsClosed = false';
const deals = await rows(`SELECT Id, Name, StageName, Account.NumberOfEmployees, Account.Industry, Readiness_Flag__c, Readiness_Note__c, ${answers.join(', ')} FROM Opportunity WHERE IsClosed = false`);
await rows(`SELECT OpportunityId, Role FROM OpportunityContactRole WHERE OpportunityId IN (${open})`);
const events = await rows(`SELECT WhatId, StartDateTime, Subject, Type FROM Event WHERE WhatId IN (${open})`);
await rows(`SELECT OpportunityId, Field, CreatedDate FROM OpportunityFieldHistory WHERE OpportunityId IN (${open})`);

const next = new Map();
for (const event of events) {
  if (!next.has(event.WhatId) || event.StartDateTime < next.get(event.WhatId)) next.set(event.WhatId, event.StartDateTime);
}
const judged = deals.map((deal) => {
  const known = answers.filter((answer) => deal[answer]).length;
  return { Id: deal.Id, Readiness_Flag__c: known === answers.length ? 'ready' : 'confirm', Readiness_Next_Step__c: `${known}/${answers.length}` };
}).sort((one, other) => ((next.get(one.Id) ?? '9') < (next.get(other.Id) ?? '9') ? -1 : 1));
let written = 0;
for (const chunk of chunks(judged, 200)) {
  const results = await conn.sobject('Opportunity').update(chunk);
  requests++;
  written += results.filter((result) => result.success).length;
}
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000, requests, written }));
