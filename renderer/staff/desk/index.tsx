import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Hello, StaffScan } from '../../../electron/core/api/contract.ts';
import type { Alert, IssuedView, StaffView } from '../../../electron/core/queue/views.ts';
import { type Api, refusal } from '../../api/client.ts';
import { useScanner } from '../../ui/scanner.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { staff } from '../../ui/strings/vi/staff.ts';
import { printTicket } from '../../ui/ticket/index.tsx';
import { useKeys } from '../keys.ts';
import { realMs, serverNow, setServerTime } from '../now.ts';
import { type Action, appointmentActions, arrive, reprint, ticketActions } from './actions.ts';
import { BookDialog } from './BookDialog.tsx';
import { failureText, type Notice, useCommands } from './commands.ts';
import { DayPanel, StatusLine } from './DayPanel.tsx';
import { type DeskKeys, DeskPanel } from './DeskPanel.tsx';
import css from './desk.module.css';
import {
  CallDialog,
  CancelAppointmentDialog,
  CancelDialog,
  ChangeDialog,
  ClockDialog,
  ConfirmDialog,
  CountersDialog,
  IssueDialog,
  KeysDialog,
  PauseDialog,
  PersonDialog,
  TicketDialog,
  TransferDialog,
} from './dialogs.tsx';
import { LISTS, LinePanel, type List, type MenuEntry } from './LinePanel.tsx';
import { type Model, ModelProvider, type Open } from './model.ts';
import { PaperDialog } from './PaperDialog.tsx';
import { FailureProvider } from './parts.tsx';
import { SearchDialog } from './SearchDialog.tsx';
import { WorkDialog } from './WorkDialog.tsx';
import { freshTarget, type Target, targetOfAside, targetOfRow } from './words.ts';

type Session = NonNullable<Hello['session']>;
type Props = {
  api: Api;
  session: Session;
  online: boolean;
  onSignedOut: () => void;
  onBackupSettings: () => void;
  onReport: () => void;
};

/** Which desk this machine stands at; the machine remembers it over sign-ins. */
const REMEMBERED = 'toiluot.desk';
/** Dialogs that a scan may replace: nothing is being typed in them that the scan does not bring. */
const GIVES_WAY = new Set<Open['type']>(['issue', 'search', 'ticket', 'keys']);
/** How long a sentence about what was just done stays. */
const NOTICE_MS = 12_000;
/** F8 pressed again so soon after "Bắt đầu" is the same press: nobody is served in that time. */
const SECOND_PRESS_MS = 800;

/** The officer's working screen: the person at the desk, the line, the day. */
export function Desk({ api, session, online, onSignedOut, onBackupSettings, onReport }: Props) {
  const [desk, setDesk] = useState<string | null>(() => localStorage.getItem(REMEMBERED));
  const query = useQuery({
    queryKey: ['staff', 'view', desk],
    queryFn: async () => {
      const view = await api.staff.view.query({ desk });
      setServerTime(view);
      return view;
    },
    placeholderData: keepPreviousData,
    // Ranges move with the clock even when nobody presses anything.
    refetchInterval: 30_000,
  });
  const signedOut = query.error !== null && refusal(query.error) === 'UNAUTHORIZED';
  useEffect(() => {
    if (signedOut) onSignedOut();
  }, [signedOut, onSignedOut]);
  const choose = useCallback((id: string | null) => {
    setDesk(id);
    if (id === null) localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, id);
  }, []);
  if (!query.data) return <p className={css.loading}>{query.error ? staff.unreachable : staff.loading}</p>;
  return (
    <Working
      api={api}
      session={session}
      online={online && !query.isError}
      onSignedOut={onSignedOut}
      onBackupSettings={onBackupSettings}
      onReport={onReport}
      view={query.data}
      desk={query.data.desk?.id ?? null}
      choose={choose}
    />
  );
}

type WorkingProps = Props & { view: StaffView; desk: string | null; choose: (desk: string | null) => void };

