// Who is signed in, and requests in his name. The server takes two secrets: a cookie, which we cannot read, and a key,
// which only our own origin can.

const KEY = 'demitasse.key';
const ROLES = ['viewer', 'operator', 'admin'];

let who = null;
let lost = () => {};

/** An answer that says no; the message is the server's own sentence. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Calls something when the session is over. */
export function whenLost(action) {
  lost = action;
}

/** The name and role of who is signed in, or null. */
export function caller() {
  return who;
}

/** Whether who is signed in may do what takes a role; the server decides again. */
export function may(role) {
  return who !== null && ROLES.indexOf(who.role) >= ROLES.indexOf(role);
}

/** Makes a request; the answer as it is, whatever its status. */
export async function send(method, path, options = {}) {
  const headers = { 'Demitasse-Key': localStorage.getItem(KEY) ?? '', ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: options.body, signal: options.signal, cache: 'no-store' });
  } catch (failure) {
    if (options.signal?.aborted) {
      throw failure;
    }
    throw new Refused(0, 'The control plane does not answer: is demi serve running?');
  }
  if (answer.status === 401 && who !== null) {
    forget();
    lost();
  }
  return answer;
}

async function checked(answer) {
  if (answer.ok) {
    return answer;
  }
  let message = `the answer has status ${answer.status}`;
  try {
    message = (await answer.json()).error ?? message;
  } catch {
    // Not from our API, such as a proxy's.
  }
  throw new Refused(answer.status, message);
}

/** What a path has, as JSON. */
export async function get(path, signal) {
  return (await checked(await send('GET', path, { signal }))).json();
}

/** What a path has, as text. */
export async function getText(path) {
  return (await checked(await send('GET', path))).text();
}

/** Changes something; what comes back, if anything does. */
export async function change(method, path, body, type) {
  const answer = await checked(await send(method, path, { body, headers: type ? { 'Content-Type': type } : {} }));
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
}

/** Takes up the session of this browser, if there still is one. */
export async function resume() {
  if (!localStorage.getItem(KEY)) {
    return false;
  }
  const answer = await send('GET', '/v1/session');
  if (answer.ok) {
    who = await answer.json();
  } else if (answer.status === 401) {
    forget();
  } else {
    await checked(answer);
  }
  return who !== null;
}

/** Signs in. */
export async function signIn(token) {
  const begun = await change('POST', '/v1/session', JSON.stringify({ token }), 'application/json');
  localStorage.setItem(KEY, begun.key);
  who = { name: begun.name, role: begun.role };
}

/** Signs out, here and on the server. */
export async function signOut() {
  try {
    await send('DELETE', '/v1/session');
  } finally {
    forget();
    lost();
  }
}

function forget() {
  localStorage.removeItem(KEY);
  who = null;
}
