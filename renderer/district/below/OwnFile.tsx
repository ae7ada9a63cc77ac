import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { KioskState, StationsView } from '../../../electron/core/api/contract.ts';
import type { SuperiorWish } from '../../../electron/core/district/enrolment.ts';
import type { SuperiorFile } from '../../../electron/core/summary/exchange.ts';
import type { Api } from '../../api/client.ts';
import { momentText } from '../../staff/settings/model.ts';
import { Block, PlainPage } from '../../staff/settings/Page.tsx';
import css from '../../staff/settings/settings.module.css';
import { type Refused, useAct } from '../../ui/act.ts';
import { saveFile } from '../../ui/enrolment/files.ts';
import { Action, Ask, Choices, DateField, Failure, Field, showDate, Toggle } from '../../ui/form.tsx';
import { below } from '../../ui/strings/vi/below.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import own from './below.module.css';
import type { BelowProps } from './index.tsx';

const text = below.own;

/** The file by which stations know this office: what it says, how it gets to them, and a new one. */
export function OwnFile({ api, view, kiosk, administrator }: BelowProps) {
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState(false);
  const last = view.issued.at(-1);
  const before = view.issued.slice(0, -1).reverse();
  return (
    <PlainPage title={below.pages.own} lead={text.lead}>
      {made && (
        <p className={css.done} role="status">
          {text.made}
        </p>
      )}
      {last ? (
        <Block title={text.now}>
          <p className={css.big}>
            <strong>{last.file.name}</strong>
          </p>
          <dl className={css.facts}>
            <dt>{text.validFrom}</dt>
            <dd>{showDate(last.file.validFrom)}</dd>
            <dt>{text.madeAt}</dt>
            <dd>{momentText(last.file.issuedAt)}</dd>
            <dt>{text.ways}</dt>
            {waysOf(last.file).map((way) => (
              <dd key={way}>{way}</dd>
            ))}
            <dt>{text.keys}</dt>
            <dd>{text.keyKinds[keyKind(view)]}</dd>
          </dl>
          <Carry api={api} file={last} kiosk={kiosk} main={view.stations.length === 0} />
          <p className={css.note}>{text.next}</p>
        </Block>
      ) : (
        <Block title={text.none} lead={text.noneNote}>
          <div className={css.tools}>
            <Action tone="main" onPress={() => setMaking(true)} disabled={!administrator}>
              {text.make}
            </Action>
          </div>
          {!administrator && <p className={css.note}>{below.onlyAdministrator}</p>}
        </Block>
      )}
      {last && (
        <div>
          <div className={css.tools}>
            <Action
              disabled={!administrator}
              onPress={() => {
                setMade(false);
                setMaking(true);
              }}
            >
              {text.makeNew}
            </Action>
            {!administrator && <p className={css.note}>{below.onlyAdministrator}</p>}
          </div>
        </div>
      )}
      {before.length > 0 && (
        <Block title={text.before(before.length)}>
          <ul className={own.failed}>
            {before.map(({ file }) => (
              <li key={file.issuedAt}>
                {text.beforeLine(file.name, showDate(file.validFrom), momentText(file.issuedAt))}
              </li>
            ))}
          </ul>
        </Block>
      )}
      {making && (
        <Make
          api={api}
          last={last?.file ?? null}
          today={view.today}
          onClose={(isMade) => {
            setMaking(false);
            setMade(isMade);
          }}
        />
      )}
    </PlainPage>
  );
}

