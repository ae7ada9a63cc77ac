import { expect, it } from 'vitest';
import { type Burst, isScan, nextBurst } from './scanner.ts';

/** Keys `gap` milliseconds apart. */
function typed(text: string, gap: number): Burst {
  let burst: Burst = { text: '', last: Number.NEGATIVE_INFINITY };
  for (const [index, key] of [...text].entries()) burst = nextBurst(burst, key, index * gap);
  return burst;
}

it('knows a card reader from a hand by the gaps between its keys', () => {
  expect(
    [typed('A012\n', 35), typed('A012\n', 36), typed('Aa', 5)].map((burst) => [burst.text, isScan(burst)]),
  ).toEqual([
    ['A012\n', true],
    ['\n', false],
    ['Aa', false],
  ]);
});

it('keeps the line ends of a machine-readable zone inside one scan', () => {
  expect(typed('IDVNM0\n90021\nLE<<VAN\n', 4).text).toBe('IDVNM0\n90021\nLE<<VAN\n');
});

it('is not fooled by Enter held down', () => {
  expect(isScan(typed('\n\n\n\n\n', 30))).toBe(false);
});
