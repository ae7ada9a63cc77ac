import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { clockTime, serviceDay } from '../core/kernel/time.ts';
import { listBackups, restoreBackup } from './backup.ts';
import { backupFolder, openSecret } from './folder.ts';
import { COMMAND, openHost } from './host.ts';
import type { Handler } from './http.ts';

/**
 * The page shown when the office cannot be opened: what happened, in one sentence, and the latest backups.
 * Putting one in place needs the code from the terminal; what is there now is moved aside, never deleted.
 */
export function createTroublePage(dir: string, text: string): { handler: Handler; code: string | null } {
  const backups = listBackups(backupFolder(dir)).reverse().slice(0, 5);
  const code = backups.length > 0 ? String(randomInt(1_000_000)).padStart(6, '0') : null;
  let tries = 0;

  const handler: Handler = async (request, from) => {
    const url = new URL(request.url);
    if (!from.loopback) return new Response('Forbidden', { status: 403 });
    if (url.pathname !== '/' && url.pathname !== '/restore') return Response.redirect(`${url.origin}/`, 302);
    if (request.method === 'POST' && url.pathname === '/restore') {
      // Another page must not be able to press the button.
      if (request.headers.get('origin') !== url.origin) return new Response('Forbidden', { status: 403 });
      return page(await restore(new URLSearchParams(await request.text())));
    }
    return page(form());
  };
  return { handler, code };

  async function restore(input: URLSearchParams): Promise<string> {
    if (code === null || tries >= 5) return notice('Mã khôi phục không còn dùng được. Xin chạy lại chương trình.');
    if ((input.get('code') ?? '').replaceAll(/\D/g, '') !== code) {
      tries += 1;
      return notice('Mã khôi phục không đúng.') + form();
    }
    const chosen = backups.find((backup) => backup.file === input.get('file'));
    const secret = openSecret(dir);
    if (!chosen || !secret.ok) return notice('Không mở được khóa hoặc bản sao lưu.') + form();
    const restored = restoreBackup(join(backupFolder(dir), chosen.file), secret.value, dir, Date.now());
    if (!restored.ok)
      return notice('Bản sao lưu này không dùng được. Xin chọn bản khác; dữ liệu hiện tại giữ nguyên.') + form();
    const host = openHost({ dir, allowsHost: () => false });
    if (!host.ok) return notice('Đã đặt bản sao lưu vào chỗ nhưng vẫn chưa mở được. Xin chọn bản khác.') + form();
    host.value.close();
    setTimeout(() => process.exit(0), 500);
    return notice(
      'Đã khôi phục. Xin đóng cửa sổ này và mở lại chương trình; sau đó nhập số phiếu cuối cùng của từng chữ cái.',
    );
  }

  function form(): string {
    if (backups.length === 0)
      return `<p>Trong thư mục dữ liệu chưa có bản sao lưu. Nếu có bản ở nơi khác, chạy lệnh <code>${COMMAND} restore TỆP</code>.</p>`;
    const options = backups
      .map(
        ({ file, at }, i) =>
          `<label><input type="radio" name="file" value="${file}"${i === 0 ? ' checked' : ''}> ${clockTime(at)} ngày ${serviceDay(at).split('-').reverse().join('/')}</label>`,
      )
      .join('');
    return `<form method="post" action="/restore"><h2>Khôi phục bản sao lưu</h2>${options}
<label>Mã khôi phục in trên cửa sổ dòng lệnh <input name="code" inputmode="numeric" autocomplete="off" required></label>
<button>Khôi phục bản đã chọn</button><p>Dữ liệu hiện tại được giữ lại trong một thư mục riêng, không bị xóa.</p></form>`;
  }

  function page(body: string): Response {
    const html = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Tới Lượt · Cần xử lý</title><style nonce="t">
body{margin:0;background:#faf8f2;color:#14211c;font:20px/1.5 sans-serif}main{max-width:760px;margin:8vh auto;padding:0 24px}
h1{font-size:34px}h2{font-size:24px}label{display:block;margin:12px 0}button{font:inherit;font-weight:600;padding:14px 24px;background:#1b5e3b;color:#fff;border:0;border-radius:12px}
input[name=code]{font:inherit;padding:8px;width:8em}.notice{background:#fff;border-left:6px solid #a2391b;padding:12px 20px}</style></head>
<body><main><h1>Chưa mở được dữ liệu của đơn vị</h1><p class="notice">${text}</p>${body}</main></body></html>`;
    return new Response(html, {
      status: 503,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; style-src 'nonce-t'; form-action 'self'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      },
    });
  }
}

function notice(text: string): string {
  return `<p class="notice" role="alert">${text}</p>`;
}
