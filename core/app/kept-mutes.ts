import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { DETECTORS, type ProjectFileView } from '../contract/index.ts';
import type { Mutes } from '../sessions/index.ts';

const FILE = 'mutes.json';
/** Projects whose mutes are kept; the ones muted longest ago are forgotten. */
const MOST_PROJECTS = 50;
const SHAPE = z.record(
  z.string(),
  z.object({ detectors: z.array(z.enum(DETECTORS)), places: z.array(z.string().max(1000)).max(500) }),
);

/** What people muted, kept in the folder of this user's data, for each project by its file. One without a file is not known again. */
export class KeptMutes {
  readonly #file: string;
  readonly #projectFile: () => Pick<ProjectFileView, 'name' | 'folder'>;
  /** One write after the other. */
  #writing: Promise<void> = Promise.resolve();

  /** `projectFile` says which project runs. */
  constructor(folder: string, projectFile: () => Pick<ProjectFileView, 'name' | 'folder'>) {
    this.#file = path.join(folder, FILE);
    this.#projectFile = projectFile;
  }

  /** The file of the project that runs; null while it has none. */
  get project(): string | null {
    const { name, folder } = this.#projectFile();
    return name === null ? null : path.join(folder ?? '', name);
  }

  /** Of the project that runs; undefined where nothing is kept, or the file is not ours to understand. */
  async load(): Promise<Mutes | undefined> {
    const { project } = this;
    return project === null ? undefined : (await this.#read()).get(project);
  }

  save(mutes: Mutes): Promise<void> {
    const { project } = this;
    if (project === null) return Promise.resolve();
    this.#writing = this.#writing.then(() => this.#write(project, mutes)).catch(() => undefined);
    return this.#writing;
  }

  async #read(): Promise<Map<string, Mutes>> {
    try {
      return new Map(Object.entries(SHAPE.parse(JSON.parse(await readFile(this.#file, 'utf8')))));
    } catch {
      return new Map();
    }
  }

  async #write(project: string, mutes: Mutes): Promise<void> {
    const all = await this.#read();
    all.delete(project);
    if (mutes.detectors.length + mutes.places.length > 0) all.set(project, mutes);
    await mkdir(path.dirname(this.#file), { recursive: true });
    const fresh = `${this.#file}.${process.pid}`;
    await writeFile(fresh, JSON.stringify(Object.fromEntries([...all].slice(-MOST_PROJECTS))), {
      mode: 0o600,
    });
    await rename(fresh, this.#file);
  }
}
