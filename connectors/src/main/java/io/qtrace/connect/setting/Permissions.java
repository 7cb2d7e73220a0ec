package io.qtrace.connect.setting;

import io.qtrace.allowed.Allowed;
import io.qtrace.qmp.SocketPaths;
import io.qtrace.secret.Secrets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Whether the worker's operator {@linkplain Allowed allows} what settings name: every file,
 * directory and socket that is read, and every URL that is called, also among the settings that are
 * passed on to clients of others.
 */
public final class Permissions {

  /** Settings that go to other's code as they are. */
  private static final Pattern PASSED_ON = Pattern.compile("(registry|ssl|sasl)\\..+");

  /** A file that a JAAS configuration names, such as a key tab. */
  private static final Pattern IN_JAAS = Pattern.compile("[=\"':\\s](/[^\"'\\s;]*)");

  private final Set<String> paths;
  private final Set<String> sockets;
  private final Set<String> urls;
  private final Set<String> hosts;

  private Permissions(Set<String> paths, Set<String> sockets, Set<String> urls, Set<String> hosts) {
    this.paths = paths;
    this.sockets = sockets;
    this.urls = urls;
    this.hosts = hosts;
  }

  /** Of settings that name files and directories. */
  public static Permissions ofPaths(String... names) {
    return new Permissions(Set.of(names), Set.of(), Set.of(), Set.of());
  }

  /** These too; they name sockets. */
  public Permissions andSockets(String... names) {
    return new Permissions(paths, Set.of(names), urls, hosts);
  }

  /** These too; they name one URL or several. */
  public Permissions andUrls(String... names) {
    return new Permissions(paths, sockets, Set.of(names), hosts);
  }

  /** These too; they name hosts that are called. */
  public Permissions andHosts(String... names) {
    return new Permissions(paths, sockets, urls, Set.of(names));
  }

  /**
   * @throws ConfigException naming the first setting that goes too far
   */
  public void check(AbstractConfig config) {
    var all = new HashMap<>(config.originalsStrings());
    config.values().forEach((name, value) -> put(all, name, value));
    problems(all)
        .forEach(
            (name, problem) -> {
              throw new ConfigException(name + ": " + problem);
            });
  }

  /** The same as problems of settings. */
  public void check(Map<String, String> settings, List<ConfigValue> values) {
    var all = new HashMap<>(settings);
    values.forEach(value -> put(all, value.name(), value.value()));
    var problems = problems(all);
    for (var value : values) {
      var problem = problems.remove(value.name());
      if (problem != null && value.errorMessages().isEmpty()) {
        value.addErrorMessage(value.name() + ": " + problem);
      }
    }
    problems.forEach(
        (name, problem) ->
            values.add(
                new ConfigValue(
                    name, null, List.of(), new ArrayList<>(List.of(name + ": " + problem)))));
  }

  private static void put(Map<String, String> all, String name, @Nullable Object value) {
    if (value instanceof String text) {
      all.put(name, text);
    }
  }

  /** By name of the setting. */
  private Map<String, String> problems(Map<String, String> settings) {
    var problems = new TreeMap<String, String>();
    settings.forEach(
        (name, value) -> {
          try {
            check(name, value.strip());
          } catch (InvalidPathException e) {
            problems.put(name, "it is no path");
          } catch (IllegalArgumentException e) {
            problems.put(name, String.valueOf(e.getMessage()));
          }
        });
    return problems;
  }

  private void check(String name, String value) {
    if (value.isEmpty()) {
      return;
    }
    if (paths.contains(name)) {
      path(value);
    } else if (urls.contains(name)) {
      Checks.urlsIn(value).forEach(Allowed.urls()::check);
    } else if (sockets.contains(name)) {
      SocketPaths.parse(value).beginnings().forEach(Allowed.paths()::check);
    } else if (hosts.contains(name)) {
      Allowed.urls().check("http://" + value);
    } else if (PASSED_ON.matcher(name).matches()) {
      passedOn(name, value);
    }
  }

  /** Others' settings are known by what they are called, and by what their values look like. */
  private static void passedOn(String name, String value) {
    if (name.endsWith("jaas.config")) {
      IN_JAAS.matcher(value).results().forEach(found -> path(found.group(1)));
    } else if (name.matches(".*\\.(location|file|path)")) {
      path(value);
    } else if (name.matches(".*\\.urls?")) {
      Checks.urlsIn(value).forEach(Permissions::urlOrFile);
    } else if (!Secrets.isSecret(name) && (value.startsWith("/") || value.contains("://"))) {
      urlOrFile(value);
    }
  }

  private static void urlOrFile(String value) {
    if (value.startsWith("/") || value.startsWith("file:")) {
      path(value.replaceFirst("^file:/+", "/"));
    } else {
      Allowed.urls().check(value);
    }
  }

  private static void path(String value) {
    Allowed.paths().check(Path.of(value).toAbsolutePath());
  }
}
