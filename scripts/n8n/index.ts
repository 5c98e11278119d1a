export type { ExecutionChoice, FinishedExecution, NodeRun } from './executions';
export { findInstallation, type Installation } from './install';
export type { Owner, RestClient, SavedExecution } from './rest';
export { startN8n, type N8n, type N8nOptions } from './startN8n';
export { connectInLine, type Workflow } from './rest';
