package io.qtrace.topology.flow;

/**
 * Names of the topology's nodes and stores. They are a contract with running state: a renamed store
 * is an empty one.
 */
public final class Node {

  public static final String DEFINITIONS_SOURCE = "definitions-in";
  public static final String DEFINITIONS_PROCESSOR = "definitions-keep";
  public static final String DEFINITIONS_STORE = "definitions";

  public static final String RAW_SOURCE = "raw-in";
  public static final String DECODE_PROCESSOR = "decode";
  public static final String TYPED_SINK = "typed-out";
  public static final String DEAD_LETTER_SINK = "dead-letter-out";
  public static final String LEDGER_SINK = "ledger-out";

  /** Header and mapping records per source, and which VMs are set aside. */
  public static final String MAPPINGS_STORE = "mappings";

  /** Raw records whose definitions have not arrived, and those behind them. */
  public static final String WAITING_STORE = "waiting";

  public static final String LEDGER_STORE = "ledger";

  public static final String LAYOUT_SOURCE = "layouts-in";
  public static final String LAYOUT_PROCESSOR = "layouts";

  public static final String CONVERSION_PROCESSOR = "attribute";
  public static final String CONVERSIONS_SINK = "conversions-out";
  public static final String LATE_SINK = "late-conversions-out";
  public static final String REFUSED_SINK = "refused-conversions-out";
  public static final String BLOCKS_SINK = "ram-block-conversions-out";
  public static final String ROLLUPS_SINK = "vm-rollups-out";
  public static final String ROLLUP_PARTS_SINK = "rollup-parts-out";

  /** Memory map, footprint and open windows per VM. */
  public static final String CONVERSIONS_STORE = "conversions";

  public static final String AGGREGATION_PROCESSOR = "aggregate";
  public static final String AGGREGATIONS_SINK = "aggregations-out";

  /** Sums and open windows of declared aggregations per VM, and their declarations. */
  public static final String AGGREGATIONS_STORE = "aggregations";

  public static final String ROLLUP_SOURCE = "rollup-parts-in";
  public static final String ROLLUP_PROCESSOR = "roll-up";
  public static final String ROLLUP_SINK = "rollups-out";

  /** Open windows of hosts and the fleet. */
  public static final String ROLLUP_STORE = "rollups";

  private Node() {}
}
