package io.qtrace.cli.up;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.qmp.SocketPaths;
import io.qtrace.text.Addresses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the embedded connectors bring in and take out; nothing unless asked. */
final class WatchOptions {

  @Option(
      names = "--watch",
      paramLabel = "DIR",
      description = {
        "Follow the traces and logs that QEMUs write into this directory; may be given again.",
        "Traces: trace-*, *.trace, *.simple. Logs: *.log. The VM is the name without these."
      })
  private List<Path> directories = List.of();

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description = {
        "trace-events-all of the QEMUs that write there.",
        "Default: /usr/share/qemu/trace-events-all if it is there, else the built-in events."
      })
  private @Nullable Path definitions;

  @Option(
      names = "--no-header",
      description = {
        "The traces that are watched have no header, as SystemTap's script writes them: event ids are",
        "the order of --definitions, which have to be those of the very QEMU that is traced."
      })
  private boolean noHeader;

  @Option(
      names = "--qmp",
      paramLabel = "GLOB",
      description = {
        "Ask the QEMUs behind these QMP sockets how their VMs' memory is laid out; may be given",
        "again. Quote it, so that sockets that come later count. A socket has one client at a time."
      })
  private List<String> sockets = List.of();

  @Option(
      names = "--alertmanager",
      paramLabel = "URL",
      description = "Send alerts to this Alertmanager; may be given again. Needs --alert-rules.")
  private List<String> alertmanagers = List.of();

  /** True if there is anything for connectors to do. */
  boolean isAsked() {
    return !directories.isEmpty() || noHeader || !sockets.isEmpty() || !alertmanagers.isEmpty();
  }

  /**
   * Absolute, each once.
   *
   * @throws Failure if one is not there: most likely it is misspelt
   */
  Set<Path> directories() {
    var absolute = new LinkedHashSet<Path>();
    for (var directory : directories) {
      var problem = problem(directory);
      if (!problem.isEmpty()) {
        throw Failure.badInput(
            "%s: cannot be watched: %s; give the directory QEMU writes to by --watch"
                .formatted(directory, problem));
      }
      absolute.add(directory.toAbsolutePath().normalize());
    }
    return absolute;
  }

  private static String problem(Path directory) {
    if (!Files.exists(directory)) {
      return "no such directory";
    }
    if (!Files.isDirectory(directory)) {
      return "not a directory";
    }
    return Files.isReadable(directory) && Files.isExecutable(directory)
        ? ""
        : "no permission to list it";
  }

  /**
   * Absolute; null if raw records are to name none.
   *
   * @throws Failure if they cannot be read
   */
  @Nullable Path definitions() {
    var file = definitions;
    if (file == null) {
      file = Files.isReadable(DefinitionFiles.INSTALLED) ? DefinitionFiles.INSTALLED : null;
    } else {
      DefinitionFiles.requireReadable(file); // The connectors log its warnings.
    }
    return file == null ? null : file.toAbsolutePath();
  }

  /**
   * Whether traces have no header.
   *
   * @throws Failure if it cannot be told which id is which then
   */
  boolean isHeaderless() {
    if (noHeader && directories.isEmpty()) {
      throw Failure.usage("--no-header is about traces that are watched; give --watch as well");
    }
    if (noHeader && definitions == null) {
      throw Failure.usage(
          "--no-header needs --definitions: the order of its events tells which id is which");
    }
    return noHeader;
  }

  /**
   * Absolute paths, or globs of such.
   *
   * @throws Failure if one is wrong
   */
  List<String> sockets() {
    var absolute = sockets.stream().map(glob -> Path.of(glob).toAbsolutePath().toString()).toList();
    try {
      absolute.forEach(SocketPaths::parse);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--qmp: " + e.getMessage());
    }
    return absolute;
  }

  /** What connectors may read: nothing but what is named here. */
  List<Path> paths() {
    var paths = new ArrayList<>(directories());
    var definitions = definitions();
    if (definitions != null) {
      paths.add(definitions);
    }
    sockets().forEach(glob -> paths.addAll(SocketPaths.parse(glob).beginnings()));
    return paths;
  }

  /**
   * @throws Failure if one is no URL
   */
  List<String> alertmanagers() {
    try {
      alertmanagers.forEach(url -> Addresses.urls(url, "http://localhost:9093"));
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--alertmanager: " + e.getMessage());
    }
    return List.copyOf(alertmanagers);
  }
}
