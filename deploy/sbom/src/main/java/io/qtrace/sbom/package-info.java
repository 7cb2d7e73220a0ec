/**
 * What an archive of ours ships, by its jars: a CycloneDX bill of materials, a list of licences and
 * the notices. A library whose licence nobody has looked at fails the build.
 */
@NullMarked
package io.qtrace.sbom;

import org.jspecify.annotations.NullMarked;
