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
  const old = service.instances.filter((instance) => !instance.current && instance.phase !== 'STOPPING').length;
  const fresh = service.instances.filter((instance) => instance.current);
  const ready = fresh.filter((instance) => instance.phase === 'READY').length;
  const all = Math.max(1, old + fresh.length);
  const part = (many) => (many / all) * 1000;
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
            >${count(ready, 'new instance')} ready, ${fresh.length - ready} starting, ${old} old</span
          >
        </p>
        <svg viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
          ${svg`<rect class="new" x="0" y="0" height="8" width=${part(ready)}/>
            <rect class="coming" x=${part(ready)} y="0" height="8" width=${part(fresh.length - ready)}/>
            <rect class="old" x=${part(fresh.length)} y="0" height="8" width=${part(old)}/>`}
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
