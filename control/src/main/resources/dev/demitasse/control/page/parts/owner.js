// Says whose word counts, where that is a repository's, and how far it is followed.

import { html } from '/page/lit/lit-html.js';
import { digest } from '../core/format.js';
import { owner } from '../core/owner.js';

/** The repository, its commit, and what is wrong with it; nothing where none is followed. */
export function owned(changed) {
  const repository = owner(changed);
  if (repository === null) {
    return '';
  }
  return html`
    <p class="owned" role="note">
      What is wanted is said by the repository <b class="mono">${repository.url}</b>, branch
      <b class="mono">${repository.branch}</b>${repository.folder === '' ? '' : html`, folder <b class="mono">${repository.folder}</b>`}:
      ${repository.taken === '' ? 'nothing of it yet' : html`commit <b class="mono">${repository.taken.slice(0, 12)}</b>`}.
      Changes are commits there.
    </p>
    ${repository.state === 'REFUSED'
      ? html`<p class="warning" role="status">
          <b>Commit ${repository.seen.slice(0, 12)} is not taken</b> ${repository.message}
        </p>`
      : ''}
    ${repository.state === 'UNREACHABLE'
      ? html`<p class="warning" role="status"><b>The repository does not answer</b> ${repository.message}</p>`
      : ''}
  `;
}

/** What the repository calls the image of a service, and whether that name has moved since. */
export function named(service, changed) {
  const image = owner(changed)?.images.find((one) => one.service === service);
  if (image === undefined) {
    return '';
  }
  return html`<span>named <span class="mono">${image.named}</span>${
    image.moved === '' ? '' : html` <span class="tag bad">moved to ${digest(image.moved)}</span>`
  }</span>`;
}
