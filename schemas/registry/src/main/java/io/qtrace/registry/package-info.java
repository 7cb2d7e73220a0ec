/**
 * The Schema Registry, seen by the rest of qtrace: the only package that knows Confluent's client.
 */
@NullMarked
package io.qtrace.registry;

import org.jspecify.annotations.NullMarked;
