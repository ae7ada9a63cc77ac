import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type CommandLine = {
  /** Null: the usual place. */
  dir: string | null;
  port: number;
  lan: boolean;
  /** The one network the LAN door opens to; null: every one. */
  network: string | null;
  kiosk: boolean;
  /** A made-up office that plays a day; shown in windows unless `--kiosk`. */
  demo: boolean;
  /** Given by hand; handed on to a relaunch and to the start with the system. */
  given: string[];
};

/**
 * The shell's arguments. An installed program is a kiosk, one started from the checkout has windows; `--kiosk` and
 * `--no-kiosk` say otherwise. Chromium's own switches pass by unread.
 */
export function readCommandLine(argv: readonly string[], packaged: boolean): CommandLine {
  const { values, tokens } = parseArgs({
    args: argv.slice(packaged ? 1 : 2),
    strict: false,
    tokens: true,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      lan: { type: 'boolean' },
      network: { type: 'string' },
      demo: { type: 'boolean' },
      kiosk: { type: 'boolean' },
      'no-kiosk': { type: 'boolean' },
    },
  });
  const ours = new Set(['data', 'port', 'lan', 'network', 'demo', 'kiosk', 'no-kiosk']);
  const given = tokens.flatMap((token) => {
    if (token.kind !== 'option' || !ours.has(token.name)) return [];
    if (token.value === undefined) return [`--${token.name}`];
    // The next start has another working folder.
    return [`--${token.name}`, token.name === 'data' ? resolve(token.value) : token.value];
  });
  const port = Number(values.port);
  const demo = values.demo === true;
  return {
    dir: typeof values.data === 'string' ? resolve(values.data) : null,
    port: Number.isInteger(port) && port > 0 && port < 65_535 ? port : 7700,
    lan: values.lan === true,
    network: typeof values.network === 'string' ? values.network : null,
    kiosk: values['no-kiosk'] === true ? false : (packaged && !demo) || values.kiosk === true,
    demo,
    given,
  };
}
