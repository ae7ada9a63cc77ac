import { z } from 'zod';
import { AGE_BANDS } from '../people/age.ts';
import { defaultRoster, rosterSchema } from '../roster/settings.ts';

/**
 * The office's settings, a section an event: `settings.changed {section, value}` carries the whole section,
 * so the present settings are the last event of each section. No section may hold personal data.
 */
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const text = (max: number) => z.string().trim().max(max);

export const serviceSchema = z.object({
  /** Stable identifier; never shown. */
  id: z.string().regex(/^[a-zA-Z0-9_-]{1,30}$/),
  /** Letter of the ticket number; services that share a letter share a counter. */
  letter: z.string().regex(/^[A-HK-NP-TV-Y]$/),
  name: z.object({ vi: text(60).min(1), en: text(60) }),
  hint: z.object({ vi: text(90), en: text(90) }),
  /** What to bring, a line each; empty until the office writes it. */
  bring: z.object({ vi: text(300), en: text(300) }),
  pictogram: z.enum(['card', 'child', 'phone', 'house', 'handover', 'help', 'paper', 'vehicle']),
  /** Codes of resources/procedures.json this service covers; the first is the usual one. */
  procedures: z.array(z.string().max(30)).min(1).max(60),
  /** The outcome "Xong" is filled in with: files are collected, cards handed out, people guided. */
  outcome: z.enum(['collected', 'handedOut', 'guided']),
  ageBand: z.enum(AGE_BANDS).nullable(),
  /** Offered on `take`; a service that is not offered can still be given by an officer. */
  offered: z.boolean(),
});

const deskSchema = z.object({
  id: z.string().regex(/^[a-zA-Z0-9_-]{1,30}$/),
  /** What is shown and spoken: "2". */
  label: text(12).min(1),
  services: z.array(z.string().max(30)).max(30),
});

const targetName = { id: z.string().regex(/^[a-zA-Z0-9_-]{1,30}$/), name: text(40).min(1) };

/** A way up for bundles, and down for receipts. Passwords and keys are not settings: they lie outside the log. */
export const targetSchema = z.discriminatedUnion('type', [
  /** Whichever USB stick is plugged in. */
  z.object({ ...targetName, type: z.literal('drive') }),
  z.object({ ...targetName, type: z.literal('folder'), path: text(300).min(1) }),
  z.object({
    ...targetName,
    type: z.literal('sftp'),
    host: text(200).min(1),
    port: z.int().min(1).max(65_535),
    user: text(60).min(1),
    folder: text(200),
    /** `SHA256:…` as OpenSSH prints it; any other host is refused. */
    hostKey: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
    auth: z.enum(['password', 'key']),
  }),
  z.object({
    ...targetName,
    type: z.literal('https'),
    url: z
      .string()
      .regex(/^https:\/\/[^\s/]+$/)
      .max(200),
    /** Base64 SHA-256 of the superior station's public key (SPKI). */
    pin: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  }),
]);
export type TargetSetting = z.infer<typeof targetSchema>;

