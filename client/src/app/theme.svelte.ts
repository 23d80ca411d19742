import { MediaQuery } from 'svelte/reactivity'

/** The themes a person can choose; `auto` follows the device. */
export const THEMES = ['auto', 'light', 'dark'] as const
export type ThemeChoice = (typeof THEMES)[number]

/** What the choices are called. */
export const THEME_NAMES: Readonly<Record<ThemeChoice, string>> = {
	auto: 'As the device',
	light: 'Light',
	dark: 'Dark',
}

const KEY = 'parley.theme'

/** The theme of this browser. Its choice is kept in local storage and nowhere else. */
class Theme {
	#choice = $state<ThemeChoice>('auto')
	readonly #dark = new MediaQuery('(prefers-color-scheme: dark)', false)

	/** Puts the stored choice on the page; call it before anything is drawn. */
	start(): void {
		this.#choice = stored()
		this.#apply()
	}

	get choice(): ThemeChoice {
		return this.#choice
	}

	/** What is seen now. */
	get shown(): 'light' | 'dark' {
		if (this.#choice !== 'auto') return this.#choice
		return this.#dark.current ? 'dark' : 'light'
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice
		this.#apply()
		try {
			localStorage.setItem(KEY, choice)
		} catch {
			return // storage is closed to us here: the choice then lasts as long as the page
		}
	}

	#apply(): void {
		if (this.#choice === 'auto') delete document.documentElement.dataset['theme']
		else document.documentElement.dataset['theme'] = this.#choice
	}
}

function stored(): ThemeChoice {
	try {
		return THEMES.find((known) => known === localStorage.getItem(KEY)) ?? 'auto'
	} catch {
		return 'auto'
	}
}

export const theme = new Theme()

/** The themes as lines of a menu, the chosen one marked. */
export function themeItems(): readonly {
	readonly label: string
	readonly chosen: boolean
	readonly onselect: () => void
}[] {
	return THEMES.map((choice) => ({
		label: THEME_NAMES[choice],
		chosen: theme.choice === choice,
		onselect: () => {
			theme.choose(choice)
		},
	}))
}
