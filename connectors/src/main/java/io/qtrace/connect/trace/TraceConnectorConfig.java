package io.qtrace.connect.trace;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.setting.Permissions;
import io.qtrace.connect.setting.SettingGroup;
import io.qtrace.connect.setting.VmSettings;
import io.qtrace.host.VmNames;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.tail.TailSettings;
import io.qtrace.tail.file.TraceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/** Settings of a connector. The definition is also what docs/connectors.md shows. */
public final class TraceConnectorConfig extends AbstractConfig {

  static final String DIRECTORY = "directory";
  static final String GLOB = "glob";
  static final String EXCLUDE = "exclude";
  static final String SCAN_INTERVAL_MS = "scan.interval.ms";
  static final String PARTIAL_WAIT_MS = "partial.wait.ms";
  static final String REMOVED_WAIT_MS = "removed.wait.ms";
  static final String MAX_OPEN_FILES = "max.open.files";
  static final String TOPIC = "topic";
  static final String DEFINITIONS_TOPIC = "definitions.topic";
  public static final String DEFINITIONS_FILE = "definitions.file";
  public static final String NO_HEADER = "no.header";
  static final String CHUNK_BYTES = "chunk.bytes";
  public static final String BATCH_BYTES = "batch.bytes";
  public static final String CLOCK_INTERVAL_MS = "clock.interval.ms";
  static final String HEARTBEAT_INTERVAL_MS = "heartbeat.interval.ms";
  static final String HEARTBEAT_LAG_MS = "heartbeat.lag.ms";
  static final String HEARTBEAT_STOP_MS = "heartbeat.stop.ms";

  public static final Permissions PERMISSIONS =
      Permissions.ofPaths(DIRECTORY, DEFINITIONS_FILE, VmSettings.VM_MAPPING_FILE);

  private static final int DAY_MS = 86_400_000;

  /** Kafka's default limit of a request is 1 MiB, headers included. */
  private static final int MAX_RECORD_BYTES = 1_000_000;

  private final TraceFormat format;

  /**
   * @throws ConfigException if a setting is wrong, or names what connectors may not read
   */
  public TraceConnectorConfig(TraceFormat format, Map<String, String> properties) {
    super(definition(format), properties, false);
    this.format = format;
    PERMISSIONS.check(this);
    var problem = headerProblem(format, getBoolean(NO_HEADER), getString(DEFINITIONS_FILE));
    if (problem.isPresent()) {
      throw new ConfigException(NO_HEADER, true, problem.get());
    }
  }

  /** Why files without a header cannot be followed with these settings; empty if they can. */
  public static Optional<String> headerProblem(
      TraceFormat format, boolean isHeaderless, String definitionsFile) {
    if (!isHeaderless) {
      return Optional.empty();
    }
    if (format == TraceFormat.LOG) {
      return Optional.of("logs have no header; it is for a SimpleTraceSourceConnector");
    }
    return definitionsFile.isEmpty()
        ? Optional.of("it needs definitions.file: the order of its events tells which id is which")
        : Optional.empty();
  }

  public static ConfigDef definition(TraceFormat format) {
    var all = new ConfigDef();
    var files = group(all, "Files");
    files(files);
    VmSettings.addTo(
        group(all, "VM"),
        new VmSettings.Texts(
            VmNames.DEFAULT_PATTERN,
            "Is looked for in a file's absolute path; the group `vm` is the VM's id and the Kafka"
                + " record's key, the group `host`, if there is one, the host. It has to say the"
                + " same of a file that was renamed. The default takes the file's name without"
                + " `.log`, `.trace`, `.simple`, `.txt` and the numbers that rotation puts behind"
                + " them.",
            "files that are being read stay with their VM",
            "The host's name in raw records"));
    kafka(group(all, "Kafka"));
    time(group(all, "Time"), format);
    return all;
  }

  private static SettingGroup group(ConfigDef all, String name) {
    return new SettingGroup(all, name, TraceRecommendations::of);
  }

