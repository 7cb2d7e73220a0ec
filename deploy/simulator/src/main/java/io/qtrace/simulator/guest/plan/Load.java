package io.qtrace.simulator.guest.plan;

/**
 * What a guest does when it has started.
 *
 * @param eventsPerSecond that are traced, on average; storms come on top
 * @param conversions share of what its vCPUs do
 * @param deviceAccesses the same
 * @param blockIo the same
 * @param refused share of requests to convert memory, for what is not RAM
 * @param pairs share of requests for the offset that another node's request under way has
 */
public record Load(
    double eventsPerSecond,
    double conversions,
    double deviceAccesses,
    double blockIo,
    double refused,
    double pairs) {}
