import type { ReactNode } from 'react';
import { encode } from 'uqr';
import { serviceDay, weekday } from '../../../electron/core/kernel/time.ts';
import { ticketCode } from '../../../electron/core/people/scan.ts';
import type { BookedView, IssuedView } from '../../../electron/core/queue/views.ts';
import { clockRange, clockTime, shortDate } from '../format.ts';
import { ticket as en } from '../strings/en/ticket.ts';
import { ticket as vi } from '../strings/vi/ticket.ts';
import css from './ticket.module.css';

export type TicketLanguage = 'vi' | 'en';

const words = { vi, en };

/** The 80 mm paper a citizen takes along; it holds no name and no personal number. */
export function TicketPaper({ issued, language }: { issued: IssuedView; language: TicketLanguage }) {
  const say = words[language];
  return (
    <Paper office={issued.office} title={say.title} thanks={say.thanks}>
      <p className={css.number}>{issued.number}</p>
      <p className={css.service}>{issued.service.name[language] || issued.service.name.vi}</p>
      {issued.people > 1 && <p className={css.strong}>{say.people(issued.people)}</p>}
      <hr />
      {issued.range ? (
        <>
          <p>{say.expected}</p>
          <p className={css.time}>{clockRange(issued.range)}</p>
        </>
      ) : (
        <p className={css.strong}>{say.expectedUnknown}</p>
      )}
      <p>{say.ahead(issued.ahead)}</p>
      <Bring title={say.bring} text={issued.service.bring[language] || issued.service.bring.vi} />
      <hr />
      <div className={css.foot}>
        <Code text={ticketCode(issued)} />
        <div>
          <p>{say.keep}</p>
          <p>{say.scan}</p>
        </div>
      </div>
      <p className={css.taken}>{say.taken(clockTime(issued.issuedAt), shortDate(serviceDay(issued.issuedAt)))}</p>
    </Paper>
  );
}

/** The slip of an appointment with its four-digit code. */
export function SlipPaper({ booked, language }: { booked: BookedView; language: TicketLanguage }) {
  const say = words[language];
  return (
    <Paper office={booked.office} title={say.slipTitle} thanks={say.thanks}>
      <p className={css.time}>{clockTime(booked.at)}</p>
      <p className={css.strong}>
        {say.weekdays[weekday(booked.day)]}, {shortDate(booked.day)}
      </p>
      <p className={css.service}>{booked.service[language] || booked.service.vi}</p>
      <hr />
      <p>{say.slipCode}</p>
      <p className={css.code}>{booked.code}</p>
      <Bring title={say.bring} text={booked.bring[language] || booked.bring.vi} />
      <hr />
      <div className={css.foot}>
        <Code text={`TH:${booked.code}`} />
        <p>{say.slipKeep}</p>
      </div>
    </Paper>
  );
}

function Paper(props: { office: string; title: string; thanks: string; children: ReactNode }) {
  return (
    <article className={css.paper}>
      <p className={css.office}>{props.office}</p>
      <p className={css.title}>{props.title}</p>
      {props.children}
      <p className={css.strong}>{props.thanks}</p>
    </article>
  );
}

function Bring({ title, text }: { title: string; text: string }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return null;
  return (
    <div className={css.bring}>
      <p className={css.strong}>{title}</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** A QR code as one path; level M survives the folds of a paper in a pocket. */
function Code({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg className={css.qr} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
