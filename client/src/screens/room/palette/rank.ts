/** How the Ukrainian letters are written in Latin ones (resolution 55 of 2010), and the few more that Russian has. */
const LATIN: Readonly<Record<string, string>> = {
	...{ а: 'a', б: 'b', в: 'v', г: 'h', ґ: 'g', д: 'd', е: 'e', є: 'ie', ж: 'zh', з: 'z', и: 'y' },
	...{ і: 'i', ї: 'i', й: 'i', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's' },
	...{ т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ь: '', ю: 'iu' },
	...{ я: 'ia', ё: 'e', ъ: '', ы: 'y', э: 'e' },
}

/** The same keys on the two layouts that are taken for each other, in the same order. */
const KEYS = {
	latin: "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
	ukrainian: 'йцукенгшщзхїфівапролджєячсмитьбю',
}

/**
 * How well what is typed finds a name, from 0, not at all. Every word of it has to be found: as a word, the beginning of one, in one, or
 * with letters left out. Either script finds the other, and so do words that were typed on the other keyboard layout.
 */
export function rank(query: string, name: string): number {
	const names = [fold(name), inLatin(fold(name))]
	const queries = [fold(query), inLatin(fold(query))]
	const mistyped = [
		fold(swap(query, 'ukrainian', 'latin')),
		fold(swap(query, 'latin', 'ukrainian')),
	]
	const best = (tried: readonly string[]): number =>
		Math.max(...tried.flatMap((one) => names.map((other) => rankFolded(one, other))))
	// what was meant comes before what may have been meant
	return Math.max(best(queries), best(mistyped) / 2)
}

/** The same of something that other words are known for as well: a name that has the words comes before one that is only meant by them. */
export function rankEntry(
	query: string,
	{ name, words = '' }: { readonly name: string; readonly words?: string | undefined }
): number {
	const byName = rank(query, name)
	return words === '' ? byName : Math.max(byName, rank(query, `${name} ${words}`) / 2)
}

function rankFolded(query: string, name: string): number {
	const words = query.split(/\s+/).filter((word) => word !== '')
	const targets = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
	const found = words.map((word) => rankWord(word, targets))
	if (found.includes(0)) return 0
	const sum = found.reduce((total, one) => total + one, 0)
	// of two names that hold the same words the one that begins with them is meant, then the shorter one
	const isBeginning = name.startsWith(query.trim()) ? 1 : 0
	return sum / Math.max(1, words.length) + isBeginning + 1 / (10 + name.length)
}

function rankWord(word: string, targets: readonly string[]): number {
	if (targets.includes(word)) return 5
	const bare = word.replace(/[^\p{L}\p{N}]+/gu, '')
	if (bare === '') return 0
	if (targets.includes(bare)) return 5
	if (targets.some((target) => target.startsWith(bare))) return 4
	// a number is whole or a beginning: 3 is not 13
	if (/^\p{N}+$/u.test(bare)) return 0
	if (targets.some((target) => target.includes(bare))) return 2
	return bare.length >= 3 && targets.some((target) => hasInOrder(bare, target)) ? 1 : 0
}

/** Whether the letters stand in the word in this order, from its first one. */
function hasInOrder(letters: string, word: string): boolean {
	if (letters[0] !== word[0]) return false
	let at = 0
	for (const letter of word) if (letter === letters[at]) at += 1
	return at === letters.length
}

/** Lower case, without accents and apostrophes. */
function fold(text: string): string {
	return text
		.toLowerCase()
		.normalize('NFD')
		.replace(/(?<=[a-z])\p{M}+/gu, '')
		.normalize('NFC')
		.replace(/['’ʼ]/g, '')
}

function inLatin(text: string): string {
	return text.replace(/[а-яёєіїґ]/g, (letter) => LATIN[letter] ?? letter)
}

function swap(text: string, from: keyof typeof KEYS, to: keyof typeof KEYS): string {
	return text
		.toLowerCase()
		.replace(/./gu, (letter) => KEYS[to][KEYS[from].indexOf(letter)] ?? letter)
}
