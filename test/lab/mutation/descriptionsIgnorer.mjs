import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const N8N_TYPES = new Set(['INodeType', 'ICredentialType']);

const READ_WHEN_LOADED = new Set([
	'description',
	'displayName',
	'documentationUrl',
	'icon',
	'name',
	'properties',
]);

/**
 * What n8n reads when it loads a node or a credential. Each new object of the class evaluates it
 * again, so Stryker doesn't count it as static.
 */
const descriptionsIgnorer = {
	shouldIgnore(path) {
		if (!path.isClassProperty() || !READ_WHEN_LOADED.has(path.node.key.name)) return undefined;
		const types = path.parentPath.parent.implements ?? [];
		return types.some(({ expression }) => N8N_TYPES.has(expression.name))
			? 'n8n reads it when it loads the class'
			: undefined;
	},
};

export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'descriptions', descriptionsIgnorer),
];
