import type { Drives } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import type { TargetSetting } from '../../core/office/settings.ts';
import { openDriveTarget } from './drive.ts';
import { openFolderTarget } from './folder.ts';
import { openHttpsTarget } from './https.ts';
import type { Target, TargetFailure } from './target.ts';

/** Opens a way up for one round. `secret` is the password or private key of an SFTP drop, null where none was entered. */
export async function openTarget(
  setting: TargetSetting,
  secret: string | null,
  drives: Drives,
): Promise<Result<Target, TargetFailure>> {
  switch (setting.type) {
    case 'drive':
      return openDriveTarget(drives);
    case 'folder':
      return openFolderTarget(setting.path);
    case 'sftp':
      if (secret === null) return fail({ type: 'SecretMissing' });
      // Most offices have no such way, and SSH takes 15 MiB of memory.
      return (await import('./sftp.ts')).openSftpTarget(setting, secret);
    case 'https':
      return ok(openHttpsTarget(setting));
  }
}
