package io.qtrace.fleet;

import java.util.List;

/**
 * A VM in its newest window of the shortest length.
 *
 * @param conversionsPerSecond of the RAM blocks that have a result of that window
 * @param sharedBytes of all RAM blocks, as last told
 * @param pingPongPages of the RAM blocks that have a result of that window
 * @param splitFrames of all RAM blocks, as last told
 * @param phase empty if nothing told
 * @param newestMs end of that window
 */
public record VmRow(
    String vm,
    String host,
    double conversionsPerSecond,
    long sharedBytes,
    long pingPongPages,
    long splitFrames,
    String phase,
    long newestMs,
    List<String> blocks) {}
