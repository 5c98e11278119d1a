import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import type { Random } from './random';

/** When Impilo carries out a request that goes wrong on the way. */
type Carried = 'never' | 'now' | 'later';

/** What the node sees of it. */
type Seen = 'reset' | 'refused' | 'noRoute' | 'timeout' | 'cut' | 'empty' | 'throttled' | 502 | 503;

export interface Fault {
	carried: Carried;
	seen: Seen;
}

type Weighted = readonly [weight: number, ...fault: [Carried, Seen]];

const CHANGES: readonly Weighted[] = [
	[3, 'never', 'reset'],
	[4, 'now', 'reset'],
	[5, 'later', 'reset'],
	[2, 'never', 'refused'],
	[1, 'never', 'noRoute'],
	[2, 'now', 'noRoute'],
	[1, 'never', 'timeout'],
	[1, 'now', 'timeout'],
	[1, 'later', 'timeout'],
	[1, 'now', 'cut'],
	[1, 'now', 'empty'],
	[2, 'never', 'throttled'],
	[1, 'never', 503],
	[1, 'now', 503],
	[1, 'later', 503],
	[1, 'never', 502],
	[1, 'now', 502],
	[1, 'later', 502],
];

const READS: readonly Weighted[] = [
	[3, 'never', 'reset'],
	[1, 'never', 'refused'],
	[1, 'never', 'noRoute'],
	[1, 'never', 'timeout'],
	[1, 'now', 'cut'],
	[2, 'never', 'throttled'],
	[2, 'never', 503],
	[2, 'never', 502],
];

/** Every kind of fault by name, for counting. */
export const FAULTS: readonly string[] = [
	...CHANGES.map(([, carried, seen]) => nameFault('change', { carried, seen })),
	...READS.map(([, carried, seen]) => nameFault('read', { carried, seen })),
];

export function nameFault(of: 'change' | 'read', { carried, seen }: Fault): string {
	return `${of}: ${seen}, carried out ${carried}`;
}

export function drawFault(random: Random, of: 'change' | 'read'): Fault {
	const faults = of === 'change' ? CHANGES : READS;
	let left = random.below(faults.reduce((sum, [weight]) => sum + weight, 0));
	const [, carried, seen] = faults.find(([weight]) => (left -= weight) < 0) ??
		CHANGES[0] ?? [0, 'never', 'reset'];
	return { carried, seen };
}

/** Whether the sender can't know whether it was carried out. */
export function isInDoubt({ seen }: Fault): boolean {
	return seen !== 'refused' && seen !== 'throttled';
}

const NETWORK = {
	reset: { code: 'ECONNRESET', syscall: 'read' },
	refused: { code: 'ECONNREFUSED', syscall: 'connect' },
	noRoute: { code: 'EHOSTUNREACH', syscall: 'read' },
};

/** What the socket says. */
export function socketError(seen: keyof typeof NETWORK): Error {
	const { code, syscall } = NETWORK[seen];
	return Object.assign(new Error(`${syscall} ${code}`), { code, syscall, errno: -1 });
}

/** As n8n throws what its HTTP library throws. */
export function wrapError(node: INode, code: string, cause?: Error): Error {
	const error = Object.assign(new Error(cause?.message ?? code), {
		name: 'AxiosError',
		code,
		cause,
	});
	return new NodeApiError(node, error as unknown as JsonObject);
}
