// Drives the practice CRM with HubSpot's own client, unmodified, and prints what it met as one line of JSON.
// Usage: CRS_NODE_MODULES=<folder that holds node_modules> node hubspot.mjs <base url> <access token>
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.CRS_NODE_MODULES, 'package.json'));
const { Client } = require('@hubspot/api-client');
const [basePath, accessToken] = process.argv.slice(2);
const client = new Client({ accessToken, basePath, numberOfApiCallRetries: 0 });
const met = {};

const refused = async (work) => {
  try {
    await work();
    return { code: 0 };
  } catch (error) {
    const body = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
    return { code: error.code, category: body?.category, message: body?.message, policyName: body?.policyName };
  }
};

const deals = client.crm.deals;
const page = await deals.basicApi.getPage(10, undefined, ['dealname', 'dealstage'], undefined, ['contacts']);
met.listed = page.results.length;
met.cursor = page.paging?.next?.after;
const all = await deals.getAll(100);
met.all = all.length;

const found = await deals.searchApi.doSearch({
  filterGroups: [{ filters: [{ propertyName: 'hs_is_closed', operator: 'EQ', value: 'false' }] }],
  sorts: ['hs_object_id'], properties: ['dealname'], limit: 5, after: '0',
});
met.found = { total: found.total, results: found.results.length };

const ids = page.results.map((deal) => deal.id);
const read = await deals.batchApi.read({ inputs: ids.map((id) => ({ id })), properties: ['dealname'], propertiesWithHistory: ['dealstage'] });
met.read = { count: read.results.length, history: read.results[0].propertiesWithHistory.dealstage.length, updatedAt: read.results[0].updatedAt instanceof Date };

const updated = await deals.batchApi.update({ inputs: ids.map((id) => ({ id, objectWriteTraceId: id, properties: { readiness_flag: 'confirm' } })) });
met.updated = { status: updated.status, count: updated.results.length };

const partly = await deals.batchApi.update({ inputs: ids.slice(0, 2).map((id, i) => ({ id, objectWriteTraceId: id, properties: { readiness_flag: i ? 'nonsense' : 'hold' } })) });
met.partly = { errors: partly.numErrors, trace: partly.errors?.[0]?.context?.objectWriteTraceId?.[0] === ids[1] };

const property = { name: 'made_by_sdk', label: 'Made by the SDK', type: 'enumeration', fieldType: 'select', groupName: 'dealinformation', options: [{ label: 'A', value: 'a', hidden: false, displayOrder: 0 }] };
met.created = (await client.crm.properties.coreApi.create('deals', property)).name;
met.conflict = await refused(() => client.crm.properties.coreApi.create('deals', property));
met.missing = await refused(() => deals.basicApi.getById('1'));
met.invalid = await refused(() => deals.basicApi.update(ids[0], { properties: { amount: 'much' } }));

let throttled;
for (let i = 0; i < 12 && !throttled; i++) {
  const answers = await Promise.all(Array.from({ length: 8 }, () => refused(() => deals.searchApi.doSearch({ filterGroups: [], sorts: [], properties: [], limit: 1, after: '0' }))));
  throttled = answers.find((answer) => answer.code === 429);
}
met.throttled = throttled;
console.log(JSON.stringify(met));
