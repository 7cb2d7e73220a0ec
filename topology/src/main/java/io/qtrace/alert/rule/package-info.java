/** Alert rules: the YAML file they are written in, what is wrong with it, and its changes. */
@NullMarked
package io.qtrace.alert.rule;

import org.jspecify.annotations.NullMarked;
