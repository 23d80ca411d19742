import { readFileSync } from 'node:fs'
import { PROBLEM_CODES, PROBLEMS } from '@parley/protocol'
import { html, raw } from 'hono/html'
import { type OpenApi, type OpenApiOperation, type Parameter, type Schema } from './openapi.ts'
import { typeOf } from './schemaType.ts'
import { CHAPTERS } from './words.ts'

type Html = ReturnType<typeof html>

/** An operation with where it is. */
interface Placed extends OpenApiOperation {
	readonly method: string
	readonly path: string
}

const STYLE = readFileSync(new URL('./reference.css', import.meta.url), 'utf8')

/**
 * The document as a page for people: no script, nothing from elsewhere.
 *
 * @param stylesheet the client's, with its tokens and fonts; null where it is not built
 */
export function referencePage(document: OpenApi, stylesheet: string | null): Html {
	const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]): Placed => ({ method, path, ...operation }))
	)
	const tags = document.tags.map(({ name }) => ({
		name,
		operations: operations.filter((operation) => operation.tags.includes(name)),
	}))
	const schemas = Object.entries(document.components.schemas)
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<title>HTTP API · Parley</title>
				<link rel="icon" href="/favicon.svg" type="image/svg+xml" />
				${stylesheet === null ? '' : html`<link rel="stylesheet" href="${stylesheet}" />`}
				<style>
					${raw(STYLE)}
				</style>
			</head>
			<body>
				<header class="top">
					<strong>Parley</strong><span>HTTP API</span><a href="/openapi.json">openapi.json</a>
				</header>
				<div class="columns">
					<nav class="contents" aria-label="Contents" tabindex="0">
						<details>
							<summary>Contents</summary>
							<h2>General</h2>
							${CHAPTERS.map(({ title }) => link(title, anchor(title)))}
							${tags.map(
								(tag) =>
									html`<h2>${tag.name}</h2>
										${tag.operations.map(({ summary, operationId }) => link(summary, operationId))}`
							)}
							<h2>Shapes</h2>
							${link('All problems', 'problems')}
							${schemas.map(([name]) => link(name, `schema-${name}`))}
						</details>
					</nav>
					<main>
						<h1>HTTP API</h1>
						<p class="lead">
							Everything that the pages of this server do over HTTP, programs can do as well.
						</p>
						${CHAPTERS.map(
							({ title, text }) =>
								html`<section class="chapter" id="${anchor(title)}">
									<h2>${title}</h2>
									<p>${prose(text)}</p>
								</section>`
						)}
						${tags.map(
							(tag) =>
								html`<h2>${tag.name}</h2>
									${tag.operations.map(operationCard)}`
						)}
						<h2 id="problems">All problems</h2>
						<dl class="list card">
							${PROBLEM_CODES.map(
								(code) =>
									html`<dt><code>${code}</code></dt>
										<dd>${PROBLEMS[code].status} · ${PROBLEMS[code].title}</dd>`
							)}
						</dl>
						<h2>Shapes</h2>
						${schemas.map(([name, schema]) => schemaCard(name, schema))}
					</main>
				</div>
			</body>
		</html>`
}

function operationCard(operation: Placed): Html {
	const { operationId, method, path, summary, description, security, parameters } = operation
	const body = operation.requestBody?.content['application/json']?.schema
	return html`<section class="card" id="${operationId}">
		<div class="line">
			<span class="method" data-method="${method}">${method.toUpperCase()}</span>
			<span class="path">${path}</span>
			<span class="access">${security.length === 0 ? 'anybody' : 'signed in'}</span>
		</div>
		<h3>${summary}</h3>
		${description === undefined ? '' : html`<p>${prose(description)}</p>`}
		${
			parameters.length === 0
				? ''
				: html`<h4>Parameters</h4>
						<dl class="list">${parameters.map(parameterItem)}</dl>`
		}
		${
			body === undefined
				? ''
				: html`<h4>Request</h4>
						<p>${typeOf(body)}</p>`
		}
		<h4>Answers</h4>
		<dl class="list">${Object.entries(operation.responses).map(responseItem)}</dl>
	</section>`
}

function parameterItem({ name, in: where, required, description, schema }: Parameter): Html {
	return html`<dt>
			<code>${name}</code
			><span class="type">${where}, ${typeOf(schema)}${required ? '' : ', optional'}</span>
		</dt>
		<dd>${prose(description)}</dd>`
}

function responseItem([status, response]: readonly [
	string,
	OpenApiOperation['responses'][string],
]): Html {
	const shapes = Object.entries(response.content ?? {})
		.filter(([type]) => type !== 'application/problem+json')
		.map(([type, { schema }]) => html`<span class="type">${type}: ${typeOf(schema)}</span>`)
	return html`<dt><code>${status}</code></dt>
		<dd>${prose(response.description)}${shapes}</dd>`
}

function schemaCard(name: string, schema: Schema): Html {
	const { properties, required = [], description = '' } = schema
	return html`<section class="card" id="schema-${name}">
		<h3>${name}</h3>
		<p>${prose(description)}</p>
		${
			properties === undefined
				? html`<p>${typeOf(schema)}</p>`
				: html`<dl class="list">
						${Object.entries(properties).map(
							([member, value]) =>
								html`<dt>
										<code>${member}</code
										><span class="type"
											>${typeOf(value)}${required.includes(member) ? '' : ', optional'}</span
										>
									</dt>
									<dd>${prose(value.description ?? '')}</dd>`
						)}
					</dl>`
		}
	</section>`
}

function link(text: string, id: string): Html {
	return html`<a href="#${id}">${text}</a>`
}

function anchor(title: string): string {
	return title.toLowerCase().replaceAll(' ', '-')
}

/** Words with what stands between backticks as code. */
function prose(text: string): readonly (string | Html)[] {
	return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
}
