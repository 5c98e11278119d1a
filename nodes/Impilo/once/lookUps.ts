import type { Findings } from '../api/findByValues';
import type { Identifiable } from './records';

/**
 * Looks keys up for several items together: what is asked for while a look-up is under way goes into the
 * next one.
 */
export class SharedLookUps<T extends Identifiable> {
	private underWay: Promise<unknown> = Promise.resolve();

	private next: { keys: Set<string>; findings: Promise<Findings<T>> } | undefined;

	constructor(private readonly find: (keys: readonly string[]) => Promise<Findings<T>>) {}

	/**
	 * @returns what has any of the keys, each once
	 * @throws what the look-up of one of the keys failed with
	 */
	async findAll(keys: readonly string[]): Promise<T[]> {
		this.next ??= this.prepare();
		for (const key of keys) this.next.keys.add(key);
		const { found, failures } = await this.next.findings;
		for (const key of keys) if (failures.has(key)) throw failures.get(key);
		const entities = keys.flatMap((key) => found.get(key) ?? []);
		return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
	}

	private prepare(): { keys: Set<string>; findings: Promise<Findings<T>> } {
		const keys = new Set<string>();
		const findings = this.underWay.then(async () => {
			this.next = undefined;
			return await this.find([...keys]);
		});
		this.underWay = findings.catch(() => undefined);
		return { keys, findings };
	}
}
