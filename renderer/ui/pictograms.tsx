import type { ReactNode } from 'react';
import type { Service } from '../../electron/core/office/settings.ts';
import type { PriorityGroup } from '../../electron/core/queue/types.ts';

export type PictogramName = Service['pictogram'] | Exclude<PriorityGroup, 'other'> | 'everyone';

/** A drawing that says the same as the words beside it to somebody who cannot read; always decorative for a reader. */
export function Pictogram({ name, className }: { name: PictogramName; className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 64 64"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawings[name]}
    </svg>
  );
}

const solid = { fill: 'currentColor', stroke: 'none' } as const;

const drawings: Record<PictogramName, ReactNode> = {
  /** An identity card: portrait, chip and lines of text. */
  card: (
    <>
      <rect x="4" y="13" width="56" height="38" rx="6" />
      <circle cx="20" cy="27" r="5.5" {...solid} />
      <path d="M10.5 44c0-6.5 4-10 9.5-10s9.5 3.5 9.5 10z" {...solid} />
      <path d="M37 24h15M37 33h15M37 42h9" />
    </>
  ),
  /** A child holding up a card. */
  child: (
    <>
      <circle cx="23" cy="15" r="11" />
      <path d="M18.5 17.500c1.2 2.2 2.6 3 4.5 3s3.3-.8 4.5-3" strokeWidth="3" />
      <circle cx="19.5" cy="12.5" r="1.9" {...solid} />
      <circle cx="26.5" cy="12.5" r="1.9" {...solid} />
      <path d="M23 26v17M23 43l-7 17M23 43l7 17M23 32l-13 8M23 32l13 2" />
      <rect x="37" y="25" width="24" height="17" rx="3" />
      <path d="M43 31h.1M49 31h6M43 36.500h12" strokeWidth="3" />
    </>
  ),
  /** A mobile phone that says yes. */
  phone: (
    <>
      <rect x="16" y="3" width="32" height="58" rx="6" />
      <path d="M28 10h8" strokeWidth="3" />
      <circle cx="32" cy="30" r="11" {...solid} />
      <path d="M27 30.500l3.6 3.6 6.4-7" stroke="var(--pictogram-ground, #fff)" strokeWidth="3.5" />
      <circle cx="32" cy="53" r="2.4" {...solid} />
    </>
  ),
  house: (
    <>
      <path d="M4 31L32 7l28 24" />
      <path d="M11 26v31h42V26" />
      <path d="M25 57V40h14v17z" {...solid} />
    </>
  ),
  /** A card coming down into an open hand. */
  handover: (
    <>
      <rect x="16" y="4" width="32" height="21" rx="4" />
      <circle cx="25" cy="12.5" r="3" {...solid} />
      <path d="M20 20c0-3.5 2-5 5-5s5 1.5 5 5z" {...solid} />
      <path d="M35 12h7M35 18h7" strokeWidth="3" />
      <path d="M32 29v10M27 35l5 5 5-5" />
      <path d="M5 46h9c4 0 7 1 10 4h12c3 0 4 5 0 5H24M37 52l14-8c4-2 8 2 4 5.500L43 59c-2 1.5-4 2-6 2H5" />
    </>
  ),
  /** A question, spoken. */
  help: (
    <>
      <path d="M12 6h40a7 7 0 0 1 7 7v27a7 7 0 0 1-7 7H32L19 58V47h-7a7 7 0 0 1-7-7V13a7 7 0 0 1 7-7z" />
      <path d="M25.5 20c.6-4 3.4-6 6.7-6 4 0 6.8 2.5 6.8 6 0 5-6.8 5.5-6.8 10.5" />
      <circle cx="32.2" cy="38" r="2.8" {...solid} />
    </>
  ),
  paper: (
    <>
      <path d="M38 4H16a5 5 0 0 0-5 5v46a5 5 0 0 0 5 5h32a5 5 0 0 0 5-5V19z" />
      <path d="M38 4v15h15" />
      <path d="M21 31h22M21 40h22M21 49h13" />
    </>
  ),
  /** A motorbike: the vehicle most people register. */
  vehicle: (
    <>
      <circle cx="13" cy="45" r="9" />
      <circle cx="51" cy="45" r="9" />
      <path d="M13 45h14l6-11h11M51 45L42 16h-7M44 34l-1 11H30" />
      <path d="M12 29h17l4 5-3 5c-5-5-12-6-18-4z" {...solid} />
      <path d="M12 29h17l4 5" />
    </>
  ),
  /** One person like any other. */
  everyone: (
    <>
      <circle cx="32" cy="19" r="13" {...solid} />
      <path d="M8 60c0-14 9-23 24-23s24 9 24 23z" {...solid} />
    </>
  ),
  /** Somebody bent over a stick. */
  elderly: (
    <>
      <circle cx="34" cy="10" r="7" {...solid} />
      <path d="M30 21c-6 3-8 9-8 16l1 6M23 43l-7 17M23 43l9 6 1 11" strokeWidth="6" />
      <path d="M30 22l5 10 9 3" strokeWidth="5" />
      <path d="M45 34v26M45 34c0-4 5-4 5 0" strokeWidth="3.5" />
    </>
  ),
  disability: (
    <>
      <circle cx="26" cy="9" r="6" {...solid} />
      <path d="M26 18v20h16l6 15 7-2" strokeWidth="5.5" />
      <path d="M27 27h13" strokeWidth="5" />
      <path d="M20 31a15 15 0 1 0 20 19" />
    </>
  ),
  pregnant: (
    <>
      <circle cx="29" cy="10" r="7.5" {...solid} />
      <path d="M22 22h10c3 0 5 2 5.5 5 6 2.5 9 6 9 10.5 0 4.5-3 7.5-8 8.500V60H22V46l-3-3V27c0-3 1-5 3-5z" {...solid} />
      <path d="M30 30c1 5 3 8 8 9" stroke="var(--pictogram-ground, #fff)" strokeWidth="3" />
    </>
  ),
  /** Somebody with a baby on the arm. */
  smallChild: (
    <>
      <circle cx="25" cy="11" r="8" {...solid} />
      <path d="M12 60V32c0-6 4-10 10-10h6c6 0 10 4 10 9v29h-9V46h-6v14z" {...solid} />
      <circle cx="46" cy="26" r="6" {...solid} />
      <path d="M26 42h18c5 0 8-2 8-6" stroke="var(--pictogram-ground, #fff)" strokeWidth="10" />
      <path d="M26 42h18c5 0 8-2 8-6" strokeWidth="6" />
    </>
  ),
  /** A medal on its ribbon. */
  merit: (
    <>
      <path d="M19 4h26v15L32 27l-13-8z" />
      <path d="M32 5v20" strokeWidth="3" />
      <path
        d="M32 28l4.9 10.3 11.3 1.5-8.3 7.8 2.1 11.200L32 53.300l-10 5.5 2.1-11.2-8.3-7.8 11.3-1.500z"
        fill="currentColor"
      />
    </>
  ),
};
