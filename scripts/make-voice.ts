/**
 * `npm run voice`: makes the default voice pack and the chime anew, from the words in core/queue/announcement.ts.
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

rmSync(join(resources, 'voice'), { recursive: true, force: true });
for (const folder of ['voice', 'sounds']) mkdirSync(join(resources, folder), { recursive: true });
for (const [name, words] of Object.entries(CLIPS)) {
  // Slow and a little low: most who listen are old, and the hall echoes.
  run('espeak-ng', ['-v', 'vi', '-s', '135', '-p', '42', '-w', raw, words]);
  // The silence around a clip would make stumbling sentences; the rate is Opus's own.
  const silence = ['silence', '1', '0.01', '0.5%', 'reverse', 'silence', '1', '0.01', '0.5%', 'reverse'];
  run('sox', [raw, '-r', '24000', '-c', '1', clean, ...silence, 'pad', '0.02', '0.06', 'norm', '-3']);
  run('opusenc', [
    '--quiet',
    '--padding',
    '0',
    '--bitrate',
    '24',
    '--framesize',
    '20',
    clean,
    join(resources, 'voice', `${name}.ogg`),
  ]);
}
// Two soft tones, a falling third, like the bell of a station.
const tones = [
  'synth',
  '1.4',
  'sine',
  '659.26',
  'synth',
  '1.4',
  'sine',
  'mix',
  '1318.5',
  'fade',
  'l',
  '0.01',
  '1.4',
  '1.3',
];
run('sox', ['-n', '-r', '24000', '-c', '1', raw, ...tones, 'gain', '-9']);
const second = [
  'synth',
  '1.8',
  'sine',
  '523.25',
  'synth',
  '1.8',
  'sine',
  'mix',
  '1046.5',
  'fade',
  'l',
  '0.01',
  '1.8',
  '1.7',
];
run('sox', ['-n', '-r', '24000', '-c', '1', clean, ...second, 'pad', '0.45', '0', 'gain', '-9']);
const chime = join(work, 'chime.wav');
run('sox', ['-m', raw, clean, '-b', '16', chime, 'norm', '-6']);
run('opusenc', ['--quiet', '--padding', '0', '--bitrate', '32', chime, join(resources, 'sounds', 'chime.ogg')]);
rmSync(work, { recursive: true });
console.log(`${Object.keys(CLIPS).length} clips and the chime made.`);

function run(command: string, args: string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`);
}
