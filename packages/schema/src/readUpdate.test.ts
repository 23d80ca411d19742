import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { a, br, doc, em, h, li, ol, p, strong, ul } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { type RefusalReason } from './decoder.ts'
import { missingFrom, readUpdate, touchesOf, type Edit } from './readUpdate.ts'
import { propertiesOf, textOf } from './wire.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 200_000 : 3_000

function sample(): Y.Doc {
	const clause = createDocument()
	clause.clientID = 7
	seed(
		clause,
		doc(p('The ', strong('Parties'), br(), em('shall')), ul(li(p('one'), ol(li(p('two'))))))
	)
	return clause
}

function updateOf(change: (clause: Y.Doc) => void, clause = sample()): Uint8Array {
	const updates: Uint8Array[] = []
	clause.on('update', (update: Uint8Array) => updates.push(update))
	clause.transact(() => {
		change(clause)
	})
	return Y.mergeUpdates(updates)
}

function reasonOf(update: Uint8Array): RefusalReason | 'taken' {
	const edit = readUpdate(update)
	return edit.ok ? 'taken' : edit.reason
}

function taken(update: Uint8Array): Edit {
	const edit = readUpdate(update)
	if (!edit.ok) throw new Error(edit.reason)
	return edit
}

test('[T20] what an update brings, deletes and needs is what Yjs finds in it', () => {
	const clause = sample()
	const known = textOf(clause).length
	const update = updateOf((it) => {
		textOf(it).insert(5, 'two ', {})
		textOf(it).delete(0, 1)
		textOf(it).format(2, 3, { em: true })
	}, clause)
	const edit = taken(update)
	const decoded = Y.decodeUpdate(update)
	const clocks = decoded.structs.map(({ id, length }) => [id.clock, id.clock + length]).flat()
	expect(edit.inserted).toEqual(
		new Map([[7, { from: Math.min(...clocks), to: Math.max(...clocks) }]])
	)
	expect(edit.structs).toBe(decoded.structs.length)
	expect(edit.deleted).toEqual(new Map([[7, [{ from: 0, to: 1 }]]]))
	expect(edit.characters).toBe(4)
	expect(edit.markKeys).toEqual(new Set(['em']))
	expect(known).toBeGreaterThan(0)
})

test('[T21] an update misses what Yjs would wait for, and nothing else', () => {
	const clause = sample()
	const first = updateOf((it) => {
		textOf(it).insert(3, 'x', {})
	}, clause)
	const second = updateOf((it) => {
		textOf(it).insert(4, 'y', {})
	}, clause)
	const before = Y.decodeStateVector(Y.encodeStateVector(sample()))
	expect(missingFrom(taken(first), before)).toBe(false)
	expect(missingFrom(taken(second), before)).toBe(true)
	expect(missingFrom(taken(Y.mergeUpdates([first, second])), before)).toBe(false)
	expect(missingFrom(taken(Y.encodeStateAsUpdate(clause)), new Map())).toBe(false)
	const deletion = updateOf((it) => {
		textOf(it).delete(3, 2)
	}, clause)
	expect(missingFrom(taken(deletion), before)).toBe(true)
})

test('[T22] every update of an honest client is taken', () => {
	const updates: Uint8Array[] = []
	const clause = createDocument()
	clause.on('update', (update: Uint8Array) => updates.push(update))
	seed(
		clause,
		doc(h('Title'), p('a', strong('b'), br(), a('mailto:a@example.org', 'c')), ul(li(p('d'))))
	)
	const undo = new Y.UndoManager([textOf(clause), propertiesOf(clause)], { captureTimeout: 0 })
	textOf(clause).insert(2, 'Щось 😀 عربي', { 'bracket:abcdefgh': true })
	textOf(clause).format(1, 6, { strong: null, link: { href: 'https://example.org/?q=ü' } })
	propertiesOf(clause).set('seed00002:type', 'heading')
	propertiesOf(clause).set('seed00002:attrs', { level: 3 })
	propertiesOf(clause).set('seed00002:in', [
		['ordered_list', 'ol.seed00002'],
		['list_item', 'li.seed00002'],
	])
	propertiesOf(clause).set('seed00002:in', [])
	textOf(clause).delete(1, 4)
	undo.undo()
	undo.undo()
	undo.redo()
	expect(updates.map(reasonOf)).toEqual(updates.map(() => 'taken'))
	expect(reasonOf(Y.encodeStateAsUpdate(clause))).toBe('taken')
	const kept = createDocument({ gc: false })
	for (const update of updates) Y.applyUpdate(kept, update)
	expect(reasonOf(Y.encodeStateAsUpdate(kept))).toBe('taken')
	expect(reasonOf(Y.encodeStateAsUpdate(kept, Y.encodeStateVector(kept)))).toBe('taken')
})

