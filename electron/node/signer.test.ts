import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signer } from './signer.ts';

const BYTES = new TextEncoder().encode('toiluot');

test('signs what its own public key verifies, and no other bytes', () => {
  const key = signer.newKey();
  const signature = signer.sign(key.privateKey, BYTES);
  expect(signer.verify(key.publicKey, BYTES, signature)).toBe(true);
  expect(signer.verify(key.publicKey, BYTES.subarray(1), signature)).toBe(false);
  expect(signer.verify(signer.newKey().publicKey, BYTES, signature)).toBe(false);
});

test('agrees with RFC 8032, test 2', () => {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const publicKey = base64('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
  const signature = base64(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  expect(signer.verify(publicKey, Uint8Array.of(0x72), signature)).toBe(true);
  expect(signer.verify(publicKey, Uint8Array.of(0x73), signature)).toBe(false);
});

test('whatever a key or signature is, the answer is no', () => {
  const key = signer.newKey();
  const signature = signer.sign(key.privateKey, BYTES);
  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((raw) => Buffer.from(raw).toString('base64'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), bytes(32)), fc.oneof(fc.string(), bytes(64)), (publicKey, other) => {
      expect(signer.verify(publicKey, BYTES, signature)).toBe(false);
      expect(signer.verify(key.publicKey, BYTES, other)).toBe(false);
    }),
  );
});
