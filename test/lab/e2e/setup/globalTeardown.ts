import { findSharedStage, shareStage } from './sharedStage';

export default async function cleanUp(): Promise<void> {
	await findSharedStage().stop();
	shareStage(undefined);
}
