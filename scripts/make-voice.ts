/**
 * `npm run voice`: makes the default voice pack and the chime anew, from the words in core/queue/announcement.ts;
 * `npm run voice -- NAME…` only these clips. Another processor rounds sound otherwise: all files would differ, none audibly.
 * Needs Debian's espeak-ng, sox and opus-tools; the results are committed, so nobody else does.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIPS } from '../electron/core/queue/announcement.ts';

const missing = ['espeak-ng', 'sox', 'opusenc'].filter((name) => spawnSync(name, ['--version']).error);
if (missing.length > 0) {
  console.error(`Missing ${missing.join(', ')}: apt-get install espeak-ng sox opus-tools`);
  process.exit(1);
}
const resources = join(import.meta.dirname, '..', 'resources');
const work = mkdtempSync(join(tmpdir(), 'toiluot-voice-'));
const raw = join(work, 'raw.wav');
const clean = join(work, 'clean.wav');

const names = process.argv.slice(2);
const chosen = Object.entries(CLIPS).filter(([name]) => names.length === 0 || names.includes(name));
if (names.length === 0) rmSync(join(resources, 'voice'), { recursive: true, force: true });
for (const folder of ['voice', 'sounds']) mkdirSync(join(resources, folder), { recursive: true });
for (const [name, words] of chosen) {
  if (name === 'pause') {
    run('sox', ['-D', '-n', '-r', '24000', '-c', '1', '-b', '16', clean, 'trim', '0', '0.45']);
  } else {
    // Slow and a little low, letters and digits slower still: most who listen are old, and the hall echoes.
    run('espeak-ng', ['-v', 'vi', '-s', words.includes(' ') ? '135' : '118', '-p', '42', '-w', raw, words]);
    // The silence around a clip would make stumbling sentences; the rate is Opus's own.
    const silence = ['silence', '1', '0.01', '0.5%', 'reverse', 'silence', '1', '0.01', '0.5%', 'reverse'];
    const effects = ['gain', '-6', 'rate', '24000', ...silence, 'pad', '0.03', '0.08', 'norm', '-3'];
    run('sox', ['-D', raw, '-c', '1', '-b', '16', clean, ...effects]);
  }
  compress(clean, 24, join('voice', `${name}.ogg`));
}
if (names.length === 0) {
  // Two soft tones, a falling third, like the bell of a station.
  tone(raw, 659.26, 1.4, 0);
  tone(clean, 523.25, 1.8, 0.45);
  const chime = join(work, 'chime.wav');
  run('sox', ['-D', '-m', raw, clean, '-b', '16', chime, 'norm', '-6']);
  compress(chime, 32, join('sounds', 'chime.ogg'));
}
rmSync(work, { recursive: true });
console.log(`${chosen.length} clips made.`);

/** One stroke of a bell with its octave, dying away; seconds. */
function tone(file: string, hertz: number, length: number, after: number): void {
  const stroke = ['synth', `${length}`, 'sine', `${hertz}`, 'synth', `${length}`, 'sine', 'mix', `${hertz * 2}`];
  const end = ['fade', 'l', '0.01', `${length}`, `${length - 0.1}`, 'pad', `${after}`, '0', 'gain', '-9'];
  run('sox', ['-D', '-n', '-r', '24000', '-c', '1', file, ...stroke, ...end]);
}

/** The same words give the same file, here and by sox's -D above, so that a commit shows what has changed. */
function compress(wave: string, kilobits: number, name: string): void {
  const fixed = ['--serial', '1', '--padding', '0'];
  run('opusenc', ['--quiet', ...fixed, '--bitrate', `${kilobits}`, wave, join(resources, name)]);
}

function run(command: string, args: string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`);
}
