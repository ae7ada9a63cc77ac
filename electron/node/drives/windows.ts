import { z } from 'zod';
import { type Machine, type Plugged, run } from './drives.ts';

/** Sticks on Windows: what the system calls a removable disk and mounts by itself under a letter, each letter for itself. */
export function windowsMachine(kept: () => string[]): Machine {
  return {
    // Starting PowerShell takes an old PC a good part of a second.
    every: 5000,
    scan: async () =>
      parseDisks((await powershell(LIST)) ?? '', [
        process.env.SystemDrive ?? 'C:',
        ...kept().map((path) => path.slice(0, 2)),
      ]),
    mount: async () => {},
    // What "Eject" in the Explorer does. It answers nothing: the letter is gone, or something is still open.
    eject: async ({ id }) => (await powershell(eject(id))) !== null,
  };
}

/**
 * What PowerShell printed of Win32_LogicalDisk: nothing, one disk, or a list. Left out are card readers without a card and
 * the letters in `kept`.
 */
export function parseDisks(printed: string, kept: string[]): Plugged[] {
  const json = printed.replace(/^\uFEFF/, '').trim();
  if (json === '') return [];
  const parsed = z.union([disk.transform((one) => [one]), z.array(disk)]).safeParse(JSON.parse(json));
  if (!parsed.success) return [];
  return parsed.data.flatMap(({ DeviceID, FileSystem, VolumeName, VolumeSerialNumber, Size }): Plugged[] => {
    if (kept.some((letter) => letter.toUpperCase() === DeviceID.toUpperCase()) || Size === null) return [];
    return [
      {
        id: DeviceID,
        plug: VolumeSerialNumber ?? '',
        label: VolumeName || DeviceID,
        size: Size,
        state: FILE_SYSTEMS.has(FileSystem ?? '')
          ? { type: 'mounted', path: `${DeviceID}\\` }
          : { type: 'unusable', reason: 'UnknownFileSystem' },
      },
    ];
  });
}

const FILE_SYSTEMS = new Set(['FAT', 'FAT32', 'exFAT', 'NTFS']);

const disk = z.object({
  DeviceID: z.string().regex(/^[A-Za-z]:$/),
  FileSystem: z.string().nullable(),
  VolumeName: z.string().nullable(),
  VolumeSerialNumber: z.string().nullable(),
  Size: z.number().nullable(),
});

const LIST = `
[Console]::OutputEncoding = [Text.Encoding]::UTF8
Get-CimInstance Win32_LogicalDisk -Filter 'DriveType = 2' |
  Select-Object DeviceID, FileSystem, VolumeName, VolumeSerialNumber, Size | ConvertTo-Json -Compress`;

/** `id` has been checked by parseDisks: a letter and a colon. */
const eject = (id: string) => `
(New-Object -ComObject Shell.Application).Namespace(17).ParseName('${id}').InvokeVerb('Eject')
foreach ($i in 1..40) { if (-not (Test-Path '${id}\\')) { exit 0 }; Start-Sleep -Milliseconds 250 }
exit 1`;

function powershell(script: string): Promise<string | null> {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  return run('powershell.exe', ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded]);
}
