import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storageContract } from '../contract.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

storageContract('sqlite', () => {
	const folder = mkdtempSync(join(tmpdir(), 'parley-storage-'))
	return {
		open: () => openSqliteStorage({ folder, role: 'visitor' }),
		remove() {
			rmSync(folder, { recursive: true })
		},
	}
})