export const sectionSchemas = {
  office: z.object({
    name: text(60).min(1),
    superior: text(80),
    communeCode: z.string().regex(/^(\d{5})?$/),
    phone: text(20),
  }),
  services: z.array(serviceSchema).min(1).max(12),
  desks: z.array(deskSchema).min(1).max(40),
  hours: z.object({
    /** Opening spans of each weekday, 0 = Sunday; an empty list is a closed day. */
    week: z.array(z.array(z.object({ from: clock, to: clock, name: text(30) })).max(4)).length(7),
    holidays: z.array(z.object({ day, name: text(60) })).max(200),
  }),
  queue: z.object({
    policy: z.enum(['interleaved', 'strict']),
    /** Priority : regular, both at least 1. */
    ratio: z.object({ priority: z.int().min(1).max(9), regular: z.int().min(1).max(9) }),
    /** No ticket is overtaken by more than this many later arrivals. */
    overtakeLimit: z.int().min(1).max(50),
    noShowCalls: z.int().min(1).max(5),
    noShowGapSeconds: z.int().min(0).max(600),
    /** A returned ticket is called after this many others. */
    returnAfter: z.int().min(0).max(20),
    undoSeconds: z.int().min(3).max(60),
    /** What happens to people still waiting when a new service day begins. */
    overnight: z.enum(['keep', 'cancel']),
    /** An appointment is due this many minutes before its time, and keeps its right as long after it. */
    appointmentEarly: z.int().min(0).max(60),
    appointmentLate: z.int().min(0).max(120),
    /** Appointments bookable for each quarter of an hour. */
    appointmentsPerQuarter: z.int().min(0).max(20),
  }),
  notices: z.array(text(140).min(1)).max(6),
  sound: z.object({ volume: z.int().min(0).max(100), voice: z.boolean() }),
  privacy: z.object({ personDays: z.int().min(1).max(365) }),
  /** Of the kiosk's own machine; the station host has no use for it. */
  machine: z.object({
    /** As the system names it; empty for its default printer. */
    printer: text(200),
    startWithSystem: z.boolean(),
    /** `take` goes to the touch screen before `board` gets a display. */
    takeByTouch: z.boolean(),
    /** Opens the HTTPS door for other machines at the next start. */
    lan: z.boolean(),
  }),
  report: z.object({
    /** A day that nobody closed closes itself at this time. */
    closeAt: clock,
    /** On the day after: a summary without receipt is overdue from then on. */
    dueAt: clock,
    /** "{n}/BC-CAX": the number of the report, counted within a year. */
    number: text(40),
    /** Where it is signed: "Hoằng Sơn, ngày … tháng … năm …". */
    place: text(60),
    /** Who gets it, a line each, under "Nơi nhận". */
    recipients: text(300),
    /** The superior office, from a day on: the district of 2023, since 2025 usually the province. */
    superiors: z.array(z.object({ from: day, name: text(80).min(1) })).max(20),
  }),
  wayUp: z.object({
    /** When the night's bundles are sent; missed nights are caught up at the next start. */
    sendAt: clock,
    targets: z.array(targetSchema).max(8),
  }),
  /** Of a superior office: the folder into which an SFTP server lets stations drop their bundles; empty: none. */
  intake: z.object({ folder: text(300) }),
  roster: rosterSchema,
  backup: z.object({ time: clock, keep: z.int().min(2).max(60), secondFolder: text(300) }),
} as const;

export type Section = keyof typeof sectionSchemas;
export type Settings = { [S in Section]: z.infer<(typeof sectionSchemas)[S]> };
export type Service = z.infer<typeof serviceSchema>;
export type Desk = z.infer<typeof deskSchema>;
export type QueueRules = Settings['queue'];
export type Hours = Settings['hours'];

const shifts = [
  { from: '07:00', to: '12:00', name: 'Ca sáng' },
  { from: '12:00', to: '17:00', name: 'Ca chiều' },
  { from: '17:00', to: '22:00', name: 'Ca tối' },
];

/** What an office has before it says otherwise; `services` come from resources/services.json. */
export const defaultSettings: Omit<Settings, 'services'> = {
  office: { name: 'Công an xã', superior: '', communeCode: '', phone: '' },
  desks: [{ id: 'd1', label: '1', services: [] }],
  hours: { week: [shifts, shifts, shifts, shifts, shifts, shifts, shifts], holidays: [] },
  queue: {
    policy: 'interleaved',
    ratio: { priority: 1, regular: 2 },
    overtakeLimit: 6,
    noShowCalls: 2,
    noShowGapSeconds: 60,
    returnAfter: 3,
    undoSeconds: 10,
    overnight: 'cancel',
    appointmentEarly: 5,
    appointmentLate: 15,
    appointmentsPerQuarter: 1,
  },
  notices: [],
  sound: { volume: 80, voice: true },
  privacy: { personDays: 30 },
  machine: { printer: '', startWithSystem: true, takeByTouch: false, lan: false },
  report: { closeAt: '22:30', dueAt: '12:00', number: '{n}/BC-CAX', place: '', recipients: '', superiors: [] },
  wayUp: { sendAt: '22:45', targets: [] },
  intake: { folder: '' },
  roster: defaultRoster,
  backup: { time: '12:05', keep: 14, secondFolder: '' },
};
