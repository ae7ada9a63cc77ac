import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, resolve } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ogg': 'audio/ogg',
  '.json': 'application/json',
};

type File = { body: Uint8Array; type: string; etag: string; immutable: boolean };

/**
 * Static files by URL path. `roots` maps a URL prefix to a folder; the longest prefix wins.
 * Files are read once and kept: the whole product is a few megabytes.
 */
export function createAssets(roots: Readonly<Record<string, string>>): (path: string) => Promise<File | null> {
  const prefixes = Object.keys(roots).sort((a, b) => b.length - a.length);
  const kept = new Map<string, File>();
  return async (path) => {
    const known = kept.get(path);
    if (known) return known;
    const prefix = prefixes.find((p) => path.startsWith(p));
    const type = TYPES[extname(path)];
    if (prefix === undefined || !type) return null;
    const file = insideRoot(roots[prefix] ?? '', path.slice(prefix.length));
    if (file === null) return null;
    try {
      const body = await readFile(file);
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      // Vite puts a hash of the content into the names it makes.
      const immutable = /-[\w-]{8,}\.\w+$/.test(path) && !path.endsWith('.html');
      const found = { body, type, etag, immutable };
      kept.set(path, found);
      return found;
    } catch {
      return null;
    }
  };
}

/** The file a URL path means, or null when it would lie outside the root or be hidden. */
function insideRoot(root: string, path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.split(/[\\/]/).some((part) => part.startsWith('.'))) return null;
  const file = resolve(join(root, decoded));
  const inside = relative(resolve(root), file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file;
}
