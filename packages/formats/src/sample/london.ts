export interface SampleText {
	readonly title: string
	readonly notice: string
	readonly language: string
	readonly markdown: string
}
export const londonSample: SampleText = { title: '', notice: '', language: 'en', markdown: '' }
