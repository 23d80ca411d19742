const MAX_LINK = 2048

/** Whether `value` is an address a clause may link to: http, https or mailto, at most 2,048 characters, no spaces or control characters. */
export function isSafeLink(value: unknown): value is string {
	return (
		typeof value === 'string' &&
		value.length <= MAX_LINK &&
		value.isWellFormed() &&
		/^(?:https?:\/\/|mailto:)[^\s\p{Cc}<>"]+$/iu.test(value)
	)
}
