import { expect, test } from 'vitest';
import { loudness } from './announcer.ts';

test('the slider goes from silence to full, half way being far softer than half', () => {
  expect([-5, 0, 50, 100, 140].map(loudness)).toEqual([0, 0, 0.25, 1, 1]);
});
