// The revisions of a service: who wanted what, how it differs from before, and the way back.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';
import { diff } from '../core/diff.js';
import { age, moment } from '../core/format.js';
import { changeable } from '../core/owner.js';
import { change, may } from '../core/session.js';
import { ask } from './dialog.js';
import { attempt } from './notice.js';

const CONTEXT = 2;

/**
 * The list.
 *
 * @param revisions the latest first
 * @param opened the numbers of those whose difference is shown; only what is shown is reckoned
 */
export function history(name, revisions, opened, changed) {
  const toggle = (event, number) => {
    const known = opened.has(number);
    if (event.target.open !== known) {
      opened[known ? 'delete' : 'add'](number);
      changed();
    }
  };
  return html`
    <ol class="revisions">
      ${repeat(
        revisions,
        (revision) => revision.number,
        (revision, i) => html`
          <li>
            <details @toggle=${(event) => toggle(event, revision.number)}>
              <summary>
                <span class="mono number">${revision.number}</span>
                <span class="what">${revision.message}</span>
                <span class="by">${revision.author}, <time datetime=${revision.time} title=${moment(revision.time)}
                    >${age(revision.time)} ago</time
                  ></span>
              </summary>
              ${opened.has(revision.number) ? difference(revisions[i + 1]?.text ?? '', revision.text) : ''}
              <p class="mono commit">commit ${revision.commit.slice(0, 12)}</p>
              ${i > 0 && revision.text !== '' && may('operator') && changeable()
                ? html`<button type="button" class="quiet" @click=${() => back(name, revision, changed)}>
                    Roll back to revision ${revision.number}
                  </button>`
                : ''}
            </details>
          </li>
        `,
      )}
    </ol>
  `;
}

async function back(name, revision, changed) {
  const sure = await ask({
    title: `Roll ${name} back to revision ${revision.number}?`,
    text: 'What it was then becomes a new revision, and is rolled out as any other.',
    action: 'Roll back',
  });
  if (sure !== null) {
    await attempt(
      () => change('POST', `/v1/services/${encodeURIComponent(name)}/rollback?to=${revision.number}`),
      (made) => `${name} is wanted as of revision ${made.number}`,
      changed,
    );
  }
}

/** The lines that differ between two texts, with some around them. */
export function difference(before, after) {
  const lines = diff(before, after);
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(([kind]) => kind !== ' '),
  );
  if (!near.includes(true)) {
    return html`<p class="meta">The text is the same.</p>`;
  }
  const kinds = { '+': 'added', '-': 'removed', ' ': 'same' };
  return html`<pre class="diff" tabindex="0" aria-label="Difference">${lines
    .filter((_, i) => near[i])
    .map(([kind, text]) => html`<span class=${kinds[kind]}>${kind} ${text}\n</span>`)}</pre>`;
}
