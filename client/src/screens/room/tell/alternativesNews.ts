import { type AlternativeId } from '@parley/domain'
import { type RoomJson } from '@parley/protocol'
import { type AlternativesChange } from '../../../negotiation/alternatives.ts'

/**
 * What is said to the room of a decision about alternatives; null where nobody needs to hear of it: stances stand under what they are about, and the first
 * alternative is what stood there. Whoever offered, parked or took up is not told of that. What is withdrawn is so by the delegation that offered it.
 *
 * @param place how the point is called, e.g. `Point 7`
 */
export function alternativesNews(
	{ act, by, group }: AlternativesChange,
	place: string,
	{ me, delegations }: Pick<RoomJson, 'me' | 'delegations'>
): string | null {
	const one = (id: AlternativeId) => group?.alternatives.find((of) => of.id === id)
	const letter = (id: AlternativeId): string => one(id)?.label ?? ''
	/** The delegation that offered it; undefined where none did. */
	const whose = (id: AlternativeId): string | undefined =>
		delegations.find((delegation) => delegation.id === one(id)?.by)?.name
	switch (act.kind) {
		case 'alternatives-opened':
		case 'stance-taken':
			return null
		case 'alternative-offered': {
			if (by === me.id) return null
			const who = whose(act.alternative)
			const name = `alternative ${letter(act.alternative)}${act.noText ? ', that nothing shall stand there' : ''}`
			return who === undefined
				? `In ${place} there is ${name}.`
				: `${who} offered in ${place} ${name}.`
		}
		case 'alternatives-parked':
			return by === me.id ? null : `The alternatives in ${place} are parked.`
		case 'alternatives-taken-up':
			return by === me.id ? null : `The alternatives in ${place} are taken up again.`
		case 'alternative-withdrawn': {
			const who = whose(act.alternative)
			const name = letter(act.alternative)
			return who === undefined
				? `Alternative ${name} in ${place} is withdrawn.`
				: `${who} withdrew alternative ${name} in ${place}.`
		}
		case 'alternatives-merged': {
			const [first, second] = act.merged
			return `In ${place} alternatives ${letter(first)} and ${letter(second)} are ${letter(act.into)} now, with the words of both.`
		}
		case 'alternative-chosen':
			return `In ${place} alternative ${letter(act.alternative)} is the text now. The others stay in the record.`
	}
}