const refused: readonly (readonly [string, RefusalReason, (clause: Y.Doc) => void])[] = [
	[
		'a third root type',
		'unknown-content',
		(it) => {
			it.getText('other').insert(0, 'x')
		},
	],
	[
		'a nested type',
		'unknown-content',
		(it) => {
			textOf(it).insertEmbed(0, new Y.Map())
		},
	],
	[
		'a nested type as a property',
		'unknown-content',
		(it) => {
			propertiesOf(it).set('seed00001:in', new Y.Map())
		},
	],
	[
		'a sub-document',
		'subdocument',
		(it) => {
			propertiesOf(it).set('seed00001:in', new Y.Doc())
		},
	],
	[
		'binary content',
		'unknown-content',
		(it) => {
			propertiesOf(it).set('seed00001:in', new Uint8Array(3))
		},
	],
	[
		'an embed of no known form',
		'unknown-content',
		(it) => {
			textOf(it).insertEmbed(0, { foo: 1 })
		},
	],
	[
		'a marker with more to it',
		'unknown-content',
		(it) => {
			textOf(it).insertEmbed(0, { block: 'abcdefgh', x: 1 })
		},
	],
	[
		'a short id',
		'bad-id',
		(it) => {
			textOf(it).insertEmbed(0, { block: 'abc' })
		},
	],
	[
		'an id of our own making',
		'bad-id',
		(it) => {
			textOf(it).insertEmbed(0, { block: 'abcdefgh~2' })
		},
	],
	[
		'an id like __proto__',
		'bad-id',
		(it) => {
			textOf(it).insertEmbed(0, { block: '__proto__' })
		},
	],
	[
		'a container without an id',
		'bad-id',
		(it) => {
			textOf(it).insertEmbed(0, { block: 'abcdefgh', in: [['list_item', '~']] })
		},
	],
	[
		'a path too deep',
		'too-deep',
		(it) => {
			textOf(it).insertEmbed(0, {
				block: 'abcdefgh',
				in: Array.from({ length: 25 }, (_, i) => ['bullet_list', `abcdefgh${String(i)}`]),
			})
		},
	],
	[
		'attributes nested deeply',
		'too-deep',
		(it) => {
			propertiesOf(it).set('seed00001:attrs', JSON.parse('{"a":'.repeat(20) + '1' + '}'.repeat(20)))
		},
	],
	[
		'attributes that are lists',
		'unknown-content',
		(it) => {
			propertiesOf(it).set('seed00001:attrs', { a: [1] })
		},
	],
	[
		'attributes that are fractions',
		'unknown-content',
		(it) => {
			propertiesOf(it).set('seed00001:attrs', { a: 0.5 })
		},
	],
	[
		'a property of no known name',
		'bad-key',
		(it) => {
			propertiesOf(it).set('seed00001:text', 'x')
		},
	],
	[
		'a property without an id',
		'bad-key',
		(it) => {
			propertiesOf(it).set('type', 'x')
		},
	],
	[
		'a mark named like what every object has',
		'bad-key',
		(it) => {
			textOf(it).format(0, 2, Object.fromEntries([['constructor', true]]))
		},
	],
	[
		'a mark of no known form',
		'bad-key',
		(it) => {
			textOf(it).format(0, 2, { 'Bad key': true })
		},
	],
	[
		'a mark with a short id',
		'bad-key',
		(it) => {
			textOf(it).format(0, 2, { 'ins:a': true })
		},
	],
	[
		'a link that runs a script',
		'bad-link',
		(it) => {
			textOf(it).format(0, 2, { link: { href: 'javascript:alert(1)' } })
		},
	],
	[
		'a link to a file',
		'bad-link',
		(it) => {
			textOf(it).format(0, 2, { link: { href: 'file:///etc/passwd' } })
		},
	],
	[
		'half a surrogate pair in an embed',
		'lone-surrogate',
		(it) => {
			textOf(it).insertEmbed(0, { inline: 'note', attrs: { text: '\ud83d' } })
		},
	],
]

