module.exports = {
	Impilo: require('./dist/nodes/Impilo/Impilo.node.js').Impilo,
	ImpiloTrigger: require('./dist/nodes/Impilo/ImpiloTrigger.node.js').ImpiloTrigger,
	ImpiloApi: require('./dist/credentials/ImpiloApi.credentials.js').ImpiloApi,
};
