const fetch = () => import('./copying.ts')

type Copying = Awaited<ReturnType<typeof fetch>>

let tell: (made: Copying) => void

/** What writes the signs around words that are copied, once it is here. */
export const copying = new Promise<Copying>((resolve) => {
	tell = resolve
})

/** Fetches that, and has it say from then on what is drawn around words that are copied of the page. */
export async function fetchCopying(): Promise<void> {
	const made = await fetch()
	made.signCopies()
	tell(made)
}
