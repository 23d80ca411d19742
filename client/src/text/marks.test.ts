import { expect, test } from 'vitest'
import { readMarks } from './marks.ts'

test('[T4] marks nest as in the editor, links outside', () => {
	const marks = { strong: true, link: { href: 'https://example.org/a' }, em: true }
	expect(readMarks(marks)).toEqual([
		{ kind: 'link', href: 'https://example.org/a' },
		{ kind: 'em' },
		{ kind: 'strong' },
	])
})

test('[T4] a link that could run a script is none', () => {
	expect(readMarks({ link: { href: 'javascript:alert(1)' } })).toEqual([
		{ kind: 'opaque', key: 'link' },
	])
})

test('[T3] marks of a newer version are kept and named', () => {
	const key = 'gloss:4fT0aP1z'
	expect(readMarks({ [key]: true })).toEqual([{ kind: 'opaque', key }])
	expect(readMarks({ 'ins:4fT0aP1z': 1 })).toEqual([{ kind: 'opaque', key: 'ins:4fT0aP1z' }])
	expect(readMarks({ 'bracket:4fT0aP1z': true })).toEqual([])
})

test('[T3] what is suggested is drawn in the element that the editor draws it in, within other marks', () => {
	expect(readMarks({ 'del:4fT0aP1z': true, strong: true, 'setEm:5fT0aP1z': true })).toEqual([
		{ kind: 'strong' },
		{ kind: 'suggestion', tag: 'del', family: 'del', id: '4fT0aP1z' },
		{ kind: 'suggestion', tag: 'span', family: 'setEm', id: '5fT0aP1z' },
	])
})
