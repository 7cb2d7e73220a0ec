/** {@code qtrace config}: every setting, where its value is from, and what is wrong with it. */
@NullMarked
package io.qtrace.cli.config;

import org.jspecify.annotations.NullMarked;