test.each(refused)('[T23] refused: %s', (_name, reason, change) => {
	expect(reasonOf(updateOf(change))).toBe(reason)
})

test('[T23] refused: structs that are garbage-collected or skipped, and what is too large', () => {
	const clause = sample()
	const updates = [1, 2, 3].map((n) =>
		updateOf((it) => {
			textOf(it).insert(n, 'abc', {})
		}, clause)
	)
	const [first, , third] = updates
	if (first && third) expect(reasonOf(Y.mergeUpdates([first, third]))).toBe('gc-or-skip')
	expect(
		reasonOf(
			updateOf((it) => {
				textOf(it).insert(0, 'x'.repeat(70_000), {})
			})
		)
	).toBe('too-large')
})

test('[T24] an update that declares 2^30 structs in eight bytes is refused without work', () => {
	const started = process.cpuUsage()
	expect(reasonOf(Uint8Array.of(1, 128, 128, 128, 128, 4, 7, 0))).toBe('malformed')
	expect(reasonOf(Uint8Array.of(0, 1, 7, 128, 128, 128, 128, 4))).toBe('malformed')
	expect(reasonOf(Uint8Array.from({ length: 60_000 }, () => 128))).toBe('malformed')
	expect(process.cpuUsage(started).user / 1000).toBeLessThan(50)
})

test('[T25] any bytes give an answer, and what is taken Yjs can apply', () => {
	const honest = [
		Y.encodeStateAsUpdate(sample()),
		updateOf((it) => {
			textOf(it).insert(2, 'añ😀', { strong: true })
		}),
		updateOf((it) => {
			textOf(it).delete(2, 9)
		}),
		updateOf((it) => {
			propertiesOf(it).set('seed00001:in', [['bullet_list', 'bl.seed00001']])
		}),
	]
	const flipped = fc.tuple(
		fc.constantFrom(...honest),
		fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
	)
	const damaged = flipped.map(([update, flips]) => {
		const bytes = Uint8Array.from(update)
		for (const [at, value] of flips) bytes[at % bytes.length] = value
		return bytes
	})
	const cut = fc
		.tuple(fc.constantFrom(...honest), fc.nat())
		.map(([update, at]) => update.slice(0, at % update.length))
	const bytes = fc.oneof(damaged, cut, fc.uint8Array({ maxLength: 300 }))
	let kept = 0
	fc.assert(
		fc.property(bytes, (update) => {
			const edit = readUpdate(update)
			if (!edit.ok || edit.inserted.size + edit.deleted.size === 0) return
			kept++
			const target = sample()
			target.clientID = 99
			Y.applyUpdate(target, update)
			textOf(target).toDelta()
		}),
		{ numRuns: RUNS }
	)
	expect(kept).toBeGreaterThan(0)
})