/** The newest file, on the stick in the host or where the browser saves it. */
function Carry({
  api,
  file,
  kiosk,
  main,
}: {
  api: Api;
  file: StationsView['issued'][number];
  kiosk: boolean;
  main: boolean;
}) {
  const act = useAct(ofStick);
  const [written, setWritten] = useState(false);
  const write = async () => {
    setWritten(false);
    if (await act.run(() => api.district.toStick.mutate())) setWritten(true);
  };
  return (
    <>
      <div className={css.tools}>
        <Action tone={main ? 'main' : 'plain'} onPress={() => void write()}>
          {act.busy ? below.writing : below.toStick}
        </Action>
        {/* The kiosk's window saves nothing on its machine. */}
        {!kiosk && <Action onPress={() => saveFile(file)}>{below.save}</Action>}
        <p className={css.status} role="status">
          {written ? below.written(file.name) : ''}
        </p>
      </div>
      {act.failure !== null && <Failure>{act.failure}</Failure>}
    </>
  );
}

type Keys = SuperiorWish['keys'];
type MakeProps = { api: Api; last: SuperiorFile | null; today: string; onClose: (made: boolean) => void };

/** What the file is to say; the form is drawn once it is known whether the door to the network is open. */
function Make(props: MakeProps) {
  const lan = useQuery({ queryKey: ['lan'], queryFn: () => props.api.district.lan.query() });
  const hello = useQuery({ queryKey: ['hello'], queryFn: () => props.api.hello.query() });
  if (lan.isPending || hello.isPending) return null;
  return <MakeForm {...props} lan={lan.data ?? null} office={hello.data?.office ?? ''} />;
}

