/** How what is more than words stands in characters, in files for people and in what is copied: brackets, what is suggested, what is missing, alternatives. */
import { type SnapshotAlternative } from './snapshotAlternatives.ts'
import { stoodBefore } from './stoodBefore.ts'
import { type SnapshotPlaceholder } from './snapshotPlaceholders.ts'

/** What stands behind the words of a bracket to name its holders, e.g. ` – UA, FR`; nothing where nobody holds it. */
export function holderSign(codes: readonly string[]): string {
	return codes.length === 0 ? '' : ` – ${codes.join(', ')}`
}

/** What stands around words that somebody suggests something of, as CriticMarkup has it, by what it is; what is behind the closing one says what and by whom. */
const SUGGESTED: Readonly<Record<string, { readonly sign: string; readonly what: string }>> = {
	ins: { sign: '++', what: '' },
	del: { sign: '--', what: '' },
	setStrong: { sign: '==', what: 'strong' },
	endStrong: { sign: '==', what: 'not strong' },
	setEm: { sign: '==', what: 'emphasis' },
	endEm: { sign: '==', what: 'no emphasis' },
	setLink: { sign: '==', what: 'link' },
	endLink: { sign: '==', what: 'no link' },
	setBlock: { sign: '==', what: '' },
}

/**
 * What stands before and behind words that are suggested, e.g. `{++` and `++ UA}`; `code` is empty for those who speak for none.
 *
 * @param more what it says where that is more than its kind, e.g. `link to https://example.org/`
 */
export function suggestionSigns(
	family: string,
	code: string,
	more?: string
): { readonly opens: string; readonly closes: string } {
	const { sign } = SUGGESTED[family] ?? { sign: '++' }
	const said = saySuggestion(family, code, more)
	return { opens: `{${sign}`, closes: `${sign}${said === '' ? '' : ` ${said}`}}` }
}

/** Whose a suggestion is and what it would do where no sign says that, e.g. `UA`, `UA: strong`; `more` as above. */
export function saySuggestion(family: string, code: string, more?: string): string {
	return [code, more ?? SUGGESTED[family]?.what ?? ''].filter((part) => part !== '').join(': ')
}

/** What is missing and whose it is to say, e.g. `amount: in euro, for 2026 – UA`. */
export function sayMissingWords({
	owner,
	...missing
}: Pick<SnapshotPlaceholder, 'words' | 'owner'> & { readonly what: string }): string {
	return `${sayMissingWhat(missing)}${owner === null ? '' : ` – ${owner}`}`
}

/** What is missing, e.g. `amount: in euro, for 2026`. */
export function sayMissingWhat({
	what,
	words,
}: Pick<SnapshotPlaceholder, 'words'> & { readonly what: string }): string {
	// of one that nobody decided about, nothing is known
	const said = words === '' ? 'something' : words
	return what === 'other' ? said : `${what}: ${said}`
}

/**
 * The line before an alternative: its letter and whose it is, e.g. `Alternative B – UA:`; of the first one that it is the text as it stood, whoever asked for
 * others. `isNothing` where no text shall stand.
 */
export function alternativeHead(
	{ label, by }: Pick<SnapshotAlternative, 'label' | 'by'>,
	{ parked, isNothing }: { readonly parked: boolean; readonly isNothing: boolean }
): string {
	const whose = stoodBefore({ label, by }) ? ' – as the text stood' : by === null ? '' : ` – ${by}`
	return `Alternative ${label}${whose}${parked ? ' (parked)' : ''}:${isNothing ? ' no text' : ''}`
}

/** Who thinks what of an alternative, e.g. `Support: UA, FR. Oppose: DE.`; empty where nobody has said so. */
export function sayStances({
	support,
	oppose,
	flexible,
}: Pick<SnapshotAlternative, 'support' | 'oppose' | 'flexible'>): string {
	const rows = [
		['Support', support],
		['Oppose', oppose],
		['Flexible', flexible],
	] as const
	return rows
		.flatMap(([stance, codes]) => (codes.length === 0 ? [] : [`${stance}: ${codes.join(', ')}.`]))
		.join(' ')
}
