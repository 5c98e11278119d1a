import type { Patient } from './entities';

export function readFullName({ firstName, lastName }: Patient): string {
	return [firstName, lastName].filter((name) => name !== null).join(' ');
}
