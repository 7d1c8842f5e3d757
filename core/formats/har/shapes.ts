import type {
  AttemptRecord,
  CandidateRow,
  ExchangeTiming,
  Explanation,
  StickyLookup,
} from '../../contract/index.ts';

// One example of each shape of ours in a HAR: what is read has the same kinds under the same names (`Value.shaped`).

const CANDIDATE: CandidateRow = {
  member: '',
  route: '',
  state: 'offered',
  lbset: 0,
  lbfactor: 0,
  lbstatusBefore: 0,
  lbstatusAfter: 0,
  busy: 0,
  traffic: null,
  retryInMs: null,
};

export const ATTEMPTS: readonly AttemptRecord[] = [
  {
    member: '',
    route: '',
    reason: 'sticky',
    outcome: 'answered',
    candidates: [CANDIDATE],
    connectMs: null,
    reusedConnection: false,
    durationMs: 0,
    markedError: false,
  },
];

export const LOOKUP: StickyLookup = { source: null, name: null, value: null, route: null };

export const EXPLANATION: Explanation = {
  headline: '',
  summary: '',
  steps: [
    { id: 'url', verdict: 'yes', title: '', text: '', directive: '', rule: '', candidates: [CANDIDATE] },
  ],
  variables: {},
};

export const TIMING: ExchangeTiming = {
  requestReadMs: null,
  connectedMs: null,
  firstByteMs: null,
  finishedMs: 0,
};
