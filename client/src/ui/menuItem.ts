import { type IconDrawing } from './icon.ts'

/** One line of a menu. */
export interface MenuItem {
	readonly label: string
	readonly icon?: IconDrawing
	/** Whom the item stands for, shown before its label. */
	readonly delegation?: { readonly code: string; readonly name: string; readonly slot: number }
	/** Shown as chosen or not; such items are a choice of one. */
	readonly chosen?: boolean
	readonly disabled?: boolean
	readonly href?: string
	readonly onselect?: () => void
}
