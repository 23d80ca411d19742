import { ParleyError } from '@parley/domain'
import { expect, test } from 'vitest'
import { decodeText, MAX_IMPORT_BYTES } from './decode.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** The sentence a file is refused with. */
function refusalOf(bytes: Uint8Array): string {
	try {
		decodeText(bytes)
	} catch (error) {
		if (error instanceof ParleyError && error.code === 'bad-import') return error.message
		throw error
	}
	throw new Error('was not refused')
}

test('[I1] no byte order mark, line ends as line feeds, NFC', () => {
	expect(decodeText(encode('\ufeffa\r\nb\rc\u2028d\fe'))).toBe('a\nb\nc\nd\ne')
	expect(decodeText(encode('Vertra\u0308ge, и\u0306'))).toBe('Verträge, й')
	expect(decodeText(encode('a\tb\u00a0c \u200b d'))).toBe('a\tb\u00a0c \u200b d')
})

test('[I2] bytes that are not UTF-8 are refused with their place', () => {
	const bytes = new Uint8Array([...encode('one\r\ntwo � é\rthree '), 0xa9, 0x20])
	expect(refusalOf(bytes)).toMatch(/not UTF-8: byte 0xA9 at offset 22 \(line 3\).*Windows-1252/)
	expect(refusalOf(new Uint8Array([0x61, 0xe2, 0x82]))).toMatch(/0xE2 at offset 1 \(line 1\)/)
	expect(refusalOf(new Uint8Array([0xed, 0xa0, 0x80]))).toMatch(/0xED at offset 0/)
})

test.each([
	[
		'a Word file',
		encode('PK\x03\x04....word/document.xml'),
		/this is a Word file; save it as text/,
	],
	['an OpenDocument file', encode('PK\x03\x04 opendocument.text'), /OpenDocument/],
	['a zip archive', encode('PK\x03\x04 other'), /zip archive/],
	['an old Office file', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0]), /Office file/],
	['a PDF file', encode('%PDF-1.7'), /PDF/],
	['an RTF file', encode('{\\rtf1 text}'), /RTF/],
	['UTF-16', new Uint8Array([0xff, 0xfe, 0x41, 0]), /UTF-16/],
	['UTF-16, the other way', new Uint8Array([0xfe, 0xff, 0, 0x41]), /UTF-16/],
	['UTF-16 without a mark', encode('A\0r\0t\0'), /NUL bytes \(byte offset 1, line 1\)/],
	['control characters', encode('one\ntwo\x01'), /U\+0001 \(byte offset 7, line 2\)/],
	['a web page', encode('\n<!doctype html><p>x'), /web page/],
	['XML', encode('<?xml version="1.0"?><a/>'), /XML/],
	['JSON', encode('{ "articles": [] }\n'), /JSON/],
	['an empty file', encode(''), /the file is empty/],
	['white space', encode(' \n\t\u00a0\n'), /nothing but white space/],
	['a byte order mark alone', encode('\ufeff'), /nothing but white space/],
	['more than 20 MiB', new Uint8Array(MAX_IMPORT_BYTES + 1), /21\.0 MB; at most 20 MiB/],
])('[I2] %s is refused in one sentence', (_, bytes, sentence) => {
	expect(refusalOf(bytes)).toMatch(sentence)
})

test('[I3] letters that were lost earlier are refused, unless they are allowed', () => {
	const bytes = encode('His Majesty\ufffds\nGovernment\ufffd')
	expect(refusalOf(bytes)).toMatch(/2 letters were lost .*byte offset 11, line 1/)
	expect(decodeText(bytes, { allowDamage: true })).toBe('His Majesty\ufffds\nGovernment\ufffd')
})
