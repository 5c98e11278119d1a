const { dest, parallel, src } = require('gulp');

/** What n8n shows or reads beside the compiled code: icons, codex files, and schemas of the output. */
const copyIcons = () => src(['nodes/**/*.svg'], { base: '.', encoding: false }).pipe(dest('dist'));

const copyCodex = () => src(['nodes/**/*.node.json'], { base: '.' }).pipe(dest('dist'));

const copySchemas = () => src(['nodes/**/__schema__/**/*.json'], { base: '.' }).pipe(dest('dist'));

exports.default = parallel(copyIcons, copyCodex, copySchemas);
