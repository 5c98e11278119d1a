import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IDataObject, INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { systemClock } from '../../nodes/Impilo/api/clock';
import { startSandbox, type Fault, type Sandbox, type SandboxOptions } from '../../sandbox';
import {
	packageFromClasses,
	runAsTool,
	runWorkflow,
	type CredentialData,
	type LoadedPackage,
	type NodeSource,
	type RunWorkflowOptions,
	type ToolCallStyle,
	type ToolRun,
	type WorkflowRun,
} from './harness';

/** The name of the node under test in every workflow of `runImpilo`. */
export const IMPILO = 'Impilo';

const IMPILO_TYPE = 'n8n-nodes-impilo.impilo';

/** A resource locator as the editor saves it. */
export function pick(
	value: INodeParameterResourceLocator['value'],
	mode = 'id',
): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}

/** What an agent's model gives under that key, as text. */
export const fromAI = (key: string): string => `={{ $fromAI('${key}', '', 'string') }}`;

export const CONTINUE = { onError: 'continueErrorOutput' } as const;
export const RETRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

export type NodeSettings = Partial<Omit<NodeSource, 'name' | 'type' | 'parameters'>>;
/** What a run has beside its node, e.g. `signal`, or `nodes` and `connections` around it. */
export type RunSettings = Partial<Omit<RunWorkflowOptions, 'package' | 'items'>>;

/** How an agent goes about it, and settings of the tool's node. */
export type ToolSettings = Pick<Parameters<typeof runAsTool>[0], 'steps' | 'items' | 'node'>;

export interface ImpiloRig {
	sandbox: Sandbox;
	package: LoadedPackage;
	credentials: CredentialData;
	/**
	 * Runs a workflow of a trigger named "Trigger" and the Impilo node. `resource` is `order` unless
	 * the parameters say otherwise; with `runSettings.nodes`, these follow the Impilo node.
	 */
	runImpilo(
		parameters: INodeParameters,
		items?: IDataObject[],
		nodeSettings?: NodeSettings,
		runSettings?: RunSettings,
	): Promise<WorkflowRun>;
	/** Lets an AI agent call the Impilo node, once unless the settings say otherwise. */
	runImpiloTool(
		parameters: INodeParameters,
		args: IDataObject,
		style?: ToolCallStyle,
		toolSettings?: ToolSettings,
	): Promise<ToolRun>;
	/** Impilo answers with that from now on, everything or what matches. */
	answer(body: unknown, match?: Fault['match']): void;
	stop(): Promise<void>;
}

/** A sandbox of its own, the package from its sources, and a credential that leads to the sandbox. */
export async function startImpilo(options: SandboxOptions = {}): Promise<ImpiloRig> {
	const sandbox = await startSandbox(options);
	const loadedPackage = packageFromClasses({
		nodes: [new Impilo()],
		credentials: [new ImpiloApi()],
	});
	const credentials: CredentialData = {
		impiloApi: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
	};
	return {
		sandbox,
		package: loadedPackage,
		credentials,
		runImpilo: async (parameters, items = [{}], nodeSettings = {}, runSettings = {}) =>
			await runWorkflow({
				package: loadedPackage,
				credentials,
				assignCredentials: true,
				items,
				...runSettings,
				nodes: [
					{
						...nodeSettings,
						name: IMPILO,
						type: IMPILO_TYPE,
						parameters: { resource: 'order', ...parameters },
					},
					...(runSettings.nodes ?? []),
				],
			}),
		runImpiloTool: async (parameters, args, style, toolSettings = {}) =>
			await runAsTool({
				...toolSettings,
				package: loadedPackage,
				credentials,
				parameters: { resource: 'order', ...parameters },
				args,
				style,
			}),
		answer: (body, match) => void sandbox.misbehave({ kind: 'status', status: 200, body, match }),
		stop: async () => await sandbox.stop(),
	};
}

/**
 * What `startImpilo` gives, for all tests of a file: the sandbox is as new before each of them, and nothing
 * of the node is stood in for after it.
 */
export function useImpilo(options?: SandboxOptions): ImpiloRig {
	const rig = {} as ImpiloRig;
	beforeAll(async () => {
		Object.assign(rig, await startImpilo(options));
	});
	beforeEach(() => rig.sandbox.reset());
	afterEach(() => jest.restoreAllMocks());
	afterAll(async () => await rig.stop());
	return rig;
}

export interface VirtualTime {
	/** How long the node meant to wait, in milliseconds, in the order of its waits. */
	readonly waits: number[];
	/** Lets the node's clock go on by itself. */
	pass(ms: number): void;
	/** Gives the node its real clock back. */
	restore(): void;
}

/**
 * Makes every wait of the node end at once, while its clock goes on as if it had waited, and by nothing
 * else: however busy the machine is, the waits are the same. To be undone with `restore` or
 * `jest.restoreAllMocks()`.
 */
export function withoutWaiting(): VirtualTime {
	const waits: number[] = [];
	let nowMs = Date.now();
	const nowSpy = jest.spyOn(systemClock, 'now').mockImplementation(() => nowMs);
	const sleepSpy = jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
		waits.push(ms);
		const wakesAtMs = nowMs + ms;
		await nextTurn();
		// Waits that lie beside each other pass together.
		nowMs = Math.max(nowMs, wakesAtMs);
	});
	return {
		waits,
		pass: (ms) => {
			nowMs += ms;
		},
		restore: () => {
			nowSpy.mockRestore();
			sleepSpy.mockRestore();
		},
	};
}
