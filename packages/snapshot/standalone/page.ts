import { describeResult } from '../src/describe.ts'
import { type OutsideKey, parseKey } from '../src/key.ts'
import { ROTATION_FORMAT } from '../src/rotation.ts'
import { isSnapshot, verifyFile, type VerifyResult } from '../src/verify.ts'
import { element } from './element.ts'
import { renderText } from './text.ts'

/** A file as it was opened. */
interface Opened {
	readonly name: string
	readonly bytes: Uint8Array
}

const input = find('#files', HTMLInputElement)
const keyInput = find('#key', HTMLInputElement)
const keyError = find('#key-error', HTMLElement)
const drop = find('.drop', HTMLElement)
const results = find('#results', HTMLElement)
const texts = find('#texts', HTMLElement)

let opened: readonly Opened[] = []

find('form', HTMLFormElement).addEventListener('submit', (event) => {
	event.preventDefault()
})
keyInput.addEventListener('input', show)
input.addEventListener('change', () => {
	void open(input.files)
})
document.addEventListener('dragover', (event) => {
	event.preventDefault()
	drop.classList.add('over')
})
document.addEventListener('dragleave', () => {
	drop.classList.remove('over')
})
document.addEventListener('drop', (event) => {
	event.preventDefault()
	drop.classList.remove('over')
	void open(event.dataTransfer?.files ?? null)
})

async function open(files: FileList | null): Promise<void> {
	try {
		opened = await Promise.all(
			Array.from(files ?? [], async (file) => ({
				name: file.name,
				bytes: new Uint8Array(await file.arrayBuffer()),
			}))
		)
		show()
	} catch {
		results.replaceChildren(
			element('p', { class: 'error' }, 'The browser could not read that file.')
		)
	}
}

function show(): void {
	const key = readKey()
	const rotations = opened.filter(isRotation).map(({ bytes }) => bytes)
	const checked = opened.map((file) => ({
		file,
		result: verifyFile(file.bytes, key === null ? { rotations } : { key, rotations }),
	}))
	results.replaceChildren(...checked.map(({ file, result }) => renderResult(file, result)))
	texts.replaceChildren(
		...checked.flatMap(({ result }) =>
			result.kind !== 'invalid' && isSnapshot(result.document) ? [renderText(result.document)] : []
		)
	)
}

function readKey(): OutsideKey | null {
	keyError.textContent = ''
	if (keyInput.value.trim() === '') return null
	try {
		return parseKey(keyInput.value)
	} catch (error) {
		if (!(error instanceof RangeError)) throw error
		keyError.textContent =
			'This is not a whole key yet: 64 digits 0–9 and a–f, or the 32 of a fingerprint.'
		return null
	}
}

function isRotation({ bytes }: Opened): boolean {
	const result = verifyFile(bytes)
	return result.kind !== 'invalid' && result.document.format === ROTATION_FORMAT
}

function renderResult({ name }: Opened, result: VerifyResult): HTMLElement {
	const { verdict, headline, details } = describeResult(result)
	return element('section', { class: `result ${result.kind}` }, [
		element('p', { class: 'verdict' }, `${SIGNS[result.kind]} ${verdict}`),
		element('h2', {}, headline),
		element('p', { class: 'file' }, name),
		element(
			'ul',
			{},
			details.map((detail) => element('li', {}, withDigests(detail)))
		),
	])
}

const SIGNS = { valid: '✓', consistent: '◒', invalid: '✕' } as const

/** Runs of hex digits in groups stand out, so that they can be compared. */
function withDigests(sentence: string): (Node | string)[] {
	return sentence
		.split(/((?:[0-9a-f]{4} ){7,}[0-9a-f]{4}|[0-9a-f]{64})/)
		.map((part, i) => (i % 2 === 0 ? part : element('code', {}, part)))
}

function find<T extends HTMLElement>(selector: string, type: new () => T): T {
	const found = document.querySelector(selector)
	if (!(found instanceof type)) throw new TypeError(`the page has no ${selector}`)
	return found
}
