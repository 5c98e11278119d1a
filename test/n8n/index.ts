export { startN8n, type N8n, type N8nOptions } from './startN8n';
export {
	findInstallation,
	type Installation,
	INSTALL_COMMAND,
	INSTALL_DIRECTORY,
} from './installation';
export type { ExecutionChoice } from './finishedExecutions';
export { readUsage, resetPeakMemory, type ProcessUsage } from './processUsage';
export type { FinishedExecution, NodeRun } from './reports';
export type { Owner, RestClient } from './restClient';
export type { SavedExecution } from './savedExecution';
export { connectInLine, type Workflow } from './workflow';