function Working({ api, session, online, onSignedOut, onBackupSettings, onReport, view, desk, choose }: WorkingProps) {
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<Open | null>(null);
  const [menuOpen, setMenuOpen] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [list, setList] = useState<List>('line');
  const [selected, setSelected] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const [scanned, setScanned] = useState<{ text: string; at: number } | null>(null);
  const [seen, setSeen] = useState<readonly string[]>([]);
  const at = view.atDesk;

  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const number = at?.number;
  const serving = at?.state === 'serving';
  const failed = useCallback(
    (type: string) => {
      if (type !== 'DeskBusy' || number === undefined) return failureText(type);
      return serving ? staff.busyServing(number) : staff.busyCalled(number);
    },
    [number, serving],
  );
  const commands = useCommands(api, setNotice, failed, onSignedOut, at ? `${at.ticket} ${at.version}` : '');
  const { forget } = commands;
  const close = useCallback(() => {
    forget();
    setDialog(null);
  }, [forget]);
  const open = useCallback(
    (next: Open) => {
      forget();
      setNotice(null);
      setDialog(next);
    },
    [forget],
  );
  const print = useCallback((issued: IssuedView) => {
    printTicket(issued).catch(() => setNotice({ tone: 'bad', text: staff.said.printFailed(issued.number) }));
  }, []);

  const model: Model = useMemo(
    () => ({ api, view, desk, commands, notice, say: setNotice, open, close, print, select: setSelected }),
    [api, view, desk, commands, notice, open, close, print],
  );

  const rows = rowsOf(view, list);
  const mark = rows.some((row) => row === selected) ? selected : null;
  const mine = isMine(view);
  const wantedDesk = wanted ?? (view.desks.find((each) => each.status === 'closed') ?? view.desks[0])?.id ?? null;
  const keys = deskKeys({ model, mine, wanted: wantedDesk, choose });
  const actions = markedActions(model, list, mark);
  const toolbar: Action[] = [
    { key: 'Alt+N', label: staff.issue, run: () => open({ type: 'issue', scanned: null }) },
    { key: 'Alt+L', label: staff.book, run: () => open({ type: 'book' }) },
    { key: 'Ctrl+K', label: staff.search, run: () => open({ type: 'search' }) },
  ];
  const menu = menuEntries(model, mine, () => choose(null));

  const move = (step: number) => {
    const index = mark === null ? (step > 0 ? -1 : rows.length) : rows.indexOf(mark);
    const next = rows[Math.max(0, Math.min(rows.length - 1, index + step))];
    if (next !== undefined) setSelected(next);
  };
  const turn = (step: number) => {
    setList(LISTS[(LISTS.indexOf(list) + step + LISTS.length) % LISTS.length] ?? 'line');
    setSelected(null);
  };

  const free = dialog === null && !menuOpen;
  useKeys(
    {
      F2: keys.next,
      F4: keys.recall,
      F7: keys.transfer,
      F8: keys.finish,
      'Shift+F8': keys.edit,
      F9: keys.absent,
      F10: keys.park,
      'Ctrl+Z': keys.undo,
      'Alt+P': keys.person,
      ...Object.fromEntries([...toolbar, ...actions].map((action) => [action.key, action.run])),
      ...Object.fromEntries(menu.flatMap((entry) => (entry.key === null ? [] : [[entry.key, entry.run]]))),
      'Alt+M': () => setMenuOpen(true),
      'Alt+Q': at ? undefined : () => choose(null),
      '↓': () => move(1),
      '↑': () => move(-1),
      'Pg↓': () => move(10),
      'Pg↑': () => move(-10),
      '→': () => turn(1),
      '←': () => turn(-1),
      Escape: mark === null ? undefined : () => setSelected(null),
    },
    free,
  );

  useScanner((raw) => {
    api.staff.scan
      .mutate({ raw, desk })
      .then((result) => {
        const text = result.ok ? scanText(result.value) : (failures[result.error.type] ?? staff.failed);
        setScanned({ text, at: serverNow() });
        if (!result.ok) {
          setNotice({ tone: 'bad', text });
          return;
        }
        void queries.invalidateQueries({ queryKey: ['staff'] });
        takeScan(result.value);
      })
      .catch((error) => {
        setScanned(null);
        commands.unreachable(error);
      });
  });

  const takeScan = (scan: StaffScan) => {
    // What is being typed in a dialog must not be lost to a card laid on the reader.
    if (scan.kind !== 'attached' && dialog !== null && !GIVES_WAY.has(dialog.type)) {
      setNotice({ tone: 'bad', text: staff.scan.closeFirst });
      return;
    }
    switch (scan.kind) {
      case 'attached':
        setNotice({ tone: 'good', text: scanText(scan) });
        return;
      case 'person':
        open({ type: 'issue', scanned: scan });
        return;
      case 'appointment':
        void arrive(model, scan.code);
        return;
      case 'ticket': {
        const target: Target = freshTarget({ ...scan, row: null }, view);
        open({ type: 'ticket', target });
      }
    }
  };

  const alerts = view.alerts
    .filter((alert) => !seen.includes(alertKey(alert)))
    .map((alert) => ({
      alert,
      act: alertAction(alert, model, session, {
        dismiss: () => setSeen((all) => [...all, alertKey(alert)]),
        openSettings: onBackupSettings,
        openReport: onReport,
        refresh: () => void queries.invalidateQueries({ queryKey: ['staff'] }),
      }),
    }));

  return (
    <ModelProvider value={model}>
      <div className={css.desk}>
        <div className={css.columns}>
          <DeskPanel keys={keys} wanted={wantedDesk} onWant={setWanted} onForget={() => choose(null)} mine={mine} />
          <LinePanel
            list={list}
            onList={(next) => {
              setList(next);
              setSelected(null);
            }}
            selected={mark}
            actions={actions}
            alerts={alerts}
            toolbar={toolbar}
            menu={menu}
            onMenu={setMenuOpen}
            menuOpen={menuOpen}
          />
          <DayPanel />
        </div>
        <StatusLine online={online} scanned={scanned} onKeys={() => open({ type: 'keys' })} />
      </div>
      <FailureProvider value={dialog && notice?.tone === 'bad' ? notice.text : null}>
        {dialog && <DialogOf dialog={dialog} view={view} />}
      </FailureProvider>
    </ModelProvider>
  );
}

