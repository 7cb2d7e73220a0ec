package io.qtrace.embedded.repair;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from a broker what the last run of an application of Kafka Streams has left there when it
 * was killed: its members, whose partitions nobody else gets until their sessions are over, and its
 * open transactions, which hold up who reads committed records until they time out. Of an instance
 * that is alive nothing is lost: it joins again.
 */
public final class LastRun {

  private static final Logger log = LoggerFactory.getLogger(LastRun.class);

  private LastRun() {}

  /**
   * Returns when it is gone. What the broker refuses to remove goes by itself within some 20 s, so
   * that is logged and no error.
   */
  public static void end(String applicationId, String bootstrap) throws InterruptedException {
    try (var admin = RepairAdmin.of(bootstrap, "qtrace-last-run")) {
      removeMembers(applicationId, admin);
      UnfinishedTransactions.endOf(applicationId, admin);
    } catch (ExecutionException e) {
      log.warn("what the last run has left times out by itself: {}", String.valueOf(e.getCause()));
    }
  }

  private static void removeMembers(String group, Admin admin)
      throws ExecutionException, InterruptedException {
    int members = members(group, admin);
    if (members > 0) {
      admin
          .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
      log.info("{} members of the last run were removed from the group {}", members, group);
    }
  }

  private static int members(String group, Admin admin)
      throws ExecutionException, InterruptedException {
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
          .mapToInt(described -> described.members().size())
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw e;
    }
  }
}
