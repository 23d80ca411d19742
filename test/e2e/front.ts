import { findNginx, startNginx, type Nginx } from '../support/nginx.ts'

/** What stands before a server. */
export type Front = Pick<Nginx, 'url' | 'close'>

/**
 * Puts what the run asks for before the server on `port`: nginx with TLS where `PARLEY_E2E_PROXY` is `nginx`, and nothing where it is not
 * set. Throws on anything else.
 */
export async function openFront(port: number): Promise<Front | null> {
	const asked = process.env['PARLEY_E2E_PROXY'] ?? ''
	if (asked === '') return null
	const nginx = findNginx()
	if (asked !== 'nginx') throw new RangeError(`PARLEY_E2E_PROXY may be nginx, not ${asked}`)
	if (nginx === undefined) throw new Error('there is no nginx on this machine')
	return startNginx(nginx, port)
}
