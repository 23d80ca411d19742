import { howLong } from '../../../negotiation/countdown.ts'
import { toast } from '../../../ui/toast.ts'

/** Tells whoever sits here that the clock of their device is `skewMs` fast; slow where it is negative. */
export function tellFastClock(skewMs: number): void {
	const off = howLong(Math.abs(skewMs))
	toast(
		`The clock of this device is ${off} ${skewMs > 0 ? 'fast' : 'slow'}. The room goes by the server’s.`
	)
}

/** Tells those who run the room that its clocks are `offsetMs` off the server's in the median. */
export function tellClocksOff(offsetMs: number): void {
	const seconds = Math.abs(offsetMs / 1_000).toFixed(1)
	toast(`Clocks in the room are ${seconds} s off the server’s in the median. Check the server.`, {
		tone: 'warn',
	})
}
