import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The files that the UI's server may hand out: exactly the regular files that lie in the renderer's folder, looked up
 * by their whole path. Nothing is joined or normalised, so no spelling of `..` can lead out of it.
 */
export interface UiFiles {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Reads which files there are. Rejects when the folder has no `index.html`: the renderer was never built. */
export async function openUiFiles(folder: string): Promise<UiFiles> {
  let files = await filesIn(folder);
  if (!files.has('/index.html')) throw new Error(`there is no index.html in ${folder}`);

  const read = async (name: string): Promise<Buffer | undefined> => {
    const file = files.get(name);
    return file === undefined ? undefined : readFile(file).catch(() => undefined);
  };

  return {
    async serve(request, response) {
      const target = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const name = target === '/' ? '/index.html' : target;
      let bytes = await read(name);
      if (bytes === undefined) {
        // A new build has other names; the folder is read again before we say no.
        files = await filesIn(folder).catch(() => files);
        bytes = await read(name);
      }
      if (bytes === undefined) {
        response.writeHead(404, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' });
        response.end('not found\n');
        return;
      }
      response.writeHead(200, {
        'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream',
        'Content-Length': bytes.length,
        // Vite names what lies in assets/ by its content; the rest may change under its name.
        'Cache-Control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    },
  };
}

/** Folder by folder: inside the archive of a package, Electron's `readdir` goes no deeper, whatever it is asked. */
async function filesIn(folder: string, below = ''): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const name = `${below}/${entry.name}`;
    // Links are left out: they may lead anywhere.
    if (entry.isFile()) found.set(name, path.join(folder, name));
    else if (entry.isDirectory()) for (const one of await filesIn(folder, name)) found.set(...one);
  }
  return found;
}
