import { type Person } from './person.ts'

/** Asks the server as `person`, at a path behind the address of the negotiation that their page shows. Gives the text of the answer, whatever its status. */
export function ask(person: Person, method: string, path: string, body?: object): Promise<string> {
	return person.page.evaluate(
		async ([verb, rest, sent]) => {
			const room = /ng_\w+/.exec(location.pathname)?.[0] ?? ''
			const answer = await fetch(`/api/v1/negotiations/${room}${rest}`, {
				method: verb,
				...(sent !== undefined && {
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(sent),
				}),
			})
			return answer.text()
		},
		[method, path, body] as const
	)
}
