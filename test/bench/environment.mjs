// Node reads the certificates that NODE_EXTRA_CA_CERTS names at every start, whoever needs them: where it is set, some 35 ms
// of the start of each Node program, which say nothing of the program.
const { NODE_EXTRA_CA_CERTS: _, ...rest } = process.env;

/** What measured programs are started with. */
export const environment = rest;
