import { z } from 'zod';
import type { ProcedureRow } from '../api/contract.ts';
import { type Service, serviceSchema } from './settings.ts';

/** resources/procedures.json: what a commune desk can do, with times, deadlines and fees (đồng). */
const procedureSchema = z.object({
  code: z.string(),
  name: z.object({ vi: z.string(), en: z.string() }),
  group: z.string(),
  minutes: z.object({ low: z.number().positive(), high: z.number().positive() }),
  minutesBasis: z.string(),
  deadline: z.object({ value: z.number(), unit: z.string() }).nullable(),
  fee: z.object({ direct: z.number().nullable(), online: z.number().nullable() }),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  enabled: z.boolean(),
  source: z.string(),
  note: z.string(),
});

export type Catalogue = { procedures: ProcedureRow[]; services: Service[] };

/** Checks the two resource files; they come with the program, so a fault in them is a bug. */
export function readCatalogue(procedures: unknown, services: unknown): Catalogue {
  const file = z.object({ provenance: z.string(), procedures: z.array(procedureSchema) }).parse(procedures);
  return {
    procedures: file.procedures.map(({ code, name, group, minutes, enabled }) => ({
      code,
      name,
      group,
      minutes,
      enabled,
    })),
    services: z.array(serviceSchema).parse(services),
  };
}

/** Usual minutes of a service: those of its first, most frequent procedure. */
export function serviceMinutes(service: Service, procedures: readonly ProcedureRow[]): { low: number; high: number } {
  return procedures.find((procedure) => procedure.code === service.procedures[0])?.minutes ?? { low: 5, high: 15 };
}
