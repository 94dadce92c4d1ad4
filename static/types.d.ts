/** What the build and the worker say to the rest of the browser code. */

/** The list the build puts above sw.js. `entries` maps each path to its SHA-256 in base64, the core first. */
declare const MANIFEST: {
  generation: string;
  headers: string;
  core: number;
  languages: string[];
  instant: string[];
  entries: Record<string, string>;
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
