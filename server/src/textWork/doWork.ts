import {
	decodeText,
	importMarkdown,
	importPlainText,
	OUTPUTS,
	placeAlternatives,
	placeBrackets,
	type OptionedText,
	type Progress,
} from '@parley/formats'
import { outgoingOf } from '../negotiation/storedText.ts'
import { assertTakable } from './importSize.ts'
import { type TextWork } from './work.ts'

/**
 * Does a work, in the process that it is called in.
 *
 * @throws ParleyError `bad-import` or `bad-snapshot`, one sentence that says what is wrong with the text.
 */
export function doWork(work: TextWork, onProgress?: Progress): OptionedText | string {
	if (work.kind === 'write') return OUTPUTS[work.format].write(outgoingOf(work.text))
	const text = decodeText(work.bytes, { allowDamage: work.allowDamage })
	const read = work.format === 'markdown' ? importMarkdown : importPlainText
	const imported = read(text, onProgress)
	assertTakable(imported)
	return placeAlternatives(placeBrackets(imported, work.codes))
}
