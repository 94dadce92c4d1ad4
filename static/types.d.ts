/** What the build and the worker say to the rest of the browser code. */

/** The list the build puts above sw.js. `entries` and `paper` map each path to its SHA-256. */
declare const MANIFEST: {
  generation: string;
  headers: string;
  core: number;
  languages: string[];
  instant: string[];
  entries: Record<string, string>;
  paper: Record<string, string>;
};

/** What the worker read back from the cache. */
interface SavedReport {
  type: 'status';
  state: 'none' | 'core' | 'ready';
  saved: number;
  total: number;
  bytes: number;
  since?: string;
  generation: string;
  saving: boolean;
}

/** One more file saved. `update`: it belongs to a newer version, not to the one in use. */
interface SavedProgress {
  type: 'progress';
  saved: number;
  done: number;
  of: number;
  update: boolean;
}

/** Chromium's offer to install, kept by the inline script in the head. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<void>;
  userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

interface Window {
  installPrompt?: InstallPromptEvent;
}

interface WindowEventMap {
  beforeinstallprompt: InstallPromptEvent;
}

/** A sentence of the rescue, or its English where no translation may be shown yet. */
type RescueText = string | { en: string };
type RescueWho = 'adult' | 'child' | 'baby';
type RescuePerson = 'unresponsive' | 'awake' | 'medics';

/** One button of a screen. The keys are those of pwa/model/rescue.py. */
interface RescueAnswer {
  text: RescueText;
  detail?: RescueText;
  tone?: 'plain' | 'good' | 'unsure' | 'alarm' | 'quiet';
  to: string;
  breathing?: 'well' | 'weak' | 'none';
  naloxone?: 'spray' | 'injection' | 'none';
  dose?: string;
  hands_only?: 'on' | 'off';
  erase?: boolean;
  only?: RescueWho[];
  note?: string;
}

interface RescueVariant {
  title?: RescueText;
  lines?: RescueText[];
  hint?: RescueText;
  say?: RescueText[];
}

/** One screen. */
interface RescueStep extends RescueVariant {
  id: string;
  kind: 'ask' | 'do' | 'check' | 'end';
  person?: RescuePerson;
  needs?: 'well';
  gives?: boolean;
  check?: string;
  every?: number;
  title: RescueText;
  lines: RescueText[];
  pictogram?: string;
  say_dosed?: RescueText;
  tool?: 'look' | 'breaths' | 'compressions' | 'log';
  link?: { to: string; text: RescueText }[];
  child?: RescueVariant;
  baby?: RescueVariant;
  hands_only_words?: RescueVariant;
  answer: RescueAnswer[];
  audio?: string;
}

/** The guided rescue in one language, as the build writes it. */
interface RescueFlow {
  language: string;
  first: string;
  steps: Record<string, RescueStep>;
  changes: { to: string; text: RescueText }[];
  words: Record<string, RescueText>;
  notes: Record<string, [RescueText, string]>;
  say: { line: RescueText; english: string; aloud: RescueText }[];
}

interface RescueNote {
  at: number;
  note: string;
  dose?: number;
}

/** Where a rescue stands. It is what the phone keeps, so `version` goes up when its shape changes. */
interface RescueState {
  version: number;
  startedAt: number;
  lastAt: number;
  step: string;
  since: number;
  doing: string | null;
  who: RescueWho;
  person: RescuePerson;
  breathing: 'well' | 'weak' | 'none' | null;
  checkedAt: number;
  notBefore: number;
  naloxone: 'spray' | 'injection' | 'none' | null;
  handsOnly: boolean;
  redo: boolean;
  doses: { at: number; known: boolean }[];
  calls: number[];
  heard: boolean | null;
  log: RescueNote[];
  back: (Pick<
    RescueState,
    'step' | 'since' | 'doing' | 'person' | 'breathing' | 'checkedAt' | 'naloxone' | 'handsOnly'
  > & { log: number; doses: number })[];
  erased: boolean;
}

type RescueEvent = { at: number } & (
  | { type: 'answer'; index: number }
  | { type: 'open'; step: string }
  | { type: 'who'; who: RescueWho }
  | { type: 'call' }
  | { type: 'heard'; yes: boolean }
  | { type: 'redose'; given: number | null }
  | { type: 'back' }
  | { type: 'tick' }
);

/** Safari's word on how sound mixes with the phone's: `playback` is heard with the ringer off. */
interface Navigator {
  audioSession?: { type: 'auto' | 'playback' };
}
