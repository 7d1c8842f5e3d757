export const requestCorpus: readonly { name: string; bytes: string }[] = [];
export const responseCorpus: readonly { name: string; bytes: string }[] = [];
