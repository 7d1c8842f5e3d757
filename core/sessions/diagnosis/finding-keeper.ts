import type {
  DetectorName,
  FindingEvidence,
  FindingPlace,
  FindingsView,
  Project,
  TrafficFinding,
} from '../../contract/index.ts';
import { ownText } from '../../decision/index.ts';
import type { Emit } from '../types.ts';
import type { Detector, Sighting, Tally } from './detector.ts';

/** What was muted, as it outlives a run: kinds, and places of a kind. */
export interface Mutes {
  readonly detectors: readonly DetectorName[];
  /** Keys of findings: the detector's name and its place. */
  readonly places: readonly string[];
}

/** More places than this are not remembered; the oldest are forgotten. */
const MOST_MUTED_PLACES = 200;
/** Open findings beyond this are counted and not kept: nobody reads two hundred. */
const MOST_OPEN = 200;
const MOST_CLOSED = 50;
/** Sessions told apart at one finding; beyond, the number stands still. */
const MOST_SESSIONS = 1000;
/** The first exchange and the newest ones. */
const MOST_EVIDENCE = 5;
const NOWHERE: FindingPlace = { site: null, balancer: null, route: null, member: null, sessionId: null };

interface KeptFinding {
  readonly key: string;
  readonly goneAfterMs: number | null;
  readonly sessions: Set<string>;
  view: TrafficFinding;
  /** Changed since it was last told. */
  isNews: boolean;
  isMutedByHand: boolean;
}

/**
 * The findings of a run: each raised once for its place, counted on while it lasts, closed when it is gone. Says what to
 * emit at `tell`, so that a finding that is seen a thousand times a second is told once a second.
 */
