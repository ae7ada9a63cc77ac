import type { Page } from '@playwright/test';

/**
 * As a keyboard-wedge reader types: the whole text at once, then Enter. Sent as key events, because Playwright
 * pastes letters that are not on a US keyboard.
 */
export async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate(
    (keys) => {
      const target = document.activeElement ?? document.body;
      for (const key of keys) {
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }
    },
    [...text, 'Enter'],
  );
}
