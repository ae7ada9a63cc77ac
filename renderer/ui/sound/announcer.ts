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
   * Resolves when the last sound has ended, was stopped, or could not be played. It never rejects: a missing clip or a
   * browser that keeps the sound back must not hold up the number on the screen.
   */
  play(announcement: Announcement): Promise<void>;
  stop(): void;
};

/** Seconds of silence between the two times a call is spoken. */
const PAUSE = 0.7;

/**
 * The sound of this window. `onBlocked` is told when the browser keeps the sound back until somebody touches the
 * screen, and when it no longer does.
 */
export function createAnnouncer(onBlocked: (blocked: boolean) => void = () => {}): Announcer {
  let context: AudioContext | null = null;
  let playing: { sources: AudioBufferSourceNode[]; end: () => void } | null = null;
  const buffers = new Map<string, Promise<AudioBuffer | null>>();

  function open(): AudioContext {
    if (context) return context;
    const made = new AudioContext();
    context = made;
    made.addEventListener('statechange', () => onBlocked(made.state !== 'running'));
    const touched = () => void made.resume();
    for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, touched, { capture: true });
    return made;
  }

  /** A clip is fetched once; one that failed is tried again the next time. */
  function load(path: string): Promise<AudioBuffer | null> {
    const known = buffers.get(path);
    if (known) return known;
    const loading = fetch(path)
      .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error(String(response.status)))))
      .then((bytes) => open().decodeAudioData(bytes))
      .catch(() => {
        buffers.delete(path);
        return null;
      });
    buffers.set(path, loading);
    return loading;
  }

  function stop(): void {
    const { sources, end } = playing ?? { sources: [], end: () => {} };
    playing = null;
    for (const source of sources) source.stop();
    end();
  }

  return {
    stop,
    async play({ volume, chime, clips, times }) {
      stop();
      if (volume === 0 || (!chime && clips.length === 0)) return;
      const audio = open();
      const mine = { sources: [] as AudioBufferSourceNode[], end: () => {} };
      playing = mine;
      const [bell, ...spoken] = await Promise.all([
        chime ? load('/assets/sounds/chime.ogg') : null,
        ...clips.map((clip) => load(`/assets/voice/${clip}.ogg`)),
      ]);
      // Without a touch before it, the promise of a browser that keeps the sound back stays open for ever.
      if (audio.state !== 'running') await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 300))]);
      if (audio.state !== 'running') return onBlocked(true);
      // Somebody else has begun, or stopped this, while the clips came.
      if (playing !== mine) return;
      const gain = new GainNode(audio, { gain: loudness(volume) });
      gain.connect(audio.destination);
      let at = audio.currentTime + 0.05;
      const add = (buffer: AudioBuffer | null | undefined) => {
        if (!buffer) return;
        const source = new AudioBufferSourceNode(audio, { buffer });
        source.connect(gain);
        source.start(at);
        mine.sources.push(source);
        at += buffer.duration;
      };
      add(bell);
      for (let i = 0; i < times; i++) {
        if (i > 0) at += PAUSE;
        for (const buffer of spoken) add(buffer);
      }
      const last = mine.sources.at(-1);
      if (last) {
        await new Promise<void>((resolve) => {
          mine.end = resolve;
          last.addEventListener('ended', () => resolve());
        });
      }
      gain.disconnect();
      if (playing === mine) playing = null;
    },
  };
}

/** Hearing is logarithmic: half way up the slider should sound half as loud. */
export function loudness(volume: number): number {
  return (Math.min(100, Math.max(0, volume)) / 100) ** 2;
}