test('[T24] structs beside themselves, beside later ones or in a circle are refused', () => {
	const letter = (beside: readonly number[]) => [132, ...beside, 1, 97]
	const list = (client: number, ...structs: readonly number[][]) => [
		structs.length,
		client,
		0,
		...structs.flat(),
	]
	const update = (...lists: readonly number[][]) => Uint8Array.of(lists.length, ...lists.flat(), 0)
	expect(reasonOf(update(list(9, letter([9, 0]))))).toBe('malformed')
	expect(reasonOf(update(list(9, letter([9, 1]), letter([9, 0]))))).toBe('malformed')
	expect(reasonOf(update(list(9, letter([8, 0])), list(8, letter([9, 0]))))).toBe('malformed')
	expect(reasonOf(update(list(9, letter([9, 5]))))).toBe('malformed')
	expect(reasonOf(update(list(9, letter([8, 0])), list(8, letter([7, 0]))))).toBe('taken')
	expect(reasonOf(update(list(9, letter([8, 5])), list(8, letter([7, 0]))))).toBe('taken')
})

/** Bytes of `value` as Yjs writes numbers. */
function varUint(value: number): number[] {
	return value < 128 ? [value] : [(value & 127) | 128, ...varUint(value >>> 7)]
}

/**
 * Clients 1 and 2 write behind each other in turn, `count` times, and as many others behind the unit `clock` of client 1; those stand first.
 */
function waitingFor(clock: number, count: number): Uint8Array {
	const turns = Array.from({ length: count }, (_, i) => i)
	const letter = (client: number, clock: number) => [132, client, ...varUint(clock), 1, 97]
	const list = (client: number, structs: readonly number[][]) => [
		...varUint(structs.length),
		...varUint(client),
		0,
		...structs.flat(),
	]
	const [first, behindOne, behindOther] = [
		[4, 1, 4, 116, 101, 120, 116, 1, 97],
		turns.map((i) => letter(1, i)),
		turns.map((i) => letter(2, i)),
	]
	return Uint8Array.from([
		...varUint(count + 2),
		...turns.flatMap((i) => list(200 + i, [letter(1, clock)])),
		...list(2, behindOne),
		...list(1, [first, ...behindOther]),
		0,
	])
}

test('[T24] the order of structs is found in time with their number, also where thousands wait for the last of a list', () => {
	const count = 10_000
	const cpuMs = (update: Uint8Array): number => {
		const started = process.cpuUsage()
		const edit = readUpdate(update, 1024 * 1024)
		expect(edit.ok && edit.placed.length).toBe(3 * count + 1)
		return process.cpuUsage(started).user / 1000
	}
	const [first, last] = [waitingFor(0, count), waitingFor(count, count)]
	const control = Math.max(cpuMs(first), cpuMs(first))
	// 25 times as long where everybody who waited was looked at each time (measured)
	expect(cpuMs(last) / control).toBeLessThan(8)
})

test('[T26] a truncated update is never taken', () => {
	const update = Y.encodeStateAsUpdate(sample())
	for (let length = 0; length < update.length; length++) {
		expect(reasonOf(update.slice(0, length)), String(length)).toBe('malformed')
	}
	expect(reasonOf(Uint8Array.of(...update, 0))).toBe('malformed')
})

const NEW_BLOCK = 'aaaaaaaa01'

const foreign: readonly (readonly [string, (clause: Y.Doc) => void])[] = [
	[
		'a block of another type',
		(it) => {
			textOf(it).insertEmbed(0, { block: NEW_BLOCK, type: 'script' })
		},
	],
	[
		'an attribute that a paragraph does not have',
		(it) => {
			textOf(it).insertEmbed(0, { block: NEW_BLOCK, attrs: { align: 'end' } })
		},
	],
	[
		'a heading of the ninth level',
		(it) => {
			textOf(it).insertEmbed(0, { block: NEW_BLOCK, type: 'heading', attrs: { level: 9 } })
		},
	],
	[
		'a container of another type',
		(it) => {
			textOf(it).insertEmbed(0, { block: NEW_BLOCK, in: [['table', 'tableaa001']] })
		},
	],
	[
		'an atom of another type',
		(it) => {
			textOf(it).insertEmbed(0, { inline: 'image', attrs: { src: 'x' } })
		},
	],
	[
		'an attribute that a break does not have',
		(it) => {
			textOf(it).insertEmbed(0, { inline: 'hard_break', attrs: { clear: 'all' } })
		},
	],
	[
		'a mark of another name',
		(it) => {
			textOf(it).format(0, 4, { underline: true })
		},
	],
	[
		'a mark with a value where it is set or not',
		(it) => {
			textOf(it).format(0, 4, { strong: { weight: 900 } })
		},
	],
	[
		'a mark with an id of another family',
		(it) => {
			textOf(it).format(0, 4, { note: true, 'note:abcdefgh': true })
		},
	],
	[
		'a later type that is none',
		(it) => {
			propertiesOf(it).set('seed00001:type', 'article')
		},
	],
	[
		'later attributes that nothing has',
		(it) => {
			propertiesOf(it).set('seed00001:attrs', { colour: 'red' })
		},
	],
	[
		'a later path through another container',
		(it) => {
			propertiesOf(it).set('seed00001:in', [['quote', 'quoteaa001']])
		},
	],
]

