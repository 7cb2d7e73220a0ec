package io.qtrace.fleet;

import io.qtrace.fleet.window.Texts;
import java.util.List;

/**
 * All that is kept of a VM.
 *
 * @param blocks by block, then length
 * @param rollups by length
 * @param texts what texts in windows are
 */
public record VmHistory(
    String vm, String host, List<Line> blocks, List<Line> rollups, Texts texts) {}
