/**
 * What a person does at the office in the container of package-deb.test.ts, run inside its network.
 * Arguments: the office's address, then `pages`, `waiting`, or `open CODE` (a demo office and one ticket). Prints JSON.
 */
import { type Answer, Caller, setUpDemo } from '../e2e/host.ts';

const [url = '', step = '', code = ''] = process.argv.slice(2);
console.log(JSON.stringify(await visit()));

async function visit(): Promise<unknown> {
  if (step === 'pages') {
    const pages = ['staff', 'board', 'take'].map(async (page) => {
      const answer = await fetch(`${url}/${page}`);
      return [page, answer.status, (await answer.text()).includes('<html lang="vi"')];
    });
    return Promise.all(pages);
  }
  if (step === 'waiting') {
    const board = await new Caller('board', () => url).call<{ waiting: number }>('board.view');
    return board.waiting;
  }
  const { administrator } = await setUpDemo({ url, setupCode: code });
  const made: Answer<{ issued: { number: string } | null }> = await administrator.run({
    type: 'issue',
    service: 'card',
    people: 1,
    priority: null,
    priorityReason: null,
    person: null,
    print: false,
  });
  return made.ok ? made.value.issued?.number : made.error;
}
