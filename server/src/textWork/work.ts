import { type ErrorCode } from '@parley/domain'
import { type OptionedText, type OutputFormat } from '@parley/formats'
import { type StoredText } from '../negotiation/storedText.ts'

/** How a text is written that is to be read. */
export type TextFormat = 'markdown' | 'text'

/** Reads a file of somebody's as a text to negotiate. */
export interface ImportWork {
	readonly kind: 'import'
	readonly bytes: Uint8Array
	readonly format: TextFormat
	/** Take a text in which letters were lost before it came here. */
	readonly allowDamage: boolean
	/** Codes of the delegations that a bracket in it can name as its holders. */
	readonly codes: readonly string[]
}

/** Writes a text as a file. */
export interface WriteWork {
	readonly kind: 'write'
	readonly text: StoredText
	readonly format: OutputFormat
}

/** What costs time and memory by what is in a text: it is done in a process of its own, within bounds. */
export type TextWork = ImportWork | WriteWork

/** What comes of a work. */
export type Made<Work extends TextWork> = Work extends ImportWork ? OptionedText : string

/** What a work may take. */
export interface WorkLimits {
	/** From when it is begun. */
	readonly workMs: number
	/** All that its process has of the machine, the program itself included (some 90 MB). */
	readonly memoryBytes: number
}

/** What a process is told: to do a work. */
export interface WorkOrder {
	readonly work: TextWork
}

/** What a process tells: that it can begin, how far it is, and how a work ended. */
export type WorkReport =
	| { readonly kind: 'ready' }
	| { readonly kind: 'progress'; readonly done: number; readonly total: number }
	| { readonly kind: 'done'; readonly result: OptionedText | string; readonly workMs: number }
	/** The text is not as it must be; said in one sentence. */
	| { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
	/** A fault of ours. */
	| { readonly kind: 'broken'; readonly message: string }
