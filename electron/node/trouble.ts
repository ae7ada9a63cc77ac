import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { ok, type Result } from '../core/kernel/result.ts';
import { clockTime, serviceDay } from '../core/kernel/time.ts';
import { listBackups, restoreBackup } from './backup.ts';
import { adoptSecret, backupFolder, officeIdentity, openSecret } from './folder.ts';
import { COMMAND, failureText, type HostFailure, openHost } from './host.ts';
import type { Handler } from './http.ts';
import { fileKeys, type KeyStore, keyCheck, recoveryKeyToSecret, type Secret } from './keys.ts';

export type TroubleOptions = {
  dir: string;
  failure: HostFailure | { type: 'NoKeyring' };
  /** Where the key is kept once the recovery key was typed; the key file unless the shell says otherwise. */
  keysFor?: (secret: Secret) => Promise<KeyStore>;
  /** The kiosk has no terminal: the recovery key stands in for the code. */
  kiosk?: boolean;
  /** Called when all is in place and the program should start anew. */
  done: () => void;
};

type Entry = 'code' | 'recoveryKey';

/** What can be mended here by typing the recovery key: the key is missing, or another one was found. */
const KEY_FAILURES: ReadonlySet<string> = new Set(['KeyMissing', 'KeyWrapped', 'WrongKey', 'RecoveryKeyWrong']);

/**
 * The page shown when the office cannot be opened: what happened, in one sentence, and the way back: the recovery key
 * where the key is missing, the latest backups where the data are damaged. Putting a backup in place needs the code
 * from the terminal, or the recovery key; what is there now is moved aside, never deleted.
 */
