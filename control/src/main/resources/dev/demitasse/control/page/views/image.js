// One image: what is inside, who signed it, why something is in it, how it differs from another.

import { html } from '/page/lit/lit-html.js';
import { bytes, count, digest, memory, moment } from '../core/format.js';
import { href } from '../core/router.js';
import { get, getText } from '../core/session.js';
import { contentsMap, tree } from '../parts/contents.js';
import { imageDifference } from '../parts/image-difference.js';
import { rows } from '../parts/rows.js';

const TABS = [
  ['inside', 'Inside'],
  ['why', 'Why'],
  ['difference', 'Difference'],
  ['bill', 'Bill of materials'],
  ['signatures', 'Signatures'],
];

// What is not recorded for an image is answered with this status, as is what a control plane does not know.
const ABSENT = 404;

/** An image; with another one's digest, how it differs from that. */
export function image(name, other, changed) {
  const path = `/v1/images/${encodeURIComponent(name)}`;
  let one = null;
  let refusal = '';
  let tab = other === undefined ? 'inside' : 'difference';
  let whole = null;
  let within = [];
  // Asked for when first looked at: undefined before, null when there is none.
  const parts = {};
  let question = '';
  let reason = null;
  let others = [];
  let against = '';
  let difference = null;

  const load = async (part) => {
    if (part in parts) {
      return;
    }
    parts[part] = undefined;
    try {
      parts[part] = await get(`${path}/${part}`);
    } catch (failure) {
      parts[part] = null;
      if (failure.status !== ABSENT) {
        refusal = failure.message;
      }
    }
    if (part === 'contents') {
      whole = tree(one, parts.contents);
    }
    changed();
  };

  const begin = async () => {
    try {
      one = await get(path);
      changed();
      await load('contents');
      others = (await get('/v1/images')).filter((image) => image.digest !== one.digest);
      changed();
      if (other !== undefined) {
        await compare(other);
      }
    } catch (failure) {
      refusal = failure.message;
      changed();
    }
  };
  begin();

  const choose = (next) => {
    tab = next;
    if (next === 'bill') {
      load('sbom');
    } else if (next === 'signatures') {
      load('signatures');
    }
    changed();
  };

  const why = async (asked) => {
    question = asked;
    tab = 'why';
    reason = null;
    changed();
    try {
      reason = await get(`${path}/why?name=${encodeURIComponent(asked)}`);
    } catch (failure) {
      reason = { failure: failure.message };
    }
    changed();
  };

  const compare = async (chosen) => {
    against = chosen;
    difference = null;
    changed();
    if (against !== '') {
      try {
        difference = await get(`${path}/diff?against=${against}`);
      } catch (failure) {
        difference = { failure: failure.message };
      }
      changed();
    }
  };

  const panels = {
    inside: () =>
      whole === null
        ? html`<p class="empty">Reading …</p>`
        : html`${parts.contents === null
            ? html`<p class="meta quiet">
                The classes inside are not recorded for this image; these are its parts by origin. Build it again and apply
                it to have them.
              </p>`
            : ''}
          ${contentsMap(
            whole,
            within,
            (next) => {
              within = next;
              changed();
            },
            why,
          )}`,
    why: () => html`
      <form class="ask" @submit=${(event) => {
        event.preventDefault();
        why(event.target.elements.name.value.trim());
      }}>
        <label for="name">A class, a package or a driver</label>
        <div class="line">
          <input id="name" name="name" class="mono" spellcheck="false" .value=${question} placeholder="java.util.HashMap" required />
          <button type="submit">Why is it inside?</button>
        </div>
      </form>
      ${reasons(question, reason)}
    `,
    difference: () => html`
      <div class="ask">
        <label for="against">Against the image</label>
        <select id="against" @change=${(event) => compare(event.target.value)}>
          <option value="">${others.length === 0 ? 'there is no other' : 'choose one'}</option>
          ${others.map(
            (image) => html`<option value=${image.digest} ?selected=${image.digest === against}>
              ${image.name} ${digest(image.digest)}
            </option>`,
          )}
        </select>
      </div>
      ${against === '' ? '' : imageDifference(difference)}
    `,
    bill: () => bill(parts.sbom, path, one),
    signatures: () => signatures(parts.signatures),
  };

  const template = () => {
    if (one === null) {
      return html`
        <header class="head"><h1 tabindex="-1">Image</h1></header>
        <p class="empty">${refusal || 'Asking the control plane …'} <a href="#/images">All images</a></p>
      `;
    }
    return html`
      <header class="head">
        <div>
          <p class="path"><a href="#/images">Images</a></p>
          <h1 tabindex="-1">${one.name}</h1>
          <p class="meta mono break">sha256:${one.digest}</p>
        </div>
      </header>
      ${facts(one)}
      <div class="tabs" role="group" aria-label="About the image">
        ${TABS.map(
          ([key, label]) => html`<button
            type="button"
            aria-pressed=${key === tab ? 'true' : 'false'}
            @click=${() => choose(key)}
          >
            ${label}
          </button>`,
        )}
      </div>
      <section aria-label=${TABS.find(([key]) => key === tab)[1]}>${panels[tab]()}</section>
    `;
  };
  return { title: () => one?.name ?? 'Image', template };
}

