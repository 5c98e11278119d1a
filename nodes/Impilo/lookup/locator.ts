import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** A resource locator as the user set it, or what came in its place. */
export interface Locator {
	mode: string;
	value: unknown;
}

/** An expression or an AI agent may put a plain value where a locator is expected: it counts as an ID. */
export function readLocator(parameter: unknown): Locator {
	if (typeof parameter === 'object' && parameter !== null && 'value' in parameter) {
		const mode = 'mode' in parameter ? parameter.mode : undefined;
		return { mode: typeof mode === 'string' ? mode : 'id', value: parameter.value };
	}
	return { mode: 'id', value: parameter };
}

/** What a mode is called in the editor and in saved workflows. */
type ModeName = Pick<INodePropertyMode, 'displayName' | 'name'>;

const FROM_LIST: ModeName = { displayName: 'From List', name: 'list' };

function listMode(searchListMethod: string): INodePropertyMode {
	return { ...FROM_LIST, type: 'list', typeOptions: { searchListMethod, searchable: true } };
}

function textMode(displayName: string, name: string, placeholder: string): INodePropertyMode {
	const modeName: ModeName = { displayName, name };
	return { ...modeName, type: 'string', placeholder };
}

const ID_MODE = textMode('By ID', 'id', 'e.g. 1042');

type LocatorField = Pick<INodeProperties, 'displayName' | 'name' | 'description'> &
	Partial<INodeProperties>;

function locatorField(field: LocatorField, modes: INodePropertyMode[]): INodeProperties {
	return {
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...field,
		modes,
	};
}

/** The fields with which one thing is picked; `field` can change any property of theirs. */
export const pickPatient = (field: Partial<INodeProperties> = {}): INodeProperties =>
	locatorField(
		{
			displayName: 'Patient',
			name: 'patientId',
			description: 'The patient at Impilo',
			...field,
		},
		[
			listMode('searchPatients'),
			ID_MODE,
			textMode('By External Identifier', 'externalIdentifier', 'e.g. MRN-20481'),
			textMode('By Email', 'email', 'e.g. nathan@example.com'),
		],
	);

export const pickSite = (field: Partial<INodeProperties> = {}): INodeProperties =>
	locatorField(
		{ displayName: 'Site', name: 'siteId', description: 'The site at Impilo', ...field },
		[listMode('searchSites'), ID_MODE],
	);

export const pickItem = (field: Partial<INodeProperties> = {}): INodeProperties =>
	locatorField(
		{ displayName: 'Item', name: 'itemId', description: 'The item at Impilo', ...field },
		[listMode('searchItems'), ID_MODE],
	);

export const pickKit = (field: Partial<INodeProperties> = {}): INodeProperties =>
	locatorField({ displayName: 'Kit', name: 'kitId', description: 'The kit at Impilo', ...field }, [
		listMode('searchKits'),
		ID_MODE,
	]);

export const pickOrder = (field: Partial<INodeProperties> = {}): INodeProperties =>
	locatorField(
		{
			displayName: 'Order',
			name: 'orderId',
			description: 'The order at Impilo',
			...field,
		},
		[
			listMode('searchOrders'),
			ID_MODE,
			textMode('By External Order ID', 'externalOrderId', 'e.g. PO-2026-0117'),
		],
	);
