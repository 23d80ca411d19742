import { Agent, request } from 'node:http'

/** What is posted. */
export interface Posted {
	readonly body: string
	/** Sent as Bearer, where there is one. */
	readonly token?: string
	readonly headers?: Readonly<Record<string, string>>
}

/** An answer, as far as attacks look at it. */
export interface Answer {
	readonly status: number
	readonly text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** Posts JSON to `url` over a connection from `localAddress`. */
export function post(url: string, localAddress: string, posted: Posted): Promise<Answer> {
	const { body, token, headers } = posted
	return new Promise((resolve, reject) => {
		const sent = request(
			url,
			{
				method: 'POST',
				agent,
				localAddress,
				headers: {
					'content-type': 'application/json',
					...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
					...headers,
				},
			},
			(answer) => {
				let text = ''
				answer.setEncoding('utf8')
				answer.on('data', (part: string) => (text += part))
				answer.on('end', () => {
					resolve({ status: answer.statusCode ?? 0, text })
				})
				answer.on('error', reject)
			}
		)
		sent.on('error', reject)
		sent.end(body)
	})
}