function DialogOf({ dialog, view }: { dialog: Open; view: StaffView }) {
  switch (dialog.type) {
    case 'issue':
      // A card read while the dialog is open starts it anew with that person.
      return <IssueDialog key={dialog.scanned?.person ?? ''} scanned={dialog.scanned} />;
    case 'work':
      return <WorkDialog />;
    case 'transfer':
      return <TransferDialog />;
    case 'person':
      return <PersonDialog />;
    case 'call':
      return <CallDialog target={dialog.target} />;
    case 'change':
      return <ChangeDialog target={dialog.target} />;
    case 'cancel':
      return <CancelDialog target={dialog.target} />;
    case 'ticket':
      return <TicketDialog target={freshTarget(dialog.target, view)} />;
    case 'cancelAppointment':
      return <CancelAppointmentDialog appointment={dialog.appointment} />;
    case 'pause':
      return <PauseDialog />;
    case 'handOver':
    case 'closeDesk':
    case 'closeDay':
    case 'reopenDay':
      return <ConfirmDialog type={dialog.type} />;
    case 'clock':
      return <ClockDialog />;
    case 'counters':
      return <CountersDialog />;
    case 'paper':
      return <PaperDialog />;
    case 'book':
      return <BookDialog />;
    case 'search':
      return <SearchDialog />;
    case 'keys':
      return <KeysDialog />;
  }
}

type KeysOf = { model: Model; mine: boolean; wanted: string | null; choose: (desk: string) => void };

/** What the keys of the left column do in the present state of the desk. */
function deskKeys({ model, mine, wanted, choose }: KeysOf): DeskKeys {
  const { view, desk, commands, open } = model;
  const row = view.desk;
  if (desk === null || row === null) {
    const target = view.desks.find((each) => each.id === wanted);
    if (!target) return {};
    const take = async () => {
      choose(target.id);
      if (target.status === 'closed') await commands.run({ type: 'openDesk', desk: target.id });
    };
    return { next: () => void take() };
  }
  if (row.status === 'closed') return { next: () => void commands.run({ type: 'openDesk', desk }) };
  // Asked once more: whoever was just relieved of the desk may still be pressing F2 to call the next number.
  if (!mine) return { next: () => open({ type: 'handOver' }) };
  if (row.status === 'paused') return { next: () => void commands.run({ type: 'resumeDesk', desk }) };
  const always: DeskKeys = {
    next: () => void commands.run({ type: 'callNext', desk }),
    undo: view.undo ? () => void commands.run({ type: 'undo', desk }) : undefined,
  };
  const at = view.atDesk;
  if (!at) return always;
  const { ticket, version } = at;
  const shared: DeskKeys = {
    ...always,
    transfer: () => open({ type: 'transfer' }),
    park: () => void commands.run({ type: 'park', desk, ticket, version }),
    person: () => open({ type: 'person' }),
  };
  if (at.state === 'serving') {
    const edit = () => open({ type: 'work' });
    const done = () => {
      if (realMs(serverNow() - (at.startedAt ?? 0)) > SECOND_PRESS_MS)
        void commands.run({ type: 'done', desk, ticket, version, work: at.work });
    };
    return { ...shared, edit, finish: at.work.length > 0 ? done : edit };
  }
  return {
    ...shared,
    recall: () => void commands.run({ type: 'recall', desk, ticket, version }),
    finish: () => void commands.run({ type: 'start', desk, ticket, version }),
    absent: () => void commands.run({ type: 'absent', desk, ticket, version }),
  };
}

/** Whether the desk is the signed-in officer's, or free to open. */
function isMine({ desk }: StaffView): boolean {
  return !desk || desk.mine || desk.status === 'closed';
}

/** The identifiers of a list's rows, top to bottom. */
function rowsOf(view: StaffView, list: List): string[] {
  switch (list) {
    case 'line':
      return view.line.map((row) => row.ticket);
    case 'parked':
      return view.aside.filter((row) => row.state === 'parked').map((row) => row.ticket);
    case 'absent':
      return view.aside.filter((row) => row.state === 'no_show').map((row) => row.ticket);
    case 'appointments':
      return view.appointments.map((row) => row.id);
  }
}

