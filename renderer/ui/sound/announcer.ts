import type { Clip } from '../../../electron/core/queue/announcement.ts';

type Announcement = {
  /** 0 to 100. */
  volume: number;
  chime: boolean;
  clips: readonly Clip[];
  /** How often the clips are spoken. */
  times: number;
};

/** Plays announcements one at a time; the caller queues them, because it also shows what is being said. */
export type Announcer = {
  /**
   * Resolves when the last sound has ended, was stopped, or could not be played. It never rejects, and what is missing
   * ends it early: neither may hold up the number on the screen.
   */
  play(announcement: Announcement): Promise<void>;
  stop(): void;
  /** Makes ready before the first call, and finds out whether the browser keeps the sound back. */
  prepare(): void;
};

type Playing = { sources: AudioBufferSourceNode[]; stopped: () => void };

/** Seconds of silence between the two times a call is spoken. */
const PAUSE = 0.7;
/** A clip that has not come by then does not come in time: the chime has rung. */
const FETCH_MS = 4000;
/** A browser that lets a page sound does so well within this time, also with a slow sound card. */
const RESUME_MS = 1500;
/** A sound card pulled out in the middle stops the clock of the sound, and its end never comes. */
const LATE_MS = 2000;

/** One for the window: browsers allow but a few. */
let context: AudioContext | null = null;
const buffers = new Map<string, Promise<AudioBuffer | null>>();

/**
 * The sound of this window. `onBlocked` is told when the browser keeps the sound back until somebody touches the
 * screen, and when it no longer does.
 */
export function createAnnouncer(onBlocked: (blocked: boolean) => void = () => {}): Announcer {
  let playing: Playing | null = null;
  let listening = false;

  /** The context if it sounds; null when the browser keeps it back or there is none. */
  async function wake(): Promise<AudioContext | null> {
    const audio = open();
    if (!listening) {
      listening = true;
      audio.addEventListener('statechange', () => onBlocked(audio.state !== 'running'));
    }
    // Without a touch before it, the promise of a browser that keeps the sound back stays open for ever.
    if (audio.state !== 'running') await Promise.race([audio.resume(), after(RESUME_MS)]);
    if (audio.state === 'running') return audio;
    onBlocked(true);
    return null;
  }

  async function perform({ volume, chime, clips, times }: Announcement, mine: Playing): Promise<void> {
    const bell = chime ? load('sounds/chime') : null;
    const words = Promise.all(clips.map((clip) => load(`voice/${clip}`)));
    const audio = await wake();
    if (!audio) return;
    const gain = new GainNode(audio, { gain: loudness(volume) });
    gain.connect(audio.destination);
    let end = 0;
    const add = (sounds: readonly AudioBuffer[]) => {
      end = Math.max(end, audio.currentTime + 0.05);
      for (const buffer of sounds) {
        const source = new AudioBufferSourceNode(audio, { buffer });
        source.connect(gain);
        source.start(end);
        mine.sources.push(source);
        end += buffer.duration;
      }
    };
    // The chime does not wait for the voice.
    const rung = await bell;
    if (playing === mine && rung) add([rung]);
    const spoken = (await words).filter((buffer) => buffer !== null);
    // With one clip missing a wrong number would be called: then it stands on the screen only.
    if (playing === mine && spoken.length === clips.length) {
      for (let i = 0; i < times; i++) {
        if (i > 0) end += PAUSE;
        add(spoken);
      }
    }
    const last = mine.sources.at(-1);
    if (last && playing === mine) {
      const ended = new Promise<void>((resolve) => last.addEventListener('ended', () => resolve()));
      await Promise.race([ended, after((end - audio.currentTime) * 1000 + LATE_MS)]);
    }
    gain.disconnect();
  }

  function stop(): void {
    const stopping = playing;
    playing = null;
    for (const source of stopping?.sources ?? []) source.stop();
    stopping?.stopped();
  }

  return {
    stop,
    prepare() {
      void load('sounds/chime');
      void wake().catch(() => {});
    },
    async play(announcement) {
      stop();
      if (announcement.volume === 0) return;
      const mine: Playing = { sources: [], stopped: () => {} };
      const stopped = new Promise<void>((resolve) => {
        mine.stopped = resolve;
      });
      playing = mine;
      // No sound at all is no reason to stop the screen.
      await Promise.race([perform(announcement, mine).catch(() => {}), stopped]);
      if (playing === mine) playing = null;
    },
  };
}

/** Hearing is logarithmic: half way up the slider should sound half as loud. */
export function loudness(volume: number): number {
  return (Math.min(100, Math.max(0, volume)) / 100) ** 2;
}

function open(): AudioContext {
  if (context) return context;
  const made = new AudioContext();
  context = made;
  const touched = () => void made.resume().catch(() => {});
  for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, touched, { capture: true });
  return made;
}

/** A clip is fetched once; one that failed is tried again the next time. */
function load(name: string): Promise<AudioBuffer | null> {
  const known = buffers.get(name);
  if (known) return known;
  const loading = fetch(`/assets/${name}.ogg`, { signal: AbortSignal.timeout(FETCH_MS) })
    .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error(String(response.status)))))
    .then((bytes) => open().decodeAudioData(bytes))
    .catch(() => {
      buffers.delete(name);
      return null;
    });
  buffers.set(name, loading);
  return loading;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
