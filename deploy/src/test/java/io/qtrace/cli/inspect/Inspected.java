package io.qtrace.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code inspect} says of a file. */
final class Inspected {

  private Inspected() {}

  /**
   * As JSON.
   *
   * @param more options
   */
  static JsonNode json(Path file, String... more) throws IOException {
    var args = new ArrayList<>(List.of("inspect", file.toString(), "--format=json"));
    args.addAll(List.of(more));
    var run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    var found = new ObjectMapper().readTree(run.out());
    assertThat(run.exitCode()).isEqualTo(found.get("trace").asBoolean() ? 0 : 1);
    return found;
  }
}
