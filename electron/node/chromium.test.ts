import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openChromium } from './chromium.ts';

test('a new profile is told not to translate, as in the kiosk session; one that stands is left alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'toiluot-chromium-'));
  const file = join(dir, 'profile', 'Default', 'Preferences');
  const open = () => openChromium(join(dir, 'no-browser-here'), 'http://localhost:1/staff', join(dir, 'profile'));
  open();
  const written = readFileSync(file, 'utf8');
  const kiosk = readFileSync(join(import.meta.dirname, '..', '..', 'packaging', 'deb', 'kiosk'), 'utf8');
  expect(JSON.parse(written)).toEqual({ translate: { enabled: false } });
  expect(kiosk).toContain(`echo '${written.trim()}' >`);
  writeFileSync(file, '{"mine":true}');
  open();
  expect(readFileSync(file, 'utf8')).toBe('{"mine":true}');
  rmSync(dir, { recursive: true });
});
