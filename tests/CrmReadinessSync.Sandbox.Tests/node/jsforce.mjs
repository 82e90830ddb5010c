// Drives the practice CRM with jsforce, unmodified, and prints what it met as one line of JSON.
// Usage: CRS_NODE_MODULES=<folder that holds node_modules> node jsforce.mjs < where-and-as-whom.json
import { createSign } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(path.join(process.env.CRS_NODE_MODULES, 'package.json'));
const jsforce = require('jsforce');
const at = JSON.parse(await text(process.stdin));
const oauth2 = { loginUrl: at.loginUrl, clientId: at.clientId, clientSecret: at.clientSecret };
const version = '66.0';
const seen = {};

const conn = new jsforce.Connection({ oauth2, version });
seen.clientCredentials = await conn.authorize({ grant_type: 'client_credentials' });

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: at.clientId, sub: at.username, aud: 'https://login.salesforce.com', exp: Math.floor(Date.now() / 1000) + 180 };
const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(at.privateKey, 'base64url')}`;
const byJwt = new jsforce.Connection({ oauth2: { loginUrl: at.loginUrl }, version });
await byJwt.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
seen.jwt = await byJwt.identity();

seen.versions = (await conn.request('/services/data')).length;

const soql = 'SELECT Id, Name, Account.Name, (SELECT Id, Role, Contact.Name FROM OpportunityContactRoles) FROM Opportunity ORDER BY Id';
let page = await conn.query('SELECT Id FROM Opportunity ORDER BY Id');
seen.firstPage = page.records.length;
seen.totalSize = page.totalSize;
const ids = page.records.map((row) => row.Id);
while (!page.done) {
  page = await conn.queryMore(page.nextRecordsUrl);
  ids.push(...page.records.map((row) => row.Id));
}
seen.distinct = new Set(ids).size;
const parents = (await conn.query(`${soql} LIMIT 300`)).records;
seen.withChildren = parents.filter((row) => row.OpportunityContactRoles !== null).length;
seen.childRole = parents.flatMap((row) => row.OpportunityContactRoles?.records ?? []).find((role) => role.Role !== null).Role;

const described = await conn.sobject('Opportunity').describe();
seen.flagChoices = described.fields.find((field) => field.name === 'Readiness_Flag__c').picklistValues.map((choice) => choice.value);
seen.objects = (await conn.describeGlobal()).sobjects.map((object) => object.name);

seen.update = await conn.sobject('Opportunity').update([
  { Id: ids[0], Readiness_Flag__c: 'ready' },
  { Id: ids[1], Readiness_Flag__c: 'no such choice' },
  { Id: ids[2], Readiness_Flag__c: 'hold' },
]);
seen.reread = (await conn.sobject('Opportunity').retrieve(ids[0])).Readiness_Flag__c;

const results = await conn.bulk2.loadAndWaitForResults({
  object: 'Opportunity',
  operation: 'update',
  input: [
    { Id: ids[3], Readiness_Next_Step__c: 'Ask, "who approves?"' },
    { Id: ids[4], Readiness_Flag__c: 'no such choice' },
    { Id: ids[5], Readiness_Next_Step__c: '次の一手' },
  ].map((row) => ({ Id: row.Id, Readiness_Flag__c: row.Readiness_Flag__c ?? '', Readiness_Next_Step__c: row.Readiness_Next_Step__c ?? '' })),
  pollInterval: 100,
  pollTimeout: 20000,
});
seen.bulk = { success: results.successfulResults.length, failed: results.failedResults.length };

seen.limits = (await conn.limits()).DailyApiRequests;
seen.apiUsage = conn.limitInfo.apiUsage;
seen.malformed = await conn.query('SELECT FROM Opportunity').then(() => null, (fault) => ({ errorCode: fault.errorCode, message: fault.message }));

await byJwt.oauth2.revokeToken(byJwt.accessToken);
seen.expired = await byJwt.query('SELECT Id FROM Opportunity LIMIT 1').then(() => null, (fault) => ({ errorCode: fault.errorCode, message: fault.message }));

const renewing = new jsforce.Connection({
  instanceUrl: conn.instanceUrl,
  accessToken: byJwt.accessToken,
  version,
  refreshFn: async (connection, done) => {
    const fresh = await new jsforce.OAuth2(oauth2).requestToken({ grant_type: 'client_credentials' });
    done(null, fresh.access_token);
  },
});
seen.refreshed = (await renewing.query('SELECT COUNT() FROM Opportunity')).totalSize;

process.stdout.write(JSON.stringify(seen));
