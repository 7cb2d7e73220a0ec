/** The manifests of deploy/kubernetes, without a cluster. */
@NullMarked
package io.qtrace.kubernetes;

import org.jspecify.annotations.NullMarked;
