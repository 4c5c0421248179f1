// What the control plane says is so, kept true by one stream of changes.

import { get } from './session.js';
import { follow } from './stream.js';

const EVENTS_KEPT = 1000;
const TRAIL_SECONDS = 60;
const HIDDEN_MILLIS = 30_000;

/** 'closed', 'opening', 'open' or 'lost'. */
let state = 'closed';
let stop = null;
let hiding = 0;
let services = new Map();
let events = [];
const trails = new Map();
const latest = new Map();
const instances = new Map();
const listeners = new Set();
const samplers = new Set();

/** Calls something whenever anything changes. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls something with each second's measurements. */
export function onSample(listener) {
  samplers.add(listener);
  return () => samplers.delete(listener);
}

/** How the connection is. */
export const connection = () => state;

/** All services, by name. */
export const allServices = () => [...services.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** One service, or undefined. */
export const service = (name) => services.get(name);

/** What happened, the latest first. */
export const allEvents = () => events;

/** The last measurements of a service, or nothing. */
export const measured = (name) => latest.get(name) ?? {};

/** The last measurements of an instance, or nothing. */
export const measuredInstance = (id) => instances.get(id) ?? {};

/** The requests a second of the last minute. */
export const trail = (name) => trails.get(name) ?? [];

/** Begins. */
export function open() {
  if (stop === null) {
    state = 'opening';
    stop = follow('/v1/live', { begin, event: take, lost });
  }
}

/** Ends, and forgets all. */
export function close() {
  stop?.();
  stop = null;
  state = 'closed';
  services = new Map();
  events = [];
  trails.clear();
  latest.clear();
}

// A page that nobody sees asks nothing of the control plane, and is told all anew when it is seen again.
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding);
  if (document.hidden && stop !== null) {
    hiding = setTimeout(() => {
      stop?.();
      stop = null;
    }, HIDDEN_MILLIS);
  } else if (!document.hidden && state !== 'closed') {
    open();
  }
});

function begin() {
  state = 'open';
  trails.clear();
  latest.clear();
  changed();
  backlog();
}

function lost() {
  state = 'lost';
  changed();
}

async function backlog() {
  try {
    merge(await get('/v1/events'));
  } catch {
    // The stream breaks off, too, and both are tried again.
  }
}

function merge(older) {
  const known = new Map(older.map((event) => [event.number, event]));
  for (const event of events) {
    known.set(event.number, event);
  }
  events = [...known.values()].sort((a, b) => b.number - a.number).slice(0, EVENTS_KEPT);
  changed();
}

function take(name, text) {
  const data = JSON.parse(text);
  switch (name) {
    case 'all':
      services = new Map(data.map((one) => [one.name, one]));
      break;
    case 'service':
      services.set(data.name, data);
      break;
    case 'gone':
      services.delete(data.name);
      trails.delete(data.name);
      latest.delete(data.name);
      break;
    case 'event':
      events = [data, ...events.slice(0, EVENTS_KEPT - 1)];
      break;
    case 'sample':
      measure(data);
      break;
    default:
      return;
  }
  changed();
}

function measure(sample) {
  for (const [name, gauges] of Object.entries(sample.services)) {
    latest.set(name, gauges);
  }
  instances.clear();
  for (const [id, gauges] of Object.entries(sample.instances)) {
    instances.set(id, gauges);
  }
  for (const name of services.keys()) {
    const line = trails.get(name) ?? [];
    line.push(sample.services[name]?.requests ?? 0);
    trails.set(name, line.slice(-TRAIL_SECONDS));
  }
  for (const sampler of samplers) {
    sampler(sample);
  }
}

function changed() {
  for (const listener of listeners) {
    listener();
  }
}
