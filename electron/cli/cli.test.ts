import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MONDAY_0730, setUpDemo, startHost, type TestHost } from '../../e2e/host.ts';
import { addDays, serviceDay } from '../core/kernel/time.ts';
import { ROOT } from '../node/host.ts';

const CLI = join(import.meta.dirname, 'toiluot.ts');
let root = '';
let dir = '';
let env: NodeJS.ProcessEnv = {};
const running: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-cli-'));
  dir = join(root, 'data');
  env = { ...process.env, XDG_CONFIG_HOME: join(root, 'keys'), DISPLAY: '', WAYLAND_DISPLAY: '' };
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

function toiluot(args: string[], more: NodeJS.ProcessEnv = {}, data = dir) {
  const done = spawnSync(process.execPath, [CLI, ...args, '--data', data], {
    env: { ...env, ...more },
    encoding: 'utf8',
  });
  return { code: done.status, out: done.stdout.trim(), err: done.stderr.trim() };
}

/** `toiluot start` on a free port; gives everything it printed once `until` was among it. */
function start(
  until: RegExp,
  data = dir,
  more: string[] = [],
): Promise<{ child: ChildProcess; text: string; url: string }> {
  const child = spawn(process.execPath, [CLI, 'start', '--port', '0', '--no-browser', '--data', data, ...more], {
    env,
  });
  running.push(child);
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (part: Buffer) => {
      text += part.toString();
      const url = /http:\/\/localhost:\d+/.exec(text)?.[0];
      if (until.test(text) && url) resolve({ child, text, url });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

test('an unknown command and an empty folder get one clear line and exit 1', () => {
  expect(toiluot(['sing'])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/^Không có lệnh “sing”\.\nCách dùng/),
  });
  expect(toiluot(['verify-log'])).toEqual({
    code: 1,
    out: '',
    err: 'Trong thư mục này chưa có dữ liệu của đơn vị nào. Kiểm tra lại --data.',
  });
  expect(toiluot(['backup', join(root, 'b'), '--json'])).toEqual({ code: 1, out: '', err: '{"error":"FolderEmpty"}' });
});