export function createTroublePage(options: TroubleOptions): { handler: Handler; code: string | null } {
  const { dir, failure, keysFor = async () => fileKeys, kiosk = false, done } = options;
  // Without a key store of the system no key can be kept, and a backup would not help.
  const needsKey = KEY_FAILURES.has(failure.type);
  const offersBackups = !needsKey && !['NoKeyring', 'FolderInUse', 'FolderTaken'].includes(failure.type);
  const backups = offersBackups ? listBackups(backupFolder(dir)).reverse().slice(0, 5) : [];
  const code = backups.length > 0 && !kiosk ? String(randomInt(1_000_000)).padStart(6, '0') : null;
  const entry: Entry = code === null ? 'recoveryKey' : 'code';
  let tries = 0;

  const handler: Handler = async (request, from) => {
    const url = new URL(request.url);
    // `url.origin` is "null" for the shell's own scheme.
    const origin = `${url.protocol}//${url.host}`;
    if (!from.loopback) return new Response('Forbidden', { status: 403 });
    const posts = url.pathname === '/restore' || url.pathname === '/key';
    if (url.pathname !== '/' && !posts) return new Response(null, { status: 302, headers: { location: `${origin}/` } });
    if (request.method === 'POST' && posts) {
      // Another page must not be able to press the button.
      if (request.headers.get('origin') !== origin) return new Response('Forbidden', { status: 403 });
      const input = new URLSearchParams(await request.text());
      return page(url.pathname === '/key' ? await takeKey(input) : await restore(input));
    }
    return page(form());
  };
  return { handler, code };

  /** Keeps the key that was typed, when it is this office's. */
  async function takeKey(input: URLSearchParams): Promise<string> {
    if (!needsKey || tries >= 5) return notice('Không thử thêm được nữa. Xin chạy lại chương trình.');
    const secret = typedSecret(input);
    if (!secret.ok) return notice(failureText(secret.error)) + form();
    const adopted = adoptSecret(dir, secret.value, await keysFor(secret.value));
    if (!adopted.ok) return notice(failureText(adopted.error)) + form();
    setTimeout(done, 500);
    return notice('Đã nhận khóa khôi phục. Chương trình sẽ mở lại ngay.');
  }

  async function restore(input: URLSearchParams): Promise<string> {
    if (tries >= 5) return notice('Không thử thêm được nữa. Xin chạy lại chương trình.');
    if (entry === 'code' && (input.get('code') ?? '').replaceAll(/\D/g, '') !== code) {
      tries += 1;
      return notice('Mã khôi phục không đúng.') + form();
    }
    const secret: Result<Secret, HostFailure> = entry === 'code' ? openSecret(dir) : typedSecret(input);
    if (!secret.ok) return notice(failureText(secret.error)) + form();
    const keys = await keysFor(secret.value);
    const chosen = backups.find((backup) => backup.file === input.get('file'));
    if (!chosen) return notice('Không mở được bản sao lưu.') + form();
    const restored = restoreBackup(join(backupFolder(dir), chosen.file), secret.value, dir, Date.now(), keys);
    if (!restored.ok)
      return notice('Bản sao lưu này không dùng được. Xin chọn bản khác; dữ liệu hiện tại giữ nguyên.') + form();
    const host = openHost({ dir, allowsHost: () => false, keys });
    if (!host.ok) return notice('Đã đặt bản sao lưu vào chỗ nhưng vẫn chưa mở được. Xin chọn bản khác.') + form();
    host.value.close();
    setTimeout(done, 500);
    return notice('Đã khôi phục. Khi chương trình mở lại, xin nhập số phiếu cuối cùng của từng chữ cái.');
  }

  /** The recovery key as it was typed, when it fits this folder; each slip counts. */
  function typedSecret(input: URLSearchParams): Result<Secret, HostFailure> {
    const read = recoveryKeyToSecret(input.get('key') ?? '');
    const known = officeIdentity(dir);
    if (read.ok && (known === null || known.keyCheck === keyCheck(read.value))) return ok(read.value);
    tries += 1;
    return read.ok ? { ok: false, error: { type: 'WrongKey' } } : read;
  }

  function form(): string {
    if (needsKey)
      return `<form method="post" action="/key"><h2>Nhập khóa khôi phục</h2>
<p>Khóa đã được in hoặc ghi lại khi cài đặt: chín nhóm, mỗi nhóm bốn ký tự.</p>${keyField}<button>Mở dữ liệu bằng khóa này</button></form>`;
    if (!offersBackups) return '';
    if (backups.length === 0)
      return `<p>Trong thư mục dữ liệu chưa có bản sao lưu. Nếu có bản ở nơi khác, chạy lệnh <code>${COMMAND} restore TỆP</code>.</p>`;
    const choices = backups
      .map(
        ({ file, at }, i) =>
          `<label><input type="radio" name="file" value="${file}"${i === 0 ? ' checked' : ''}> ${clockTime(at)} ngày ${serviceDay(at).split('-').reverse().join('/')}</label>`,
      )
      .join('');
    const proof =
      entry === 'code'
        ? '<label>Mã khôi phục in trên cửa sổ dòng lệnh <input name="code" inputmode="numeric" autocomplete="off" required></label>'
        : keyField;
    return `<form method="post" action="/restore"><h2>Khôi phục bản sao lưu</h2>${choices}
${proof}
<button>Khôi phục bản đã chọn</button><p>Dữ liệu hiện tại được giữ lại trong một thư mục riêng, không bị xóa.</p></form>`;
  }

  function page(body: string): Response {
    const html = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Tới Lượt · Cần xử lý</title><style nonce="t">
body{margin:0;background:#faf8f2;color:#14211c;font:20px/1.5 sans-serif}main{max-width:760px;margin:8vh auto;padding:0 24px}
h1{font-size:34px}h2{font-size:24px}label{display:block;margin:12px 0}button{font:inherit;font-weight:600;padding:14px 24px;background:#1b5e3b;color:#fff;border:0;border-radius:12px}
input[name=code]{font:inherit;padding:8px;width:8em}input[name=key]{font:inherit;font-family:monospace;padding:8px;width:100%;box-sizing:border-box}.notice{background:#fff;border-left:6px solid #a2391b;padding:12px 20px}</style></head>
<body><main><h1>Chưa mở được dữ liệu của đơn vị</h1><p class="notice">${failureText(failure)}</p>${body}${kiosk ? '<p>Thoát: Ctrl+Alt+Q</p>' : ''}</main></body></html>`;
    return new Response(html, {
      status: 503,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; style-src 'nonce-t'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
  }
}

const keyField =
  '<label>Khóa khôi phục <input name="key" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="80" required></label>';

function notice(text: string): string {
  return `<p class="notice" role="alert">${text}</p>`;
}
