// sync.config.json -> a GitLab child pipeline, on standard output
// Writes the jobs of every instance, in groups of at most 200 jobs, for the runners of GitLab to run side by side.

import { tool } from '../lib/cli/tool.ts'

await tool(
  {
    name: 'pipeline',
    flags: {
      instances: { type: 'string', placeholder: 'NAMES', help: 'these instances, with commas (default: all)' },
      since: {
        type: 'string',
        placeholder: 'COMMIT',
        help: 'only instances whose settings differ from those of this commit (default: all)',
      },
      'ci-file': {
        type: 'string',
        placeholder: 'FILE',
        help: 'the file that has the jobs of the stages, from the root of the project (default: .gitlab-ci.yml)',
      },
      config: { type: 'string', placeholder: 'FILE', help: 'the settings (default: sync.config.json)' },
      out: { type: 'string', placeholder: 'FILE', help: 'the file for the pipeline (default: standard output)' },
    },
    examples: ['npm run pipeline', 'npm run --silent pipeline -- --since origin/main --out pipeline.yml'],
    codes: [0, 1, 7],
    notes: 'The job pipeline of .gitlab-ci.yml runs it where USER_SYNC_CHILDREN is "true": docs/gitlab.md.',
  },
  async (flags) => (await import('../lib/scripts/pipeline.ts')).writePipeline(flags),
)
