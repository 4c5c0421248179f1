// How an instance came up: a bar of its steps, and what each took.

import { html, svg } from '/page/lit/lit-html.js';
import { millis } from '../core/format.js';

// What ends with each step.
const PHASES = {
  launched: ['Turn, image verified', 'its turn to start came, and its image was verified'],
  kernel: ['Hypervisor', 'until our kernel runs; there is no firmware in between'],
  main: ['Kernel, devices', 'until the application’s main is called'],
  network: ['Network', 'until the application has used it and it has addresses'],
  listening: ['Application', 'until it listens on a port'],
  ready: ['Checks', 'until it listens on all ports and is healthy'],
  answered: ['First answer', 'until somebody had an answer'],
};

const STEPS = Object.keys(PHASES);

/** The steps of an instance that are known. */
export function bootTimeline(steps) {
  if (steps.length === 0) {
    return html`<p class="meta">How it came up is not known: that was before this control plane kept it.</p>`;
  }
  const at = Object.fromEntries(steps.map((step) => [step.step, step.millis]));
  const parts = [];
  let since = 0;
  for (const step of STEPS) {
    if (at[step] !== undefined) {
      parts.push({ step, from: since, to: Math.max(since, at[step]) });
      since = Math.max(since, at[step]);
    }
  }
  // Until somebody asks, hours may go by: only what the instance itself needed is drawn.
  const drawn = parts.filter(({ step }) => step !== 'answered');
  const whole = drawn.at(-1)?.to || 1;
  return html`
    <figure class="boot">
      <svg viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">
        ${drawn.map(
          ({ step, from, to }) =>
            svg`<rect class=${step} x=${(from / whole) * 1000} y="0" height="26"
              width=${Math.max(1.5, ((to - from) / whole) * 1000 - 1.5)}/>`,
        )}
      </svg>
      <dl>
        ${parts.map(
          ({ step, from, to }) => html`
            <div class=${step}>
              <dt title=${PHASES[step][1]}>${PHASES[step][0]}</dt>
              <dd>${millis(to - from)}</dd>
            </div>
          `,
        )}
        ${at.ready === undefined
          ? ''
          : html`<div class="total">
              <dt>Ready after</dt>
              <dd>${millis(at.ready)}</dd>
            </div>`}
      </dl>
    </figure>
  `;
}

/** How long it took to be ready, or undefined. */
export function bootMillis(instance) {
  return instance.boot.find((step) => step.step === 'ready')?.millis;
}
