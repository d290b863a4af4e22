// Driver of @aws-sdk/client-omics.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// Installed beside the other clients, not here.
const require = createRequire(process.env.CLIENTS + '/package.json');
const sdk = require('@aws-sdk/client-omics');
const { version } = require('@aws-sdk/client-omics/package.json');
// The prefix goes before any host, and no variable keeps it away.
const client = new sdk.OmicsClient({ disableHostPrefix: true });

async function act({ operation, input, pages }) {
  try {
    if (pages) {
      const { maxResults: pageSize, ...rest } = input;
      const items = [];
      for await (const page of sdk['paginate' + operation]({ client, pageSize }, rest)) items.push(...page.items);
      return { output: { items } };
    }
    const { $metadata, ...output } = await client.send(new sdk[operation + 'Command'](input));
    return { output };
  } catch (error) {
    if (!error.$metadata) throw error;
    return { error: { code: error.name, message: error.message } };
  }
}

const tell = told => console.log(JSON.stringify(told));
tell({ client: '@aws-sdk/client-omics', version });
for await (const line of createInterface({ input: process.stdin })) tell(await act(JSON.parse(line)));
