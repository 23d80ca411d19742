import { blend, converter, differenceCiede2000, parse, wcagContrast, type Color } from 'culori'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

const THEMES = ['light', 'dark'] as const
type Theme = (typeof THEMES)[number]

const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8] as const
const SURFACES = ['canvas', 'paper', 'raised'] as const

/** The value of a token in a theme, as tokens.css has it. */
function token(name: string, theme: Theme): Color {
	const found = new RegExp(
		`--${name}: light-dark\\(((?:[^(),]|\\([^)]*\\))+), ((?:[^()]|\\([^)]*\\))+)\\);`
	).exec(css)
	const value = theme === 'light' ? found?.[1] : found?.[2]
	const color = value === undefined ? undefined : parse(value)
	if (color === undefined) throw new RangeError(`tokens.css has no colour --${name}`)
	return color
}

/** How much of a slot's colour a tint, a selection or a private surface takes, as tokens.css has it; from 0 to 1. */
function share(name: 'tint' | 'selection' | 'private', theme: Theme): number {
	const rule = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1] ?? ''
	const shares = [...rule.matchAll(/var\(--slot\) (\d+)%/g)].map(([, percent]) => Number(percent))
	const found = theme === 'light' ? shares[0] : (shares[1] ?? shares[0])
	if (found === undefined) throw new RangeError(`tokens.css has no --${name}`)
	return found / 100
}

function over(surface: Color, ...layers: Color[]): Color {
	return blend([surface, ...layers], 'normal', 'rgb')
}

function at(color: Color, alpha: number): Color {
	return { ...color, alpha }
}

/** Contrast with canvas, paper, raised: what the design states for each token, light and dark. */
const STATED: Record<string, Record<Theme, readonly [number, number, number]>> = {
	ink: { light: [15.1, 16.8, 17.2], dark: [14.8, 13.6, 12.0] },
	ink2: { light: [6.8, 7.6, 7.8], dark: [8.7, 8.0, 7.1] },
	ink3: { light: [5.0, 5.5, 5.6], dark: [6.1, 5.6, 5.0] },
	accent: { light: [7.6, 8.4, 8.7], dark: [8.6, 8.0, 7.0] },
	ok: { light: [5.7, 6.3, 6.5], dark: [10.1, 9.3, 8.2] },
	warn: { light: [5.6, 6.2, 6.3], dark: [10.0, 9.2, 8.2] },
	danger: { light: [6.8, 7.6, 7.8], dark: [8.9, 8.2, 7.2] },
	frozen: { light: [7.4, 8.2, 8.4], dark: [9.9, 9.1, 8.0] },
	focus: { light: [5.6, 6.2, 6.4], dark: [8.6, 7.9, 7.0] },
	control: { light: [3.2, 3.6, 3.7], dark: [4.6, 4.2, 3.7] },
}

/** Stated ratios are rounded to one decimal. */
const ROUNDING = 0.055

const linear = converter('lrgb')

/**
 * How dichromats see, as matrices on linear sRGB: Machado, Oliveira and Fernandes 2009, A Physiologically-based Model for Simulation
 * of Color Vision Deficiency, severity 1.0. (culori's own filters apply them to gamma-encoded values.)
 */
const VISIONS = {
	normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
	protan: [
		0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
	],
	deutan: [
		0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
	],
	tritan: [
		1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
	],
} as const

function asSeen(color: Color, matrix: readonly number[]): Color {
	const { r, g, b } = linear(color)
	const row = (i: number): number => {
		const [x = 0, y = 0, z = 0] = matrix.slice(3 * i, 3 * i + 3)
		return Math.min(1, Math.max(0, x * r + y * g + z * b))
	}
	return { mode: 'lrgb', r: row(0), g: row(1), b: row(2) }
}

describe.each(THEMES)('%s', (theme) => {
	test.each(Object.entries(STATED))('[P1] %s keeps its contrast', (name, stated) => {
		const floor = name === 'control' || name === 'focus' ? 3 : 4.5
		for (const [i, surface] of SURFACES.entries()) {
			const ratio = wcagContrast(token(name, theme), token(surface, theme))
			const least = Math.max(floor, (stated[theme][i] ?? Infinity) - ROUNDING)
			expect(ratio, `--${name} on --${surface}`).toBeGreaterThanOrEqual(least)
		}
	})

	test('[P2] words on filled surfaces are readable', () => {
		const pairs = [
			['on-accent', 'accent'],
			['on-danger', 'danger'],
			...SLOTS.map((slot) => ['on-slot', `slot-${slot}`] as const),
		] as const
		for (const [words, surface] of pairs) {
			const ratio = wcagContrast(token(words, theme), token(surface, theme))
			expect(ratio, `--${words} on --${surface}`).toBeGreaterThanOrEqual(4.5)
		}
	})

	test.each(SLOTS)('[P3] slot %i stands out from every surface', (slot) => {
		for (const surface of SURFACES) {
			const ratio = wcagContrast(token(`slot-${slot}`, theme), token(surface, theme))
			expect(ratio, `--slot-${slot} on --${surface}`).toBeGreaterThanOrEqual(4.4)
		}
	})

	test('[P4] no two slots look alike, whatever the eyes', () => {
		const distance = differenceCiede2000()
		for (const [vision, matrix] of Object.entries(VISIONS)) {
			const see = (slot: number): Color => asSeen(token(`slot-${slot}`, theme), matrix)
			for (const a of SLOTS) {
				for (const b of SLOTS.filter((other) => other > a)) {
					const apart = distance(see(a), see(b))
					expect(apart, `slots ${a} and ${b}, ${vision}`).toBeGreaterThanOrEqual(11)
				}
			}
		}
	})

	test.each(SLOTS)('[P5] ink stays readable on what slot %i is drawn behind', (slot) => {
		const [ink, paper, wash] = [token('ink', theme), token('paper', theme), token('wash', theme)]
		const color = token(`slot-${slot}`, theme)
		const tint = at(color, share('tint', theme))
		const selection = at(color, share('selection', theme))
		expect(wcagContrast(ink, over(paper, tint))).toBeGreaterThanOrEqual(7)
		expect(wcagContrast(ink, over(paper, selection))).toBeGreaterThanOrEqual(7)
		for (const other of SLOTS) {
			const foreign = at(token(`slot-${other}`, theme), share('selection', theme))
			const stack = over(paper, wash, wash, tint, foreign)
			expect(wcagContrast(ink, stack), `selection of ${other}`).toBeGreaterThanOrEqual(4.5)
		}
	})

	test.each(SLOTS)(
		'[P6] secondary text stays readable on the private surface of slot %i',
		(slot) => {
			const surface = over(
				token('raised', theme),
				at(token(`slot-${slot}`, theme), share('private', theme))
			)
			expect(wcagContrast(token('ink2', theme), surface)).toBeGreaterThanOrEqual(4.5)
		}
	)
})
