import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** What n8n reads once when it loads a node or a credential. */
const READ_WHEN_LOADED = new Set([
	'description',
	'displayName',
	'documentationUrl',
	'name',
	'properties',
	'test',
]);

/** They are evaluated again with each object of a class, so Stryker doesn't take them for static. */
const descriptionsIgnorer = {
	shouldIgnore(path) {
		if (!path.isClassProperty() || !READ_WHEN_LOADED.has(path.node.key.name)) return undefined;
		return 'Names and descriptions are not changed';
	},
};

export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'descriptions', descriptionsIgnorer),
];
