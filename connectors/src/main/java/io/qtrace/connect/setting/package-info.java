/**
 * What the settings of all connectors have in common: how they are declared, checked and permitted.
 */
@NullMarked
package io.qtrace.connect.setting;

import org.jspecify.annotations.NullMarked;
