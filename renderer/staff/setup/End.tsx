import { ExternalLink, Monitor, TicketPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Action } from '../../ui/form.tsx';
import { setup } from '../../ui/strings/vi/setup.ts';
import css from './setup.module.css';

type Props = {
  office: string;
  /** A demo office's PIN and recovery key; null for a real one, whose key was kept on the page before. */
  demo: { pin: string; recoveryKey: string } | null;
  /** A superior office has no screens for citizens. */
  hasLine: boolean;
  onDone: () => void;
};

/** What to do next: the two screens for the citizens, and to work. */
export function End({ office, demo, hasLine, onDone }: Props) {
  return (
    <>
      <div className={css.head}>
        <h1>{demo ? setup.endTitleDemo : setup.endTitle(office)}</h1>
        <p>{hasLine ? setup.endLead : setup.endLeadDistrict}</p>
      </div>
      {hasLine && (
        <>
          <div className={css.two}>
            <ScreenLink
              path="/board"
              name={setup.board}
              note={setup.boardNote}
              icon={<Monitor size={26} aria-hidden="true" />}
            />
            <ScreenLink
              path="/take"
              name={setup.take}
              note={setup.takeNote}
              icon={<TicketPlus size={26} aria-hidden="true" />}
            />
          </div>
          <section className={css.card}>
            <h2>{setup.pair}</h2>
            <ol className={css.pairSteps}>
              {setup.pairSteps.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ol>
          </section>
        </>
      )}
      {demo && (
        <dl className={css.demo}>
          <div>
            <dt>{setup.demoPin}</dt>
            <dd className={css.demoPin}>{demo.pin}</dd>
          </div>
          <div>
            <dt>{setup.demoKey}</dt>
            <dd className={css.demoKey}>{demo.recoveryKey}</dd>
          </div>
        </dl>
      )}
      <div>
        <Action tone="main" onPress={onDone} autoFocus>
          {setup.begin}
        </Action>
      </div>
    </>
  );
}

function ScreenLink({ path, name, note, icon }: { path: string; name: string; note: string; icon: ReactNode }) {
  return (
    <a className={css.link} href={path} target="_blank" rel="noreferrer">
      {icon}
      <span>
        <strong>
          {name} <ExternalLink size={15} aria-hidden="true" />
          <span className={css.spoken}>{setup.newWindow}</span>
        </strong>
        <span className={css.address}>{`${location.origin}${path}`}</span>
        <span className={css.note}>{note}</span>
      </span>
    </a>
  );
}
