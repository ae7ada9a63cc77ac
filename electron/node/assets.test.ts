import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAssets } from './assets.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-assets-'));
  for (const folder of ['web/assets', 'voice']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'web', 'index.html'), 'page');
  writeFileSync(join(root, 'web', '.hidden.json'), 'hidden');
  writeFileSync(join(root, 'web', 'assets', 'main-Ab12_cdE.js'), 'code');
  writeFileSync(join(root, 'voice', 'mot.ogg'), 'clip');
  writeFileSync(join(root, 'office.json'), 'secret');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = () => createAssets({ '/': join(root, 'web'), '/assets/voice/': join(root, 'voice') });

test('a file is found under the longest prefix, with its type; hashed names may be kept for ever', async () => {
  const find = files();
  const text = async (path: string) => {
    const file = await find(path);
    return file && { body: new TextDecoder().decode(file.body), type: file.type, immutable: file.immutable };
  };
  expect(await text('/index.html')).toEqual({ body: 'page', type: 'text/html; charset=utf-8', immutable: false });
  expect(await text('/assets/main-Ab12_cdE.js')).toEqual({
    body: 'code',
    type: 'text/javascript; charset=utf-8',
    immutable: true,
  });
  expect(await text('/assets/voice/mot.ogg')).toEqual({ body: 'clip', type: 'audio/ogg', immutable: false });
});

test('nothing outside the folders is ever served, however the path is written', async () => {
  const find = files();
  for (const path of [
    '/../office.json',
    '/..%2foffice.json',
    '/%2e%2e/office.json',
    '/assets/..%5c..%5coffice.json',
    '/assets/voice/../../office.json',
    '//office.json/../../office.json',
    '/.hidden.json',
    '/index.html%00.json',
    '/%E0%A4%A.json',
    '/',
    '/nothing.json',
  ]) {
    expect([path, await find(path)]).toEqual([path, null]);
  }
});
