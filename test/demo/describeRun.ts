import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import Table from 'cli-table3';

import type { WorkflowRun, WorkflowSource } from '../engine/harness';

export interface DemoRow {
	workflow: string;
	node: string;
	happened: string;
	/** Whether it's what the example or the story should show. */
	isAsExpected: boolean;
}

const IMPILO_NODE = 'n8n-nodes-impilo.impilo';

/** More orders than this share one row. */
const MOST_ROWS_OF_A_NODE = 2;

/** Describes what each Impilo node of a workflow did: a row for each item it gave, or one for many. */
export function describeRun(workflow: WorkflowSource, run: WorkflowRun): DemoRow[] {
	const name = capitalize((workflow.name ?? 'workflow').replace(/^Impilo: /, ''));
	const rows: DemoRow[] = [];
	for (const node of workflow.nodes) {
		if (node.type !== IMPILO_NODE) continue;
		const [successes = [], failures = []] = run.outputs(node.name);
		const mayFail = node.onError === 'continueErrorOutput';
		const add = (happened: string, isAsExpected: boolean) =>
			rows.push({ workflow: name, node: node.name, happened, isAsExpected });
		if (successes.length > MOST_ROWS_OF_A_NODE) add(describeMany(successes), !mayFail);
		else for (const item of successes) add(describeItem(item), !mayFail);
		for (const item of failures) add(describeFailure(item.json), mayFail);
		if (run.error?.message !== undefined && run.runs(node.name).some(({ error }) => error)) {
			add(`Stopped: ${run.error.message}`, false);
		} else if (successes.length + failures.length === 0) {
			add('Nothing came out', false);
		}
	}
	return rows;
}

function describeItem({ json, binary }: INodeExecutionData): string {
	if (binary?.data !== undefined) {
		return `${String(binary.data.fileName)}, ${String(binary.data.fileSize ?? 'a file')}`;
	}
	const recipient =
		typeof json.siteId === 'number' && json.patientId === null
			? `site ${json.siteId}`
			: `patient ${String(json.patientId)}`;
	return `Order ${String(json.id)} for ${recipient}, ${String(json.currentStatus)}: ${listContents(json).join(', ') || 'returns only'}`;
}

/** What a simplified order ships, e.g. "1 × Hypertension Starter Kit". */
export function listContents({ orderKits, orderItems }: IDataObject): string[] {
	return [...linesOf(orderKits), ...linesOf(orderItems)];
}

function describeMany(items: INodeExecutionData[]): string {
	const orders = items.map(({ json }) => `${String(json.id)} ${String(json.currentStatus)}`);
	return `${items.length} orders: ${orders.join(', ')}`;
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function linesOf(lines: unknown): string[] {
	return (Array.isArray(lines) ? (lines as IDataObject[]) : []).map(
		({ name, id, count }) => `${String(count)} × ${String(name ?? id)}`,
	);
}

function describeFailure({ error, details }: IDataObject): string {
	const { howToFix } = (details ?? {}) as IDataObject;
	return `Refused: ${String(error)}\n${String(howToFix)}`;
}

/** Prints the rows as a table as wide as the terminal allows, under the head of the first column. */
export function printTable(rows: DemoRow[], head = 'Workflow'): void {
	const hasColors = process.stdout.isTTY && !process.env.NO_COLOR;
	const width = Math.min(process.stdout.columns ?? 120, 140);
	const [workflowWidth, nodeWidth] = [34, 19];
	const table = new Table({
		head: [head, 'Node', 'What happened'],
		colWidths: [workflowWidth, nodeWidth, Math.max(40, width - workflowWidth - nodeWidth - 4)],
		wordWrap: true,
		style: hasColors ? { head: ['cyan'], border: ['grey'] } : { head: [], border: [] },
	});
	let lastWorkflow = '';
	for (const { workflow, node, happened } of rows) {
		table.push([workflow === lastWorkflow ? '' : workflow, node, happened]);
		lastWorkflow = workflow;
	}
	console.log(table.toString());
}
