import type { z } from 'zod';
import type { Hasher, Signer } from './ports.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * What may be signed, each under a prefix of its own, so that a signature over one can never pass for another:
 * `toiluot/1//<kind>//` + the exact bytes.
 */
export type SignedKind = 'daily-export' | 'superior' | 'station' | 'return' | 'succession';

/** An Ed25519 key that signs; `keyId` names it in what it signed. */
export type SigningKey = { keyId: string; privateKey: string };

export type SignatureFailure = { type: 'NotOurFormat' | 'UnknownKey' | 'SignatureWrong' };

/** Names a public key: the first 16 hex digits of the SHA-256 of its base64 text. */
export function keyIdOf(hasher: Hasher, publicKey: string): string {
  return hasher.sha256(publicKey).slice(0, 16);
}

/** The bytes a signature is made over. */
export function signedBytes(kind: SignedKind, body: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(`toiluot/1//${kind}//`);
  const bytes = new Uint8Array(prefix.length + body.length);
  bytes.set(prefix);
  bytes.set(body, prefix.length);
  return bytes;
}

/** A small signed file that people carry (enrolment, receipts): `{"body": "<exact JSON>", "keyId", "signature"}`. */
export function signDocument(signer: Signer, kind: SignedKind, body: object, key: SigningKey): string {
  const text = JSON.stringify(body);
  const signature = signer.sign(key.privateKey, signedBytes(kind, new TextEncoder().encode(text)));
  return `${JSON.stringify({ body: text, keyId: key.keyId, signature })}\n`;
}

/** The exact bytes that were signed, as text; null when it is no such file. Not verified. */
export function documentBody(text: string): string | null {
  const outer = parse(text) as { body?: unknown } | null;
  return typeof outer?.body === 'string' ? outer.body : null;
}

/**
 * Reads such a file: sizes first, then the signature, then the very bytes that were verified. `publicKeyOf` says which
 * key the name means; it sees the body before it is trusted only where a file carries its own key (enrolment).
 */
export function readDocument<T>(
  signer: Signer,
  kind: SignedKind,
  text: string,
  schema: z.ZodType<T>,
  publicKeyOf: (keyId: string, body: T) => string | null,
): Result<T, SignatureFailure> {
  if (text.length > 200_000) return fail({ type: 'NotOurFormat' });
  const outer = parse(text) as { body?: unknown; keyId?: unknown; signature?: unknown } | null;
  if (typeof outer?.body !== 'string' || typeof outer.keyId !== 'string' || typeof outer.signature !== 'string')
    return fail({ type: 'NotOurFormat' });
  const body = schema.safeParse(parse(outer.body));
  if (!body.success) return fail({ type: 'NotOurFormat' });
  const publicKey = publicKeyOf(outer.keyId, body.data);
  if (publicKey === null) return fail({ type: 'UnknownKey' });
  const bytes = signedBytes(kind, new TextEncoder().encode(outer.body));
  return signer.verify(publicKey, bytes, outer.signature) ? ok(body.data) : fail({ type: 'SignatureWrong' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
