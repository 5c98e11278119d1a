const { Transform } = require('node:stream');
const { dest, parallel, src } = require('gulp');

/** What n8n shows or reads beside the compiled code: icons, codex files, and schemas of the output. */
const copyIcons = () => src(['nodes/**/*.svg'], { base: '.', encoding: false }).pipe(dest('dist'));

const copyCodex = () => src(['nodes/**/*.node.json'], { base: '.' }).pipe(dest('dist'));

const copySchemas = () => src(['nodes/**/__schema__/**/*.json'], { base: '.' }).pipe(dest('dist'));

/** tsc writes four spaces for a tab: a twelfth of the package. No text of ours goes over several lines. */
const indentWithTabs = () =>
	src('dist/**/*.js', { base: '.' })
		.pipe(
			new Transform({
				objectMode: true,
				transform(file, _, done) {
					const code = file.contents.toString();
					const indent = (spaces) => '\t'.repeat(spaces.length / 4);
					file.contents = Buffer.from(code.replace(/^(?: {4})+/gm, indent));
					done(null, file);
				},
			}),
		)
		.pipe(dest('.'));

exports.default = parallel(copyIcons, copyCodex, copySchemas, indentWithTabs);
