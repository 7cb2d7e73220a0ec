package io.qtrace.simulator.qemu;

/**
 * What is known of a file that was written.
 *
 * @param file its name
 * @param events that are in it
 * @param droppedEvents that QEMU lost, by the dropped records in it
 * @param untoldEvents that were lost and that no dropped record tells of, since the process was
 *     killed
 * @param firstNs time stamp of its first event, CLOCK_MONOTONIC; 0 if it has none
 */
public record TraceFacts(
    String file,
    long events,
    long droppedEvents,
    long droppedRecords,
    long untoldEvents,
    long stateChanges,
    long bytes,
    String sha256,
    long firstNs,
    long lastNs) {}
