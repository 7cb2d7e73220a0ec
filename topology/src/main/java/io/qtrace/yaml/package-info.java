/** YAML files that people write: their nodes, and where in the file each problem is. */
@NullMarked
package io.qtrace.yaml;

import org.jspecify.annotations.NullMarked;
