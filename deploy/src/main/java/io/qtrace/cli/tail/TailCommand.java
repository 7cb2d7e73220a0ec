package io.qtrace.cli.tail;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.option.Numbers;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.text.Reasons;
import io.qtrace.topic.TopicNames;
import io.qtrace.topology.config.DecodeConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qtrace tail}. */
@Command(
    name = "tail",
    description = {
      "Print typed events from their topic as JSON lines, as they come, until ctrl-C.",
      "Other topics have names too: 'alerts', 'ram-block-conversions', 'conversion-rollups',",
      "'conversions', 'conversions-refused', 'ram-block-conversions-late', 'vm-layout' (how memory",
      "is laid out), 'ledger' (what was counted), 'dead-letter' (what could not be decoded), and",
      "'aggregation/NAME' (results of a declared aggregation)."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace tail ram_block_attributes_state_change",
      "  qtrace tail kvm_convert_memory --from-beginning --vm vm-7 --max 10 | jq .arguments",
      "  qtrace tail alerts --from-beginning",
      "  qtrace tail ledger --from-beginning",
      "  qtrace tail aggregation/mmio-rate"
    })
public final class TailCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EVENT", description = "An event's name, or one of those above.")
  private String event = "";

  @Option(names = "--from-beginning", description = "Begin with the oldest, not with what comes.")
  private boolean fromBeginning;

  @Option(
      names = "--max",
      paramLabel = "N",
      converter = Numbers.Count.class,
      description = "Stop after so many.")
  private long max = Long.MAX_VALUE;

  @Option(names = "--vm", paramLabel = "ID", description = "Only this VM's.")
  private @Nullable String vm;

  private static final Duration SILENCE = Duration.ofSeconds(5);

  @Mixin private Connection connection = new Connection();

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  public TailCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = StageConfig.of(settings, Map.of(), connection.asProperties());
    var endpoint = Endpoint.of(config);
    var topic = topic(config, endpoint.topics());
    try (var follower = new TopicFollower(endpoint, topic, fromBeginning);
        var schemas = new WriterSchemas(endpoint.registry(), new StopSignal())) {
      if (!follower.exists() && !globals.quiet()) {
        console.tell("qtrace: topic %s does not exist yet; waiting for it".formatted(topic));
      }
      print(topic, follower, schemas);
    } catch (KafkaException e) {
      throw KafkaCluster.failure(config.bootstrap(), e, "");
    }
    return ExitCode.DONE;
  }

  private String topic(DecodeConfig config, TopicNames names) {
    if (!TopicNames.isLegal(event.replaceFirst("^" + TopicChoice.AGGREGATION, ""))) {
      throw Failure.usage("'%s' is not the name of an event".formatted(event));
    }
    // A clear message, and soon, if nobody answers.
    try (var cluster = KafkaCluster.connect(config)) {
      var existing = cluster.topics();
      var topic = TopicChoice.of(event, names, existing);
      if (!existing.contains(topic)) {
        cluster.partitions(topic); // fails if it only may not be seen
      }
      if (vm != null && TopicChoice.isOfAllVms(topic, names)) {
        throw Failure.usage("%s is not keyed by VM; leave --vm out".formatted(topic));
      }
      return topic;
    }
  }

  private void print(String topic, TopicFollower follower, WriterSchemas schemas)
      throws InterruptedException {
    var out = new BufferedOutputStream(console.out(), 1 << 16);
    var lines = new JsonLines(schemas, out);
    var key = vm == null ? null : vm.getBytes(StandardCharsets.UTF_8);
    long printed = 0;
    long begunNs = System.nanoTime();
    boolean told = globals.quiet();
    try {
      while (printed < max) {
        for (var record : follower.poll()) {
          if (printed < max && isWanted(record, key)) {
            lines.write(record.value(), record.topic());
            printed++;
          }
        }
        out.flush();
        if (printed == 0 && System.nanoTime() - begunNs > SILENCE.toNanos() && !told) {
          told = true;
          tellOfSilence(topic);
        }
      }
    } catch (IOException e) {
      throw Failure.badInput(Reasons.of(e), e);
    }
  }

  /** Nobody should wonder whether it works. */
  private void tellOfSilence(String topic) {
    console.tell(
        "qtrace: nothing yet in %s%s; waiting for it%s"
            .formatted(
                topic,
                vm == null ? "" : " of VM '" + vm + "'",
                fromBeginning ? "" : ". --from-beginning shows what was there before"));
  }

  private static boolean isWanted(ConsumerRecord<byte[], byte[]> record, byte @Nullable [] key) {
    return record.value() != null && (key == null || Arrays.equals(key, record.key()));
  }
}
