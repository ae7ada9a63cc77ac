import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** Seconds of every sound; the clock of the fake stands still, so `played` is the plan of the whole announcement. */
const LENGTH = 0.5;
let played: { name: string; at: number }[];
let state: 'running' | 'suspended';
let missing: string[];
let ends: boolean;

type Buffer = { name: string; duration: number };

class FakeContext extends EventTarget {
  currentTime = 10;
  destination = {};
  get state() {
    return state;
  }
  resume() {
    return state === 'running' ? Promise.resolve() : new Promise(() => {});
  }
  async decodeAudioData(bytes: string): Promise<Buffer> {
    return { name: bytes, duration: LENGTH };
  }
}

class FakeSource extends EventTarget {
  buffer: Buffer;
  constructor(_: unknown, { buffer }: { buffer: Buffer }) {
    super();
    this.buffer = buffer;
  }
  connect() {}
  start(at: number) {
    played.push({ name: this.buffer.name, at });
    if (ends) setTimeout(() => this.dispatchEvent(new Event('ended')), (at - 10 + LENGTH) * 1000);
  }
  stop() {
    played.push({ name: `stop ${this.buffer.name}`, at: 0 });
  }
}

class FakeGain {
  connect() {}
  disconnect() {}
}

/** The module keeps one context for the window: each test has a window of its own. */
async function announcer(onBlocked?: (blocked: boolean) => void) {
  return (await import('./announcer.ts')).createAnnouncer(onBlocked);
}

const call = { volume: 80, chime: true, clips: ['A', 'n1'], times: 2 } as const;
const names = () => played.map(({ name }) => name);

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  played = [];
  state = 'running';
  missing = [];
  ends = true;
  vi.stubGlobal('AudioContext', FakeContext);
  vi.stubGlobal('AudioBufferSourceNode', FakeSource);
  vi.stubGlobal('GainNode', FakeGain);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('fetch', async (path: string) => {
    const name = path.replace('/assets/', '').replace('.ogg', '');
    return { ok: !missing.includes(name), status: 404, arrayBuffer: async () => name };
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the chime, then the words twice without a gap, with a pause between', async () => {
  const done = vi.fn();
  void (await announcer()).play(call).then(done);
  await vi.advanceTimersByTimeAsync(3000);
  expect(played.map(({ name, at }) => `${name} ${at.toFixed(2)}`)).toEqual([
    'sounds/chime 10.05',
    'voice/A 10.55',
    'voice/n1 11.05',
    'voice/A 12.25',
    'voice/n1 12.75',
  ]);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(300);
  expect(done).toHaveBeenCalledOnce();
});

test('with a clip missing only the chime rings, and the clip is asked for again the next time', async () => {
  const sound = await announcer();
  missing = ['voice/n1'];
  const first = sound.play(call);
  await vi.runAllTimersAsync();
  await first;
  expect(names()).toEqual(['sounds/chime']);
  missing = ['sounds/chime'];
  const second = sound.play({ ...call, times: 1 });
  await vi.runAllTimersAsync();
  await second;
  expect(names()).toEqual(['sounds/chime', 'sounds/chime', 'voice/A', 'voice/n1']);
});

test('a browser that keeps the sound back is told of and holds nothing up', async () => {
  state = 'suspended';
  const blocked = vi.fn();
  const sound = await announcer(blocked);
  sound.prepare();
  await vi.runAllTimersAsync();
  expect(blocked.mock.calls).toEqual([[true]]);
  const spoken = sound.play(call);
  await vi.runAllTimersAsync();
  await spoken;
  expect(played).toEqual([]);
});

test('an announcement ends without sound, with a sound that never ends, and when stopped', async () => {
  const sound = await announcer();
  await sound.play({ ...call, volume: 0 });
  expect(played).toEqual([]);
  ends = false;
  const stuck = sound.play(call);
  await vi.runAllTimersAsync();
  await stuck;
  const stopped = sound.play({ ...call, chime: false, times: 1 });
  await vi.advanceTimersByTimeAsync(10);
  sound.stop();
  await stopped;
  expect(names().slice(5)).toEqual(['voice/A', 'voice/n1', 'stop voice/A', 'stop voice/n1']);
  vi.stubGlobal('AudioContext', undefined);
  vi.resetModules();
  await (await announcer()).play(call);
});

test('a new announcement silences the one before', async () => {
  const sound = await announcer();
  const first = sound.play(call);
  await vi.advanceTimersByTimeAsync(10);
  played = [];
  const second = sound.play({ ...call, chime: false, clips: ['B'], times: 1 });
  await first;
  await vi.runAllTimersAsync();
  await second;
  expect(names().filter((name) => !name.startsWith('stop'))).toEqual(['voice/B']);
});

test('the slider goes from silence to full, half way being far softer than half', async () => {
  const { loudness } = await import('./announcer.ts');
  expect([-5, 0, 50, 100, 140].map(loudness)).toEqual([0, 0, 0.25, 1, 1]);
});
