// How far an update is, and holding it.

import { html, svg } from '/page/lit/lit-html.js';
import { count } from '../core/format.js';
import { change, may } from '../core/session.js';
import { ask } from './dialog.js';
import { attempt } from './notice.js';

/** Nothing unless there is an update. */
export function rollout(service, changed) {
  if (service.state !== 'ROLLING_OUT' && service.state !== 'PAUSED') {
    return '';
  }
  const paused = service.state === 'PAUSED';
  // Neither those started ahead, which serve nobody yet, nor those that are as good as gone.
  const many = (current, phase) =>
    service.instances.filter((instance) => instance.current === current && instance.phase === phase).length;
  const old = many(false, 'STARTING') + many(false, 'READY') + many(false, 'DRAINING');
  const ready = many(true, 'READY');
  const starting = many(true, 'STARTING');
  const all = Math.max(1, old + ready + starting);
  const part = (some) => (some / all) * 1000;
  const post = (what, done) =>
    attempt(() => change('POST', `/v1/services/${encodeURIComponent(service.name)}/${what}`), done, changed);
  const undo = async () => {
    const sure = await ask({
      title: `Undo the update of ${service.name}?`,
      text: 'The revision before is wanted again, and replaces what has been updated already.',
      action: 'Undo',
    });
    if (sure !== null) {
      await post('rollback', (made) => `${service.name} is wanted as of revision ${made.number}`);
    }
  };
  return html`
    <section class="rollout" aria-label="Update">
      <div>
        <p>
          <b>${paused ? 'The update is paused' : 'Updating'}</b>
          <span class="meta" role="status"
            >${count(ready, 'new instance')} ready, ${starting} starting, ${old} old</span
          >
        </p>
        <svg viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
          ${svg`<rect class="new" x="0" y="0" height="8" width=${part(ready)}/>
            <rect class="coming" x=${part(ready)} y="0" height="8" width=${part(starting)}/>
            <rect class="old" x=${part(ready + starting)} y="0" height="8" width=${part(old)}/>`}
        </svg>
      </div>
      ${may('operator')
        ? html`<div class="actions">
            ${paused
              ? html`<button type="button" class="main" @click=${() => post('rollout/resume', 'The update goes on')}>
                  Resume
                </button>`
              : html`<button type="button" @click=${() => post('rollout/pause', 'The update waits')}>Pause</button>`}
            <button type="button" @click=${undo}>Undo</button>
          </div>`
        : ''}
    </section>
  `;
}
