package io.qtrace.topology.ledger;

import io.qtrace.contract.Ledger;
import io.qtrace.frame.Framed;
import io.qtrace.task.LastUsed;
import io.qtrace.topology.flow.Names;
import io.qtrace.topology.raw.RawRecord;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one task's sources. The store is written in the same transaction as the events it
 * counts, so after an abort both are gone.
 */
public final class LedgerBook {

  private static final Logger log = LoggerFactory.getLogger(LedgerBook.class);

  private static final int MAX_OPEN = 1000;

  /** Far below what any broker takes, far above names of {@link Names#MAX_BYTES}. */
  private static final int MAX_ENTRY_BYTES = 64 << 10;

  private static final int SHOWN_CHARACTERS = 80;
  private static final int PORTION = 5000;

  private final KeyValueStore<String, byte[]> store;
  private final Framed<Ledger> ledgers;
  private final Tally total = new Tally();

  /** The entries in use, as they are in the store. */
  private final Map<String, Ledger> open = new LastUsed<>(MAX_OPEN);

  /** From where on entries of before the start are to be published; null: from the first. */
  private @Nullable String publishFrom;

  private boolean isPublished;

  /** Keys whose entry was not published since it changed. */
  private final Set<String> unpublished = new LinkedHashSet<>();

  public LedgerBook(KeyValueStore<String, byte[]> store, Framed<Ledger> ledgers) {
    this.store = store;
    this.ledgers = ledgers;
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        total.add(Tally.of(Framed.read(entry.value, Ledger.class)));
      }
    }
  }

  public void add(RawRecord from, Tally tally) {
    var life = from.source().life();
    var key = from.vm() + "/" + life;
    var ledger = open.get(key);
    if (ledger == null) {
      var stored = store.get(key);
      ledger = stored == null ? empty(from, life) : Framed.read(stored, Ledger.class);
      open.put(key, ledger);
    }
    if (ledger.getLookLikeEvents() == 0 && tally.lookLikeEvents() > 0) {
      tellOfLookAlikes(from, tally);
    }
    tally.addTo(ledger);
    ledger.setUpdated(Instant.ofEpochMilli(System.currentTimeMillis()));
    store.put(key, ledgers.frame(ledger));
    total.add(tally);
    unpublished.add(key);
  }

  /** Once for each source, as far as its ledger goes back. */
  private static void tellOfLookAlikes(RawRecord from, Tally tally) {
    log.warn(
        "a log of VM {} has lines that look like events and are none of its definitions: {}",
        shown(from.vm()),
        tally.lookLikeEventsSample());
  }

  private static String shown(String name) {
    return name.substring(0, Math.min(name.length(), SHOWN_CHARACTERS));
  }

  private static Ledger empty(RawRecord from, String life) {
    return Ledger.newBuilder().setVm(from.vm()).setHost(from.host()).setSource(life).build();
  }

  /**
   * Passes on the entries that changed since the last call, but for those that are too large for
   * the ledger's topic: names were not bounded until 0.1, and the state still has them.
   */
  public void publish(BiConsumer<String, byte[]> to) {
    publishOld(to);
    for (var key : unpublished) {
      var entry = store.get(key);
      if (entry != null) {
        publish(key, entry, to);
      }
    }
    unpublished.clear();
  }

  /** What changed last before a restart may not have been published: all is again, in portions. */
  private void publishOld(BiConsumer<String, byte[]> to) {
    if (isPublished) {
      return;
    }
    isPublished = true;
    try (var entries = store.range(publishFrom, null)) {
      for (int i = 0; entries.hasNext(); i++) {
        var entry = entries.next();
        if (i == PORTION) {
          publishFrom = entry.key;
          isPublished = false;
          return;
        }
        publish(entry.key, entry.value, to);
        unpublished.remove(entry.key);
      }
    }
  }

  private static void publish(String key, byte[] entry, BiConsumer<String, byte[]> to) {
    if (key.length() + entry.length <= MAX_ENTRY_BYTES) {
      to.accept(key, entry);
      return;
    }
    log.warn(
        "the ledger of {}… is counted, but not published: with {} bytes it is too large",
        shown(key),
        key.length() + entry.length);
  }

  /** All sources of the task, since they began. */
  public Tally total() {
    return total;
  }
}
