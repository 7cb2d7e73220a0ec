package io.qtrace.connect.setting;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.qtrace.host.VmMapping;
import io.qtrace.host.VmNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/** Settings that say by a path which VM and which host something is of. */
public final class VmSettings {

  static final String VM_PATTERN = "vm.pattern";
  public static final String VM_MAPPING_FILE = "vm.mapping.file";
  static final String HOST = "host";

  private VmSettings() {}

  /** What differs between connectors: the pattern's default, and sentences of the documentation. */
  public record Texts(String pattern, String aboutPattern, String stays, String aboutHost) {}

  public static void addTo(SettingGroup vms, Texts texts) {
    vms.text(VM_PATTERN, texts.pattern, Checks.vmPattern(), HIGH, texts.aboutPattern);
    vms.text(
        VM_MAPPING_FILE,
        "",
        Checks.file("/etc/qtrace/vms"),
        MEDIUM,
        "A file of lines `<glob> <vm>`, which go before `vm.pattern`: a glob with a slash is compared"
            + " with the path, one without with the name. It is read again when it changes; "
            + texts.stays
            + ".");
    vms.text(
        HOST,
        "",
        Checks.anything(),
        MEDIUM,
        texts.aboutHost + "; empty: what the machine calls itself.");
  }

  public static VmMapping mapping(AbstractConfig config) {
    var host = config.getString(HOST);
    var names = VmNames.of(config.getString(VM_PATTERN), host.isEmpty() ? hostName() : host);
    var file = config.getString(VM_MAPPING_FILE);
    return new VmMapping(names, file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)));
  }

  /** Of the kernel, so that no name server is asked. */
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
