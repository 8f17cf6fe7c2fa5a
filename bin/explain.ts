// organizations.json + users.json + contacts.json + plan and receipts -> standard output
// Tells for one person every gate in order, the decision with its reason, and the receipt.

import { stage } from '../lib/stage.ts'

await stage(
  {
    name: 'explain',
    arrow: 'organizations.json + users.json + contacts.json + plan and receipts -> standard output',
    flags: { json: { type: 'boolean' } },
    help: { json: 'the same as JSON' },
    word: 'ADDRESS|ID',
    examples: ['6130889693338', 'ann@acme.com --reveal'],
    codes: [],
  },
  async () => (await import('../lib/explainer.ts')).explainPerson,
)
