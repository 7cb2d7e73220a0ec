package io.qtrace.topology;

/**
 * Names of the topology's nodes and stores. They are a contract with running state: a renamed store
 * is an empty one.
 */
final class Node {

  static final String DEFINITIONS_SOURCE = "definitions-in";
  static final String DEFINITIONS_PROCESSOR = "definitions-keep";
  static final String DEFINITIONS_STORE = "definitions";

  static final String RAW_SOURCE = "raw-in";
  static final String DECODE_PROCESSOR = "decode";
  static final String TYPED_SINK = "typed-out";
  static final String DEAD_LETTER_SINK = "dead-letter-out";
  static final String LEDGER_SINK = "ledger-out";

  /** Header and mapping records per source, and which VMs are set aside. */
  static final String MAPPINGS_STORE = "mappings";

  /** Raw records whose definitions have not arrived, and those behind them. */
  static final String WAITING_STORE = "waiting";

  static final String LEDGER_STORE = "ledger";

  static final String LAYOUT_SOURCE = "layouts-in";
  static final String LAYOUT_PROCESSOR = "layouts";

  static final String CONVERSION_PROCESSOR = "attribute";
  static final String CONVERSIONS_SINK = "conversions-out";
  static final String LATE_SINK = "late-conversions-out";
  static final String REFUSED_SINK = "refused-conversions-out";
  static final String BLOCKS_SINK = "ram-block-conversions-out";
  static final String ROLLUPS_SINK = "vm-rollups-out";
  static final String ROLLUP_PARTS_SINK = "rollup-parts-out";

  /** Memory map, footprint and open windows per VM. */
  static final String CONVERSIONS_STORE = "conversions";

  static final String ROLLUP_SOURCE = "rollup-parts-in";
  static final String ROLLUP_PROCESSOR = "roll-up";
  static final String ROLLUP_SINK = "rollups-out";

  /** Open windows of hosts and the fleet. */
  static final String ROLLUP_STORE = "rollups";

  private Node() {}
}
