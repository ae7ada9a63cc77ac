import { expect, type Locator, type Page } from '@playwright/test';
import { roster as words } from '../../renderer/ui/strings/vi/roster.ts';
import { staff } from '../../renderer/ui/strings/vi/staff.ts';

/** The tab "Lịch trực" and its board. */
export class RosterPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByRole('tab', { name: staff.tabs.roster, exact: true }).click();
    await expect(this.grid).toBeVisible();
  }

  /** A part of the tab by the name of its button. */
  async part(part: keyof typeof words.screens): Promise<void> {
    await this.page
      .getByRole('navigation', { name: words.parts })
      .getByRole('button', { name: words.screens[part], exact: true })
      .click();
  }

  async see(kind: keyof typeof words.kinds): Promise<void> {
    await this.page.getByRole('radio', { name: words.kinds[kind], exact: true }).click();
  }

  async layout(layout: keyof typeof words.layouts): Promise<void> {
    await this.page.getByRole('radio', { name: words.layouts[layout], exact: true }).click();
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: words.board });
  }

  /** A cell by its row, counted from 0 over all teams, and its day. */
  cell(row: number, day: number): Locator {
    return this.grid.locator(`[data-row="${row}"][data-col="${day}"]`);
  }

  /** Somebody in a cell, by a part of their name. */
  person(row: number, day: number, name: string): Locator {
    return this.cell(row, day).getByTitle(name);
  }

  /** What was done last, or why it was not. */
  get said(): Locator {
    return this.page.getByTestId('roster-said');
  }

  get detail(): Locator {
    return this.page.getByRole('region', { name: words.detail });
  }

  /** Carries somebody with the mouse to the upper edge of a cell, where nobody stands, or onto a person; stays there. */
  async carry(person: Locator, to: Locator): Promise<void> {
    const [from, target] = [await boxOf(person), await boxOf(to)];
    const { mouse } = this.page;
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 4, { steps: 3 });
    const isPerson = (await to.getAttribute('data-item')) !== null;
    await mouse.move(target.x + target.width / 2, target.y + (isPerson ? target.height / 2 : 5), {
      steps: 5,
    });
  }

  async drag(person: Locator, to: Locator): Promise<void> {
    await this.carry(person, to);
    await this.drop();
  }

  async drop(): Promise<void> {
    await this.page.mouse.up();
  }

  /** Keys slower than a scanner's. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.waitForTimeout(60);
      await this.page.keyboard.press(key);
    }
  }
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`nothing to see of ${locator}`);
  return box;
}
