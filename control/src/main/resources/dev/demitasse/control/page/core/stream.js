// Server-sent events (WHATWG HTML, section 9.2) over fetch, since EventSource cannot send our key. Comes back by itself:
// after a restart of the control plane, a lost connection, or a laptop's sleep.

import { send } from './session.js';

// The server says something every ten seconds.
const SILENCE_MILLIS = 25_000;
const FIRST_WAIT_MILLIS = 250;
const LONGEST_WAIT_MILLIS = 4_000;

/**
 * Keeps a stream open until the function that is returned is called.
 *
 * @param path of the stream
 * @param on.begin called each time it begins: what was told before may not be so any more
 * @param on.event called with each event's name and data
 * @param on.lost called when it breaks off, and is being tried again
 * @param on.refused called when the server will not give it, with the status; it is not tried again
 */
export function follow(path, on) {
  const end = new AbortController();
  keep(path, on, end.signal);
  return () => end.abort();
}

async function keep(path, on, end) {
  let wait = FIRST_WAIT_MILLIS;
  while (!end.aborted) {
    try {
      const status = await once(path, on, end, () => {
        wait = FIRST_WAIT_MILLIS;
      });
      if (status === 401 || status === 403 || status === 404) {
        on.refused?.(status);
        return;
      }
    } catch {
      // Broken off, or nobody there.
    }
    if (end.aborted) {
      return;
    }
    on.lost?.();
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
  }
}

async function once(path, on, end, begun) {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  end.addEventListener('abort', stop);
  let silence = setTimeout(stop, SILENCE_MILLIS);
  try {
    const answer = await send('GET', path, { signal: attempt.signal, headers: { Accept: 'text/event-stream' } });
    if (!answer.ok) {
      return answer.status;
    }
    begun();
    on.begin?.();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new Events(on.event);
    for (;;) {
      const { done, value } = await reader.read();
      if (done || end.aborted) {
        return 0;
      }
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MILLIS);
      events.take(value);
    }
  } finally {
    clearTimeout(silence);
    end.removeEventListener('abort', stop);
  }
}

/** Cuts what comes into events. */
export class Events {
  #rest = '';
  #name = '';
  #data = [];
  #tell;

  constructor(tell) {
    this.#tell = tell;
  }

  take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        this.#dispatch();
      } else if (line.startsWith('event:')) {
        this.#name = line.slice(6).trim();
      } else if (line.startsWith('data:')) {
        this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
      }
    }
  }

  #dispatch() {
    if (this.#data.length > 0) {
      this.#tell(this.#name || 'message', this.#data.join('\n'));
    }
    this.#name = '';
    this.#data = [];
  }
}