  private static void files(SettingGroup files) {
    files.required(
        DIRECTORY,
        Checks.directory(),
        "Where QEMU writes. It may be missing, vanish and come back.");
    files.text(
        GLOB,
        "*",
        Checks.glob(),
        HIGH,
        "Which files below the directory are read; `*/*.trace` looks one directory down.");
    files.text(
        EXCLUDE,
        "*.{gz,xz,zst,bz2}",
        Checks.nameGlob(),
        MEDIUM,
        "Names of files that are left alone although `glob` matches them.");
    files.flag(
        NO_HEADER,
        MEDIUM,
        "Simple traces only. The files have no header, as SystemTap's script writes them: event ids"
            + " are the order of `definitions.file`, which has to be that of the very QEMU that is"
            + " traced. A header made of it is sent in front of each file. Files that have one are"
            + " left alone; without it, files that have none.");
    files.number(
        SCAN_INTERVAL_MS,
        1_000,
        Range.between(10, DAY_MS),
        MEDIUM,
        "How often the directory is looked at for files that came, went or were renamed. A file that"
            + " does not grow is looked at as often; one that grows, at once.");
    files.number(
        PARTIAL_WAIT_MS,
        600_000,
        Range.between(1_000, DAY_MS),
        LOW,
        "How long a file may end inside a record or line until that is sent as it is.");
    files.number(
        REMOVED_WAIT_MS,
        60_000,
        Range.between(0, DAY_MS),
        LOW,
        "How long a removed file stays open, its disk space in use, after it has last grown.");
    files.number(
        MAX_OPEN_FILES,
        256,
        Range.between(1, 100_000),
        LOW,
        "Open files per task. With more files than that, those that did not grow lately are closed,"
            + " and what is written into a closed file just before it is removed is not read.");
  }

  private static void kafka(SettingGroup kafka) {
    kafka.text(TOPIC, "qtrace-raw", Checks.topic(), HIGH, "Where the chunks go.");
    kafka.text(
        DEFINITIONS_FILE,
        "/usr/share/qemu/trace-events-all",
        Checks.file("/usr/share/qemu/trace-events-all"),
        HIGH,
        "The event definitions of the QEMU that writes. A file keeps those that were there when it"
            + " was first seen. Empty: raw records name none, and are decoded by the decode stage's"
            + " default.");
    kafka.text(
        DEFINITIONS_TOPIC,
        "qtrace-definitions",
        Checks.topic(),
        HIGH,
        "Where definitions are published: by each task that starts, before the first chunk that names"
            + " them.");
    kafka.number(
        CHUNK_BYTES,
        ChunkReader.DEFAULT_CHUNK_BYTES,
        Range.between(1_024, MAX_RECORD_BYTES),
        LOW,
        "The size of a Kafka record: as many whole records or lines as fit, at least one. A line"
            + " may have 500 KiB; what is longer is none.");
    kafka.number(
        BATCH_BYTES,
        4 << 20,
        Range.between(1_024, 256 << 20),
        LOW,
        "How much a task reads before Connect sends and commits it; memory and the size of a"
            + " transaction.");
  }

  private static void time(SettingGroup time, TraceFormat format) {
    time.number(
        CLOCK_INTERVAL_MS,
        10_000,
        Range.between(100, DAY_MS),
        LOW,
        "How often CLOCK_REALTIME − CLOCK_MONOTONIC is measured. It changes with steps of the wall"
            + " clock and with suspend.");
    time.number(
        HEARTBEAT_INTERVAL_MS,
        5_000,
        Range.between(0, DAY_MS),
        MEDIUM,
        "How often a VM whose files have nothing new says so; 0: never.");
    time.number(
        HEARTBEAT_LAG_MS,
        format == TraceFormat.SIMPLE ? 60_000 : 1_000,
        Range.between(0, DAY_MS),
        MEDIUM,
        "How far behind the present a heartbeat's time is: how long an event may take to its file.");
    time.number(
        HEARTBEAT_STOP_MS,
        3_600_000,
        Range.between(0, Integer.MAX_VALUE),
        LOW,
        "Heartbeats end when a VM's files did not grow for so long.");
  }

  public TailSettings tailing() {
    return new TailSettings(
        format,
        getBoolean(NO_HEADER),
        getInt(CHUNK_BYTES),
        millis(SCAN_INTERVAL_MS),
        millis(PARTIAL_WAIT_MS),
        millis(REMOVED_WAIT_MS),
        getInt(MAX_OPEN_FILES));
  }

  public TraceDirectory directory() {
    return new TraceDirectory(Path.of(getString(DIRECTORY)), getString(GLOB), getString(EXCLUDE));
  }

  public Optional<Path> file(String name) {
    var path = getString(name);
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  public Duration millis(String name) {
    return Duration.ofMillis(getInt(name));
  }
}
