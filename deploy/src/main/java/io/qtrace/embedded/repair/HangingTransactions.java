package io.qtrace.embedded.repair;

import static io.qtrace.embedded.repair.Ending.Recorded;
import static io.qtrace.embedded.repair.Ending.Unknown;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the transactions of a directory that would hang for ever, as their coordinators decided. */
public final class HangingTransactions {

  private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String host;
  private final int port;
  private final List<String> notices = new ArrayList<>();
  private int committed;
  private int aborted;

  private HangingTransactions(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * Returns when none hangs but those that the notices name. Nobody may be reading or writing in
   * transactions yet. Asks one question per partition if nothing is wrong.
   *
   * @param logs the directory of the only broker, which serves
   * @return what a person has to know; mostly nothing
   */
  public static List<String> end(String host, int port, Path logs)
      throws IOException, InterruptedException {
    var repair = new HangingTransactions(host, port);
    try (var admin = RepairAdmin.of(repair.bootstrap(), "qtrace-repair")) {
      repair.end(new OpenTransactions(admin, logs));
    } catch (ExecutionException e) {
      throw new IOException(
          "the broker does not say which transactions are open: " + e.getCause(), e);
    }
    return repair.notices;
  }

  private String bootstrap() {
    return host + ":" + port;
  }

  /**
   * A coordinator writes that a transaction is complete behind its markers. So what was complete
   * when the history was read, and is open afterwards, hangs, however busy coordinators are now.
   */
  private void end(OpenTransactions transactions)
      throws ExecutionException, InterruptedException, IOException {
    var suspects = transactions.find();
    if (suspects.isEmpty()) {
      return;
    }
    var history = HistoryReader.read(bootstrap(), PATIENCE);
    var hanging = new ArrayList<>(transactions.find());
    hanging.retainAll(suspects);
    for (var open : hanging) {
      var ending = history.endingOf(open);
      if (ending instanceof Recorded recorded) {
        end(open, recorded);
      } else if (ending instanceof Unknown unknown) {
        giveUp(open, unknown.reason());
      }
    }
    if (committed + aborted > 0) {
      notices.add(
          0,
          "%d transactions that an earlier broker had left open were ended as their coordinator had decided: %d committed, %d aborted; the log names them"
              .formatted(committed + aborted, committed, aborted));
    }
  }

  private void end(OpenTransaction open, Recorded ending) throws IOException {
    var error = new Markers(host, port).write(open, ending);
    if (error != Errors.NONE) {
      giveUp(
          open,
          "its coordinator decided %s, but the broker refuses the marker: %s"
              .formatted(ending.result(), error.message()));
      return;
    }
    committed += ending.result() == TransactionResult.COMMIT ? 1 : 0;
    aborted += ending.result() == TransactionResult.ABORT ? 1 : 0;
    log.warn(
        "{} of {}: its coordinator had decided {}, and the missing marker is written now",
        open,
        ending.transactionalId(),
        ending.result());
  }

  private void giveUp(OpenTransaction open, String reason) {
    var partition = open.partition();
    var notice =
        ("%s, hangs: %s. Who reads committed records only gets no further there. Nothing is lost as long as it"
                + " is left so. To go on without what it wrote in this partition, even if that was committed:"
                + " kafka-transactions.sh --bootstrap-server %s abort --topic %s --partition %d --start-offset %d"
                + " (of Kafka's own distribution), then send again what is missing; docs/operations.md says more")
            .formatted(
                open,
                reason,
                bootstrap(),
                partition.topic(),
                partition.partition(),
                open.startOffset());
    log.error("{}", notice);
    notices.add(notice);
  }
}
