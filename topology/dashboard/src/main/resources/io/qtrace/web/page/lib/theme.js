/** Dark or light: as the system says, until the button says otherwise. */

const KEY = 'qtrace.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();
const probe = document.body.appendChild(document.createElement('i'));
probe.hidden = true;

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : system.matches;
}

/** @param redraw called when colours change: what is drawn on a canvas does not follow by itself */
export function onTheme(redraw) {
  listeners.add(redraw);
  return () => listeners.delete(redraw);
}

/** A colour of the style sheet as a canvas takes it: of the theme that is in force. */
export function color(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

export function startTheme(button) {
  const kept = remembered();
  if (kept) document.documentElement.dataset.theme = kept;
  const tell = () => {
    const other = isDark() ? 'light' : 'dark';
    button.setAttribute('aria-label', `Change to ${other} colours`);
    button.title = `Change to ${other} colours`;
    listeners.forEach(redraw => redraw());
  };
  button.addEventListener('click', () => {
    const chosen = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = chosen;
    remember(chosen);
    tell();
  });
  system.addEventListener('change', tell);
  addEventListener('beforeprint', () => onPaper(true));
  addEventListener('afterprint', () => onPaper(false));
  tell();
}

/** Paper is light, canvases too. */
function onPaper(begins) {
  const root = document.documentElement;
  if (begins) {
    root.dataset.screen = root.dataset.theme ?? '';
    root.dataset.theme = 'light';
  } else {
    if (root.dataset.screen) root.dataset.theme = root.dataset.screen;
    else delete root.dataset.theme;
    delete root.dataset.screen;
  }
  listeners.forEach(redraw => redraw());
}

/** A browser that keeps nothing for this page still shows it. */
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // the choice holds until the page is left
  }
}
