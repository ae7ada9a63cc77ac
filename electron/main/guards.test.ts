import { expect, test } from 'vitest';
import { kioskKey } from './guards.ts';

const NONE = { type: 'keyDown', key: '', code: '', control: false, alt: false, shift: false, meta: false };
type Press = Partial<typeof NONE>;
const LOCKED = { kiosk: true, open: false };

test.each<[string, Press]>([
  ['F5', { key: 'F5' }],
  ['F11', { key: 'F11' }],
  ['Ctrl+R', { code: 'KeyR', key: 'r', control: true }],
  ['Ctrl+W', { code: 'KeyW', key: 'w', control: true }],
  ['Cmd+Q', { code: 'KeyQ', key: 'q', meta: true }],
  ['Ctrl+Shift+I', { code: 'KeyI', key: 'I', control: true, shift: true }],
  ['Ctrl++', { key: '+', control: true }],
  ['Alt+F4', { key: 'F4', code: 'F4', alt: true }],
  ['Alt+Space', { key: ' ', code: 'Space', alt: true }],
  ['Alt+←', { key: 'ArrowLeft', alt: true }],
  ['the mouse’s back key', { key: 'BrowserBack' }],
])('%s does nothing in the kiosk and is the page’s outside of it', (_, press) => {
  expect(kioskKey({ ...NONE, ...press }, LOCKED)).toBe('block');
  expect(kioskKey({ ...NONE, ...press }, { kiosk: false, open: false })).toBe('pass');
});

test.each<[string, Press]>([
  ['F2', { key: 'F2' }],
  ['F8', { key: 'F8' }],
  ['Alt+N', { code: 'KeyN', key: 'n', alt: true }],
  ['Alt+K', { code: 'KeyK', key: 'k', alt: true }],
  ['Ctrl+K', { code: 'KeyK', key: 'k', control: true }],
  ['Ctrl+Z', { code: 'KeyZ', key: 'z', control: true }],
  ['Ctrl+C', { code: 'KeyC', key: 'c', control: true }],
  ['a digit', { code: 'Digit0', key: '0' }],
  ['Ctrl+R let go of', { type: 'keyUp', code: 'KeyR', key: 'r', control: true }],
])('%s reaches the page', (_, press) => {
  expect(kioskKey({ ...NONE, ...press }, LOCKED)).toBe('pass');
});

test('Ctrl+Alt+Q asks the page for the PIN; where there is no office yet, it leaves', () => {
  const press = { ...NONE, code: 'KeyQ', key: 'q', control: true, alt: true };
  expect(kioskKey(press, LOCKED)).toBe('pass');
  expect(kioskKey(press, { kiosk: true, open: true })).toBe('leave');
});
