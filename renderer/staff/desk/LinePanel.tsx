import { TriangleAlert } from 'lucide-react';
import { memo, type ReactNode, useEffect, useId, useMemo } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { clockTime } from '../../../electron/core/kernel/time.ts';
import type { Alert, AsideRow, LineRow, StaffView } from '../../../electron/core/queue/views.ts';
import { staff } from '../../ui/strings/vi/staff.ts';
import { useMinute } from '../now.ts';
import type { Action } from './actions.ts';
import css from './desk.module.css';
import { type AppointmentRow, useModel } from './model.ts';
import { Command, Key } from './parts.tsx';
import { groupText, longestWaits, momentText, rangeText, serviceName, span } from './words.ts';

export const LISTS = ['line', 'parked', 'absent', 'appointments'] as const;
export type List = (typeof LISTS)[number];

export type MenuEntry = { id: string; label: string; key: string | null; run: () => void };

type Props = {
  list: List;
  onList: (list: List) => void;
  selected: string | null;
  actions: Action[];
  alerts: { alert: Alert; act: { label: string; run: () => void } | null }[];
  toolbar: Action[];
  menu: MenuEntry[];
  onMenu: (open: boolean) => void;
  menuOpen: boolean;
};

/** Middle: alerts, then the line with the reason for its order, those aside, today's appointments. */
export function LinePanel(props: Props) {
  const { list, onList, selected, actions, alerts, toolbar, menu, onMenu, menuOpen } = props;
  const { view, select } = useModel();
  const parked = useMemo(() => view.aside.filter((row) => row.state === 'parked'), [view.aside]);
  const absent = useMemo(() => view.aside.filter((row) => row.state === 'no_show'), [view.aside]);
  const counts: Record<List, number> = {
    line: view.line.length,
    parked: parked.length,
    absent: absent.length,
    appointments: view.appointments.length,
  };
  return (
    <section className={css.middle} aria-label={staff.hall}>
      {alerts.length > 0 && <Alerts alerts={alerts} />}
      <div className={css.toolbar}>
        {toolbar.map((action) => (
          <Command key={action.key} keys={action.key} tone="small" onAct={action.run}>
            {action.label}
          </Command>
        ))}
        <MenuTrigger isOpen={menuOpen} onOpenChange={onMenu}>
          <Button className={css.menuButton ?? ''} aria-keyshortcuts="Alt+M">
            {staff.more} <Key>Alt+M</Key>
          </Button>
          <Popover className={css.popover ?? ''} placement="bottom end">
            <Menu
              className={css.menu ?? ''}
              aria-label={staff.more}
              onAction={(id) => menu.find((entry) => entry.id === id)?.run()}
            >
              {menu.map((entry) => (
                <MenuItem key={entry.id} id={entry.id} className={css.menuItem ?? ''} textValue={entry.label}>
                  {entry.label}
                  {entry.key && <Key>{entry.key}</Key>}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      </div>
      <Tabs className={css.lists ?? ''} selectedKey={list} onSelectionChange={(key) => onList(key as List)}>
        <div className={css.listHead}>
          <TabList className={css.listTabs ?? ''} aria-label={staff.listsLabel}>
            {LISTS.map((id) => (
              <Tab key={id} id={id} className={css.listTab ?? ''}>
                {staff.lists[id]} <b>{counts[id]}</b>
              </Tab>
            ))}
          </TabList>
        </div>
        <TabPanel id="line" className={css.listPanel ?? ''}>
          <Line view={view} selected={selected} onSelect={select} />
        </TabPanel>
        <TabPanel id="parked" className={css.listPanel ?? ''}>
          <Aside rows={parked} list="parked" view={view} selected={selected} onSelect={select} />
        </TabPanel>
        <TabPanel id="absent" className={css.listPanel ?? ''}>
          <Aside rows={absent} list="absent" view={view} selected={selected} onSelect={select} />
        </TabPanel>
        <TabPanel id="appointments" className={css.listPanel ?? ''}>
          <Appointments view={view} selected={selected} onSelect={select} />
        </TabPanel>
      </Tabs>
      <div className={css.rowBar}>
        {selected === null && <p className={css.quiet}>{staff.chooseRow}</p>}
        {actions.map((action) => (
          <Command key={action.key} keys={action.key} tone="small" onAct={action.run}>
            {action.label}
          </Command>
        ))}
      </div>
    </section>
  );
}

function Alerts({ alerts }: { alerts: Props['alerts'] }) {
  return (
    <ul className={css.alerts} aria-label={staff.alertsLabel}>
      {alerts.map(({ alert, act }) => (
        <li key={`${alert.type}${'number' in alert ? alert.number : ''}`} data-testid={`alert-${alert.type}`}>
          <TriangleAlert size={18} aria-hidden="true" />
          <span>{alertText(alert)}</span>
          {act && (
            <Command tone="small" onAct={act.run}>
              {act.label}
            </Command>
          )}
        </li>
      ))}
    </ul>
  );
}

function alertText(alert: Alert): string {
  switch (alert.type) {
    case 'clockBack':
      return staff.alerts.clockBack(Math.max(1, Math.round(alert.byMs / 60_000)));
    case 'clockDoubtful':
      return staff.alerts.clockDoubtful(momentText(alert.lastAt));
    case 'countersUnknown':
      return staff.alerts.countersUnknown;
    case 'secondBackupOld':
      return staff.alerts.secondBackupOld(alert.days);
    case 'backupFailed':
      return staff.alerts.backupFailed;
    case 'summaryOverdue':
      return staff.alerts.summaryOverdue(alert.days);
    case 'databaseDamaged':
      return staff.alerts.databaseDamaged;
    case 'diskFull':
      return staff.alerts.diskFull;
    case 'printFailed':
      return staff.alerts.printFailed(alert.number);
  }
}

type ListProps = { view: StaffView; selected: string | null; onSelect: (ticket: string) => void };

function Line({ view, selected, onSelect }: ListProps) {
  const now = useMinute();
  const names = useMemo(() => new Map(view.services.map((each) => [each.id, each.name.vi])), [view.services]);
  const c = staff.columns;
  return (
    <Table
      name={staff.lists.line}
      className={css.lineTable ?? ''}
      columns={[c.number, c.service, c.group, c.waited, c.range, c.why]}
      selected={selected}
      empty={view.line.length === 0 ? staff.empty.line : null}
      caption={longestWaits(view.line, now)}
    >
      {view.line.map((row) => (
        <Waiting
          key={row.ticket}
          row={row}
          service={names.get(row.service) ?? row.service}
          waited={span(row.issuedAt, now)}
          next={view.next?.ticket === row.ticket}
          nextWhy={view.next?.ticket === row.ticket ? staff.reasons[view.next.reason] : null}
          selected={selected === row.ticket}
          onSelect={onSelect}
        />
      ))}
    </Table>
  );
}

type WaitingProps = {
  row: LineRow;
  service: string;
  waited: string;
  next: boolean;
  nextWhy: string | null;
  selected: boolean;
  onSelect: (ticket: string) => void;
};

/** A row is drawn again only when it changed: 300 of them stay quiet while the clock runs. */
const Waiting = memo(function Waiting({ row, service, waited, next, nextWhy, selected, onSelect }: WaitingProps) {
  const group = groupText(row);
  const why = nextWhy ?? (row.reason ? staff.reasons[row.reason] : null);
  const others = row.otherDesks.length > 0 ? staff.otherDesks(row.otherDesks) : null;
  return (
    <Row id={row.ticket} selected={selected} next={next} onSelect={onSelect}>
      <td className={css.cellNumber}>{row.number}</td>
      <td className={css.service}>{service}</td>
      <td>
        <span className={group.special ? css.chipGold : css.chip}>{group.text}</span>
        {row.people > 1 && <span className={css.small}>{staff.people(row.people)}</span>}
      </td>
      <td>{waited}</td>
      <td>{rangeText(row.range)}</td>
      <td className={css.why}>{[why, others, row.kept ? staff.kept : null].filter(Boolean).join(' · ')}</td>
    </Row>
  );
});

function Aside({ rows, list, view, selected, onSelect }: ListProps & { rows: AsideRow[]; list: 'parked' | 'absent' }) {
  const now = useMinute();
  const c = staff.columns;
  return (
    <Table
      name={staff.lists[list]}
      className={css.asideTable ?? ''}
      columns={[c.number, c.service, c.people, c.since, c.waited]}
      selected={selected}
      empty={rows.length === 0 ? staff.empty[list] : null}
    >
      {rows.map((row) => (
        <Row key={row.ticket} id={row.ticket} selected={selected === row.ticket} next={false} onSelect={onSelect}>
          <td className={css.cellNumber}>{row.number}</td>
          <td>{serviceName(view.services, row.service)}</td>
          <td>{staff.people(row.people)}</td>
          <td>{clockTime(row.since)}</td>
          <td>{span(row.since, now)}</td>
        </Row>
      ))}
    </Table>
  );
}

function Appointments({ view, selected, onSelect }: ListProps) {
  const c = staff.columns;
  return (
    <Table
      name={staff.lists.appointments}
      className={css.asideTable ?? ''}
      columns={[c.time, c.service, c.people, c.code]}
      selected={selected}
      empty={view.appointments.length === 0 ? staff.empty.appointments : null}
    >
      {view.appointments.map((row: AppointmentRow) => (
        <Row key={row.id} id={row.id} selected={selected === row.id} next={false} onSelect={onSelect}>
          <td className={css.cellNumber}>{clockTime(row.at)}</td>
          <td>{serviceName(view.services, row.service)}</td>
          <td>{staff.people(row.people)}</td>
          <td>{row.code}</td>
        </Row>
      ))}
    </Table>
  );
}

type TableProps = {
  name: string;
  className: string;
  columns: string[];
  selected: string | null;
  empty: string | null;
  caption?: string;
  children: ReactNode;
};

function Table({ name, className, columns, selected, empty, caption = '', children }: TableProps) {
  const id = useId();
  useEffect(() => {
    if (selected !== null) document.getElementById(rowId(selected))?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <>
      {caption !== '' && (
        <p id={id} className={css.caption}>
          {caption}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label={name}>
        <table className={`${css.table} ${className}`} aria-label={name}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
        {empty !== null && <p className={css.empty}>{empty}</p>}
      </section>
    </>
  );
}

type RowProps = {
  id: string;
  selected: boolean;
  next: boolean;
  onSelect: (id: string) => void;
  children: ReactNode;
};

function Row({ id, selected, next, onSelect, children }: RowProps) {
  return (
    <tr
      id={rowId(id)}
      data-testid="line-row"
      className={next ? css.next : undefined}
      aria-current={selected || undefined}
      onClick={() => onSelect(id)}
    >
      {children}
    </tr>
  );
}

function rowId(id: string): string {
  return `row-${id}`;
}
