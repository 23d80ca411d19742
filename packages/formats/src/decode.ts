import { ParleyError } from '@parley/domain'

/** The largest file that is taken in: 20 MiB. The longest treaty in the test material has 0.2 MB. */
export const MAX_IMPORT_BYTES = 20 * 1024 * 1024

export interface DecodeOptions {
	/** Take a text that holds U+FFFD, the mark of letters that were lost before the file came to us. */
	readonly allowDamage?: boolean
}

/**
 * The text of an imported file: UTF-8 without its byte order mark, line ends as `\n`, in Unicode form NFC (rules I1–I3).
 *
 * @throws ParleyError `bad-import`, in one sentence that says what is wrong and where: more than 20 MiB; no text in it; a Word,
 * PDF, RTF, web or data file; UTF-16; other bytes than UTF-8; a control character; letters lost earlier (U+FFFD).
 */
export function decodeText(bytes: Uint8Array, options: DecodeOptions = {}): string {
	if (bytes.length > MAX_IMPORT_BYTES) {
		throw refuse(`the file has ${megabytes(bytes.length)} MB; at most 20 MiB are taken in`)
	}
	if (bytes.length === 0) throw refuse('the file is empty')
	const kind = foreignKind(bytes)
	if (kind !== undefined) throw refuse(`${kind}; save it as text (UTF-8) or Markdown`)

	const text = decodeUtf8(bytes)
	refuseControlCharacters(text)
	if (options.allowDamage !== true) refuseDamage(text)
	if (!/\S/.test(text)) throw refuse('the file holds nothing but white space')
	const markup = markupKind(text)
	if (markup !== undefined) throw refuse(`${markup}; save it as text (UTF-8) or Markdown`)
	return text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n').normalize('NFC')
}

function refuse(sentence: string): ParleyError {
	return new ParleyError('bad-import', sentence)
}

function megabytes(size: number): string {
	return (size / 1_000_000).toFixed(1)
}

/** What a file is that begins with the signature of another format. */
function foreignKind(bytes: Uint8Array): string | undefined {
	const head = String.fromCharCode(...bytes.subarray(0, 8))
	if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) {
		const names = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536))
		if (names.includes('word/')) return 'this is a Word file'
		if (names.includes('opendocument.text')) return 'this is an OpenDocument file'
		return 'this is a zip archive'
	}
	if (head.startsWith('\xd0\xcf\x11\xe0')) return 'this is an old or a protected Office file'
	if (head.startsWith('%PDF-')) return 'this is a PDF file'
	if (head.startsWith('{\\rtf')) return 'this is a rich text (RTF) file'
	if (head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff')) return 'this is UTF-16 text'
	return undefined
}

/** What a text is that is markup or data throughout. */
function markupKind(text: string): string | undefined {
	if (/^\s*<(?:!doctype html|html|head|body)[\s>]/i.test(text)) return 'this is a web page (HTML)'
	if (/^\s*<\?xml\s/.test(text)) return 'this is an XML file'
	if (/^\s*\{\s*"/.test(text) && text.trimEnd().endsWith('}')) return 'this is a data file (JSON)'
	return undefined
}

function decodeUtf8(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
	} catch (cause) {
		const offset = firstBadByte(bytes)
		const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
		throw new ParleyError(
			'bad-import',
			`the file is not UTF-8: byte 0x${byte} at offset ${offset} (line ${lineAt(bytes, offset)}) cannot be read; ` +
				'it may be in an older encoding such as Windows-1252 or Windows-1251: save it again as UTF-8',
			{ cause }
		)
	}
}

/**
 * Offset of the first byte that is not UTF-8, for bytes that hold one. The lenient decoder puts U+FFFD for it; a U+FFFD that
 * stands in the file itself has its own three bytes there.
 */
function firstBadByte(bytes: Uint8Array): number {
	const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
	const encoder = new TextEncoder()
	let offset = 0
	let from = 0
	for (;;) {
		const at = lenient.indexOf('\ufffd', from)
		offset += encoder.encode(lenient.slice(from, at)).length
		const isOwn = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd
		if (!isOwn) return offset
		offset += 3
		from = at + 1
	}
}

/** The line, from 1, on which the byte at `offset` stands; CR, LF and CRLF end lines. */
function lineAt(bytes: Uint8Array, offset: number): number {
	let line = 1
	for (let i = 0; i < offset; i++) {
		if (bytes[i] === 0x0a || (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a)) line++
	}
	return line
}

function refuseControlCharacters(text: string): void {
	const found = /(?![\t\n\v\f\r\u0085])\p{Cc}/u.exec(text)
	if (found === null) return
	const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
	const what = found[0] === '\0' ? 'NUL bytes' : `the control character U+${code}`
	throw refuse(`the file holds ${what} (${placeOf(text, found.index)}): it is not a text file`)
}

function refuseDamage(text: string): void {
	const first = text.indexOf('\ufffd')
	if (first < 0) return
	const count = text.split('\ufffd').length - 1
	const letters = count === 1 ? 'a letter was' : `${count} letters were`
	throw refuse(
		`${letters} lost before the file came here (U+FFFD, first at ${placeOf(text, first)}); ` +
			'save it again as UTF-8 from the original'
	)
}

/** Where a character stands, for a sentence: `byte offset 367, line 20`. */
function placeOf(text: string, index: number): string {
	const before = text.slice(0, index)
	const line = before.split(/\r\n?|\n/).length
	return `byte offset ${new TextEncoder().encode(before).length}, line ${line}`
}
