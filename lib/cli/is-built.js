// node lib/cli/is-built.js: ends with 0 where dist/ has bundles of the sources at hand, which need no packages; else 1.

import { bundleOf } from './dist.js'

process.exitCode = bundleOf('sync') === null ? 1 : 0
