import type { INode } from 'n8n-workflow';

import { openMemories } from '../../../nodes/Impilo/once/memory';
import { createContext, NODE, TOOL } from '../standIns';

interface Try {
	items?: Array<Record<string, unknown>>;
	node?: INode;
	executionId?: string;
	runIndex?: number;
	itemIndex?: number;
}

const ITEMS = [{ n: 1 }, { n: 1 }];

const memoryOf = ({
	items = ITEMS,
	node = NODE,
	executionId = '7',
	runIndex = 0,
	itemIndex = 0,
}: Try = {}) => openMemories(createContext(items, { node, executionId, runIndex }))(itemIndex);

describe('the memory of an item', () => {
	it('begins with nothing sent, and is the same for every try', () => {
		const first = memoryOf();
		expect(first.state).toEqual({ is: 'notSent' });
		expect(memoryOf()).toBe(first);
	});

	it.each<[string, Try]>([
		['item', { itemIndex: 1 }],
		['item of the same data', { items: [{ n: 1 }] }],
		['node', { node: { ...NODE, name: 'Impilo 2' } }],
		['run of the node', { runIndex: 1 }],
		['execution', { executionId: '8' }],
	])('is of its own for another %s', (_, other) => {
		expect(memoryOf(other)).not.toBe(memoryOf());
	});

	it('is of its own for another item that n8n gave the same JSON', () => {
		const json = { n: 1 };
		const items = [json, json];
		expect(memoryOf({ items, itemIndex: 1 })).not.toBe(memoryOf({ items, itemIndex: 0 }));
	});

	it('is the same for an agent’s call, whatever run n8n says it is', () => {
		const call = { node: TOOL };
		expect(memoryOf({ ...call, runIndex: 1 })).toBe(memoryOf({ ...call, runIndex: 0 }));
	});
});
