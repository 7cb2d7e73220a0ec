package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.definition.Definitions;
import io.qtrace.text.Reasons;
import io.qtrace.yaml.YamlBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of aggregations, and of definitions to hold them against. */
final class AggregationFiles {

  private AggregationFiles() {}

  /**
   * @throws Failure if it cannot be read, or is wrong in itself
   */
  static Aggregations read(Path file) {
    try (var in = Files.newInputStream(file)) {
      // one byte more than there may be is enough to see that there are too many
      return Aggregations.parse(file.toString(), in.readNBytes(YamlBytes.MOST_BYTES + 1));
    } catch (InvalidAggregationsException e) {
      throw invalid(file, e);
    } catch (IOException e) {
      throw Failure.badInput(
          "%s: cannot read the aggregations: %s".formatted(file, Reasons.of(e)), e);
    }
  }

  static Failure invalid(Path file, InvalidAggregationsException e) {
    return Failure.badInput("%s has %s\n%s".formatted(file, e.count(), e.getMessage()), e);
  }

  /** Definitions under the name of their file. */
  static KnownDefinitions definitions(Path file, Console console) {
    return new KnownDefinitions(DefinitionFiles.nameOf(file), DefinitionFiles.read(file, console));
  }

  static KnownDefinitions builtIn() {
    return new KnownDefinitions("the built-in definitions", Definitions.system());
  }
}
