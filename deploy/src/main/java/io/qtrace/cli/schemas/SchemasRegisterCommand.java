package io.qtrace.cli.schemas;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.option.Seconds;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.registry.RegisteredSchema;
import io.qtrace.registry.Registration;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.registry.RegistryRefusedException;
import io.qtrace.registry.SchemaIds;
import io.qtrace.retry.AwayException;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.destination.Registrations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a stage would register by itself, for registries that a stage may only read. */
@Command(
    name = "register",
    description = {
      "Register the schemas that a stage writes with these definitions: of every event, and its"
          + " own.",
      "For stages that run with schemas.register=false. What is registered already stays as it is."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace schemas register /usr/share/qemu/trace-events-all --registry https://registry:8081",
      "  qtrace schemas register trace-events-all --check      # exits 1 if one is missing"
    })
final class SchemasRegisterCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "A trace-events file, or QEMU's trace-events-all. Default: the built-in events.")
  private @Nullable Path file;

  @Option(
      names = "--check",
      description = "Change nothing; exit 1 and say which schemas are missing, if any are.")
  private boolean isCheck;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = {
        "How long to wait for a registry that is away: 30s, 10m; a number alone is seconds.",
        "Default: 1m."
      })
  private Duration patience = Duration.ofMinutes(1);

  @Mixin private Connection connection = new Connection();

  private final Console console;
  private final Settings settings;

  SchemasRegisterCommand(Console console, Settings settings) {
    this.console = console;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    var config = StageConfig.of(settings, Map.of(), connection.asProperties());
    var wanted =
        new Registrations(config.topics(), config.routes())
            .all(DefinitionFiles.readOrSystem(file, console));
    try (var ids = schemaIds(config)) {
      return isCheck ? check(ids, wanted) : register(ids, wanted);
    } catch (AwayException e) {
      throw Failure.badInput(e.getMessage() + "; check --registry, or wait longer with --wait", e);
    } catch (RegistryRefusedException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()), e);
    }
  }

  private SchemaIds schemaIds(DecodeConfig config) {
    return new SchemaIds(config.registry(), RegistryAccess.REGISTER, patience);
  }

  private int register(SchemaIds ids, List<Registration> wanted) {
    var registered = ids.resolve(wanted);
    registered.stream().filter(schema -> schema.revision() > 1).forEach(this::tellRevision);
    console.print("%d schemas are registered\n".formatted(registered.size()));
    return ExitCode.DONE;
  }

  private void tellRevision(RegisteredSchema schema) {
    console.print("revision %d  %s\n".formatted(schema.revision(), schema.topic()));
  }

  private int check(SchemaIds ids, List<Registration> wanted) {
    var found = ids.lookUp(wanted);
    int missing = 0;
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).isEmpty()) {
        missing++;
        console.print("missing  %s\n".formatted(wanted.get(i).name()));
      }
    }
    console.print(
        "%d of %d schemas are registered\n".formatted(wanted.size() - missing, wanted.size()));
    return missing == 0 ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }
}