test('a superior office has its own address, and a folder keeps its role', async () => {
  const nowhere = 'postgres://nobody@127.0.0.1:1/none';
  const { child, text, url } = await start(/Mã cài đặt/, dir, ['--role', 'district', '--database', nowhere]);
  expect(text).toContain(`${url}/district`);
  expect(text).not.toContain('/take');
  const [front, page] = await Promise.all(
    [fetch(url), fetch(`${url}/district`)].map(async (answer) => (await answer).text()),
  );
  expect(front?.replaceAll(/nonce="[^"]*"/g, '')).toBe(page?.replaceAll(/nonce="[^"]*"/g, ''));
  const code = /Mã cài đặt \(dùng một lần\): (\d{6})/.exec(text)?.[1] ?? '';
  await setUpDemo({ url, setupCode: code });
  const gone = ended(child);
  child.kill('SIGTERM');
  await gone;
  expect(toiluot(['start', '--no-browser', '--port', '0', '--role', 'office'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('là của một đơn vị cấp trên'),
  });
  // Where its figures lie is remembered: the folder itself would be an empty second place.
  writeFileSync(join(root, 'SA1-2026-11-23-1.zip.age'), 'bundle');
  expect(toiluot(['bundle', 'verify', join(root, 'SA1-2026-11-23-1.zip.age')])).toMatchObject({
    code: 1,
    err: expect.stringContaining('Không kết nối được cơ sở dữ liệu PostgreSQL'),
  });
  const again = await start(/Tới Lượt đang chạy/);
  expect(again.text).toContain(`${again.url}/district`);
});

test('start answers its pages, keeps others off its folder, and stops cleanly', async () => {
  const { child, text, url } = await start(/Mã cài đặt \(dùng một lần\): \d{6}/);
  expect(text).toContain(`${url}/board`);
  for (const page of ['staff', 'board', 'take', 'district']) {
    const answer = await fetch(`${url}/${page}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<html lang="vi"');
  }
  const second = toiluot(['start', '--port', '0', '--no-browser']);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`${url}/staff`);
  const gone = ended(child);
  child.kill('SIGTERM');
  expect(await gone).toBe(0);
  expect(readdirSync(dir).sort()).toEqual(['lock.db', 'log', 'office.db', 'office.json']);
});

test('backup and verify-log work beside a running host; a restore on a new machine needs the recovery key', async () => {
  const host = await startHost({ at: MONDAY_0730 });
  try {
    const { recoveryKey } = await setUpDemo(host);
    const beside = (args: string[]) => toiluot(args, { XDG_CONFIG_HOME: host.env.XDG_CONFIG_HOME }, host.dir);
    const file = join(root, 'copy.backup');
    expect(beside(['verify-log', '--json'])).toMatchObject({ code: 0, err: '' });
    const backup = beside(['backup', file, '--json']);
    expect(JSON.parse(backup.out)).toEqual({ file, events: expect.any(Number) });
    expect(beside(['restore', file])).toMatchObject({
      code: 1,
      err: expect.stringContaining('đang được một chương trình'),
    });

    // Another machine: no key file, another data folder.
    expect(
      toiluot(['restore', file], { TOILUOT_KEY: recoveryKey.replace(/.$/, (c) => (c === '7' ? '8' : '7')) }),
    ).toMatchObject({ code: 1, err: 'Khóa khôi phục viết sai. Kiểm tra từng nhóm bốn ký tự.' });
    expect(existsSync(join(dir, 'office.db'))).toBe(false);
    const restored = toiluot(['restore', file, '--json'], { TOILUOT_KEY: recoveryKey });
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(restored.out)).toEqual({ events: JSON.parse(backup.out).events, aside: null });
    expect(toiluot(['verify-log'])).toMatchObject({ code: 0, err: '' });
  } finally {
    await host.remove();
  }
});

test('verify-log finds an event that was changed by hand', async () => {
  const host = await damagedHost((db) =>
    db.exec(`UPDATE event SET data = '{"role":"district","demo":true}' WHERE seq = 1`),
  );
  try {
    const found = toiluot(['verify-log'], { XDG_CONFIG_HOME: host.env.XDG_CONFIG_HOME }, host.dir);
    expect(found.code).toBe(1);
    expect(found.err).toMatch(/^Nhật ký bị sửa hoặc hỏng tại dòng 1 của trạm /);
  } finally {
    await host.remove();
  }
});

test('verify-log of an office from before an update says that it is to be opened once, not that its log is wrong', async () => {
  const host = await damagedHost((db) => db.exec('DROP TABLE roster_swap; PRAGMA user_version = 20'));
  try {
    expect(toiluot(['verify-log'], { XDG_CONFIG_HOME: host.env.XDG_CONFIG_HOME }, host.dir)).toEqual({
      code: 1,
      out: '',
      err: 'Dữ liệu còn của phiên bản cũ hơn. Xin mở trạm một lần bằng phiên bản này rồi kiểm tra lại.',
    });
  } finally {
    await host.remove();
  }
});

test('a damaged office shows a page that puts the last backup in place, for whoever holds the code', async () => {
  const host = await startHost({ at: MONDAY_0730 });
  try {
    env.XDG_CONFIG_HOME = host.env.XDG_CONFIG_HOME;
    await setUpDemo(host);
    await host.kill('SIGTERM');
    const backups = join(host.dir, 'backups');
    mkdirSync(backups, { recursive: true });
    expect(toiluot(['backup', join(backups, 'toiluot-20261123-073000.backup')], {}, host.dir).code).toBe(0);
    const path = join(host.dir, 'office.db');
    writeFileSync(path, Buffer.from(readFileSync(path)).fill(0x5a, 100, 9000));

    const { child, text, url } = await start(/Mã khôi phục \(dùng một lần\): \d{6}/, host.dir);
    const code = /lần\): (\d{6})/.exec(text)?.[1] ?? '';
    const page = await fetch(`${url}/`);
    expect(page.status).toBe(503);
    const html = await page.text();
    expect(html).toContain('Tệp dữ liệu bị hỏng. Xin khôi phục bản sao lưu gần nhất.');
    const post = (body: string, origin = url) =>
      fetch(`${url}/restore`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
        body,
      });
    const form = (typed: string) => `file=toiluot-20261123-073000.backup&code=${typed}`;
    expect((await post(form(code), 'http://other.example')).status).toBe(403);
    expect(await (await post(form(code === '000000' ? '000001' : '000000'))).text()).toContain(
      'Mã khôi phục không đúng',
    );
    expect(await (await post(`file=..%2Foffice.db&code=${code}`)).text()).toContain('Không mở được');
    const gone = ended(child);
    expect(await (await post(form(code))).text()).toContain('Đã khôi phục');
    expect(await gone).toBe(0);
    expect(toiluot(['verify-log'], {}, host.dir)).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(host.dir).some((name) => name.startsWith('replaced-'))).toBe(true);
  } finally {
    await host.remove();
  }
});

/** A stopped demo office whose database somebody with the key has worked on. */
async function damagedHost(harm: (db: { exec(sql: string): void }) => void): Promise<TestHost> {
  const { openFolder } = await import('../node/folder.ts');
  const host = await startHost({ at: MONDAY_0730 });
  await setUpDemo(host);
  await host.kill('SIGTERM');
  process.env.XDG_CONFIG_HOME = host.env.XDG_CONFIG_HOME;
  const opened = openFolder(host.dir);
  if (!opened.ok) throw new Error(opened.error.type);
  harm(opened.value.db);
  opened.value.close();
  return host;
}

test('demo fills a new folder whose log is right, says how to open it, and never touches an office', () => {
  const made = toiluot(['demo', '--days', '2', '--seed', 'a']);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain(`start --data ${dir}`);
  expect(made.out).toContain('482915');
  expect(toiluot(['verify-log'])).toMatchObject({ code: 0, out: expect.stringContaining('Nhật ký đúng') });
  const again = toiluot(['demo', '--days', '2', '--seed', 'a']);
  expect(again).toEqual({ code: 1, out: '', err: expect.stringMatching(/^Thư mục này đã có dữ liệu\..*$/) });
  expect(toiluot(['start', '--demo', '--port', '0'])).toEqual(again);
  expect(toiluot(['demo', '--days', 'many'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^--days phải là .*\nCách dùng/),
  });
});

const TRACE = `day,customer_id,service_type,priority,arrival_s,start_s,end_s,outcome,server,queue
2026-03-02,1,card,0,27000,27000,27600,served,S1,main
2026-03-02,2,card,1,27100,27600,28200,served,S1,main
2026-03-02,3,card,0,27200,,27500,abandoned,,main
2026-03-03,1,card,0,27000,27060,27600,served,S1,main
`;

test('replay writes one prediction for every arrival, from a plain or a packed record', () => {
  const [trace, packed, plan] = [join(root, 'a.csv'), join(root, 'a.csv.gz'), join(root, 'plan.csv')];
  const outs = [join(root, 'one.jsonl'), join(root, 'two.jsonl')] as const;
  writeFileSync(trace, TRACE);
  writeFileSync(packed, gzipSync(TRACE));
  writeFileSync(plan, 'from_s,open_servers\n25200,1\n43200,0\n');
  const said = `Đã dự kiến cho 4 người trong 2 ngày: ${outs[0]}.`;
  expect(toiluot(['replay', trace, '--out', outs[0]])).toEqual({ code: 0, out: said, err: '' });
  const known = ['--history', trace, '--plan', plan];
  expect(toiluot(['replay', packed, ...known, '--out', outs[1]])).toMatchObject({ code: 0, err: '' });
  for (const out of outs) {
    const lines = readFileSync(out, 'utf8').trim().split('\n');
    const predictions = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(predictions.map(({ day, customer_id }) => [day, customer_id])).toEqual([
      ['2026-03-02', '1'],
      ['2026-03-02', '2'],
      ['2026-03-02', '3'],
      ['2026-03-03', '1'],
    ]);
    expect(Object.keys(predictions[0] ?? {})).toEqual(['day', 'customer_id', 'p10_s', 'p50_s', 'p90_s', 'mean_s']);
  }
});

test('replay reads what other programs write: marks, CRLF, quotes, no order, no column that may be missing', () => {
  const [plain, other] = [join(root, 'plain.csv'), join(root, 'other.csv')];
  writeFileSync(plain, TRACE);
  const [head = '', ...body] = TRACE.trim()
    .replaceAll(/,[^,]*$/gm, '')
    .split('\n');
  const quoted = body.reverse().map((line) => `"${line.replaceAll(',', '","')}"`);
  writeFileSync(other, `\uFEFF${[head, ...quoted].join('\r\n')}\r\n`);
  const outs = [join(root, 'plain.jsonl'), join(root, 'other.jsonl')] as const;
  for (const [i, trace] of [plain, other].entries())
    expect(toiluot(['replay', trace, '--out', outs[i] ?? '']).code).toBe(0);
  expect(readFileSync(outs[1], 'utf8')).toBe(readFileSync(outs[0], 'utf8'));
});

const row = (cells: string) => `${TRACE}${cells}\n`;

test.each([
  ['no such file', null, 'không có hoặc không mở được tệp này'],
  ['an empty file', '', 'dòng 1 sai'],
  ['another file', 'name,age\n', 'dòng 1 sai'],
  ['a time that is none', TRACE.replace('27100', 'soon'), 'dòng 3 sai'],
  ['a row cut short', `${TRACE}2026-03-04,9`, 'dòng 6 sai'],
  ['a day that is none', row('2026-02-30,9,card,0,27000,27060,27600,served,S1,main'), 'dòng 6 sai'],
  ['a time beyond all days', row('2026-03-03,9,card,0,27000,27060,9e15,served,S1,main'), 'dòng 6 sai'],
  ['a time before the day', row('2026-03-03,9,card,0,-5,27060,27600,served,S1,main'), 'dòng 6 sai'],
  ['an outcome nobody knows', row('2026-03-03,9,card,0,27000,27060,27600,lost,S1,main'), 'dòng 6 sai'],
])('replay of %s says so in one line and writes nothing', (_, content, said) => {
  const [trace, out] = [join(root, 'a.csv'), join(root, 'out.jsonl')];
  if (content !== null) writeFileSync(trace, content);
  expect(toiluot(['replay', trace, '--out', out])).toEqual({
    code: 1,
    out: '',
    err: `Không đọc được hàng chờ đã ghi ${trace}: ${said}.`,
  });
  expect(existsSync(out)).toBe(false);
});

test('replay says in one line what it cannot read or write: a folder, a broken archive, no folder, a full disk', () => {
  const [trace, broken, out] = [join(root, 'a.csv'), join(root, 'b.csv.gz'), join(root, 'out.jsonl')];
  writeFileSync(trace, TRACE);
  writeFileSync(broken, gzipSync(TRACE).subarray(0, 60));
  const unreadable = (file: string) => ({
    code: 1,
    out: '',
    err: `Không đọc được hàng chờ đã ghi ${file}: không có hoặc không mở được tệp này.`,
  });
  expect(toiluot(['replay', root, '--out', out])).toEqual(unreadable(root));
  expect(toiluot(['replay', broken, '--out', out])).toEqual(unreadable(broken));
  expect(toiluot(['replay', trace, '--history', broken, '--out', out])).toEqual(unreadable(broken));
  const nowhere = join(root, 'none', 'out.jsonl');
  for (const target of [nowhere, root, '/dev/full'])
    expect(toiluot(['replay', trace, '--out', target])).toEqual({ code: 1, out: '', err: `Không ghi được ${target}.` });
  expect(readdirSync(root).filter((name) => name.includes('out'))).toEqual([]);
});

test('replay refuses a roster that is none', () => {
  const [trace, plan] = [join(root, 'a.csv'), join(root, 'plan.csv')];
  writeFileSync(trace, TRACE);
  writeFileSync(plan, 'from_s,open_servers\n25200,1\n25200,2\n');
  const done = toiluot(['replay', trace, '--plan', plan, '--out', join(root, 'out.jsonl')]);
  expect(done).toEqual({ code: 1, out: '', err: `Không đọc được lịch mở quầy ${plan}: dòng 3 sai.` });
});

test('a day of a filled demo office is exported, and opens with the made-up superior office’s key', () => {
  const data = join(root, 'filled');
  expect(toiluot(['demo', '--days', '2', '--seed', 's'], {}, data)).toMatchObject({ code: 0 });
  const day = addDays(serviceDay(Date.now()), -1);
  const to = join(root, 'stick');
  const exported = toiluot(['export', '--date', day, '--to', to, '--json'], {}, data);
  expect(exported).toMatchObject({ code: 0, err: '' });
  const { file } = JSON.parse(exported.out) as { file: string };
  const { identity } = JSON.parse(readFileSync(join(ROOT, 'resources', 'demo', 'superior.json'), 'utf8')) as {
    identity: string;
  };
  const key = join(root, 'key.txt');
  writeFileSync(key, `${identity}\n`);
  expect(toiluot(['bundle', 'verify', file, '--key', key], {}, data)).toMatchObject({ code: 0 });
  // Again: the same bundle.
  const again = JSON.parse(toiluot(['export', '--date', day, '--to', to, '--json'], {}, data).out) as object;
  expect(again).toEqual(JSON.parse(exported.out));
});
