#!/usr/bin/env node
/**
 * Signs the manifests of an update feed, or makes the key that does (build/docs/packages.md).
 *
 *   node build/package/sign-feed.mjs --new-key KEYFILE      a new private key; prints ROUTEPIN_UPDATE_KEY
 *   node build/package/sign-feed.mjs KEYFILE release/latest*.yml    writes FILE.sig beside each
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

/**
 * The value of ROUTEPIN_UPDATE_KEY that belongs to a private key.
 * @param {string} pem
 */
export function publicKeyOf(pem) {
  const der = createPublicKey(createPrivateKey(pem)).export({ format: 'der', type: 'spki' });
  return der.subarray(-32).toString('base64');
}

/** @param {string} pem @param {Buffer} manifest */
export function signatureOf(pem, manifest) {
  return `${sign(null, manifest, createPrivateKey(pem)).toString('base64')}\n`;
}

/** @param {readonly string[]} args */
async function main(args) {
  const [first, ...files] = args;
  if (first === '--new-key' && files.length === 1) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
    await writeFile(files[0] ?? '', pem, { mode: 0o600, flag: 'wx' });
    console.log(`ROUTEPIN_UPDATE_KEY=${publicKeyOf(String(pem))}`);
    return 0;
  }
  if (first === undefined || first.startsWith('-') || files.length === 0) {
    console.error('Usage: sign-feed.mjs --new-key KEYFILE | sign-feed.mjs KEYFILE MANIFEST…');
    return 2;
  }
  const pem = await readFile(first, 'utf8');
  for (const file of files) {
    await writeFile(`${file}.sig`, signatureOf(pem, await readFile(file)));
    console.log(`${file}.sig`);
  }
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(`sign-feed: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
