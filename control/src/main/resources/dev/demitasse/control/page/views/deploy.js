// Wanting a service, or wanting another one of it: its YAML, and what is wrong with it, line by line.

import { html } from '/page/lit/lit-html.js';
import { digest } from '../core/format.js';
import { changeable } from '../core/owner.js';
import { go, href } from '../core/router.js';
import { change, get, may } from '../core/session.js';
import { notice } from '../parts/notice.js';
import { owned } from '../parts/owner.js';

const FILE = 'service.yaml';
// FILE:LINE[:COLUMN]: what is wrong
// What an update changes that it may not is told with the beginnings of two digests.
const DIFFERS = /the image ([0-9a-f]{12}) differs from ([0-9a-f]{12}) in more/;

const PLACE = /^service\.yaml:(\d+)(?::\d+)?: ?/;

const EXAMPLE = (image) => `service: hello
image: ${image}
ports:
  - {listen: "127.0.0.1:8080", guest: 8080, protocol: http}
scale: {min: 0, max: 4, idle: 30s}
`;

/** The form; with a name, what that service is now stands in it. */
export function deploy(name, changed) {
  let text = null;
  let images = [];
  let problem = null;
  let busy = false;
  let message = '';

  const begin = async () => {
    try {
      images = await get('/v1/images');
      if (name !== undefined) {
        const revisions = await get(`/v1/services/${encodeURIComponent(name)}/revisions`);
        text = revisions.find((revision) => revision.text !== '')?.text ?? '';
      } else {
        text = EXAMPLE(images.length === 0 ? 'sha256:DIGEST' : `sha256:${images[0].digest}`);
      }
    } catch (failure) {
      text = '';
      problem = { line: 0, text: failure.message };
    }
    changed();
  };
  begin();

  const type = (event) => {
    text = event.target.value;
    problem = null;
    changed();
  };

  const insert = (event) => {
    const chosen = event.target.value;
    event.target.value = '';
    if (chosen !== '') {
      const line = `image: sha256:${chosen}`;
      text = /^image:.*$/m.test(text) ? text.replace(/^image:.*$/m, line) : `${text.replace(/\n?$/, '\n')}${line}\n`;
      problem = null;
      changed();
    }
  };

  const submit = async (event) => {
    event.preventDefault();
    const called = /^service:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
    if (called === undefined) {
      problem = { line: 1, text: 'A service has a name: begin with “service: NAME”.' };
      changed();
      return;
    }
    busy = true;
    problem = null;
    changed();
    try {
      const query = new URLSearchParams({ file: FILE, ...(message === '' ? {} : { message }) });
      const made = await change('PUT', `/v1/services/${encodeURIComponent(called)}?${query}`, text, 'application/yaml');
      notice(`${called} is wanted as of revision ${made.number}`, changed);
      go('services', called);
    } catch (failure) {
      const place = PLACE.exec(failure.message);
      problem = {
        line: place === null ? 0 : Number(place[1]),
        text: failure.message.replace(PLACE, '').replace(/^service\.yaml: /, ''),
        difference: differing(failure.message),
      };
      busy = false;
      changed();
      document.getElementById('yaml')?.focus();
    }
  };

  /** Where it is shown how two images differ that a message names, or undefined. */
  const differing = (text) => {
    const [after, before] = (DIFFERS.exec(text) ?? [])
      .slice(1)
      .map((beginning) => images.find((one) => one.digest.startsWith(beginning))?.digest);
    return before === undefined || after === undefined ? undefined : href('images', after, before);
  };

  const template = () => html`
    <header class="head">
      <div>
        <p class="path"><a href="#/services">Services</a></p>
        <h1 tabindex="-1">${name === undefined ? 'Deploy' : `Edit ${name}`}</h1>
        <p class="meta">
          What is wanted, in YAML. Images come with <code>demi apply</code>, which also builds them; here one that was sent
          can be used again.
        </p>
      </div>
    </header>
    ${owned(changed)}
    ${!may('operator')
      ? html`<p class="empty">This takes the role operator.</p>`
      : !changeable()
        ? ''
        : text === null
          ? html`<p class="empty">Reading …</p>`
          : html`
            <form class="deploy" @submit=${submit}>
              <label for="yaml">Service</label>
              ${editor(text, problem, type)}
              <p class="refusal" id="problem" role="alert">
                ${problem === null ? '' : problem.line > 0 ? html`<b>Line ${problem.line}</b>: ${problem.text}` : problem.text}
                ${problem?.difference ? html`<a href=${problem.difference}>Show the difference</a>` : ''}
              </p>
              <div class="line">
                <div>
                  <label for="image">Use an image</label>
                  <select id="image" @change=${insert} ?disabled=${images.length === 0}>
                    <option value="">${images.length === 0 ? 'none was sent yet' : 'choose one'}</option>
                    ${images.map((one) => html`<option value=${one.digest}>${one.name} ${digest(one.digest)}</option>`)}
                  </select>
                </div>
                <div>
                  <label for="message">Why, for the history</label>
                  <input id="message" .value=${message} placeholder="not needed" maxlength="200" @input=${(event) => {
                    message = event.target.value;
                  }} />
                </div>
              </div>
              <div class="actions"><button type="submit" class="main" ?disabled=${busy}>Apply</button></div>
            </form>
          `}
  `;
  return { title: () => (name === undefined ? 'Deploy' : `Edit ${name}`), template };
}

function editor(text, problem, type) {
  const lines = text.split('\n').length;
  return html`
    <div class="editor">
      <ol class="numbers" aria-hidden="true">
        ${Array.from({ length: lines }, (_, i) => html`<li class=${problem?.line === i + 1 ? 'bad' : ''}>${i + 1}</li>`)}
      </ol>
      <textarea
        id="yaml"
        class="mono"
        spellcheck="false"
        autocapitalize="off"
        wrap="off"
        rows=${Math.max(12, lines + 1)}
        aria-describedby="problem"
        aria-invalid=${problem === null ? 'false' : 'true'}
        .value=${text}
        @input=${type}
      ></textarea>
    </div>
  `;
}
