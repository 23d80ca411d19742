import { type Duplex } from 'node:stream'
import { PROBLEMS, type ProblemCode } from '@parley/protocol'
import { RequestProblem, problemResponse } from './problem.ts'

/** Answers what is no HTTP request, has endless headers or never comes to its end: a problem like any other, then the connection ends. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
	if (!socket.writable || error.code === 'ECONNRESET') {
		socket.destroy()
		return
	}
	const [code, detail] = whatIsWrong(error.code)
	const { status } = PROBLEMS[code]
	problemResponse(new RequestProblem(code, detail))
		.text()
		.then(
			(body) => {
				const head = [
					`HTTP/1.1 ${status} Refused`,
					'content-type: application/problem+json',
					`content-length: ${Buffer.byteLength(body)}`,
					'connection: close',
				]
				socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
			},
			() => {
				socket.destroy()
			}
		)
}

function whatIsWrong(code: string | undefined): readonly [ProblemCode, string] {
	if (code === 'HPE_HEADER_OVERFLOW') {
		return ['too-large', 'The headers of the request have more than 16 KiB.']
	}
	if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
		return ['bad-request', 'The request did not come to its end in time.']
	}
	return ['bad-request', 'This is not an HTTP request.']
}
