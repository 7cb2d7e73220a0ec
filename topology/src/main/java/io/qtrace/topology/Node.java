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

  /** Header and mapping records per source. */
  static final String MAPPINGS_STORE = "mappings";

  /** Raw records whose definitions have not arrived, and those behind them. */
  static final String WAITING_STORE = "waiting";

  static final String LEDGER_STORE = "ledger";

  private Node() {}
}
