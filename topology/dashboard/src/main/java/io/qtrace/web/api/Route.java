package io.qtrace.web.api;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A question that may be asked.
 *
 * @param path as the contract has it: {@code /api/v1/vms/{vm}}
 * @param parameters that it takes
 * @param answer to it
 */
record Route(String path, Set<String> parameters, Answer answer) {

  /** What is answered. */
  @FunctionalInterface
  interface Answer {

    /**
     * JSON.
     *
     * @throws Refusal if there is none
     */
    ByteBuffer to(Query query);
  }

  /** What stands before the name in the path. */
  String prefix() {
    return path.replaceFirst("\\{.*", "");
  }
}
