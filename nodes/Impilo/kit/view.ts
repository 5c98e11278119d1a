import { listOf } from '../api/json';
import type { ImpiloKit } from './kit';

/** A kit with Simplify on. */
export interface SimplifiedKit {
	id: number | null;
	name: string | null;
	archived: boolean | null;
	kitItems: Array<{ id: number | null; name: string | null; count: number | null }>;
}

/** Simplifies a kit; whatever Impilo left out is null, or an empty list. */
export function simplifyKit({ id, name, archived, kitItems }: ImpiloKit): SimplifiedKit {
	return {
		id: id ?? null,
		name: name ?? null,
		archived: archived ?? null,
		kitItems: listOf(kitItems).map(({ item, count }) => ({
			id: item?.id ?? null,
			name: item?.name ?? null,
			count: count ?? null,
		})),
	};
}
