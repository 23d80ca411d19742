/** Who may import whom: style.md's list of layers, each of which may use the ones below it and never the ones above. */
const rule = (name, from, to) => ({ name, severity: 'error', from, to })
/** Sources under `path` without their tests. */
const sources = (path) => ({
	path,
	pathNot:
		'[.](test|bench)[.]ts$|/fuzz/|/vectors/|/standalone/|test[A-Z]|/testing[.]ts$|/contract/',
})

export default {
	forbidden: [
		// a screen that is loaded when it is opened may know the router that opens it; a component may nest itself
		rule(
			'no-cycles',
			{ pathNot: '^client/src/text/TextNodes[.]svelte$' },
			{ circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } }
		),
		rule('domain-imports-nothing', sources('^packages/domain/src'), {
			pathNot: '^packages/domain/src',
		}),
		rule('packages-know-no-app', sources('^packages/'), { path: '^(server|client|test)/' }),
		rule('schema-and-protocol-are-siblings', sources('^packages/(schema|protocol)/'), {
			path: '^packages/(snapshot|formats)/',
		}),
		rule('client-and-server-never-meet', sources('^client/'), { path: '^(server|test)/' }),
		rule('server-knows-no-test', sources('^server/'), { path: '^(client|test)/' }),
		rule(
			'only-the-start-picks-adapters',
			{
				path: '^server/src',
				pathNot: '^server/src/(main[.]ts|commands/|storage/)|[.]test[.]ts$|test[A-Z]\\w*[.]ts$',
			},
			{ path: '^server/src/storage/(sqlite|postgres|memory)/' }
		),
		rule(
			'only-collab-knows-hocuspocus',
			{ path: '^server/src', pathNot: '^server/src/collab/' },
			{ path: 'node_modules/@hocuspocus/' }
		),
		rule(
			'http-knows-no-driver',
			{ path: '^server/src/http/' },
			{ path: 'node_modules/(better-sqlite3|kysely|@hocuspocus)/' }
		),
		rule('ui-knows-nothing-of-ours', sources('^client/src/ui/'), {
			path: '^(packages/|client/src/(?!ui/))',
		}),
		rule(
			'screens-never-import-screens',
			{ path: '^client/src/screens/([^/]+)/' },
			{ path: '^client/src/screens/', pathNot: '^client/src/screens/$1/' }
		),
		rule(
			'only-editor-knows-prosemirror-view',
			{ path: '^client/src', pathNot: '^client/src/editor/' },
			{ path: 'node_modules/prosemirror-view/' }
		),
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '/dist/' },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'import', 'types', 'default'],
			extensions: ['.ts', '.svelte', '.js', '.d.ts'],
		},
	},
}
