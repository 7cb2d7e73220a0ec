package io.qtrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kafka.server.BrokerServer;
import org.apache.kafka.common.DirectoryId;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.server.common.KRaftVersion;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;

/**
 * Kafka 4.3.0 to 4.4.0 say that a partition without a leader does not exist (KAFKA-20734), and
 * leave open for ever what was committed meanwhile: docs/adr/0015. While this fails, kafka.version
 * is one of these.
 */
final class LeaderlessPartitionTest {

  private static final ListenerName LISTENER = new ListenerName("PLAINTEXT");

  @Test
  void theBrokerKnowsAPartitionThatHasNoLeader() throws Exception {
    assertThat(leaderEndpoint("leaderless", 0)).isPresent();
  }

  @Test
  void theBrokerKnowsThatAPartitionDoesNotExist() throws Exception {
    assertThat(leaderEndpoint("leaderless", 1)).isEmpty();
    assertThat(leaderEndpoint("deleted", 0)).isEmpty();
  }

  /** The class has another name in each line of Kafka; its methods have not. */
  private static Optional<?> leaderEndpoint(String topic, int partition) throws Exception {
    var type = BrokerServer.class.getMethod("metadataCache").getReturnType();
    Supplier<KRaftVersion> version = () -> KRaftVersion.LATEST_PRODUCTION;
    var cache = type.getConstructor(int.class, Supplier.class).newInstance(1, version);
    type.getMethod("setImage", MetadataImage.class).invoke(cache, image());
    return (Optional<?>)
        type.getMethod("getPartitionLeaderEndpoint", String.class, int.class, ListenerName.class)
            .invoke(cache, topic, partition, LISTENER);
  }

  private static MetadataImage image() {
    var id = Uuid.randomUuid();
    var delta = new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
    delta.replay(
        new FeatureLevelRecord()
            .setName(MetadataVersion.FEATURE_NAME)
            .setFeatureLevel(MetadataVersion.LATEST_PRODUCTION.featureLevel()));
    delta.replay(new TopicRecord().setName("leaderless").setTopicId(id));
    delta.replay(
        new PartitionRecord()
            .setTopicId(id)
            .setPartitionId(0)
            .setReplicas(List.of(1))
            .setIsr(List.of(1))
            .setLeader(-1)
            .setDirectories(List.of(DirectoryId.UNASSIGNED)));
    return delta.apply(MetadataProvenance.EMPTY);
  }
}
