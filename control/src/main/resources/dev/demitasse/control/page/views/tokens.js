// Who may come in: tokens are made, shown once, and made useless. What lets somebody in is kept here only while this view
// is open, and nowhere else.

import { html } from '/page/lit/lit-html.js';
import { repeat } from '/page/lit/directives/repeat.js';
import { age, count, moment } from '../core/format.js';
import { caller, change, get, may } from '../core/session.js';
import { ask } from '../parts/dialog.js';
import { attempt, notice } from '../parts/notice.js';
import { rows } from '../parts/rows.js';

const USUAL_DAYS = 90;

const ROLES = [
  ['viewer', 'viewer: sees everything'],
  ['operator', 'operator: changes services, too'],
  ['admin', 'admin: makes tokens, too'],
];

/** The list, and making another. */
export function tokens(changed) {
  let all = null;
  let refusal = '';
  let issued = null;

  const read = async () => {
    try {
      all = await get('/v1/tokens');
    } catch (failure) {
      refusal = failure.message;
    }
    changed();
  };

  const create = async () => {
    const answer = await ask({
      title: 'A token for whom?',
      text: 'It is shown once. Only what tells it from others is kept.',
      action: 'Create',
      fields: html`
        <div class="whole">
          <label for="owner">Name</label>
          <input id="owner" name="owner" maxlength="60" pattern="[A-Za-z0-9._@\\-]+" title="letters, digits, dots and dashes" autocomplete="off" required />
        </div>
        <div class="whole">
          <label for="role">Role</label>
          <select id="role" name="role">${ROLES.map(([role, words]) => html`<option value=${role}>${words}</option>`)}</select>
        </div>
        <div class="whole">
          <label for="days">Good for so many days; empty for ever</label>
          <input id="days" name="days" type="number" min="1" max="36500" .value=${USUAL_DAYS} />
        </div>
      `,
    });
    if (answer === null) {
      return;
    }
    const wanted = new URLSearchParams({ name: answer.owner, role: answer.role });
    if (answer.days !== '') {
      wanted.set('validity', `P${Number(answer.days)}D`);
    }
    try {
      issued = { owner: answer.owner, ...(await change('POST', `/v1/tokens?${wanted}`)) };
      await read();
      // Once it is drawn.
      requestAnimationFrame(() => document.getElementById('issued')?.focus());
    } catch (failure) {
      notice(failure.message, changed, true);
    }
  };

  const revoke = async (token) => {
    const sure = await ask({
      title: `Revoke the token of ${token.name}?`,
      text:
        token.name === caller()?.name
          ? 'Who uses it is shown the door at once: you, if you signed in with it.'
          : 'Who uses it is shown the door at once.',
      action: 'Revoke',
      danger: true,
    });
    if (sure !== null) {
      await attempt(() => change('DELETE', `/v1/tokens/${token.id}`), `The token ${token.id} of ${token.name} is of no use any more`, changed);
      if (issued?.id === token.id) {
        issued = null;
      }
      if (may('admin')) {
        await read();
      }
    }
  };

  const done = () => {
    issued = null;
    changed();
  };

  if (may('admin')) {
    read();
  }
  const template = () => html`
    <header class="head">
      <div>
        <h1 tabindex="-1">Tokens</h1>
        <p class="meta">${all === null ? '' : count(all.length, 'token')}</p>
      </div>
      ${may('admin') ? html`<div class="actions"><button type="button" @click=${create}>Create</button></div>` : ''}
    </header>
    ${!may('admin')
      ? html`<p class="empty">This takes the role admin.</p>`
      : all === null
        ? html`<p class="empty">${refusal || 'Asking the control plane …'}</p>`
        : html`${issued === null ? '' : once(issued, done, changed)} ${table(all, revoke)}`}
  `;
  return { title: () => 'Tokens', template, close: () => (issued = null) };
}

function once(issued, done, changed) {
  const copy = async () => {
    const field = document.getElementById('issued');
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      notice('Copied', changed);
    } catch {
      notice('The browser does not let us copy: it is selected, press Ctrl-C', changed);
    }
  };
  return html`
    <section class="issued" aria-label="The new token">
      <label for="issued">The token of ${issued.owner}, which nobody can look up later</label>
      <div class="line">
        <input id="issued" class="mono" readonly .value=${issued.token} @focus=${(event) => event.target.select()} />
        <button type="button" @click=${copy}>Copy</button>
        <button type="button" @click=${done}>Done</button>
      </div>
    </section>
  `;
}

function table(all, revoke) {
  return rows(
    [
      ['Owner'],
      ['Role'],
      ['Token', 'middle'],
      ['Good until'],
      [html`<span class="unseen">Revoke</span>`],
    ],
    repeat(
      all,
      (token) => token.id,
      (token) => html`
        <tr>
          <th scope="row">${token.name}</th>
          <td>${token.role}</td>
          <td class="middle mono">${token.id}</td>
          <td>${until(token.expires)}</td>
          <td class="figure">
            <button type="button" class="plain" aria-label="Revoke ${token.id} of ${token.name}" @click=${() => revoke(token)}>
              Revoke
            </button>
          </td>
        </tr>
      `,
    ),
  );
}

function until(expires) {
  if (expires === '') {
    return html`<span class="meta">for ever</span>`;
  }
  return Date.parse(expires) <= Date.now()
    ? html`<span class="phase BAD">over for ${age(expires)}</span>`
    : html`<time datetime=${expires} title=${moment(expires)}
        >${new Date(expires).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}</time
      >`;
}
