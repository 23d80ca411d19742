/**
 * Why any decision about a text may be refused: it could not be stored, capitals have confirmed the text that it would change (rule S12), or
 * too much was looked at for its seat of late (L19).
 */
export type TextRefusal = 'not-stored' | 'capitals-confirmed' | 'too-many-requests'
