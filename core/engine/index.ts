import { RunningEngine } from './engine.ts';
import type { Engine, EngineOptions } from './engine-api.ts';

export { canDecode } from './answer-rewriting.ts';
/** The door of the engine room. */
export type * from './engine-api.ts';

/** An engine that runs nothing yet: `apply` gives it a project. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options);
}