function facts(one) {
  const rows = [
    ['Size', bytes(one.size)],
    ['Target', `${one.target}, ${one.architecture}`],
    ['Main', html`<span class="mono">${one.main}</span>`],
    ['Memory', memory(one.memory)],
    ['Ports', one.ports.join(', ') || 'none named'],
    [
      'Services',
      one.services.length === 0 ? 'none now' : one.services.map((name) => html`<a href=${href('services', name)}>${name}</a> `),
    ],
  ];
  return html`<dl class="facts-list">
    ${rows.map(
      ([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`,
    )}
  </dl>`;
}

function reasons(question, reason) {
  if (reason === null) {
    return question === '' ? html`<p class="meta quiet">The shortest way there is shown, from main or from the boot.</p>` : html`<p class="meta quiet">Looking …</p>`;
  }
  if (reason.failure !== undefined) {
    return html`<p class="meta quiet" role="status">${reason.failure}</p>`;
  }
  return html`
    <p class="quiet" role="status">The ${reason.kind} <span class="mono">${reason.name}</span> is inside, because:</p>
    <ol class="way">
      ${reason.path.map(
        (step) => html`<li><span class="how">${step.how}</span> <span class="mono">${step.method}</span></li>`,
      )}
    </ol>
  `;
}

function bill(sbom, path, one) {
  if (sbom === undefined) {
    return html`<p class="empty">Reading …</p>`;
  }
  if (sbom === null) {
    return html`<p class="empty">A bill of materials is not recorded for this image.</p>`;
  }
  const components = sbom.components ?? [];
  const download = async () => {
    const text = await getText(`${path}/sbom`);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/vnd.cyclonedx+json' }));
    link.download = `${one.name}-${digest(one.digest)}.cdx.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return html`
    <div class="tools">
      <p class="meta">${count(components.length, 'component')}, CycloneDX ${sbom.specVersion}</p>
      <button type="button" @click=${download}>Download</button>
    </div>
    ${rows(
      [['Component'], ['Version'], ['Licence', 'middle'], ['Package URL', 'wide']],
      components.map(
        (component) => html`<tr>
          <th scope="row">${component.group ? `${component.group}:` : ''}${component.name}</th>
          <td class="mono">${component.version ?? '–'}</td>
          <td class="middle">${licences(component)}</td>
          <td class="wide mono break">${component.purl ?? '–'}</td>
        </tr>`,
      ),
    )}
  `;
}

function licences(component) {
  return (
    (component.licenses ?? [])
      .map((entry) => entry.expression ?? entry.license?.id ?? entry.license?.name)
      .filter(Boolean)
      .join(', ') || 'not stated'
  );
}

function signatures(all) {
  if (all === undefined) {
    return html`<p class="empty">Reading …</p>`;
  }
  if (all === null || all.length === 0) {
    return html`
      <div class="empty">
        <h2>Nobody has signed it</h2>
        <p>Sign it before it is applied:</p>
        <pre><code>demi sign IMAGE</code></pre>
      </div>
    `;
  }
  return rows(
    [
      ['Key'],
      ['Name'],
      ['State'],
      ['Signed', 'middle'],
      ['Expires', 'middle'],
    ],
    all.map(
      (one) => html`<tr>
        <th scope="row" class="mono">${digest(one.key)}</th>
        <td>${one.name || 'not known here'}</td>
        <td><span class="phase ${one.state === 'valid' ? 'READY' : 'BAD'}">${one.state}</span></td>
        <td class="middle">${one.signed === null ? '–' : moment(one.signed)}</td>
        <td class="middle">${one.expires === null ? 'never' : moment(one.expires)}</td>
      </tr>`,
    ),
  );
}
