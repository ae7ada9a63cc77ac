import type { ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { BookedView, IssuedView } from '../../../electron/core/queue/views.ts';
import type { Api } from '../../api/client.ts';
import { SlipPaper, type TicketLanguage, TicketPaper } from './Paper.tsx';
import css from './ticket.module.css';

/** The kiosk's own API, which prints without asking and says how it went; null in a browser. */
let kiosk: Api['kiosk'] | null = null;

/** Lets this window's papers go through the kiosk from now on. */
export function printThrough(api: Api | null): void {
  kiosk = api?.kiosk ?? null;
}

/**
 * Prints a ticket on 80 mm paper. In the kiosk it resolves once the printer has it and rejects when it does not; a
 * browser only takes it, and whether paper came out only a person knows.
 */
export function printTicket(issued: IssuedView, language: TicketLanguage = 'vi'): Promise<void> {
  return print(<TicketPaper issued={issued} language={language} />, issued.ticket || null);
}

/** Prints an appointment slip in the same way. */
export function printBooked(booked: BookedView, language: TicketLanguage = 'vi'): Promise<void> {
  return print(<SlipPaper booked={booked} language={language} />, null);
}

/** Papers go out one after another: a second `print()` would replace what the first one prints. */
let last: Promise<unknown> = Promise.resolve();

function print(paper: ReactElement, ticket: string | null): Promise<void> {
  const done = last.catch(() => undefined).then(() => printOne(paper, ticket));
  last = done;
  return done;
}

async function printOne(paper: ReactElement, ticket: string | null): Promise<void> {
  const sheet = document.createElement('div');
  sheet.className = css.sheet ?? '';
  // Outside the screen's own document for a reader: the page already says all that is on the paper.
  sheet.setAttribute('aria-hidden', 'true');
  document.body.append(sheet);
  const root = createRoot(sheet);
  const page = new CSSStyleSheet();
  try {
    flushSync(() => root.render(paper));
    await document.fonts.ready;
    // `size: 80mm auto` is no CSS; without the height the printer would feed a whole A4 page for each ticket.
    const height = Math.ceil((sheet.getBoundingClientRect().height * 25.4) / 96) + 1;
    if (kiosk !== null) return await printSilently(kiosk, sheet, height, ticket);
    page.replaceSync(`@page { size: 80mm ${height}mm; margin: 0 }`);
    document.adoptedStyleSheets.push(page);
    document.documentElement.classList.add(css.printing ?? '');
    await printed();
  } finally {
    document.documentElement.classList.remove(css.printing ?? '');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== page);
    root.unmount();
    sheet.remove();
  }
}

/** Sends the paper as it is drawn, with the screen's own style sheets, to be printed from a hidden window. */
async function printSilently(to: Api['kiosk'], sheet: HTMLElement, heightMm: number, ticket: string | null) {
  const styles = [...document.styleSheets].flatMap(({ href }) => (href === null ? [] : [new URL(href).pathname]));
  const html = `<div class="${css.printing}">${sheet.outerHTML}</div>`;
  const printed = await to.print.mutate({ ticket, html, styles, heightMm });
  if (!printed.ok) throw new Error(printed.error.type);
}

/** A browser that prints in the background says so with `afterprint`; one that does not gets three seconds. */
function printed(): Promise<void> {
  return new Promise((resolve) => {
    window.addEventListener('afterprint', () => resolve(), { once: true });
    window.print();
    setTimeout(resolve, 3000);
  });
}