test.each(foreign)('[T28] %s is read and is foreign', (_what, change) => {
	expect(taken(updateOf(change)).foreign).toBe(true)
})

test('[T28] everything that the model has is not', () => {
	expect(taken(Y.encodeStateAsUpdate(sample())).foreign).toBe(false)
	const heading = createDocument()
	seed(heading, doc(h('Heading'), p(a('https://example.org', 'link'))))
	expect(taken(Y.encodeStateAsUpdate(heading)).foreign).toBe(false)
	const own = updateOf((it) => {
		const text = textOf(it)
		text.format(0, 4, { 'bracket:abcdefgh': true, 'ins:abcdefgh': true, 'del:abcdefgh': true })
		text.format(1, 2, { underline: null, link: { href: 'mailto:a@example.org' } })
		text.insertEmbed(0, { block: NEW_BLOCK, type: 'heading', attrs: { level: 3 } })
		text.insertEmbed(3, { inline: 'hard_break' })
		propertiesOf(it).set('seed00001:type', 'heading')
		propertiesOf(it).set('seed00001:attrs', { level: 6 })
		propertiesOf(it).set('seed00001:attrs', {})
		propertiesOf(it).set('seed00001:in', [
			['bullet_list', 'bl.seed00001'],
			['list_item', 'li.seed00001'],
		])
	})
	expect(taken(own).foreign).toBe(false)
})

test('[T29] what an edit touches', () => {
	const touches = (change: (it: Y.Doc) => void) => touchesOf(taken(updateOf(change)))
	expect(
		touches((it) => {
			textOf(it).insert(3, 'x', {})
		})
	).toEqual(['insert'])
	expect(
		touches((it) => {
			textOf(it).delete(3, 1)
		})
	).toEqual(['delete'])
	expect(
		touches((it) => {
			textOf(it).format(5, 2, { em: true })
		})
	).toEqual(['format'])
	expect(
		touches((it) => {
			textOf(it).insertEmbed(3, { block: NEW_BLOCK })
		})
	).toEqual(['structure'])
	expect(
		touches((it) => {
			propertiesOf(it).set('seed00001:type', 'heading')
		})
	).toEqual(['structure'])
	expect(
		touches((it) => {
			textOf(it).insertEmbed(3, { inline: 'hard_break' })
		})
	).toEqual(['insert'])
	expect(
		touches((it) => {
			textOf(it).insert(3, 'x', { strong: true })
			textOf(it).delete(8, 2)
		})
	).toEqual(['insert', 'delete', 'format'])
	expect(touchesOf(taken(Uint8Array.of(0, 0)))).toEqual([])
	// content that comes deleted
	expect(touchesOf(taken(Uint8Array.of(1, 1, 9, 0, 1, 1, 4, 116, 101, 120, 116, 5, 0)))).toEqual([
		'insert',
	])
})

test('[T22] an accent that comes behind its letter is taken, alone and together', () => {
	for (const words of ['\u0301', 'e\u0301', '\u1112\u1161\u11ab']) {
		const edit = taken(
			updateOf((it) => {
				textOf(it).insert(3, words, {})
			})
		)
		expect([edit.characters, edit.foreign]).toEqual([words.length, false])
	}
})
