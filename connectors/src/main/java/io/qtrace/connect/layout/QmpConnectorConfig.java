package io.qtrace.connect.layout;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.qtrace.connect.QmpSourceConnector;
import io.qtrace.connect.setting.Checks;
import io.qtrace.connect.setting.Permissions;
import io.qtrace.connect.setting.SettingGroup;
import io.qtrace.connect.setting.VmSettings;
import io.qtrace.qmp.QemuWatch;
import io.qtrace.qmp.SocketPaths;
import io.qtrace.qmp.protocol.QmpClient;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Settings of {@link QmpSourceConnector}. The definition is also what docs/qmp.md shows. */
public final class QmpConnectorConfig extends AbstractConfig {

  static final String SOCKETS = "qmp.sockets";
  public static final String SCAN_INTERVAL_MS = "scan.interval.ms";
  static final String READ_INTERVAL_MS = "read.interval.ms";
  static final String CONNECT_TIMEOUT_MS = "connect.timeout.ms";
  static final String COMMAND_TIMEOUT_MS = "command.timeout.ms";
  static final String RETRY_MAX_MS = "retry.max.ms";
  static final String TRACE_EVENTS = "trace.events";
  public static final String VM_NAME_FROM = "vm.name.from";
  public static final String TOPIC = "topic";

  public static final String FROM_NAME = "name";
  static final String FROM_UUID = "uuid";
  public static final String FROM_PATH = "path";

  public static final Permissions PERMISSIONS =
      Permissions.ofPaths(VmSettings.VM_MAPPING_FILE).andSockets(SOCKETS);

  private static final int DAY_MS = 86_400_000;

  /** {@code vm-7.sock} and {@code vm-7.qmp} are of {@code vm-7}. */
  private static final String VM_PATTERN = "(?<vm>[^/]+?)(?:\\.(?:sock|socket|qmp|mon|monitor))*$";

  public QmpConnectorConfig(Map<String, String> properties) {
    super(definition(), properties, false);
    PERMISSIONS.check(this);
  }

  public static ConfigDef definition() {
    var all = new ConfigDef();
    sockets(new SettingGroup(all, "Sockets", name -> null));
    vms(new SettingGroup(all, "VM", name -> null));
    new SettingGroup(all, "Kafka", name -> null)
        .text(TOPIC, "qtrace-vm-layout", Checks.topic(), HIGH, "Where the layouts go.");
    return all;
  }

  private static void sockets(SettingGroup sockets) {
    sockets.required(
        SOCKETS,
        Checks.sockets(),
        "QMP sockets, such as `/run/qemu/*.qmp`. They may appear and vanish. QEMU serves one client"
            + " of a socket at a time, so they have to be for this connector alone.");
    sockets.text(
        TRACE_EVENTS,
        "",
        Checks.traceEvents(),
        MEDIUM,
        "Trace events to switch on after each connection, such as"
            + " `kvm_convert_memory,ram_block_*`. They are never switched off.");
    sockets.number(
        READ_INTERVAL_MS,
        60_000,
        Range.between(1_000, DAY_MS),
        MEDIUM,
        "How often the layout is read while no event says that it may have changed.");
    sockets.number(
        SCAN_INTERVAL_MS,
        1_000,
        Range.between(10, DAY_MS),
        MEDIUM,
        "How often is looked for sockets that appeared or vanished.");
    sockets.number(
        CONNECT_TIMEOUT_MS,
        5_000,
        Range.between(10, DAY_MS),
        LOW,
        "How long QEMU may take to greet; it does not while another client holds the socket.");
    sockets.number(
        COMMAND_TIMEOUT_MS,
        10_000,
        Range.between(10, DAY_MS),
        LOW,
        "How long QEMU may take to answer a command; then the connection is closed and made anew.");
    sockets.number(
        RETRY_MAX_MS,
        30_000,
        Range.between(250, DAY_MS),
        LOW,
        "A socket that cannot be talked to is tried again after 250 ms, then after twice as long"
            + " each time, up to this; at once if it is made anew.");
  }

  private static void vms(SettingGroup vms) {
    vms.text(
        VM_NAME_FROM,
        FROM_NAME,
        Checks.oneOf(FROM_NAME, FROM_UUID, FROM_PATH),
        HIGH,
        "What a VM's id is: its `-name`, its `-uuid`, or what the socket's path says. A VM without a"
            + " name goes by its uuid, one without both by the path. It has to be the id that the"
            + " VM's raw records have.");
    VmSettings.addTo(
        vms,
        new VmSettings.Texts(
            VM_PATTERN,
            "Is looked for in a socket's absolute path; the group `vm` is the VM's id where the path"
                + " says it, the group `host`, if there is one, the host. The default takes the"
                + " socket's name without `.sock`, `.socket`, `.qmp`, `.mon`, `.monitor`.",
            "layouts that are published stay",
            "The host's name in layouts"));
  }

  public SocketPaths sockets() {
    return SocketPaths.parse(getString(SOCKETS));
  }

  public QemuWatch.Settings watching() {
    return new QemuWatch.Settings(
        new QmpClient.Timeouts(millis(CONNECT_TIMEOUT_MS), millis(COMMAND_TIMEOUT_MS)),
        millis(READ_INTERVAL_MS),
        millis(RETRY_MAX_MS),
        Checks.parts(getString(TRACE_EVENTS)));
  }

  public Duration millis(String name) {
    return Duration.ofMillis(getInt(name));
  }
}
