package io.qtrace.security;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** A file of deploy/security, given to users by Kafka's own kafka-acls. */
final class AclFile {

  private static final Pattern LINE =
      Pattern.compile("--operation (\\S+) --(topic|group|transactional-id) (\\S+)( .*)?");

  private final List<String> lines;

  private AclFile(List<String> lines) {
    this.lines = lines;
  }

  static AclFile read(String name) throws IOException {
    var file = Path.of("..", "deploy", "security", name);
    return new AclFile(
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList());
  }

  /** Without comments. */
  List<String> lines() {
    return lines;
  }

  /** Permits everything in the file. */
  void grant(SecureBroker broker, String user) throws Exception {
    int before = count(broker.admin());
    for (var line : lines) {
      kafkaAcls(broker, user, "--add", line);
    }
    await(broker.admin(), before + lines.size());
  }

  /** A test for each line, that runs while this line is missing. */
  Stream<DynamicTest> withoutEach(SecureBroker broker, String user, ThrowingConsumer<String> test) {
    return lines.stream()
        .map(
            line ->
                dynamicTest(
                    "%s fails without: %s".formatted(user, line),
                    () -> {
                      remove(broker, user, line);
                      try {
                        test.accept(line);
                      } finally {
                        add(broker, user, line);
                      }
                    }));
  }

  private static void add(SecureBroker broker, String user, String line) throws Exception {
    int before = count(broker.admin());
    kafkaAcls(broker, user, "--add", line);
    await(broker.admin(), before + 1);
  }

  private static void remove(SecureBroker broker, String user, String line) throws Exception {
    int before = count(broker.admin());
    kafkaAcls(broker, user, "--remove", line);
    await(broker.admin(), before - 1);
  }

  /** What qtrace says where a line is missing: operation, resource and what to do. */
  static Pattern refusal(String line) {
    var parts = parts(line);
    return Pattern.compile(
        "(?s).*Kafka( at \\S+)? refuses: not permitted: (.*, |Read or )?%s( or Write)? on %s %s.*; give this user the ACLs it needs, see docs/security.md.*"
            .formatted(
                parts.group(1), parts.group(2).replace("-", " "), Pattern.quote(parts.group(3))));
  }

  private static Matcher parts(String line) {
    var parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("neither one operation nor one resource: " + line);
    }
    return parts;
  }

  /** What Kafka's own clients say, in Connect's status and log. */
  static String kafkasRefusal(String line) {
    var parts = parts(line);
    return switch (parts.group(2)) {
      case "topic" -> "Not authorized to access topics: [%s]".formatted(parts.group(3));
      case "group" -> "Not authorized to access group: " + parts.group(3);
      default -> "Transactional Id authorization failed";
    };
  }

  private static void kafkaAcls(SecureBroker broker, String user, String action, String line) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-server",
                broker.bootstrap(),
                action,
                "--allow-principal",
                "User:" + user));
    if (action.equals("--remove")) {
      arguments.add("--force");
    }
    arguments.addAll(Arrays.asList(line.split(" ", -1)));
    Exit.setExitProcedure(
        (status, message) -> {
          throw new AssertionError("kafka-acls fails for: " + line);
        });
    try {
      AclCommand.main(arguments.toArray(new String[0]));
    } finally {
      Exit.resetExitProcedure();
    }
  }

  private static int count(Admin admin) throws Exception {
    return admin.describeAcls(AclBindingFilter.ANY).values().get().size();
  }

  /** Answered by the authorizer itself, which learns of a change a moment later. */
  private static void await(Admin admin, int expected) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> count(admin) == expected);
  }
}
