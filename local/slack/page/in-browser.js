// @ts-check
// The page is made by the server; this keeps it up to date and presses its buttons.

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const channel = element('channel');
const warning = element('warning');
const state = element('state');
const viewer = /** @type {HTMLSelectElement} */ (element('viewer'));
const dialog = /** @type {HTMLDialogElement} */ (element('confirm'));

const warn = (/** @type {string} */ text) => {
  warning.textContent = text;
  warning.hidden = text === '';
};

let refreshing = false;
let stale = false;

/** Whether each thread is open, where the viewer has said so. */
const opened = new Map();
channel.addEventListener(
  'toggle',
  ({ target }) => {
    if (target instanceof HTMLDetailsElement) opened.set(target.dataset.thread, target.open);
  },
  { capture: true },
);

/** Puts in what has changed and lets the rest stand: nobody's focus, selection or click is lost to another message. */
function show(/** @type {string} */ markup) {
  const fresh = document.createElement('template');
  fresh.innerHTML = markup;
  for (const thread of fresh.content.querySelectorAll('details')) {
    // The server opens one with something for the viewer alone: that is not to be missed.
    thread.open ||= opened.get(thread.dataset.thread) === true;
  }
  const after = [...fresh.content.children];
  const before = [...channel.children];
  after.forEach((message, at) => {
    const old = before[at];
    if (old === undefined) channel.append(message);
    else if (!old.isEqualNode(message)) replace(old, message);
  });
  for (const gone of before.slice(after.length)) gone.remove();
}

/** What had the focus has it afterwards, if it is still there. */
function replace(/** @type {Element} */ old, /** @type {Element} */ fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!(focused instanceof HTMLElement)) return;
  const { ts, action } = focused.dataset;
  const again =
    focused.localName === 'summary'
      ? fresh.querySelector('summary')
      : fresh.querySelector(`[data-ts="${ts}"][data-action="${action}"]`);
  if (again instanceof HTMLElement) again.focus();
}

/** Fetches the channel anew. Changes that come meanwhile are fetched together, afterwards. */
async function refresh() {
  stale = true;
  if (refreshing) return;
  refreshing = true;
  try {
    while (stale) {
      stale = false;
      const atEnd = channel.scrollHeight - channel.scrollTop - channel.clientHeight < 80;
      const response = await fetch(`/_slack/channel?user=${encodeURIComponent(viewer.value)}`);
      show(await response.text());
      if (atEnd) channel.scrollTop = channel.scrollHeight;
    }
  } finally {
    refreshing = false;
  }
}

/** Whether the person says yes; without a dialog of the button's own, at once. */
function confirmed(/** @type {string | undefined} */ given) {
  if (given === undefined) return Promise.resolve(true);
  const words = JSON.parse(given);
  // Made by the server, like all of the page.
  element('confirm-title').innerHTML = words.title;
  element('confirm-text').innerHTML = words.text;
  element('confirm-no').innerHTML = words.deny;
  element('confirm-yes').innerHTML = words.confirm;
  element('confirm-yes').className = `button ${words.style}`;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

channel.addEventListener('click', async (event) => {
  const button = /** @type {Element} */ (event.target).closest('button[data-action]');
  if (!(button instanceof HTMLButtonElement)) return;
  const { ts, action, confirm } = button.dataset;
  const user = viewer.value;
  warn('');
  if (!(await confirmed(confirm))) return;
  button.disabled = true;
  try {
    const response = await fetch('/_slack/press', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ts, action, user }),
    });
    const { warning: words } = await response.json();
    warn(words ?? '');
  } finally {
    button.disabled = false;
  }
});

viewer.addEventListener('change', () => {
  history.replaceState(null, '', `?user=${encodeURIComponent(viewer.value)}`);
  void refresh();
});

const changes = new EventSource('/_slack/changes');
changes.addEventListener('message', refresh);
changes.addEventListener('open', () => {
  state.textContent = 'live';
});
changes.addEventListener('error', () => {
  state.textContent = 'not connected; trying again';
});

channel.scrollTop = channel.scrollHeight;
