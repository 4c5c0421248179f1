// What became of what was asked, for a few seconds.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';

const SHOWN_MILLIS = 6_000;

let all = [];
let last = 0;

/** Tells something; a failure stays until it is dismissed. */
export function notice(text, changed, bad = false) {
  const one = { id: ++last, text, bad, drop: () => drop(one, changed) };
  all = [...all, one];
  if (!bad) {
    setTimeout(one.drop, SHOWN_MILLIS);
  }
  changed();
}

/** Does something and tells what became of it. */
export async function attempt(action, done, changed) {
  try {
    const result = await action();
    notice(typeof done === 'function' ? done(result) : done, changed);
  } catch (failure) {
    notice(failure.message, changed, true);
  }
}

function drop(one, changed) {
  all = all.filter((other) => other !== one);
  changed();
}

/** All that was told lately. */
export function notices() {
  return html`
    <div class="notices" role="status">
      ${repeat(
        all,
        (one) => one.id,
        (one) => html`
          <div class=${one.bad ? 'notice bad' : 'notice'}>
            <p>${one.text}</p>
            <button type="button" class="plain" aria-label="Dismiss" @click=${one.drop}>×</button>
          </div>
        `,
      )}
    </div>
  `;
}
