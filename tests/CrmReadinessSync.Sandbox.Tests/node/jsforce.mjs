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

// An ordinary client's queries, each held against the same question asked of all rows here.
const deals = conn.sobject('Opportunity');
const all = await deals.find({}, ['Id', 'Name', 'StageName', 'IsClosed', 'Amount', 'CloseDate', 'CreatedDate', 'NextStep', 'Account.Industry']).sort('Id').execute({ autoFetch: true, maxFetch: 5000 });
const day = (offset) => new Date(Date.now() + (9 * 60 * 60 + offset * 24 * 60 * 60) * 1000).toISOString().slice(0, 10);
const some = all.find((row) => row.Account?.Industry).Account.Industry;
const asked = {
  like: [deals.count({ Name: { $like: '%a%' } }), (row) => /a/i.test(row.Name)],
  likeOne: [deals.count({ Name: { $like: '_a%' } }), (row) => /^.a/i.test(row.Name)],
  in: [deals.count({ StageName: { $in: ['Prospecting', 'Closed Lost'] } }), (row) => ['Prospecting', 'Closed Lost'].includes(row.StageName)],
  notIn: [deals.count({ StageName: { $nin: ['Prospecting', 'Closed Lost'] } }), (row) => !['Prospecting', 'Closed Lost'].includes(row.StageName)],
  isNull: [deals.count({ Amount: null }), (row) => row.Amount === null],
  range: [deals.count({ $and: [{ Amount: { $gte: 1000000 } }, { Amount: { $lt: 5000000 } }] }), (row) => row.Amount !== null && row.Amount >= 1000000 && row.Amount < 5000000],
  relationship: [deals.count({ 'Account.Industry': some }), (row) => row.Account?.Industry === some],
  nextDays: [deals.count({ CloseDate: jsforce.SfDate.NEXT_N_DAYS(30) }), (row) => row.CloseDate > day(0) && row.CloseDate <= day(30)],
  fromToday: [deals.count({ CloseDate: { $gte: jsforce.SfDate.TODAY } }), (row) => row.CloseDate >= day(0)],
  instant: [deals.count({ CreatedDate: { $lt: jsforce.SfDate.toDateTimeLiteral(new Date(all[99].CreatedDate)) } }), (row) => new Date(row.CreatedDate) < new Date(all[99].CreatedDate)],
  or: [deals.count({ $or: [{ IsClosed: true }, { Amount: null }] }), (row) => row.IsClosed || row.Amount === null],
  not: [conn.query('SELECT COUNT() FROM Opportunity WHERE NOT (IsClosed = true OR Amount = null)').then((found) => found.totalSize), (row) => !(row.IsClosed || row.Amount === null)],
};
seen.asked = {};
for (const [name, [answer, test]] of Object.entries(asked)) {
  seen.asked[name] = { org: await answer, here: all.filter(test).length };
}
const slice = await deals.find({}, 'Id').sort('Id').limit(7).offset(40).execute();
seen.slice = slice.every((row, index) => row.Id === all[40 + index].Id) ? slice.length : 0;
seen.newestFirst = (await conn.query('SELECT Id, CloseDate FROM Opportunity WHERE IsClosed = false ORDER BY CloseDate DESC NULLS LAST, Id LIMIT 50')).records.every((row, index, rows) => index === 0 || rows[index - 1].CloseDate >= row.CloseDate);

const rows = [];
for await (const row of await conn.bulk2.query("SELECT Id, Name FROM Opportunity WHERE StageName != 'Closed Lost'")) rows.push(row);
seen.bulkQuery = { org: rows.length, here: all.filter((row) => row.StageName !== 'Closed Lost').length };

const made = await conn.tooling.sobject('CustomField').create({
  FullName: 'Opportunity.Deciding_By__c',
  Metadata: { label: 'Deciding by', type: 'Text', length: 40 },
});
const [set] = (await conn.query('SELECT Id FROM PermissionSet')).records;
const granted = await conn.sobject('FieldPermissions').create({ ParentId: set.Id, SobjectType: 'Opportunity', Field: 'Opportunity.Deciding_By__c', PermissionsRead: true, PermissionsEdit: true });
seen.tooling = { made: made.success, granted: granted.success, length: (await conn.request(`/services/data/v${version}/sobjects/Opportunity/describe`)).fields.find((field) => field.name === 'Deciding_By__c').length };

const admin = (body) => fetch(`${at.loginUrl}/_sandbox/edit`, { method: 'POST', body: JSON.stringify(body) });
const obstacles = ['lock', 'approval', 'validation', 'trigger', 'trigger-lock'];
for (const [index, obstacle] of obstacles.entries()) await admin({ kind: 'deal', id: ids[10 + index], properties: { Sandbox_Obstacle: obstacle } });
await admin({ kind: 'deal', id: ids[15], archive: true });
const refused = await deals.update(ids.slice(10, 16).map((Id) => ({ Id, Readiness_Flag__c: 'hold' })));
seen.refused = refused.map((result) => result.errors[0]?.statusCode);

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
