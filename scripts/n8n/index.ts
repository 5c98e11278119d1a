export { REPORTED_FIELDS } from './executions';
export type { ExecutionChoice, FinishedExecution, NodeRun, Vitals } from './executions';
export { findInstallation, runNpm, type Installation } from './install';
export type { Owner, RestClient, SavedExecution } from './rest';
export { connectN8n, type EndedExecution, type RunningN8n } from './runningN8n';
export { startQueue, type QueueN8n, type QueueProcess } from './startQueue';
export { startN8n, type N8n, type N8nOptions } from './startN8n';
export { connectInLine, type Workflow } from './rest';
