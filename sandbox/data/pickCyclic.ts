/** The element at an index that starts again at the end. */
export function pickCyclic<T>(list: readonly T[], index: number): T {
	const element = list[index % list.length];
	if (element === undefined) throw new Error('Nothing to pick from');
	return element;
}

/** What a seed lists under an id; a seed that refers to something it doesn't have is a mistake. */
export function pickById<T>(entities: ReadonlyMap<number, T>, id: number): T {
	const entity = entities.get(id);
	if (entity === undefined) throw new Error(`The seed has no ${id}`);
	return entity;
}
