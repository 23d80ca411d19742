import {
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parsePlaceholderId,
	parseSeatId,
	PLACEHOLDER_KINDS,
	type Placeholder,
	type PlaceholderAct,
	type PlaceholderId,
	type Placeholders,
} from '@parley/domain'
import * as z from 'zod/mini'
import { UnitJson } from './brackets.ts'

const whole = z.int().check(z.gte(0))
const what = z.enum(PLACEHOLDER_KINDS)

/** What can be set of a placeholder. */
const missing = { words: z.string(), owner: z.nullable(z.string()), due: z.nullable(whole) }

/** A placeholder: what is missing, who is to say it and by when. Where it is missing stands in the text of its clause. */
export const PlaceholderJson = z.object({
	id: z.string(),
	clause: z.string(),
	what,
	...missing,
	placedBy: z.nullable(z.string()),
	placedAt: whole,
	/** Who filled it last and when; null where nobody did. The words stand in the text. */
	filled: z.nullable(z.object({ by: z.nullable(z.string()), at: whole })),
})
export type PlaceholderJson = z.infer<typeof PlaceholderJson>

const about = { clause: z.string(), placeholder: z.string() }

/** An act about a placeholder, as the room is told of it. */
export const PlaceholderActJson = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('placeholder-placed'), ...about, what, ...missing }),
	z.object({ kind: z.literal('placeholder-set'), ...about, ...missing }),
	z.object({ kind: z.literal('placeholder-filled'), ...about }),
])
export type PlaceholderActJson = z.infer<typeof PlaceholderActJson>

const words = z.string().check(z.minLength(1), z.maxLength(200))
const owner = z.nullable(z.string())
const due = z.nullable(whole)

/** What is missing, and the character or marker behind which it is. */
export const PlacePlaceholderRequest = z.object({
	behind: UnitJson,
	what,
	words,
	owner: z.optional(owner),
	due: z.optional(due),
})
export type PlacePlaceholderRequest = z.infer<typeof PlacePlaceholderRequest>

/** What is set of a placeholder; what is left out stays as it is. */
export const SetPlaceholderRequest = z.object({
	words: z.optional(words),
	owner: z.optional(owner),
	due: z.optional(due),
})
export type SetPlaceholderRequest = z.infer<typeof SetPlaceholderRequest>

/** What is put in the place of a placeholder. */
export const FillPlaceholderRequest = z.object({
	text: z.string().check(z.minLength(1), z.maxLength(1000)),
})
export type FillPlaceholderRequest = z.infer<typeof FillPlaceholderRequest>

/** A placeholder behind a decision about it; `position` is the newest committed one. */
export const PlaceholderAnswer = z.object({
	placeholder: PlaceholderJson,
	position: whole,
	now: whole,
})
export type PlaceholderAnswer = z.infer<typeof PlaceholderAnswer>

/** The placeholders of a round, in the order in which they were placed. */
export const PlaceholderList = z.object({
	/** `open`: whether it stands in the text. */
	placeholders: z.array(z.extend(PlaceholderJson, { open: z.boolean() })),
	/** The position of the newest decision about any of them; 0 where there is none. */
	changedAt: whole,
	next: z.nullable(z.string()),
})

/** `placeholder` as it goes over the wire. */
export function toPlaceholderJson(id: PlaceholderId, placeholder: Placeholder): PlaceholderJson {
	return { ...placeholder, id }
}

/** The placeholders that `toPlaceholderJson` gave. Throws `RangeError` where an id is none. */
export function fromPlaceholdersJson(all: readonly PlaceholderJson[]): Placeholders {
	return new Map(all.map((one) => [parsePlaceholderId(one.id), fromPlaceholderJson(one)]))
}

function fromPlaceholderJson(json: PlaceholderJson): Placeholder {
	const { placedBy, placedAt, filled } = json
	return {
		...fromSetJson(json),
		clause: parseClauseId(json.clause),
		what: json.what,
		placedBy: placedBy === null ? null : parseSeatId(placedBy),
		placedAt: parseInstant(placedAt),
		filled: filled && {
			by: filled.by === null ? null : parseSeatId(filled.by),
			at: parseInstant(filled.at),
		},
	}
}

/** The act that the room was told of. Throws `RangeError` where an id is none. */
export function fromPlaceholderActJson(act: PlaceholderActJson): PlaceholderAct {
	const ids = {
		clause: parseClauseId(act.clause),
		placeholder: parsePlaceholderId(act.placeholder),
	}
	switch (act.kind) {
		case 'placeholder-placed':
		case 'placeholder-set':
			return { ...act, ...ids, ...fromSetJson(act) }
		case 'placeholder-filled':
			return { ...act, ...ids }
	}
}

function fromSetJson({
	words: said,
	owner: of,
	due: by,
}: z.infer<z.ZodMiniObject<typeof missing>>) {
	return {
		words: said,
		owner: of === null ? null : parseDelegationId(of),
		due: by === null ? null : parseInstant(by),
	}
}
