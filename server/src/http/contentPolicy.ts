import { createHash } from 'node:crypto'

/**
 * The policies that the two libraries of ours make for the text that they parse themselves: Svelte for its own templates,
 * prosemirror-view for what is pasted, in a document that shows nothing. Nobody else turns text into HTML.
 */
const TRUSTED = 'svelte-trusted-html ProseMirrorClipboard'

/**
 * The policy on content of the client's pages, and of every answer that has none of its own: scripts and styles come from files of ours
 * alone, none stands in the page, and no text becomes HTML or a script by accident (Trusted Types).
 */
export const PAGE_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' data:",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"worker-src 'self'",
	"base-uri 'none'",
	"form-action 'self'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	`trusted-types ${TRUSTED}`,
].join('; ')

/**
 * The policy of a page that is one file: exactly the scripts and styles that stand in it, by their SHA-256, and of other files none
 * but `more` says so.
 *
 * @param more sources by their directive, e.g. `{ 'font-src': "'self'" }`
 */
export function policyOf(html: string, more: Readonly<Record<string, string>> = {}): string {
	const scripts = hashesOf(html, /<script\b[^>]*>([\s\S]*?)<\/script>/gi)
	const styles = hashesOf(html, /<style\b[^>]*>([\s\S]*?)<\/style>/gi)
	const directives: Record<string, string> = {
		'default-src': "'none'",
		'script-src': scripts || "'none'",
		'style-src': styles || "'none'",
		'base-uri': "'none'",
		'form-action': "'none'",
		'frame-ancestors': "'none'",
	}
	for (const [name, sources] of Object.entries(more)) {
		const before = directives[name]
		directives[name] = before === undefined ? sources : `${before} ${sources}`
	}
	return Object.entries(directives)
		.map(([name, sources]) => `${name} ${sources}`)
		.join('; ')
}

function hashesOf(html: string, element: RegExp): string {
	return [...html.matchAll(element)]
		.map(([, inner = '']) => `'sha256-${createHash('sha256').update(inner).digest('base64')}'`)
		.join(' ')
}
