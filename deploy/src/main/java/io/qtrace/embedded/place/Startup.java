package io.qtrace.embedded.place;

import java.util.function.Supplier;

/** Is told how far a start has come. Any thread; must not block. */
public interface Startup {

  /** Tells nobody. */
  Startup SILENT =
      new Startup() {
        @Override
        public void waitsFor(String what, Supplier<String> detail) {}

        @Override
        public void notice(String message) {}
      };

  /**
   * From now on the start waits for this.
   *
   * @param what such as "the schema registry"
   * @param detail what of it at this moment; empty if there is nothing to say
   */
  void waitsFor(String what, Supplier<String> detail);

  /** The same, without detail. */
  default void waitsFor(String what) {
    waitsFor(what, () -> "");
  }

  /** Something about the data directory that a person has to know. */
  void notice(String message);
}
