/**
 * An element: its tag with classes ('p.note.dim'), attributes, children. `on` has its listeners, `text` its text;
 * attributes that are null or false are left out. There is no innerHTML anywhere, so names from traces are only text.
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (key === 'text') node.textContent = value;
    else attribute(node, key, value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

/** Sets an attribute where it differs; null and false remove it. */
export function attribute(node, key, value) {
  if (value == null || value === false) {
    if (node.hasAttribute(key)) node.removeAttribute(key);
    return;
  }
  const text = value === true ? '' : String(value);
  if (node.getAttribute(key) !== text) node.setAttribute(key, text);
}

/** Sets a text where it differs, so that a screen reader and the layout hear of changes only. */
export function text(node, value) {
  const wanted = String(value);
  if (node.textContent !== wanted) node.textContent = wanted;
}

/** A shape of SVG. */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Calls at most once per frame, however often it is asked. */
export function oncePerFrame(draw) {
  let waits = 0;
  const ask = () => {
    waits ||= requestAnimationFrame(() => {
      waits = 0;
      draw();
    });
  };
  ask.cancel = () => {
    cancelAnimationFrame(waits);
    waits = 0;
  };
  return ask;
}
