import type { Kiosk } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import type { Handler } from '../node/http.ts';
import type { Electron, Window } from './electron.ts';
import { denyAll } from './guards.ts';
import { ORIGIN, partitionOf, SCHEME, windowOptions } from './windows.ts';

type Paper = Parameters<Kiosk['print']>[0];
type Printed = Result<null, { type: 'PrinterMissing' | 'PrinterFailed' }>;

/** A printer that has not answered by then has no paper or no current, ms. */
const PATIENCE = 30_000;

/**
 * Prints papers from a window that is never shown, one after another. The page holds what the screen drew and the
 * screen's own style sheets; it can run nothing and reach nothing else.
 */
export function createPrinting(deps: {
  BrowserWindow: Electron['BrowserWindow'];
  session: Electron['session'];
  handler: () => Handler;
  packaged: boolean;
  log: (event: string, fields: Record<string, string>) => void;
}): Pick<Kiosk, 'print' | 'printers'> {
  const { BrowserWindow, session, handler, packaged, log } = deps;
  const partition = session.fromPartition(partitionOf('paper'));
  denyAll(partition);
  let sheet = '';
  partition.protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== ORIGIN || request.method !== 'GET')
      return new Response(null, { status: 404 });
    if (url.pathname === '/paper') return new Response(sheet, { headers: PAPER });
    if (!url.pathname.startsWith('/assets/')) return new Response(null, { status: 404 });
    return handler()(new Request(request.url), { loopback: true, address: 'shell' });
  });
  /** Kept: on an old machine a new window would cost each citizen a second. */
  let kept: Window | null = null;
  const hidden = () => {
    if (kept === null || kept.isDestroyed())
      kept = new BrowserWindow(windowOptions('paper', { packaged, kiosk: false }));
    return kept;
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    printers: () => names(hidden()),
    print(paper, printer) {
      const done = last.then(() => printOne(paper, printer));
      last = done;
      return done;
    },
  };

  async function printOne(paper: Paper, printer: string): Promise<Printed> {
    try {
      return await inTime(send(hidden(), paper, printer));
    } catch (error) {
      log('printer.failed', { reason: error instanceof Error ? error.message : String(error) });
      // Whatever it hangs on goes with it.
      kept?.destroy();
      return fail({ type: 'PrinterFailed' });
    } finally {
      sheet = '';
    }
  }

  /** Throws the reason when the system has not taken the paper. */
  async function send(window: Window, paper: Paper, printer: string): Promise<Printed> {
    const known = await names(window);
    if (known.length === 0 || (printer !== '' && !known.includes(printer))) {
      log('printer.missing', {});
      return fail({ type: 'PrinterMissing' });
    }
    // Given up meanwhile: the sheet is that of the next person.
    if (window.isDestroyed()) throw new Error('too late');
    sheet = paperPage(paper);
    await window.loadURL(`${ORIGIN}/paper`);
    // A number in a fallback typeface would be cut at the paper's edge.
    await window.webContents.executeJavaScript('document.fonts.ready.then(() => true)');
    const { success, reason } = await printed(window, printer, paper.heightMm);
    if (!success) throw new Error(reason);
    return ok(null);
  }
}

async function names(window: Window): Promise<string[]> {
  return (await window.webContents.getPrintersAsync()).map(({ name }) => name);
}

/** No paper may hold up the next one: a spooler can wait for a printer of the network, a crashed page never answers. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no answer')), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
/** The document of one paper; the classes are those the screen's own print rules go by. */
function paperPage({ html, styles }: Paper): string {
  const links = styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('');
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Phiếu</title>${links}<style>html,body{margin:0;height:auto;overflow:visible;background:#fff}</style></head><body>${html}</body></html>`;
}

const PAPER = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

function printed(window: Window, deviceName: string, heightMm: number): Promise<{ success: boolean; reason: string }> {
  return new Promise((resolve) => {
    window.webContents.print(
      {
        silent: true,
        ...(deviceName === '' ? {} : { deviceName }),
        margins: { marginType: 'none' },
        // Micrometres: 80 mm paper, as long as the ticket.
        pageSize: { width: 80_000, height: heightMm * 1000 },
      },
      (success, reason) => resolve({ success, reason }),
    );
  });
}
