import * as Y from 'yjs'

/**
 * Opens a transaction of `doc` that stays open until what is given back is called, which has to be done once. Until then whatever changes
 * the document belongs to it, so nobody else may have the document.
 *
 * `Doc.transact` ends with its function. This one ends with an empty `transact` that is handed the held one in the place of its own,
 * so that Yjs cleans up after it exactly as after any other; the two private names are used here alone.
 */
export function holdTransaction(doc: Y.Doc): { readonly transaction: Y.Transaction; end(): void } {
	if (doc._transaction !== null) throw new RangeError('the document is in a transaction')
	const transaction = new Y.Transaction(doc, null, true)
	doc._transaction = transaction
	return {
		transaction,
		end: () => {
			doc._transaction = null
			doc.transact(() => {
				doc._transaction = transaction
				doc._transactionCleanups[0] = transaction
			})
		},
	}
}
