import { type Component } from 'svelte'

/** A drawing of the outline set, e.g. `import Clock from '@lucide/svelte/icons/clock'`. */
export type IconDrawing = Component<{
	size?: number
	strokeWidth?: number
	'aria-hidden'?: 'true'
}>
