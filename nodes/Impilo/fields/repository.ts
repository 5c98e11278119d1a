/** The repository at GitHub that package.json names; until it is there, nothing links to it. */
export const REPOSITORY: string | undefined = undefined;
