/** Every way in which the world can be broken for us; what a person may do wrong is a returned refusal instead. */
export type ErrorCode =
	| 'bad-backup'
	| 'bad-configuration'
	| 'bad-import'
	| 'bad-key'
	| 'bad-snapshot'
	| 'clock-stepped'
	| 'data-folder-in-use'
	| 'data-folder-newer'
	| 'data-folder-unwritable'
	| 'disk-full'
	| 'erased'
	| 'file-exists'
	| 'file-unwritable'
	| 'log-append-failed'
	| 'log-changed'
	| 'log-corrupt'
	| 'not-found'
	| 'port-in-use'
	| 'storage-failed'

/** A failure of the world around us (disk, file, port, configuration), said in one sentence a person can act on. */
export class ParleyError extends Error {
	override readonly name = 'ParleyError'
	readonly code: ErrorCode

	constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
		super(message, options)
		this.code = code
	}
}
