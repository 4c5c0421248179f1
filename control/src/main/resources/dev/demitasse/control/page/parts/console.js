// What an instance writes to its console, as it writes it.

import { follow } from '../core/stream.js';

const LINES = 4000;
const NEAR_THE_END = 40;

/** {@code <demi-console>}: set {@code instance} to a name. */
class Console extends HTMLElement {
  #instance = '';
  #stop = null;
  #waiting = [];
  #text = document.createElement('pre');
  #state = document.createElement('p');
  #drawing = false;

  set instance(instance) {
    if (this.#instance !== instance) {
      this.#instance = instance;
      if (this.isConnected) {
        this.#begin();
      }
    }
  }

  connectedCallback() {
    this.#text.tabIndex = 0;
    this.#text.setAttribute('role', 'log');
    this.#text.setAttribute('aria-label', `The console of ${this.#instance}`);
    // Whoever wants to hear it moves there; read out as it comes it would drown all else.
    this.#text.setAttribute('aria-live', 'off');
    this.replaceChildren(this.#text, this.#state);
    this.#begin();
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = null;
  }

  #begin() {
    this.#stop?.();
    this.#say('Reading …');
    this.#stop = follow(`/v1/instances/${encodeURIComponent(this.#instance)}/log`, {
      begin: () => {
        // The whole log comes again.
        this.#waiting = [];
        this.#text.replaceChildren();
        this.#say('Following: new lines appear at the end.');
      },
      event: (_, line) => this.#add(line),
      lost: () => this.#say('The connection is lost; trying again …'),
      refused: () => this.#say('There is no log of this instance any more.'),
    });
  }

  #say(text) {
    this.#state.textContent = text;
  }

  #add(line) {
    // Escape sequences are for terminals.
    this.#waiting.push(line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '�'));
    if (!this.#drawing) {
      this.#drawing = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  #draw() {
    this.#drawing = false;
    const box = this.#text;
    const follows = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END;
    const lines = this.#waiting.slice(-LINES).map((text) => {
      const line = document.createElement('span');
      line.textContent = `${text}\n`;
      return line;
    });
    this.#waiting = [];
    box.append(...lines);
    while (box.childElementCount > LINES) {
      box.firstElementChild.remove();
    }
    if (follows) {
      box.scrollTop = box.scrollHeight;
    }
  }
}

customElements.define('demi-console', Console);
