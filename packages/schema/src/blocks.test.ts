import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { plainText, readBlocks } from './blocks.ts'
import { a, br, doc, em, li, ol, p, strong, ul } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { missingFrom, readUpdate } from './readUpdate.ts'
import { modelDigest, parleySchema } from './schema.ts'
import { blocksFromDoc, buildDoc } from './tree.ts'

const sample = doc(
	p('The Parties ', strong('shall'), ' agree', br(), a('https://example.org/', 'here')),
	ul(li(p('one')), li(p('two'), ol(li(p('nested ', em('deep')))))),
	p()
)

test('[T1] a seeded clause reads back as its blocks, and these build the same document', () => {
	const clause = createDocument()
	seed(clause, sample)
	const blocks = readBlocks(clause)
	expect(blocks).toMatchInlineSnapshot(`
		[
		  {
		    "content": [
		      {
		        "text": "The Parties ",
		      },
		      {
		        "marks": {
		          "strong": true,
		        },
		        "text": "shall",
		      },
		      {
		        "text": " agree",
		      },
		      {
		        "inline": "hard_break",
		      },
		      {
		        "marks": {
		          "link": {
		            "href": "https://example.org/",
		          },
		        },
		        "text": "here",
		      },
		    ],
		    "id": "seed00001",
		    "type": "paragraph",
		  },
		  {
		    "content": [
		      {
		        "text": "one",
		      },
		    ],
		    "id": "seed00002",
		    "in": [
		      [
		        "bullet_list",
		        "bl.seed00002",
		      ],
		      [
		        "list_item",
		        "li.seed00002",
		      ],
		    ],
		    "type": "paragraph",
		  },
		  {
		    "content": [
		      {
		        "text": "two",
		      },
		    ],
		    "id": "seed00003",
		    "in": [
		      [
		        "bullet_list",
		        "bl.seed00002",
		      ],
		      [
		        "list_item",
		        "li.seed00003",
		      ],
		    ],
		    "type": "paragraph",
		  },
		  {
		    "content": [
		      {
		        "text": "nested ",
		      },
		      {
		        "marks": {
		          "em": true,
		        },
		        "text": "deep",
		      },
		    ],
		    "id": "seed00004",
		    "in": [
		      [
		        "bullet_list",
		        "bl.seed00002",
		      ],
		      [
		        "list_item",
		        "li.seed00003",
		      ],
		      [
		        "ordered_list",
		        "ol.seed00004",
		      ],
		      [
		        "list_item",
		        "li.seed00004",
		      ],
		    ],
		    "type": "paragraph",
		  },
		  {
		    "content": [],
		    "id": "seed00005",
		    "type": "paragraph",
		  },
		]
	`)
	const built = buildDoc(parleySchema, blocks)
	built.check()
	expect(blocksFromDoc(built)).toEqual(blocks)
	expect(plainText(blocks)).toBe('The Parties shall agree\nhere\none\ntwo\nnested deep\n')
	const again = createDocument()
	seed(again, blocks)
	expect(readBlocks(again)).toEqual(blocks)
	const edit = readUpdate(Y.encodeStateAsUpdate(clause))
	expect(edit).toMatchObject({ ok: true })
	if (edit.ok) expect(missingFrom(edit, new Map())).toBe(false)
	expect(modelDigest()).toMatchInlineSnapshot(
		`"2ea0397f0a60149d83dca6638f0743f18d5b66b1d5e2a93bd9f1052e5d1e94a9"`
	)
})