/** What can be done with the marked row; without one, with the number at the desk. */
function markedActions(model: Model, list: List, mark: string | null): Action[] {
  const { view } = model;
  if (mark === null) {
    const at = view.atDesk;
    if (!at) return [];
    const target: Target = { ticket: at.ticket, version: at.version, number: at.number, state: at.state, row: null };
    const change: Action = {
      key: 'Alt+C',
      label: staff.row.change,
      run: () => model.open({ type: 'change', target: at }),
    };
    return [change, ...ticketActions(model, target)].map((each) => ({ ...each, label: `${each.label} ${at.number}` }));
  }
  if (list === 'appointments') {
    const appointment = view.appointments.find((each) => each.id === mark);
    return appointment ? appointmentActions(model, appointment) : [];
  }
  const row = view.line.find((each) => each.ticket === mark);
  if (row) return ticketActions(model, targetOfRow(row));
  const aside = view.aside.find((each) => each.ticket === mark);
  return aside ? ticketActions(model, targetOfAside(aside)) : [];
}

type MenuDialog = 'pause' | 'closeDesk' | 'closeDay' | 'reopenDay' | 'paper' | 'keys';

function menuEntries({ view, open }: Model, mine: boolean, forget: () => void): MenuEntry[] {
  const entry = (id: MenuDialog, label: string, key: string | null): MenuEntry => ({
    id,
    label,
    key,
    run: () => open({ type: id }),
  });
  const working = mine && view.desk?.status === 'open';
  return [
    ...(working ? [entry('pause', staff.menu.pause, 'Alt+T')] : []),
    ...(mine && view.desk && view.desk.status !== 'closed' ? [entry('closeDesk', staff.menu.closeDesk, null)] : []),
    ...(view.desk && view.desk.status === 'closed'
      ? [{ id: 'changeDesk', label: staff.menu.changeDesk, key: null, run: forget }]
      : []),
    entry('paper', staff.menu.paper, 'Alt+V'),
    view.closed ? entry('reopenDay', staff.menu.reopenDay, null) : entry('closeDay', staff.menu.closeDay, null),
    entry('keys', staff.menu.keys, 'Alt+H'),
  ];
}

function scanText(scan: StaffScan): string {
  switch (scan.kind) {
    case 'attached':
      return scan.warnings.length > 0 ? staff.scan.withWarnings(scan.number) : staff.scan.attached(scan.number);
    case 'ticket':
      return staff.scan.ticket(scan.number);
    case 'person':
      return staff.scan.person;
    case 'appointment':
      return staff.hitAppointment(scan.code);
  }
}

/** Two alerts of one kind about different numbers are two. */
function alertKey(alert: Alert): string {
  return JSON.stringify([alert.type, 'number' in alert ? alert.number : null]);
}

type Say = { dismiss: () => void; refresh: () => void; openSettings: () => void; openReport: () => void };

function alertAction(
  alert: Alert,
  model: Model,
  session: Session,
  { dismiss, refresh, openSettings, openReport }: Say,
): { label: string; run: () => void } | null {
  const words = staff.alertActions;
  const leads = session.role !== 'officer';
  switch (alert.type) {
    case 'clockBack':
      return { label: words.seen, run: dismiss };
    case 'summaryOverdue':
      return { label: words.openReport, run: openReport };
    case 'clockDoubtful':
      return leads ? { label: words.confirmClock, run: () => model.open({ type: 'clock' }) } : null;
    case 'countersUnknown':
      return { label: words.enterCounters, run: () => model.open({ type: 'counters' }) };
    case 'secondBackupOld':
      // Copying now does not help while no second place is known.
      if (alert.days === null && session.role === 'administrator') {
        return { label: words.chooseSecond, run: openSettings };
      }
      return leads && alert.days !== null
        ? { label: words.backupNow, run: () => void backUp(model, refresh) }
        : { label: words.seen, run: dismiss };
    case 'backupFailed':
      return leads
        ? { label: words.backupNow, run: () => void backUp(model, refresh) }
        : { label: words.seen, run: dismiss };
    case 'databaseDamaged':
      return { label: words.seen, run: dismiss };
    case 'diskFull':
      return { label: words.refresh, run: refresh };
    case 'printFailed':
      return { label: words.reprint, run: () => void reprint(model, alert) };
  }
}

async function backUp({ api, say, commands }: Model, refresh: () => void): Promise<void> {
  try {
    const result = await api.backup.now.mutate();
    say(
      result.ok
        ? { tone: 'good', text: staff.said.backedUp }
        : { tone: 'bad', text: failures[result.error.type] ?? staff.said.notBackedUp },
    );
    refresh();
  } catch (error) {
    commands.unreachable(error);
  }
}
