import './environment';

import { Credentials, getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	UnexpectedError,
	UserError,
	Workflow,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import { NO_OP_TYPE } from './standInNodes';

/** What a user typed into credentials, by credential type: `{ impiloApi: { apiKey: '…' } }`. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

const EXPRESSION_NODE: INode = {
	id: 'credential',
	name: 'Credential',
	type: NO_OP_TYPE,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * n8n's credentials without its database: one credential of each type, whatever the ID the node
 * names. Defaults, hidden fields, expressions and authentication work as in n8n.
 */
export class MemoryCredentialsHelper extends ICredentialsHelper {
	/** How often a credential was read and decrypted, which in n8n is a database query. */
	reads = 0;

	private readonly stored: Map<string, ICredentialDataDecryptedObject>;

	constructor(
		private readonly loadedPackage: LoadedPackage,
		credentials: CredentialData = {},
	) {
		super();
		this.stored = new Map(Object.entries(credentials));
	}

	getParentTypes(typeName: string): string[] {
		const parents = this.loadedPackage.credentialTypes[typeName]?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	isCredentialUsableByNode(typeName: string, nodeType: string): boolean {
		const type = this.loadedPackage.credentialTypes[typeName];
		if (!type?.restrictToSupportedNodes) return true;
		return this.loadedPackage.supportedNodes[typeName]?.includes(nodeType) ?? false;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.getType(typeName);
		const request = requestOptions as IHttpRequestOptions;
		if (authenticate === undefined) return request;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (workflow === undefined || node === undefined) {
			throw new UnexpectedError('Declarative authentication needs a workflow and a node');
		}
		const resolve = (value: string) => resolveText(value, credentials, workflow, node);
		return addAuthentication(request, authenticate, resolve);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		_node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.getType(typeName);
		const expirable = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (expirable === undefined || type.preAuthentication === undefined) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;

		const output = await type.preAuthentication.call(helpers, credentials);
		if (output[expirable.name] === undefined) return undefined;
		const renewed = output as ICredentialDataDecryptedObject;
		this.stored.set(typeName, { ...this.stored.get(typeName), ...renewed });
		return Object.assign(credentials, renewed);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.getType(typeName).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	async getCredentials(
		nodeCredentials: INodeCredentialsDetails,
		typeName: string,
	): Promise<Credentials> {
		const credentials = new Credentials(nodeCredentials, typeName);
		await credentials.setData(this.getStored(nodeCredentials, typeName));
		return credentials;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		nodeCredentials: INodeCredentialsDetails,
		typeName: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		expressionValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads += 1;
		const data = structuredClone(this.getStored(nodeCredentials, typeName));
		if (raw) return data;
		return await this.applyDefaults(
			additionalData,
			data,
			typeName,
			mode,
			executeData,
			expressionValues,
		);
	}

	/**
	 * The data as a node gets them: fields the user left alone have their defaults, fields the form
	 * hides are missing, and expressions are resolved.
	 */
	async applyDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		data: ICredentialDataDecryptedObject,
		typeName: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const shown = (NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(typeName),
			data as INodeParameters,
			true,
			false,
			null,
			null,
		) ?? {}) as INodeParameters;
		if (data.oauthTokenData !== undefined) {
			shown.oauthTokenData = data.oauthTokenData as IDataObject as INodeParameters;
		}
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		const { expression } =
			values?.workflow ??
			new Workflow({
				nodes: [EXPRESSION_NODE],
				connections: {},
				active: false,
				nodeTypes: new PackageNodeTypes(this.loadedPackage),
			});
		return expression.getParameterValue(
			shown,
			values?.runExecutionData ?? null,
			values?.runIndex ?? 0,
			values?.itemIndex ?? 0,
			values?.node.name ?? EXPRESSION_NODE.name,
			values?.connectionInputData ?? [],
			mode,
			keys,
			executeData,
			false,
			shown,
		) as ICredentialDataDecryptedObject;
	}

	async updateCredentials(
		_nodeCredentials: INodeCredentialsDetails,
		typeName: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.stored.set(typeName, data);
	}

	async updateCredentialsOauthTokenData(
		_nodeCredentials: INodeCredentialsDetails,
		typeName: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.stored.set(typeName, { ...this.stored.get(typeName), ...data });
	}

	getCredentialsProperties(typeName: string): INodeProperties[] {
		const type = this.getType(typeName);
		const combined: INodeProperties[] = [];
		for (const parent of type.extends ?? []) {
			NodeHelpers.mergeNodeProperties(combined, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(combined, type.properties);
		return combined;
	}

	private getType(typeName: string): ICredentialType {
		const type = this.loadedPackage.credentialTypes[typeName];
		if (type === undefined) throw new UserError(`Unrecognized credential type: ${typeName}`);
		return type;
	}

	private getStored(
		nodeCredentials: INodeCredentialsDetails,
		typeName: string,
	): ICredentialDataDecryptedObject {
		if (!nodeCredentials.id) {
			throw new UserError(`Found credential "${nodeCredentials.name}" with no ID.`);
		}
		const data = this.stored.get(typeName);
		if (data === undefined) {
			throw new UserError(
				`Credential with ID "${nodeCredentials.id}" does not exist for type "${typeName}".`,
			);
		}
		return data;
	}
}

function addAuthentication(
	request: IHttpRequestOptions,
	{ properties }: IAuthenticateGeneric,
	resolve: (value: string) => string,
): IHttpRequestOptions {
	const resolved = Object.entries(properties).map(([part, values]) => {
		const before = request[part as keyof IHttpRequestOptions] as IDataObject | undefined;
		const added = Object.entries(values as Record<string, string>).map(([key, value]) => [
			resolve(key),
			resolve(value),
		]);
		return [part, { ...before, ...Object.fromEntries(added) }];
	});
	return Object.assign(request, { headers: request.headers ?? {} }, Object.fromEntries(resolved));
}

function resolveText(
	value: string,
	$credentials: ICredentialDataDecryptedObject,
	workflow: Workflow,
	node: INode,
): string {
	if (!value.startsWith('=')) return value;
	const resolved = workflow.expression.getSimpleParameterValue(
		node,
		value,
		'internal',
		{ $credentials },
		undefined,
		'',
	);
	return resolved ? String(resolved) : '';
}
