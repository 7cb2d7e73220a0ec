/** Something that tells when it has changed. */
export class Changes {
  #listeners = new Set();

  /** @returns a function that ends it */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    this.#listeners.forEach(listener => listener());
  }
}
