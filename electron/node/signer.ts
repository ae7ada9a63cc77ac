import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Signer } from '../core/kernel/ports.ts';

/** What stands before the 32 raw bytes of an Ed25519 public key in its SPKI form (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export const signer: Signer = {
  newKey() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    return {
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI_HEAD.length).toString('base64'),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    };
  },
  sign(privateKey, bytes) {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' });
    return sign(null, bytes, key).toString('base64');
  },
  verify(publicKey, bytes, signature) {
    const raw = Buffer.from(publicKey, 'base64');
    const given = Buffer.from(signature, 'base64');
    if (raw.length !== 32 || given.length !== 64) return false;
    const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), type: 'spki', format: 'der' });
    return verify(null, bytes, key, given);
  },
};
