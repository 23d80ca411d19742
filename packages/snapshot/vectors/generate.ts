import { writeFileSync } from 'node:fs'
import { buildVectors } from './build.ts'

// `pnpm --filter @parley/snapshot vectors`: writes them anew; a change in git then is a change of the format
for (const [name, bytes] of buildVectors()) writeFileSync(new URL(name, import.meta.url), bytes)
