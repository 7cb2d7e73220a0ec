/** The built images on a three-broker cluster in containers, while parts are killed and cut off. */
@NullMarked
package io.qtrace.container;

import org.jspecify.annotations.NullMarked;
