/** TLS, users and their permissions, with a broker that insists on them. */
@NullMarked
package io.qtrace.security;

import org.jspecify.annotations.NullMarked;
