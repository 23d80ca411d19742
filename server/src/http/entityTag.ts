import { createHash } from 'node:crypto'
import { type RequestContext } from './parts.ts'

/**
 * The answer with an ETag over its bytes, or 304 without a body where `If-None-Match` names that one (RFC 9110, section 13.1.2). Answers
 * other than 200 stay as they are.
 */
export async function answerTagged(c: RequestContext, answer: Response): Promise<Response> {
	if (answer.status !== 200) return answer
	const bytes = new Uint8Array(await answer.arrayBuffer())
	const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
	const { headers } = answer
	headers.set('etag', etag)
	if (!names(c.req.header('if-none-match'), etag)) return new Response(bytes, { headers })
	headers.delete('content-type')
	return new Response(null, { status: 304, headers })
}

/** Whether a list of tags has `etag`. The comparison is weak: on its way a tag of compressed bytes gets a `W/`. */
function names(list: string | undefined, etag: string): boolean {
	if (list === undefined) return false
	return list
		.split(',')
		.map((tag) => tag.trim().replace(/^W\//, ''))
		.some((tag) => tag === '*' || tag === etag)
}
