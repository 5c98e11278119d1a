import * as crypto from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import * as n8nWorkflow from 'n8n-workflow';
import type { INodeType } from 'n8n-workflow';
import ts from 'typescript';

import type { Owner, VirtualClock } from './clock';
import type { Random } from './random';

const NODE_FILE = path.join(__dirname, '..', '..', 'nodes', 'Impilo', 'Impilo.node.ts');

/** A change to the text of a file of the node, as it's loaded. */
export interface Patch {
	/** Below nodes/Impilo. */
	file: string;
	find: string;
	put: string;
}

/** The parameters stand for what isn't pure: time, and chance. */
const SURROUNDINGS = ['setTimeout', 'Date', 'AbortSignal', 'Math'] as const;

type Require = (name: string) => unknown;
type ModuleBody = (exports: object, require: Require, ...surroundings: unknown[]) => void;

/** The node's code, compiled once; each process of n8n loads modules of its own from it. */
export class NodeCode {
	private readonly bodies = new Map<string, ModuleBody>();

	constructor(private readonly patches: readonly Patch[] = []) {
		const missing = patches.find(
			({ file, find }) => !readText(path.join(path.dirname(NODE_FILE), file)).includes(find),
		);
		if (missing) throw new Error(`${missing.file} doesn't contain: ${missing.find}`);
	}

	/** Loads all modules anew, as a process of n8n does that starts. */
	load(clock: VirtualClock, random: Random, owner: Owner): INodeType {
		const modules = new Map<string, object>();
		const surroundings = surround(clock, random, owner);
		const packages: Record<string, object> = {
			'n8n-workflow': Object.create(N8N_WORKFLOW, {
				sleep: {
					value: async (ms: number) =>
						await new Promise<void>((wake) => clock.after(ms, wake, owner)),
				},
			}) as object,
			'node:crypto': {
				createHash: crypto.createHash,
				randomUUID: () =>
					`00000000-0000-4000-8000-${random.below(1e12).toString().padStart(12, '0')}`,
			},
		};
		const load = (file: string): object => {
			const loaded = modules.get(file) ?? UNUSED.get(file);
			if (loaded !== undefined) return loaded;
			const exports = {};
			modules.set(file, exports);
			const require = (name: string): unknown => {
				if (name.startsWith('.')) return load(resolve(file, name));
				const known = packages[name];
				if (known === undefined) throw new Error(`The node may not load ${name}`);
				return known;
			};
			this.bodyOf(file)(exports, require, ...surroundings);
			return exports;
		};
		const { Impilo } = load(NODE_FILE) as { Impilo: new () => INodeType };
		return new Impilo();
	}

	private bodyOf(file: string): ModuleBody {
		const known = this.bodies.get(file);
		if (known !== undefined) return known;
		const body = compile(file, this.patches);
		this.bodies.set(file, body);
		return body;
	}
}

/** Fields that n8n's editor shows are of no use here, and building them takes longest. */
const N8N_WORKFLOW = {
	...n8nWorkflow,
	updateDisplayOptions: (_: unknown, fields: unknown) => fields,
};

/** Resources that no world uses: loading them would take a third of the time. */
const UNUSED = new Map(
	['device', 'event', 'inventory', 'item', 'kit'].map((name) => [
		path.join(path.dirname(NODE_FILE), name, 'index.ts'),
		{ [name]: { option: { name, value: name }, operations: [], searches: {} } },
	]),
);

const texts = new Map<string, string>();

function readText(file: string): string {
	const text = texts.get(file) ?? readFileSync(file, 'utf8');
	texts.set(file, text);
	return text;
}

const compiled = new Map<string, ModuleBody>();

function compile(file: string, patches: readonly Patch[]): ModuleBody {
	let text = readText(file);
	for (const patch of patches) {
		if (path.join(path.dirname(NODE_FILE), patch.file) === file) {
			text = text.replaceAll(patch.find, () => patch.put);
		}
	}
	const known = compiled.get(text);
	if (known !== undefined) return known;
	const { outputText } = ts.transpileModule(text, {
		compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
	});
	const body = new Function(
		'exports',
		'require',
		...SURROUNDINGS,
		`${outputText}\n//# sourceURL=${file}`,
	) as ModuleBody;
	compiled.set(text, body);
	return body;
}

const resolved = new Map<string, Map<string, string>>();

function resolve(from: string, name: string): string {
	const ofFile = resolved.get(from) ?? new Map<string, string>();
	resolved.set(from, ofFile);
	const known = ofFile.get(name);
	if (known !== undefined) return known;
	const target = path.join(path.dirname(from), name);
	const file = existsSync(`${target}.ts`) ? `${target}.ts` : path.join(target, 'index.ts');
	ofFile.set(name, file);
	return file;
}

function surround(clock: VirtualClock, random: Random, owner: Owner): unknown[] {
	const date = new Proxy(Date, {
		get: (target, key): unknown => (key === 'now' ? () => clock.date : Reflect.get(target, key)),
		construct: (target, args) =>
			Reflect.construct(target, args.length > 0 ? args : [clock.date]) as Date,
	});
	const abortSignal = {
		timeout: (ms: number): AbortSignal => {
			const controller = new AbortController();
			clock.after(ms, () => controller.abort(), owner);
			return controller.signal;
		},
	};
	const wait = (happen: () => void, ms = 0): void => clock.after(ms, happen, owner);
	const math: unknown = Object.create(Math, { random: { value: random.next } });
	return [wait, date, abortSignal, math];
}
