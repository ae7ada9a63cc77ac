/** Enrolment files are some two kilobytes; whatever is larger was chosen by mistake, and the door would not take it. */
const LIMIT = 16 * 1024;

/** What a file holds, as text; null when it is too large to be an enrolment file. Throws when it cannot be read. */
export async function fileText(file: File): Promise<string | null> {
  return file.size > LIMIT ? null : await file.text();
}

/** Gives a small text file to the person: the browser saves it where its downloads go, or asks where. */
export function saveFile({ name, text }: { name: string; text: string }): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes once the click returns; the address would keep them in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
