// The repository of somebody else's that says what services are wanted, where one is followed.

import * as live from './live.js';
import { get } from './session.js';

/** Undefined before it is known, null where nothing is followed. */
let repository;
let asked = -1;

/**
 * The repository, or null: who follows none changes what is wanted here. Asked for again when something happens that is
 * about no service.
 */
export function owner(changed) {
  const latest = live.allEvents().find((event) => event.service === '')?.number ?? 0;
  if (latest !== asked) {
    asked = latest;
    ask(changed);
  }
  return repository ?? null;
}

/** Whether what is wanted can be changed here. */
export const changeable = () => repository === null;

async function ask(changed) {
  try {
    repository = (await get('/v1/repositories'))[0] ?? null;
  } catch {
    // Asked again when something else is drawn.
    asked = -1;
    return;
  }
  changed();
}
