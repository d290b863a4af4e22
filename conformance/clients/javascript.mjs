// The scenario with @aws-sdk/client-omics.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Installed beside the server's other clients, not here.
const sdk = createRequire(process.env.CLIENTS + '/package.json')('@aws-sdk/client-omics');
const steps = JSON.parse(readFileSync(new URL('scenario.json', import.meta.url)));
// The prefix goes before any host, and no variable keeps it away.
const client = new sdk.OmicsClient({ disableHostPrefix: true });
const answers = {};

function filled(value, number) {
  if (Array.isArray(value)) return value.map(item => filled(item, number));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, number)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{(\w+)\.(\w+)\}/g, (_, step, member) => answers[step][member]).replaceAll('#', number);
}

async function control(step) {
  const url = `${process.env.AWS_ENDPOINT_URL_OMICS}/_omics/${step.control}`;
  const answer = await fetch(url, { method: step.method, body: step.body && JSON.stringify(step.body) });
  return { answer: answer.status };
}

async function act(step, input) {
  try {
    if (step.pages) {
      const { maxResults: pageSize, ...rest } = input;
      const names = [];
      for await (const page of sdk.paginateListRunCaches({ client, pageSize }, rest)) {
        names.push(...page.items.map(item => item.name));
      }
      return { answer: names };
    }
    const { $metadata, ...answer } = await client.send(new sdk[step.operation + 'Command'](input));
    return { answer };
  } catch (error) {
    if (!error.$metadata) throw error;
    return { error: error.name };
  }
}

const told = [];
for (const step of steps) {
  if (step.control) {
    told.push(await control(step));
    continue;
  }
  let outcome;
  for (let number = 0; number < (step.times ?? 1); number += 1) {
    outcome = await act(step, filled(step.input, String(number)));
  }
  if (step.as) answers[step.as] = outcome.answer;
  told.push(outcome);
}
console.log(JSON.stringify(told));
