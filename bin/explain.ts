// {organizations,users,contacts}.json + plan, receipts, received.json, state/synced.json -> standard output
// Shows every check for one person in order, the decision with its reason, and the receipt.

import '../lib/cli/first-moments.js'

const { stage } = await import('../lib/cli/stage.ts')

await stage(
  {
    name: 'explain',
    flags: {
      json: { type: 'boolean', help: 'print JSON (default: lines of text)' },
      model: {
        type: 'boolean',
        help: "show a feed's model and the places that its control file sets (default: a person)",
      },
      reveal: { type: 'boolean', help: 'show names and addresses (default: <name>, <address>)' },
    },
    word: 'ADDRESS|ID',
    anywhere: true,
    examples: ['npm run explain -- ann@acme.com --reveal', 'npm run -s explain -- 6130889693338 --json | jq'],
    codes: [0, 1, 5, 7, 130],
  },
  async () => (await import('../lib/scripts/explain.ts')).explainPerson,
)
