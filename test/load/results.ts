import { loadavg } from 'node:os'
import { shown, spreadOf } from './median.ts'

/** The figures of one run by name; what must hold and did not is in `faults`. */
export interface Run {
	readonly faults: readonly string[]
	readonly [figure: string]: number | null | readonly string[]
}

/** A column of a table: which figure, and how it is called. */
export interface Column {
	readonly figure: string
	readonly title: string
}

/** The runs of one scenario, for each contender in the order in which they were first run. */
export class Results {
	readonly title: string
	/** What was done, in a sentence or two. */
	readonly told: string
	readonly columns: readonly Column[]
	readonly runs = new Map<string, Run[]>()
	/** The load average of the machine after each run. */
	readonly loads: number[] = []

	constructor(title: string, told: string, columns: readonly Column[]) {
		this.title = title
		this.told = told
		this.columns = columns
	}

	add(contender: string, run: Run): void {
		const runs = this.runs.get(contender) ?? []
		this.runs.set(contender, [...runs, run])
		this.loads.push(loadavg()[0] ?? Number.NaN)
	}

	/** The median of a figure, NaN where it was not measured. */
	median(contender: string, figure: string): number {
		return spreadOf(this.#values(contender, figure)).median
	}

	/** What must hold and did not, with the contender's name before it. */
	get faults(): readonly string[] {
		return [...this.runs].flatMap(([contender, runs]) =>
			runs.flatMap(({ faults }) => faults.map((fault) => `${contender}: ${fault}`))
		)
	}

	/** The scenario as Markdown. */
	toMarkdown(): string {
		const titles = ['', ...this.columns.map(({ title }) => title)]
		const rows = [...this.runs.keys()].map((contender) => [
			contender,
			...this.columns.map(({ figure }) => shown(spreadOf(this.#values(contender, figure)))),
		])
		const { min, max } = spreadOf(this.loads)
		const runs = Math.max(0, ...[...this.runs.values()].map(({ length }) => length))
		const notes = [
			`Median (min–max) of ${runs} runs, taken in turn; load average ${min.toFixed(1)} to ${max.toFixed(1)}.`,
			...this.faults.map((fault) => `**Fault:** ${fault}`),
			...(this.faults.length === 0
				? ['Convergence and receipts: checked in every run, no fault.']
				: []),
		]
		return [`## ${this.title}`, this.told, tableOf(titles, rows), ...notes].join('\n\n')
	}

	#values(contender: string, figure: string): readonly number[] {
		const runs = this.runs.get(contender) ?? []
		return runs.map((run) => run[figure]).filter((value) => typeof value === 'number')
	}
}

/** A Markdown table. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
	return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}
