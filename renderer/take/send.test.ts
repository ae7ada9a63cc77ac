import { TRPCClientError } from '@trpc/client';
import { expect, it } from 'vitest';
import { persist } from './send.ts';

it('asks again while the host is out of reach and gives back its first answer', async () => {
  const asked: boolean[] = [];
  const answer = await persist(async () => {
    asked.push(true);
    if (asked.length < 3) throw new TypeError('Failed to fetch');
    return 'A012';
  }, [0, 0, 0]);
  expect([answer, asked.length]).toEqual(['A012', 3]);
});

it('gives up after the last pause', async () => {
  let asked = 0;
  const gone = async () => {
    asked += 1;
    throw new TypeError('Failed to fetch');
  };
  await expect(persist(gone, [0, 0])).rejects.toThrow('Failed to fetch');
  expect(asked).toBe(3);
});

it('does not repeat what the host refused', async () => {
  let asked = 0;
  const refused = async () => {
    asked += 1;
    throw new TRPCClientError('FORBIDDEN', {
      result: { error: { code: -32003, message: 'FORBIDDEN', data: { code: 'FORBIDDEN', httpStatus: 403 } } },
    });
  };
  await expect(persist(refused, [0, 0])).rejects.toThrow('FORBIDDEN');
  expect(asked).toBe(1);
});