function MakeForm({ api, last, today, onClose, lan, office }: MakeProps & { lan: KioskState['lan']; office: string }) {
  const queries = useQueryClient();
  const act = useAct();
  const [name, setName] = useState(last?.name ?? office);
  const [from, setFrom] = useState(last && last.validFrom > today ? last.validFrom : today);
  // The door's own address is the true one; the file before may name a door of last year.
  const [https, setHttps] = useState(
    lan ? { url: lan.urls[0] ?? last?.https?.url ?? '', pin: lan.pin } : (last?.https ?? { url: '', pin: '' }),
  );
  const [offersHttps, setOffersHttps] = useState(last ? last.https !== null : lan !== null);
  const [sftp, setSftp] = useState({
    ...(last?.sftp ?? { host: '', user: '', folder: '/', hostKey: '' }),
    port: String(last?.sftp?.port ?? 22),
  });
  const [offersSftp, setOffersSftp] = useState(last?.sftp != null);
  const [keys, setKeys] = useState<Keys>('keep');
  /** The fields say what is wrong with them once somebody has tried. */
  const [tried, setTried] = useState(false);
  const wrong = {
    url: offersHttps && !/^https:\/\/[^\s/]+$/.test(https.url) ? text.wrong.url : null,
    pin: offersHttps && !/^[A-Za-z0-9+/]{43}=$/.test(https.pin) ? text.wrong.pin : null,
    host: offersSftp && sftp.host === '' ? text.wrong.missing : null,
    port: offersSftp && !(Number(sftp.port) >= 1 && Number(sftp.port) <= 65_535) ? text.wrong.port : null,
    user: offersSftp && sftp.user === '' ? text.wrong.missing : null,
    hostKey: offersSftp && !/^SHA256:[A-Za-z0-9+/]{43}$/.test(sftp.hostKey) ? text.wrong.hostKey : null,
  };
  const wrongAt = (field: keyof typeof wrong) => (tried ? wrong[field] : null);
  const make = async () => {
    setTried(true);
    if (Object.values(wrong).some((each) => each !== null)) return;
    const wish: SuperiorWish = {
      name: name.trim(),
      validFrom: from,
      keys,
      https: offersHttps ? https : null,
      sftp: offersSftp ? { ...sftp, port: Number(sftp.port) } : null,
    };
    if (!(await act.run(() => api.district.issueFile.mutate(wish)))) return;
    await queries.invalidateQueries({ queryKey: ['below'] });
    onClose(true);
  };
  const setWay = (part: Partial<typeof https>) => setHttps({ ...https, ...part });
  const setDrop = (part: Partial<typeof sftp>) => setSftp({ ...sftp, ...part });
  return (
    <Ask
      title={text.title}
      wide
      onClose={() => onClose(false)}
      failure={act.failure}
      foot={
        <>
          <Action onPress={() => onClose(false)}>{form.cancel}</Action>
          <Action
            tone={keys === 'replace' ? 'danger' : 'main'}
            onPress={() => void make()}
            disabled={name.trim() === ''}
          >
            {text.doMake}
          </Action>
        </>
      }
    >
      <div className={css.two}>
        <Field label={text.name} hint={text.nameHint} value={name} onChange={setName} maxLength={80} autoFocus />
        <DateField label={text.from} value={from} onChange={setFrom} />
      </div>
      <strong>{text.offer}</strong>
      <div className={own.offer}>
        <Toggle on={offersHttps} onChange={setOffersHttps}>
          {text.offerHttps}
        </Toggle>
        {offersHttps && (
          <>
            <p className={css.note}>{lan === null ? text.doorShut : text.doorOpen}</p>
            <div className={css.two}>
              <Field
                label={text.url}
                wrong={wrongAt('url')}
                value={https.url}
                onChange={(url) => setWay({ url: url.trim() })}
                maxLength={200}
              />
              <Field
                label={text.pin}
                wrong={wrongAt('pin')}
                value={https.pin}
                onChange={(pin) => setWay({ pin: pin.trim() })}
                maxLength={44}
              />
            </div>
          </>
        )}
      </div>
      <div className={own.offer}>
        <Toggle on={offersSftp} onChange={setOffersSftp}>
          {text.offerSftp}
        </Toggle>
        {offersSftp && (
          <>
            <div className={css.two}>
              <Field
                label={text.host}
                wrong={wrongAt('host')}
                value={sftp.host}
                onChange={(host) => setDrop({ host: host.trim() })}
                maxLength={200}
              />
              <Field
                label={text.port}
                wrong={wrongAt('port')}
                kind="digits"
                value={sftp.port}
                onChange={(port) => setDrop({ port: port.replaceAll(/\D/g, '') })}
                maxLength={5}
              />
              <Field
                label={text.user}
                wrong={wrongAt('user')}
                value={sftp.user}
                onChange={(user) => setDrop({ user: user.trim() })}
                maxLength={60}
              />
              <Field
                label={text.folder}
                value={sftp.folder}
                onChange={(folder) => setDrop({ folder })}
                maxLength={200}
              />
            </div>
            <Field
              label={text.hostKey}
              wrong={wrongAt('hostKey')}
              hint={text.hostKeyHint}
              value={sftp.hostKey}
              onChange={(hostKey) => setDrop({ hostKey: hostKey.trim() })}
              maxLength={60}
            />
          </>
        )}
      </div>
      {last && (
        <Choices<Keys>
          label={text.keysLabel}
          value={keys}
          onChange={setKeys}
          options={[
            { value: 'keep', label: text.keep, note: text.keepNote },
            { value: 'succeed', label: text.succeed, note: text.succeedNote },
            { value: 'replace', label: text.replace, note: text.replaceNote },
          ]}
        />
      )}
    </Ask>
  );
}

/** How the newest file's keys came about. */
function keyKind({ issued }: StationsView): keyof typeof text.keyKinds {
  const [before, last] = [issued.at(-2)?.file, issued.at(-1)?.file];
  if (!before || !last) return 'first';
  if (before.receiptKey === last.receiptKey) return 'keep';
  return last.succession ? 'succeed' : 'replace';
}

function waysOf({ https, sftp }: SuperiorFile): string[] {
  return [
    text.stick,
    ...(https ? [text.https(https.url)] : []),
    ...(sftp ? [text.sftp(`${sftp.user}@${sftp.host}:${sftp.port}/${sftp.folder.replace(/^\//, '')}`)] : []),
  ];
}

/** The sentences of a way up speak of a stick here. */
export function ofStick({ type }: Refused): string | null {
  return failures[`${type}.drive`] ?? null;
}
