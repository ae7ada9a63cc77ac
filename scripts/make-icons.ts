/** `npm run icons`: the pictures of the program, in the sizes that systems want, from resources/icons/icon.svg. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findTestBrowser } from './browser.ts';

const FOLDER = join(import.meta.dirname, '..', 'resources', 'icons');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const svg = readFileSync(join(FOLDER, 'icon.svg'), 'base64');

const executablePath = findTestBrowser();
if (executablePath === null) throw new Error('no Chromium on this machine and none could be installed');
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage();
const entries: { size: number; bytes: Buffer }[] = [];
for (const size of SIZES) {
  const { png, pixels } = await page.evaluate(draw, { svg, size });
  writeFileSync(join(FOLDER, `${size}x${size}.png`), Buffer.from(png, 'base64'));
  // Older parts of Windows read a compressed entry only at 256.
  if (size === 256) entries.push({ size, bytes: Buffer.from(png, 'base64') });
  else if (size < 256) entries.push({ size, bytes: bitmap(size, Uint8Array.from(pixels)) });
}
await browser.close();
writeFileSync(join(FOLDER, 'icon.ico'), ico(entries));

/** Runs in the page. */
async function draw({ svg, size }: { svg: string; size: number }): Promise<{ png: string; pixels: number[] }> {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;base64,${svg}`;
  await image.decode();
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(image, 0, 0, size, size);
  const pixels = [...context.getImageData(0, 0, size, size).data];
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return { png: btoa(String.fromCharCode(...bytes)), pixels };
}

/** A Windows icon file: a directory, then its pictures. */
function ico(pictures: { size: number; bytes: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, bytes }, i) => {
    const entry = 6 + 16 * i;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(bytes.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...pictures.map(({ bytes }) => bytes)]);
}

/** RGBA pixels as an entry of an icon file: rows from below, blue first, then an empty mask. */
function bitmap(size: number, rgba: Uint8Array): Buffer {
  const head = Buffer.alloc(40);
  head.writeUInt32LE(40, 0);
  head.writeInt32LE(size, 4);
  head.writeInt32LE(size * 2, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(32, 14);
  const rows = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((size - 1 - y) * size + x) * 4;
      const to = (y * size + x) * 4;
      const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray(from, from + 4);
      rows.set([b, g, r, a], to);
    }
  }
  return Buffer.concat([head, rows, Buffer.alloc(Math.ceil(size / 32) * 4 * size)]);
}
