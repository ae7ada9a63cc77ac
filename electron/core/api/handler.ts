import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Log } from '../kernel/ports.ts';
import { SCREENS, type Screen } from './contract.ts';
import { type App, type Caller, type Grants, router } from './router.ts';

/** A static file of the built screens, voice or pictures. */
type Asset = { body: Uint8Array; type: string; etag: string; immutable: boolean };

export type HandlerDeps = {
  app: App;
  assets: (path: string) => Promise<Asset | null>;
  resolveCaller: (who: {
    screen: Screen;
    loopback: boolean;
    deviceToken: string | null;
    sessionToken: string | null;
  }) => Caller;
  /** `host:port` names this door answers to; anything else is somebody else's name pointed at us. */
  allowsHost: (host: string) => boolean;
  nonce: () => string;
  /** The page of the people who sign in here. */
  front: () => 'staff' | 'district';
  /** Takes a bundle of a station; null where this is no superior office. */
  takeBundle: ((name: string, bytes: Uint8Array, address: string) => Promise<{ status: number; body: string }>) | null;
  log: Log;
};

/** How the request came in; known to the door, never taken from the request itself. */
export type From = { loopback: boolean; address: string };

const PAGES: Readonly<Record<string, string>> = {
  '/board': '/board/index.html',
  '/take': '/take/index.html',
};

/** Where the people who sign in come; which page that is, the station's role says, whatever was typed. */
const FRONT: readonly string[] = ['/', '/staff', '/district'];

/** Devices stay paired for years; a session ends by itself much earlier on the host. */
const DEVICE_SECONDS = 10 * 365 * 86_400;

/**
 * The one function behind every door: `(Request) => Promise<Response>`.
 * Pages and assets are public; everything else is decided per procedure in the router.
 */
export function createHandler(deps: HandlerDeps): (request: Request, from: From) => Promise<Response> {
  return async (request, from) => {
    const url = new URL(request.url);
    const refused = refuse(request, url, deps);
    if (refused) return refused;
    if (url.pathname.startsWith('/api/')) return answerApi(request, url, from, deps);
    if (url.pathname.startsWith('/bundles/')) return answerBundle(request, url, from, deps);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Method Not Allowed');
    // Browsers ask for one by themselves; the pages name none.
    if (url.pathname === '/favicon.ico') return empty();
    const path = url.pathname.replace(/(?<=.)\/$/, '');
    const page = FRONT.includes(path) ? `/${deps.front()}/index.html` : PAGES[path];
    const asset = await deps.assets(page ?? url.pathname);
    if (!asset) return plain(404, 'Not Found');
    return page ? answerPage(asset, deps.nonce()) : answerAsset(request, asset);
  };
}

/** The reason to turn a request away before anything looks at it. */
function refuse(request: Request, url: URL, deps: HandlerDeps): Response | null {
  const host = request.headers.get('host') ?? url.host;
  if (!deps.allowsHost(host)) {
    deps.log.write('door.foreignHost');
    return plain(421, 'Misdirected Request');
  }
  const origin = request.headers.get('origin');
  const foreign = origin !== null && origin !== `${url.protocol}//${host}`;
  // A form on another page can send a POST without being able to read the answer: the harm is in the sending.
  const missing = origin === null && request.method !== 'GET' && request.method !== 'HEAD';
  const site = request.headers.get('sec-fetch-site');
  const crossSite = url.pathname.startsWith('/api/') && (site === 'cross-site' || site === 'same-site');
  if (foreign || missing || crossSite) {
    deps.log.write('door.foreignOrigin');
    return plain(403, 'Forbidden');
  }
  return null;
}

async function answerApi(request: Request, url: URL, from: From, deps: HandlerDeps): Promise<Response> {
  const name = url.pathname.split('/')[2] ?? '';
  const screen = SCREENS.find((s) => s === name);
  if (!screen) return plain(404, 'Not Found');
  // What is asked for may be a person's name: it never stands in a URL. Only the event stream, which asks nothing, is a GET.
  const stream = request.method === 'GET' && url.pathname === `/api/${screen}/changes` && url.search === '';
  if (request.method !== 'POST' && !stream) return plain(405, 'Method Not Allowed');
  const cookies = readCookies(request.headers.get('cookie'));
  const caller = deps.resolveCaller({
    screen,
    loopback: from.loopback,
    deviceToken: cookies.get('device') ?? null,
    sessionToken: cookies.get('session') ?? null,
  });
  const grants: Grants = {};
  const answer = await fetchRequestHandler({
    endpoint: `/api/${screen}`,
    req: request,
    router,
    allowMethodOverride: true,
    createContext: () => ({ app: deps.app, caller, grants }),
    onError({ error, path }) {
      // Rights and bad input are the asker's affair; the rest is a bug and must be found in the log.
      if (error.code === 'INTERNAL_SERVER_ERROR') {
        deps.log.write('api.bug', {
          path: path ?? '',
          message: error.message,
          stack: error.cause?.stack ?? error.stack ?? '',
        });
      }
    },
  });
  const headers = new Headers(answer.headers);
  secure(headers);
  headers.set('cache-control', 'no-store');
  const cookie = (key: string, value: string, seconds: number) =>
    headers.append(
      'set-cookie',
      `${key}=${value}; Path=/api/${screen}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${url.protocol === 'https:' ? '; Secure' : ''}`,
    );
  if (grants.device !== undefined) cookie('device', grants.device, DEVICE_SECONDS);
  if (grants.session !== undefined) cookie('session', grants.session ?? '', grants.session === null ? 0 : 86_400);
  return new Response(answer.body, { status: answer.status, headers });
}

async function answerBundle(request: Request, url: URL, from: From, deps: HandlerDeps): Promise<Response> {
  if (deps.takeBundle === null) return plain(404, 'Not Found');
  if (request.method !== 'POST') return plain(405, 'Method Not Allowed');
  const name = url.pathname.slice('/bundles/'.length);
  const { status, body } = await deps.takeBundle(name, new Uint8Array(await request.arrayBuffer()), from.address);
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  secure(headers);
  return new Response(body, { status, headers });
}

function answerPage(asset: Asset, nonce: string): Response {
  // React Aria makes a <style> element and takes its nonce from this meta tag.
  const html = new TextDecoder()
    .decode(asset.body)
    .replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`);
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  secure(headers);
  headers.set(
    'content-security-policy',
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
      "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  return new Response(html, { headers });
}

function answerAsset(request: Request, asset: Asset): Response {
  const headers = new Headers({
    'content-type': asset.type,
    etag: asset.etag,
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  secure(headers);
  if (request.headers.get('if-none-match') === asset.etag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(asset.body), { headers });
}

function plain(status: number, text: string): Response {
  const headers = new Headers({ 'content-type': 'text/plain; charset=utf-8' });
  secure(headers);
  return new Response(text, { status, headers });
}

function empty(): Response {
  const headers = new Headers();
  secure(headers);
  return new Response(null, { status: 204, headers });
}

function secure(headers: Headers): void {
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  }
}

function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return cookies;
}
