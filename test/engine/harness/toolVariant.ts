import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

/**
 * What n8n makes of a node that says `usableAsTool`: the same code, with an AI tool output instead
 * of inputs and with the two fields that describe the tool to the model.
 *
 * @param node stays as it is
 */
export function toolVariant(node: INodeType): INodeType {
	const description: INodeTypeDescription = {
		...node.description,
		name: `${node.description.name}Tool`,
		displayName: `${node.description.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		properties: withToolDescription(node.description),
	};
	delete description.usableAsTool;
	return Object.create(node, { description: { value: description } }) as INodeType;
}

function withToolDescription({ properties, description }: INodeTypeDescription): INodeProperties[] {
	const names = properties.map(({ name }) => name);
	if (names.includes('toolDescription')) return properties;

	const toolDescription: INodeProperties = {
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: description,
		required: true,
	};
	if (!names.includes('resource') && !names.includes('operation')) {
		return [toolDescription, ...properties];
	}
	const descriptionType: INodeProperties = {
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Set Automatically', value: 'auto' },
			{ name: 'Set Manually', value: 'manual' },
		],
		default: 'auto',
	};
	return [
		descriptionType,
		{ ...toolDescription, displayOptions: { show: { descriptionType: ['manual'] } } },
		...properties,
	];
}
