// Numbers and times as people read them.

/** The size of a file, in decimal units as commands tell it. */
export function bytes(count) {
  return inUnits(count, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** Memory, in the binary units in which it is asked for. */
export function memory(count) {
  return inUnits(count, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

function inUnits(count, step, units) {
  if (count === undefined || count === null) {
    return '–';
  }
  let value = count;
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return `${Number.isInteger(value) || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A number to three digits or so. */
export function number(value) {
  if (value === undefined || value === null) {
    return '–';
  }
  if (value >= 100_000) {
    return `${Math.round(value / 1000)} k`;
  }
  if (value >= 100 || Number.isInteger(value)) {
    return Math.round(value).toLocaleString('en');
  }
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** A part of one, in percent. */
export function percent(value) {
  return value === undefined || value === null ? '–' : `${number(Math.round(value * 1000) / 10)} %`;
}

/** Milliseconds, or seconds when there are many. */
export function millis(value) {
  if (value === undefined || value === null) {
    return '–';
  }
  if (value >= 60_000) {
    return span(value);
  }
  if (value >= 1000) {
    return `${(value / 1000).toFixed(value >= 10_000 ? 1 : 2)} s`;
  }
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} ms`;
}

/** A long time, in its largest unit or two. */
export function span(value) {
  const seconds = Math.max(0, Math.round(value / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** How long ago something was. */
export function age(time) {
  return span(Date.now() - Date.parse(time));
}

/** How long ago an instance was asked for; one that was found running knows when it began to. */
export function instanceAge(instance) {
  return age(instance.boot[0]?.at ?? instance.started);
}

/** The clock's time of today, or else the day too. */
export function moment(time) {
  const when = new Date(time);
  const clock = when.toLocaleTimeString('en-GB');
  return when.toDateString() === new Date().toDateString()
    ? clock
    : `${when.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${clock}`;
}

/** A digest, short enough for people. */
export function digest(text) {
  return text.replace(/^sha256:/, '').slice(0, 12);
}

/** The digest in an image's name, or null when it is none. */
export function digestOf(image) {
  return /^sha256:([0-9a-f]{64})$/.exec(image)?.[1] ?? null;
}

/** A word of the API, as a sentence has it. */
export function word(name) {
  return name.toLowerCase().replaceAll('_', ' ');
}

/** So many of something. */
export function count(many, one, more = `${one}s`) {
  return `${many.toLocaleString('en')} ${many === 1 ? one : more}`;
}
