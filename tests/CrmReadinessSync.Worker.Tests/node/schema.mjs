// Validates settings documents with ajv, as an editor does, and prints what it found as one line of JSON.
// Standard input: {"schema": …, "documents": {"name": "text with comments", …}}.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.env.CRS_NODE_MODULES, 'package.json'));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;
const { parse, printParseErrorCode } = require('jsonc-parser');

const { schema, documents } = JSON.parse(readFileSync(0, 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(schema);
const found = {};
for (const [name, text] of Object.entries(documents)) {
  const broken = [];
  const value = parse(text, broken, { allowTrailingComma: true });
  if (broken.length > 0) {
    found[name] = broken.map((one) => `${printParseErrorCode(one.error)} at ${one.offset}`);
    continue;
  }

  validate(value);
  found[name] = (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
}

console.log(JSON.stringify(found));
