import { expect, test } from 'vitest';
import { isOurs, PRIVILEGES, windowOptions } from './windows.ts';

test('windows are locked down alike; only the board runs on unseen', () => {
  const locked = {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    devTools: false,
    spellcheck: false,
    autoplayPolicy: 'no-user-gesture-required',
  };
  for (const role of ['staff', 'board', 'take', 'paper'] as const) {
    expect(windowOptions(role, { packaged: true, kiosk: true })).toMatchObject({
      show: false,
      frame: false,
      webPreferences: { ...locked, partition: `toiluot-${role}`, backgroundThrottling: role !== 'board' },
    });
  }
  const { webPreferences, frame } = windowOptions('staff', { packaged: false, kiosk: false });
  expect([webPreferences?.devTools, frame]).toEqual([true, true]);
  expect(webPreferences).not.toHaveProperty('preload');
});

test('the scheme never bypasses the content security policy', () => {
  expect(PRIVILEGES).toEqual({ standard: true, secure: true, supportFetchAPI: true, stream: true });
});

test.each([
  ['toiluot://app/staff', true],
  ['toiluot://app/', true],
  ['toiluot://app.evil.vn/', false],
  ['toiluot://evil/app', false],
  ['toiluot://user@app/', false],
  ['toiluot://app:80/', false],
  ['https://app/', false],
  ['https://evil.vn/#toiluot://app/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['', false],
])('%s is ours: %s', (url, ours) => {
  expect(isOurs(url)).toBe(ours);
});
