import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { keyIdOf, signDocument } from '../../electron/core/kernel/signed.ts';
import { DOWN, parseBundleName, returnName, UP } from '../../electron/core/summary/exchange.ts';
import { signer } from '../../electron/node/signer.ts';
import { hasher } from '../../electron/node/system.ts';
import { failures } from '../../renderer/ui/strings/vi/failures.ts';
import { settings } from '../../renderer/ui/strings/vi/settings.ts';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { wayUp } from '../../renderer/ui/strings/vi/wayUp.ts';
import { ADMINISTRATOR, DEMO_PIN, expect, expectAccessible, test } from './fixtures.ts';

const text = settings.wayUp;

test('a way up is tried, added, sends the closed day, and its answer is read', async ({ office }) => {
  const share = mkdtempSync(join(tmpdir(), 'toiluot-share-'));
  const { host, staff } = office;
  const { page } = staff;
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  /** Asks the host as this page does. */
  const ask = (procedure: string, input: object = {}) =>
    page.evaluate(
      async ([path, body]) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(path, { method: 'POST', headers, body });
        return ((await response.json()) as { result: { data: unknown } }).result.data;
      },
      [`/api/staff/${procedure}`, JSON.stringify(input)] as const,
    );

  await staff.open(host.url);
  await staff.setUpDemo(host.setupCode ?? '');
  await staff.signIn(ADMINISTRATOR, DEMO_PIN);
  const key = signer.newKey();
  const signing = { keyId: keyIdOf(hasher, key.publicKey), privateKey: key.privateKey };
  const superior = {
    ...{ format: 1, id: 'TH01', name: 'Công an tỉnh Mẫu', receiptKey: key.publicKey },
    recipient: await identityToRecipient(await generateX25519Identity()),
    ...{ https: null, sftp: null, validFrom: '2026-11-20', succession: null },
    issuedAt: Date.parse('2026-11-20T00:00:00Z'),
  };
  await ask('superior.answer', { text: signDocument(signer, 'superior', superior, signing) });
  await ask('superior.confirm');

  await page.getByRole('tab', { name: words.tabs.settings }).click();
  await press(settings.pages.wayUp);
  await press(text.add);
  await page.getByText(text.types.folder).click();
  await page.getByLabel(text.path).fill(join(share, 'chua-co'));
  await press(text.test);
  await expect(page.getByText(failures['TargetMissing.folder'] ?? '')).toBeVisible();
  await page.getByLabel(text.path).fill(share);
  await press(text.test);
  await expect(page.getByText(text.works)).toBeVisible();
  await expectAccessible(page);
  await press(text.addThis);
  await press(settings.save);
  await expect(page.getByText(settings.saved)).toBeVisible();

  await ask('summary.close', { day: '2026-11-23' });
  await page.getByRole('tab', { name: words.tabs.report }).click();
  await press(wayUp.title);
  const headline = page.getByTestId('wayUp-headline');
  await press(wayUp.sendNow);
  await expect(headline).toHaveText(wayUp.unconfirmed(1, wayUp.dayOf('23/11')));
  await expectAccessible(page);

  const [name = ''] = readdirSync(join(share, UP));
  const { station = '', epoch = 0, sequence = 0, day = '' } = parseBundleName(name) ?? {};
  const { rows, now } = (await ask('wayUp.view')) as { rows: { manifest: string }[]; now: number };
  const receipt = { epoch, sequence, manifest: rows[0]?.manifest, day, acceptedAt: now };
  const answer = signDocument(
    signer,
    'return',
    { format: 1, station, issuedAt: now, receipts: [receipt], refused: [], missing: [] },
    signing,
  );
  mkdirSync(join(share, DOWN));
  writeFileSync(join(share, DOWN, returnName(station)), answer.slice(0, 100));
  await press(wayUp.sendNow);
  await expect(page.getByText(failures.AnswerUnreadable ?? '')).toBeVisible();
  writeFileSync(join(share, DOWN, returnName(station)), answer);
  await press(wayUp.sendNow);
  await expect(headline).toHaveText(wayUp.allReceived('23/11'));
  rmSync(share, { recursive: true });
});