export class FindingKeeper {
  readonly #emit: Emit;
  readonly #open = new Map<string, KeptFinding>();
  readonly #muted = new Set<DetectorName>();
  readonly #mutedPlaces = new Set<string>();
  #closed: TrafficFinding[] = [];
  #untold = 0;
  #lastNumber = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  view(): FindingsView {
    return {
      findings: [...[...this.#open.values()].map(({ view }) => view), ...this.#closed],
      mutedDetectors: [...this.#muted],
      untold: this.#untold,
    };
  }

  report(detector: Detector, place: string, sighting: (tally: Tally) => Sighting, nowMs: number): void {
    const key = `${detector.name}\n${place}`;
    const kept = this.#open.get(key);
    if (kept === undefined) this.#raise(detector, key, sighting({ count: 1, sessions: 1 }), nowMs);
    else this.#countOn(kept, sighting, nowMs);
  }

  clear(detector: DetectorName, place: string, nowMs: number): void {
    const kept = this.#open.get(`${detector}\n${place}`);
    if (kept !== undefined) this.#close(kept, nowMs);
  }

  /** Closes what was not seen for long enough, and tells what is new of the others. */
  tell(nowMs: number): void {
    for (const kept of this.#open.values()) {
      const { goneAfterMs, view } = kept;
      if (goneAfterMs !== null && nowMs - view.lastSeenAtMs >= goneAfterMs) this.#close(kept, nowMs);
      else if (kept.isNews) this.#tellUpdate(kept);
    }
  }

  /** Closes what is about something that the project no longer has. */
  configure(project: Project, nowMs: number): void {
    const balancers = new Map(project.balancers.map((balancer) => [balancer.name, balancer]));
    for (const kept of this.#open.values()) {
      const { balancer: name, member, site } = kept.view.place;
      const balancer = name === null ? undefined : balancers.get(name);
      const isGone =
        (name !== null && balancer === undefined) ||
        (member !== null && balancer?.members.every(({ url }) => url !== member) === true) ||
        (site !== null && project.sites.every((one) => one.name !== site));
      if (isGone) this.#close(kept, nowMs);
    }
  }

  get mutes(): Mutes {
    return { detectors: [...this.#muted], places: [...this.#mutedPlaces].slice(-MOST_MUTED_PLACES) };
  }

  /** Mutes what was muted in an earlier run, those that are open already included. */
  restore({ detectors, places }: Mutes): void {
    for (const place of places) this.#mutedPlaces.add(place);
    for (const kept of this.#open.values()) {
      if (!this.#mutedPlaces.has(kept.key)) continue;
      kept.isMutedByHand = true;
      this.#setMuted(kept);
    }
    for (const detector of detectors) this.muteDetector(detector, true);
  }

  /** Whether there is such a finding. */
  mute(findingId: string, on: boolean): boolean {
    const kept = [...this.#open.values()].find(({ view }) => view.id === findingId);
    if (kept === undefined) return this.#closed.some(({ id }) => id === findingId);
    kept.isMutedByHand = on;
    this.#mutedPlaces.delete(kept.key);
    if (on) this.#mutedPlaces.add(kept.key);
    this.#setMuted(kept);
    return true;
  }

  muteDetector(detector: DetectorName, on: boolean): void {
    if (this.#muted.has(detector) === on) return;
    if (on) this.#muted.add(detector);
    else this.#muted.delete(detector);
    this.#emit({ event: 'detector.muted', detector, on });
    for (const kept of this.#open.values()) if (kept.view.detector === detector) this.#setMuted(kept);
  }

  #setMuted(kept: KeptFinding): void {
    const isMuted = kept.isMutedByHand || this.#muted.has(kept.view.detector);
    if (isMuted === kept.view.isMuted) return;
    kept.view = { ...kept.view, isMuted };
    this.#tellUpdate(kept);
  }

  #raise(detector: Detector, key: string, seen: Sighting, nowMs: number): void {
    if (this.#open.size >= MOST_OPEN) {
      this.#untold += 1;
      return;
    }
    const place = { ...NOWHERE, ...seen.place };
    const view: TrafficFinding = {
      id: `f${++this.#lastNumber}`,
      detector: detector.name,
      severity: seen.severity ?? detector.severity,
      title: detector.title,
      sentence: ownText(seen.sentence),
      symptom: detector.symptom,
      advice: detector.advice,
      remedy: seen.remedy ?? null,
      place,
      evidence: withEvidence([], seen),
      count: 1,
      openedAtMs: nowMs,
      lastSeenAtMs: nowMs,
      closedAtMs: null,
      isMuted: this.#muted.has(detector.name) || this.#mutedPlaces.has(key),
    };
    this.#open.set(key, {
      key,
      goneAfterMs: detector.goneAfterMs,
      sessions: new Set(place.sessionId === null ? [] : [place.sessionId]),
      view,
      isNews: false,
      isMutedByHand: this.#mutedPlaces.has(key),
    });
    this.#emit({ event: 'finding.opened', ...view });
  }

  #countOn(kept: KeptFinding, sighting: (tally: Tally) => Sighting, nowMs: number): void {
    const { view, sessions } = kept;
    const count = view.count + 1;
    let seen = sighting({ count, sessions: Math.max(1, sessions.size) });
    const sessionId = seen.place?.sessionId ?? null;
    if (sessionId !== null && sessions.size < MOST_SESSIONS && !sessions.has(sessionId)) {
      sessions.add(sessionId);
      seen = sighting({ count, sessions: sessions.size });
    }
    kept.view = {
      ...view,
      severity: seen.severity ?? view.severity,
      sentence: ownText(seen.sentence),
      remedy: seen.remedy ?? null,
      place: { ...NOWHERE, ...seen.place },
      evidence: withEvidence(view.evidence, seen),
      count,
      lastSeenAtMs: nowMs,
    };
    kept.isNews = true;
  }

  #tellUpdate(kept: KeptFinding): void {
    kept.isNews = false;
    this.#emit({ event: 'finding.updated', ...kept.view });
  }

  #close(kept: KeptFinding, nowMs: number): void {
    this.#open.delete(kept.key);
    kept.view = { ...kept.view, closedAtMs: nowMs };
    this.#closed = [...this.#closed, kept.view].slice(-MOST_CLOSED);
    this.#emit({ event: 'finding.closed', ...kept.view });
  }
}

function withEvidence(
  before: readonly FindingEvidence[],
  { exchange }: Sighting,
): readonly FindingEvidence[] {
  if (exchange === undefined || before.some(({ exchangeId }) => exchangeId === exchange.id)) return before;
  const evidence = { exchangeId: exchange.id, atMs: exchange.atMs, text: ownText(exchange.text) };
  const [first] = before;
  if (first === undefined) return [evidence];
  return [first, ...before.slice(1), evidence].length <= MOST_EVIDENCE
    ? [...before, evidence]
    : [first, ...before.slice(2), evidence];
}
