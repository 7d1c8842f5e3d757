import type { ExchangeSummary } from '../../contract/index.ts';
import { ProjectOverlay } from './project-overlay.ts';
import type { RehearsalDesk, RehearsalDeskOptions } from './rehearsal-desk.ts';

/**
 * The way to the rehearsal desk, which is loaded when somebody asks for it: cookie jars and the like are nothing that a
 * balancer should wait for when it starts.
 */
export class RehearsalDoor {
  readonly overlay = new ProjectOverlay();
  readonly #options: Omit<RehearsalDeskOptions, 'overlay'>;
  #opening: Promise<RehearsalDesk> | null = null;
  #desk: RehearsalDesk | null = null;

  constructor(options: Omit<RehearsalDeskOptions, 'overlay'>) {
    this.#options = options;
  }

  desk(): Promise<RehearsalDesk> {
    this.#opening ??= import('./rehearsal-desk.ts').then((module) => {
      this.#desk = new module.RehearsalDesk({ ...this.#options, overlay: this.overlay });
      return this.#desk;
    });
    return this.#opening;
  }

  /** The engine has finished an exchange. Called for each one: cheap while nothing is rehearsed. */
  exchangeFinished(summary: ExchangeSummary): void {
    if (this.#desk?.isRunning === true) this.#desk.exchangeFinished(summary);
  }

  async stop(): Promise<void> {
    await (await this.#opening)?.stop();
  }
}
