import { expect, test } from 'vitest'
import { linkCommand } from './linkCommand.ts'
import { withData } from './openData.ts'
import { freshFolder, run } from './testCommand.ts'

test('[K6] the command that a start prints makes a link, with one negotiation or several', async () => {
	const folder = freshFolder()
	const environment = { PARLEY_DATA: folder, PARLEY_PUBLIC_URL: 'https://parley.example' }
	for (const count of [1, 2]) {
		await run(['sample'], environment)
		const printed = await withData({ dataFolder: folder }, ({ storage }) =>
			linkCommand(storage, folder)
		)
		const [, seat = '', id] =
			/^PARLEY_DATA=\S+ npx --yes pnpm@12 parley link "([^"]+)"(?: --negotiation (\S+))?$/.exec(
				printed ?? ''
			) ?? []
		expect([printed?.startsWith(`PARLEY_DATA=${folder} `), id !== undefined]).toEqual([
			true,
			count > 1,
		])
		const ran = await run(
			['link', seat, ...(id === undefined ? [] : ['--negotiation', id])],
			environment
		)
		expect([ran.code, ran.out]).toEqual([0, expect.stringMatching(/^https:.*\/enter#/)])
		const other = await withData({ dataFolder: folder }, ({ storage }) =>
			linkCommand(storage, "/srv/it's here")
		)
		expect(other).toMatch(/^PARLEY_DATA='\/srv\/it'\\''s here' npx /)
	}
})
